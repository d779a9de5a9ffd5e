DROP INDEX requests_covers_match_id_idx;
ALTER TABLE requests DROP COLUMN covers_match_id;
DROP TABLE visits;
