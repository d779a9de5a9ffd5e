-- Helpers asked in waves for a request: some at once, then others, until enough say yes.
CREATE TABLE waves (
  id         BLOB    NOT NULL PRIMARY KEY,
  request_id BLOB    NOT NULL REFERENCES requests (id),
  state      TEXT    NOT NULL CHECK (state IN ('running', 'exhausted', 'stopped')),
  rounds     INTEGER NOT NULL, -- how often helpers were asked
  asked      INTEGER NOT NULL, -- how many helpers were asked
  next_at    INTEGER NOT NULL, -- before then nobody else is asked, unless all who were asked have answered
  started_by BLOB    NOT NULL, -- who of the team
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX waves_request_id_key ON waves (request_id) WHERE state = 'running';
CREATE INDEX waves_request_id_idx ON waves (request_id, id);
ALTER TABLE matches ADD COLUMN wave_id BLOB; -- the wave in which the helper was asked; null: proposed or volunteered
