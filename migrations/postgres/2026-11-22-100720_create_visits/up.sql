-- The times at which a helper comes.
CREATE TABLE visits (
  id               uuid        NOT NULL PRIMARY KEY,
  match_id         uuid        NOT NULL CONSTRAINT visits_match_id_fkey REFERENCES matches (id),
  start            timestamptz NOT NULL,
  duration_minutes integer     NOT NULL,
  state            text        NOT NULL CONSTRAINT visits_state_check CHECK (state IN ('planned', 'done', 'missed', 'cancelled')),
  missed_by        text        CONSTRAINT visits_missed_by_check CHECK (missed_by IN ('requester', 'helper')),
  planned_by       uuid        NOT NULL,
  reported_at      timestamptz, -- when somebody first said how it went
  asked_at         timestamptz, -- when both were asked how it went
  look_level       text, -- how far up the duty roster that went
  look_asked_at    timestamptz, -- when somebody was asked to look, after nobody had opened
  reached_at       timestamptz, -- when the team reached the requester, after nobody had opened
  version          integer     NOT NULL,
  created_at       timestamptz NOT NULL,
  updated_at       timestamptz NOT NULL,
  CONSTRAINT visits_missed_check CHECK ((state = 'missed') = (missed_by IS NOT NULL))
);
CREATE INDEX visits_match_id_idx ON visits (match_id, id);
CREATE INDEX visits_state_idx ON visits (state, start);

-- A request for somebody who helps instead of a helper who is away.
ALTER TABLE requests ADD COLUMN covers_match_id uuid CONSTRAINT requests_covers_match_id_fkey REFERENCES matches (id);
COMMENT ON COLUMN requests.covers_match_id IS 'the match whose helper is away; that helper is not asked';
CREATE INDEX requests_covers_match_id_idx ON requests (covers_match_id) WHERE covers_match_id IS NOT NULL;
