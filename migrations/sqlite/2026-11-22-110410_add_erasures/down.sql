ALTER TABLE people DROP COLUMN inactive_asked_at;
ALTER TABLE people DROP COLUMN active_at;
ALTER TABLE people DROP COLUMN erased_at;
DROP TABLE erasures;
