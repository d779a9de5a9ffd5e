CREATE TABLE offers (
  id               BLOB        NOT NULL PRIMARY KEY,
  person_id        BLOB        NOT NULL CONSTRAINT offers_person_id_fkey REFERENCES people (id),
  neighbourhood_id BLOB        CONSTRAINT offers_neighbourhood_id_fkey REFERENCES neighbourhoods (id), -- of the helper's home
  state            TEXT        NOT NULL CONSTRAINT offers_state_check CHECK (state IN ('submitted', 'active', 'paused', 'held', 'rejected', 'retired')),
  held_from        TEXT, -- the state it goes back to
  reason           TEXT, -- of the last decision, a code
  terms            TEXT        NOT NULL, -- categories, radius, weekly slots, languages, caps, ways to be asked
  load             INTEGER     NOT NULL, -- matches that take a place now
  cap              INTEGER     NOT NULL, -- places: the most visits a week
  version          INTEGER     NOT NULL,
  created_at       INTEGER     NOT NULL,
  updated_at       INTEGER     NOT NULL,
  CONSTRAINT offers_held_check CHECK ((state = 'held') = (held_from IS NOT NULL)),
  CONSTRAINT offers_load_check CHECK (load >= 0 AND load <= cap)
) STRICT;
CREATE INDEX offers_person_id_idx ON offers (person_id, id);
CREATE INDEX offers_neighbourhood_id_idx ON offers (neighbourhood_id, state, id);

-- What the search for helpers reads: one row for each category of each active offer of somebody with a home.
-- Kept in the transaction of the offer.
CREATE TABLE open_offers (
  category      TEXT    NOT NULL,
  offer_id      BLOB    NOT NULL CONSTRAINT open_offers_offer_id_fkey REFERENCES offers (id),
  person_id     BLOB    NOT NULL,
  cell          INTEGER NOT NULL, -- the public H3 cell of the home, resolution 8
  near_cell     INTEGER NOT NULL, -- resolution 10
  radius_metres INTEGER NOT NULL,
  slots         INTEGER NOT NULL, -- 7 days of 8 parts of three hours, local time; a set bit: free in a part of it
  vetted_until  INTEGER,
  CONSTRAINT open_offers_pkey PRIMARY KEY (category, offer_id)
) STRICT;
CREATE INDEX open_offers_category_cell_idx ON open_offers (category, cell);
CREATE INDEX open_offers_offer_id_idx ON open_offers (offer_id);

CREATE TABLE requests (
  id               BLOB        NOT NULL PRIMARY KEY,
  person_id        BLOB        NOT NULL CONSTRAINT requests_person_id_fkey REFERENCES people (id),
  neighbourhood_id BLOB        CONSTRAINT requests_neighbourhood_id_fkey REFERENCES neighbourhoods (id), -- null: outside every neighbourhood
  state            TEXT        NOT NULL CONSTRAINT requests_state_check CHECK (state IN ('submitted', 'needsInformation', 'open', 'matched', 'referred', 'held', 'fulfilled', 'rejected', 'withdrawn', 'expired')),
  held_from        TEXT, -- the state it goes back to
  reason           TEXT, -- of the last decision or ending, a code
  category         TEXT        NOT NULL,
  urgency          TEXT        NOT NULL CONSTRAINT requests_urgency_check CHECK (urgency IN ('today', 'thisWeek', 'flexible')),
  wish             TEXT        NOT NULL, -- when, how long, how often, by whom
  said             BLOB, -- sealed: the texts of the requester and the questions asked
  place            BLOB, -- sealed: the position of the help when it is not the home
  cell             INTEGER, -- the public H3 cell of the place of the help
  near_cell        INTEGER, -- resolution 10
  entered_by       BLOB        NOT NULL,
  helpers_wanted   INTEGER     NOT NULL,
  helpers_agreed   INTEGER     NOT NULL, -- matches agreed and living
  first_in_queue   INTEGER     NOT NULL, -- came back from a professional
  approved_at      INTEGER,
  state_since      INTEGER     NOT NULL, -- when it came into its state: what clocks count from
  version          INTEGER     NOT NULL,
  created_at       INTEGER     NOT NULL,
  updated_at       INTEGER     NOT NULL,
  CONSTRAINT requests_held_check CHECK ((state = 'held') = (held_from IS NOT NULL)),
  CONSTRAINT requests_helpers_check CHECK (helpers_agreed >= 0 AND helpers_agreed <= helpers_wanted)
) STRICT;
CREATE INDEX requests_person_id_idx ON requests (person_id, id);
CREATE INDEX requests_neighbourhood_id_idx ON requests (neighbourhood_id, state, id);

-- Who of the team is looking at what: a lease, so that nothing stays with somebody who went home.
CREATE TABLE queue_claims (
  item          BLOB        NOT NULL CONSTRAINT queue_claims_pkey PRIMARY KEY,
  claimed_by    BLOB        NOT NULL CONSTRAINT queue_claims_claimed_by_fkey REFERENCES people (id),
  claimed_until INTEGER     NOT NULL
) STRICT;
