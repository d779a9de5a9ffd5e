-- The lasting side of a match of recurring help.
CREATE TABLE bonds (
  id            uuid        NOT NULL PRIMARY KEY,
  match_id      uuid        NOT NULL CONSTRAINT bonds_match_id_fkey REFERENCES matches (id),
  state         text        NOT NULL CONSTRAINT bonds_state_check CHECK (state IN ('active', 'paused', 'ended')),
  state_since   timestamptz NOT NULL,
  next_check_in timestamptz NOT NULL, -- when both are asked how it goes
  asked_at      timestamptz, -- when they were, and nobody has said so since
  requester_well boolean, -- what the requester said last of how it goes
  helper_well   boolean, -- what the helper said last
  version       integer     NOT NULL,
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL
);
CREATE UNIQUE INDEX bonds_match_id_key ON bonds (match_id);
