-- The lasting side of a match of recurring help.
CREATE TABLE bonds (
  id            BLOB        NOT NULL PRIMARY KEY,
  match_id      BLOB        NOT NULL CONSTRAINT bonds_match_id_fkey REFERENCES matches (id),
  state         TEXT        NOT NULL CONSTRAINT bonds_state_check CHECK (state IN ('active', 'paused', 'ended')),
  state_since   INTEGER     NOT NULL,
  next_check_in INTEGER     NOT NULL, -- when both are asked how it goes
  asked_at      INTEGER, -- when they were, and nobody has said so since
  requester_well INTEGER, -- what the requester said last of how it goes
  helper_well   INTEGER, -- what the helper said last
  version       INTEGER     NOT NULL,
  created_at    INTEGER     NOT NULL,
  updated_at    INTEGER     NOT NULL
) STRICT;
CREATE UNIQUE INDEX bonds_match_id_key ON bonds (match_id);
