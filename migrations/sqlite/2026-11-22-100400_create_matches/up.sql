CREATE TABLE matches (
  id                    BLOB        NOT NULL PRIMARY KEY,
  request_id            BLOB        NOT NULL CONSTRAINT matches_request_id_fkey REFERENCES requests (id),
  offer_id              BLOB        CONSTRAINT matches_offer_id_fkey REFERENCES offers (id), -- null: volunteered without an offer
  requester_id          BLOB        NOT NULL CONSTRAINT matches_requester_id_fkey REFERENCES people (id),
  helper_id             BLOB        NOT NULL CONSTRAINT matches_helper_id_fkey REFERENCES people (id),
  neighbourhood_id      BLOB        CONSTRAINT matches_neighbourhood_id_fkey REFERENCES neighbourhoods (id), -- of the request
  state                 TEXT        NOT NULL CONSTRAINT matches_state_check CHECK (state IN ('proposed', 'acceptedByHelper', 'acceptedByRequester', 'agreed', 'held', 'declined', 'cancelled', 'expired', 'superseded', 'ended')),
  held_from             TEXT, -- the state it goes back to
  outcome               TEXT        CONSTRAINT matches_outcome_check CHECK (outcome IN ('helped', 'notNeeded', 'noShow', 'stopped', 'toProfessional')),
  reason                TEXT, -- of a decline or cancel, a code
  proposed_by           BLOB        NOT NULL,
  approved_by           BLOB,
  agreed_at             INTEGER,
  expires_at            INTEGER     NOT NULL, -- of the side whose answer is awaited
  version               INTEGER     NOT NULL,
  created_at            INTEGER     NOT NULL,
  updated_at            INTEGER     NOT NULL,
  CONSTRAINT matches_held_check CHECK ((state = 'held') = (held_from IS NOT NULL)),
  CONSTRAINT matches_outcome_state_check CHECK ((state = 'ended') = (outcome IS NOT NULL))
) STRICT;
-- Two people are brought together for one request once at a time.
CREATE UNIQUE INDEX matches_request_id_helper_id_key ON matches (request_id, helper_id)
  WHERE state IN ('proposed', 'acceptedByHelper', 'acceptedByRequester', 'agreed', 'held');
CREATE INDEX matches_request_id_idx ON matches (request_id, id);
CREATE INDEX matches_requester_id_idx ON matches (requester_id, id);
CREATE INDEX matches_helper_id_idx ON matches (helper_id, id);
CREATE INDEX matches_offer_id_idx ON matches (offer_id, id);
CREATE INDEX matches_neighbourhood_id_idx ON matches (neighbourhood_id, id);
