-- The times at which a helper comes.
CREATE TABLE visits (
  id               BLOB    NOT NULL PRIMARY KEY,
  match_id         BLOB    NOT NULL CONSTRAINT visits_match_id_fkey REFERENCES matches (id),
  start            INTEGER NOT NULL,
  duration_minutes INTEGER NOT NULL,
  state            TEXT    NOT NULL CONSTRAINT visits_state_check CHECK (state IN ('planned', 'done', 'missed', 'cancelled')),
  missed_by        TEXT    CONSTRAINT visits_missed_by_check CHECK (missed_by IN ('requester', 'helper')),
  planned_by       BLOB    NOT NULL,
  reported_at      INTEGER, -- when somebody first said how it went
  asked_at         INTEGER, -- when both were asked how it went
  look_level       TEXT, -- how far up the duty roster that went
  look_asked_at    INTEGER, -- when somebody was asked to look, after nobody had opened
  reached_at       INTEGER, -- when the team reached the requester, after nobody had opened
  version          INTEGER NOT NULL,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  CONSTRAINT visits_missed_check CHECK ((state = 'missed') = (missed_by IS NOT NULL))
) STRICT;
CREATE INDEX visits_match_id_idx ON visits (match_id, id);
CREATE INDEX visits_state_idx ON visits (state, start);

-- A request for somebody who helps instead of a helper who is away.
ALTER TABLE requests ADD COLUMN covers_match_id BLOB CONSTRAINT requests_covers_match_id_fkey REFERENCES matches (id); -- the match whose helper is away; that helper is not asked
CREATE INDEX requests_covers_match_id_idx ON requests (covers_match_id) WHERE covers_match_id IS NOT NULL;
