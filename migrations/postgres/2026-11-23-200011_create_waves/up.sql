-- Helpers asked in waves for a request: some at once, then others, until enough say yes.
CREATE TABLE waves (
  id         uuid        NOT NULL PRIMARY KEY,
  request_id uuid        NOT NULL CONSTRAINT waves_request_id_fkey REFERENCES requests (id),
  state      text        NOT NULL CONSTRAINT waves_state_check CHECK (state IN ('running', 'exhausted', 'stopped')),
  rounds     integer     NOT NULL, -- how often helpers were asked
  asked      integer     NOT NULL, -- how many helpers were asked
  next_at    timestamptz NOT NULL, -- before then nobody else is asked, unless all who were asked have answered
  started_by uuid        NOT NULL, -- who of the team
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX waves_request_id_key ON waves (request_id) WHERE state = 'running';
CREATE INDEX waves_request_id_idx ON waves (request_id, id);
ALTER TABLE matches ADD COLUMN wave_id uuid;
COMMENT ON COLUMN matches.wave_id IS 'the wave in which the helper was asked; null: proposed or volunteered';
