-- Whose data key was destroyed, so that it is never made again, and so that the list of erasures outside the database
-- misses nobody.
CREATE TABLE erasures (
  owner BLOB    NOT NULL CONSTRAINT erasures_pkey PRIMARY KEY,
  at    INTEGER NOT NULL
) STRICT;
ALTER TABLE people ADD COLUMN erased_at INTEGER; -- from then on the row stands for nobody: only its id has a meaning
ALTER TABLE people ADD COLUMN active_at INTEGER; -- when the newest of the sessions that were forgotten was last used
ALTER TABLE people ADD COLUMN inactive_asked_at INTEGER; -- when they were asked whether they want to stay
