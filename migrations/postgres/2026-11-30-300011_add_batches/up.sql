-- Whom to propose for all open requests of some neighbourhoods at once, for whoever of the team asked. One at a time, and gone
-- after a day.
CREATE TABLE batches (
  id             uuid NOT NULL PRIMARY KEY,
  asked_by       uuid NOT NULL CONSTRAINT batches_asked_by_key UNIQUE CONSTRAINT batches_asked_by_fkey REFERENCES people (id),
  neighbourhoods jsonb NOT NULL, -- a list of ids
  requests       integer NOT NULL, -- how many there were when it was asked for
  looked_at      integer NOT NULL, -- for how many of them helpers were looked for
  last_request   uuid, -- the last of these: what comes after it is looked at next
  created_at     timestamptz NOT NULL,
  ready_at       timestamptz
);
-- While it is made: who could help with what. Once it is ready: who was chosen.
CREATE TABLE batch_proposals (
  id         uuid NOT NULL PRIMARY KEY,
  batch_id   uuid NOT NULL CONSTRAINT batch_proposals_batch_id_fkey REFERENCES batches (id),
  request_id uuid NOT NULL CONSTRAINT batch_proposals_request_id_fkey REFERENCES requests (id),
  offer_id   uuid NOT NULL CONSTRAINT batch_proposals_offer_id_fkey REFERENCES offers (id),
  score      integer NOT NULL, -- from 0 to 10,000
  reasons    jsonb NOT NULL, -- pairs of a code and a value
  is_chosen  boolean NOT NULL
);
CREATE INDEX batch_proposals_batch_id_idx ON batch_proposals (batch_id, id);
CREATE UNIQUE INDEX batch_proposals_request_id_idx ON batch_proposals (request_id, offer_id, batch_id);
CREATE INDEX batch_proposals_offer_id_idx ON batch_proposals (offer_id);
