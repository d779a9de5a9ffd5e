-- A card on paper that joins a sign-in to a person whom the team registered. Its code is made from the id by a keyed hash.
CREATE TABLE activation_cards (
  id           BLOB        NOT NULL CONSTRAINT activation_cards_pkey PRIMARY KEY,
  person_id    BLOB        NOT NULL CONSTRAINT activation_cards_person_id_fkey REFERENCES people (id),
  code_hash    BLOB        NOT NULL CONSTRAINT activation_cards_code_hash_key UNIQUE, -- keyed hash of the code, to find it
  made_by      BLOB        NOT NULL, -- who of the team made it
  expires_at   INTEGER     NOT NULL,
  used_at      INTEGER,
  withdrawn_at INTEGER, -- taken back, or replaced by a newer one
  created_at   INTEGER     NOT NULL
) STRICT;
CREATE INDEX activation_cards_person_id_idx ON activation_cards (person_id, id);
