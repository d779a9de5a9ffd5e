-- Whose data key was destroyed, so that it is never made again, and so that the list of erasures outside the database
-- misses nobody.
CREATE TABLE erasures (
  owner uuid        NOT NULL CONSTRAINT erasures_pkey PRIMARY KEY,
  at    timestamptz NOT NULL
);
ALTER TABLE people
  ADD COLUMN erased_at timestamptz, -- from then on the row stands for nobody: only its id has a meaning
  ADD COLUMN active_at timestamptz, -- when the newest of the sessions that were forgotten was last used
  ADD COLUMN inactive_asked_at timestamptz; -- when they were asked whether they want to stay
