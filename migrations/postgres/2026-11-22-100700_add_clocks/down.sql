ALTER TABLE requests DROP COLUMN ever_agreed, DROP COLUMN pinged_at, DROP COLUMN confirmed_at;
