ALTER TABLE requests DROP COLUMN covers_match_id;
DROP TABLE visits;
