DROP TABLE link_codes;
ALTER TABLE organisations DROP COLUMN link_generation;
