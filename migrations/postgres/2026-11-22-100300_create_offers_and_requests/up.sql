CREATE TABLE offers (
  id               uuid        NOT NULL PRIMARY KEY,
  person_id        uuid        NOT NULL CONSTRAINT offers_person_id_fkey REFERENCES people (id),
  neighbourhood_id uuid        CONSTRAINT offers_neighbourhood_id_fkey REFERENCES neighbourhoods (id), -- of the helper's home
  state            text        NOT NULL CONSTRAINT offers_state_check CHECK (state IN ('submitted', 'active', 'paused', 'held', 'rejected', 'retired')),
  held_from        text, -- the state it goes back to
  reason           text, -- of the last decision, a code
  terms            jsonb       NOT NULL, -- categories, radius, weekly slots, languages, caps, ways to be asked
  load             integer     NOT NULL, -- matches that take a place now
  cap              integer     NOT NULL, -- places: the most visits a week
  version          integer     NOT NULL,
  created_at       timestamptz NOT NULL,
  updated_at       timestamptz NOT NULL,
  CONSTRAINT offers_held_check CHECK ((state = 'held') = (held_from IS NOT NULL)),
  CONSTRAINT offers_load_check CHECK (load >= 0 AND load <= cap)
);
CREATE INDEX offers_person_id_idx ON offers (person_id, id);
CREATE INDEX offers_neighbourhood_id_idx ON offers (neighbourhood_id, state, id);

-- What the search for helpers reads: one row for each category of each active offer of somebody with a home.
-- Kept in the transaction of the offer.
CREATE TABLE open_offers (
  category      text    NOT NULL,
  offer_id      uuid    NOT NULL CONSTRAINT open_offers_offer_id_fkey REFERENCES offers (id),
  person_id     uuid    NOT NULL,
  cell          bigint  NOT NULL, -- the public H3 cell of the home, resolution 8
  near_cell     bigint  NOT NULL, -- resolution 10
  radius_metres integer NOT NULL,
  slots         bigint  NOT NULL, -- 7 days of 8 parts of three hours, local time; a set bit: free in a part of it
  vetted_until  timestamptz,
  CONSTRAINT open_offers_pkey PRIMARY KEY (category, offer_id)
);
CREATE INDEX open_offers_category_cell_idx ON open_offers (category, cell) INCLUDE (offer_id, person_id, near_cell, radius_metres, slots, vetted_until);
CREATE INDEX open_offers_offer_id_idx ON open_offers (offer_id);

CREATE TABLE requests (
  id               uuid        NOT NULL PRIMARY KEY,
  person_id        uuid        NOT NULL CONSTRAINT requests_person_id_fkey REFERENCES people (id),
  neighbourhood_id uuid        CONSTRAINT requests_neighbourhood_id_fkey REFERENCES neighbourhoods (id), -- null: outside every neighbourhood
  state            text        NOT NULL CONSTRAINT requests_state_check CHECK (state IN ('submitted', 'needsInformation', 'open', 'matched', 'referred', 'held', 'fulfilled', 'rejected', 'withdrawn', 'expired')),
  held_from        text, -- the state it goes back to
  reason           text, -- of the last decision or ending, a code
  category         text        NOT NULL,
  urgency          text        NOT NULL CONSTRAINT requests_urgency_check CHECK (urgency IN ('today', 'thisWeek', 'flexible')),
  wish             jsonb       NOT NULL, -- when, how long, how often, by whom
  said             bytea, -- sealed: the texts of the requester and the questions asked
  place            bytea, -- sealed: the position of the help when it is not the home
  cell             bigint, -- the public H3 cell of the place of the help
  near_cell        bigint, -- resolution 10
  entered_by       uuid        NOT NULL,
  helpers_wanted   integer     NOT NULL,
  helpers_agreed   integer     NOT NULL, -- matches agreed and living
  first_in_queue   boolean     NOT NULL, -- came back from a professional
  approved_at      timestamptz,
  state_since      timestamptz NOT NULL, -- when it came into its state: what clocks count from
  version          integer     NOT NULL,
  created_at       timestamptz NOT NULL,
  updated_at       timestamptz NOT NULL,
  CONSTRAINT requests_held_check CHECK ((state = 'held') = (held_from IS NOT NULL)),
  CONSTRAINT requests_helpers_check CHECK (helpers_agreed >= 0 AND helpers_agreed <= helpers_wanted)
);
CREATE INDEX requests_person_id_idx ON requests (person_id, id);
CREATE INDEX requests_neighbourhood_id_idx ON requests (neighbourhood_id, state, id);

-- Who of the team is looking at what: a lease, so that nothing stays with somebody who went home.
CREATE TABLE queue_claims (
  item          uuid        NOT NULL CONSTRAINT queue_claims_pkey PRIMARY KEY,
  claimed_by    uuid        NOT NULL CONSTRAINT queue_claims_claimed_by_fkey REFERENCES people (id),
  claimed_until timestamptz NOT NULL
);
