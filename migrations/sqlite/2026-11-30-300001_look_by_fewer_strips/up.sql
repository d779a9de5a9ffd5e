-- Offers lie on other strips (places/model/strips.rs). The program places them when it starts; until then their number is negative.
UPDATE open_offers SET place = -place WHERE place > 0;
