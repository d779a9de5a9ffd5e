-- Where neighbours come across a request: its public cell while it is open and meant for them.
ALTER TABLE requests ADD COLUMN nearby_cell bigint;
COMMENT ON COLUMN requests.nearby_cell IS 'the public cell while neighbours may come across it';
CREATE INDEX requests_nearby_cell_idx ON requests (nearby_cell, id) WHERE nearby_cell IS NOT NULL;

-- Which requests somebody came across on a day: nobody reads more than so many.
CREATE TABLE nearby_looks (
  person_id uuid  NOT NULL CONSTRAINT nearby_looks_person_id_fkey REFERENCES people (id),
  until     timestamptz NOT NULL, -- the end of the day, local time
  requests  jsonb NOT NULL, -- the ids
  PRIMARY KEY (person_id, until)
);

-- A match that is held by itself, and not with its request.
ALTER TABLE matches ADD COLUMN hold_reason text;
COMMENT ON COLUMN matches.hold_reason IS 'why the team put it aside; null while held: with its request';
