-- Where neighbours come across a request: its public cell while it is open and meant for them.
ALTER TABLE requests ADD COLUMN nearby_cell INTEGER; -- the public cell while neighbours may come across it
CREATE INDEX requests_nearby_cell_idx ON requests (nearby_cell, id) WHERE nearby_cell IS NOT NULL;

-- Which requests somebody came across on a day: nobody reads more than so many.
CREATE TABLE nearby_looks (
  person_id BLOB NOT NULL CONSTRAINT nearby_looks_person_id_fkey REFERENCES people (id),
  until     INTEGER NOT NULL, -- the end of the day, local time
  requests  TEXT NOT NULL, -- the ids
  PRIMARY KEY (person_id, until)
) STRICT, WITHOUT ROWID;

-- A match that is held by itself, and not with its request.
ALTER TABLE matches ADD COLUMN hold_reason TEXT; -- why the team put it aside; null while held: with its request
