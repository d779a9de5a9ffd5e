ALTER TABLE people ADD COLUMN name_index bytea; -- keyed hash of the folded name and the year of birth; null: entered before
ALTER TABLE people ADD COLUMN name_trigrams bytea; -- keyed hashes of three letters each, four bytes long, to search by name
ALTER TABLE people ADD COLUMN phone_index bytea; -- keyed hash of the phone number; null: none known
CREATE INDEX people_name_index_idx ON people (name_index) WHERE name_index IS NOT NULL;
CREATE INDEX people_phone_index_idx ON people (phone_index) WHERE phone_index IS NOT NULL;

-- Who was registered by somebody else.
CREATE TABLE registrations (
  person_id  uuid NOT NULL CONSTRAINT registrations_pkey PRIMARY KEY CONSTRAINT registrations_person_id_fkey REFERENCES people (id),
  how        TEXT NOT NULL, -- phone, desk, homeVisit or paper
  entered_by uuid NOT NULL CONSTRAINT registrations_entered_by_fkey REFERENCES people (id),
  witness    bytea, -- sealed: who heard it
  created_at timestamptz NOT NULL
);

-- How often somebody of a team looked for people by name: a row for each time, kept for a day.
CREATE TABLE people_searches (
  id        uuid NOT NULL CONSTRAINT people_searches_pkey PRIMARY KEY,
  person_id uuid NOT NULL CONSTRAINT people_searches_person_id_fkey REFERENCES people (id), -- who looked
  at        timestamptz NOT NULL
);
CREATE INDEX people_searches_person_id_idx ON people_searches (person_id, at);
