ALTER TABLE people DROP COLUMN inactive_asked_at, DROP COLUMN active_at, DROP COLUMN erased_at;
DROP TABLE erasures;
