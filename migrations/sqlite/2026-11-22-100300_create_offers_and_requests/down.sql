DROP TABLE queue_claims;
DROP TABLE requests;
DROP TABLE open_offers;
DROP TABLE offers;
