ALTER TABLE requests DROP COLUMN ever_agreed;
ALTER TABLE requests DROP COLUMN pinged_at;
ALTER TABLE requests DROP COLUMN confirmed_at;
