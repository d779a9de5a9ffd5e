DROP TABLE activation_cards;
