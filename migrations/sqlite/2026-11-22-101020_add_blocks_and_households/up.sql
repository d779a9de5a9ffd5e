-- Two people who are never brought together.
CREATE TABLE blocks (
  id         BLOB        NOT NULL PRIMARY KEY,
  one_id     BLOB        NOT NULL CONSTRAINT blocks_one_id_fkey REFERENCES people (id), -- the lower id of the two
  other_id   BLOB        NOT NULL CONSTRAINT blocks_other_id_fkey REFERENCES people (id), -- the higher one
  made_by    BLOB        NOT NULL CONSTRAINT blocks_made_by_fkey REFERENCES people (id), -- one of the two, or somebody of the team
  match_id   BLOB        CONSTRAINT blocks_match_id_fkey REFERENCES matches (id), -- through which one knows the other; null: the team made it
  created_at INTEGER     NOT NULL,
  CONSTRAINT blocks_two_check CHECK (one_id < other_id),
  CONSTRAINT blocks_key UNIQUE (one_id, other_id, made_by)
) STRICT;
CREATE INDEX blocks_other_id_idx ON blocks (other_id);
CREATE INDEX blocks_made_by_idx ON blocks (made_by, id);

-- Who lives together: each person is in one household or in none.
CREATE TABLE household_members (
  person_id    BLOB        NOT NULL CONSTRAINT household_members_pkey PRIMARY KEY CONSTRAINT household_members_person_id_fkey REFERENCES people (id),
  household_id BLOB        NOT NULL, -- of no meaning but to be the same for those who live together
  recorded_by  BLOB        NOT NULL, -- who of the team wrote it down
  recorded_at  INTEGER     NOT NULL
) STRICT;
CREATE INDEX household_members_household_id_idx ON household_members (household_id);
