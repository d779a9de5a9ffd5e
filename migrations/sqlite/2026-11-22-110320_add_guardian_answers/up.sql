-- Who of the guardians of somebody under age said yes to a match. A no ends the match, so only a yes is kept.
CREATE TABLE guardian_answers (
  id          BLOB NOT NULL CONSTRAINT guardian_answers_pkey PRIMARY KEY,
  match_id    BLOB NOT NULL CONSTRAINT guardian_answers_match_id_fkey REFERENCES matches (id),
  person_id   BLOB NOT NULL CONSTRAINT guardian_answers_person_id_fkey REFERENCES people (id), -- who is under age
  guardian_id BLOB NOT NULL CONSTRAINT guardian_answers_guardian_id_fkey REFERENCES people (id),
  recorded_by BLOB NOT NULL CONSTRAINT guardian_answers_recorded_by_fkey REFERENCES people (id), -- the guardian, or the team that heard it
  at          INTEGER NOT NULL,
  CONSTRAINT guardian_answers_key UNIQUE (match_id, person_id, guardian_id)
) STRICT;
