-- A card on paper that joins a sign-in to a person whom the team registered. Its code is made from the id by a keyed hash.
CREATE TABLE activation_cards (
  id           uuid        NOT NULL CONSTRAINT activation_cards_pkey PRIMARY KEY,
  person_id    uuid        NOT NULL CONSTRAINT activation_cards_person_id_fkey REFERENCES people (id),
  code_hash    bytea       NOT NULL CONSTRAINT activation_cards_code_hash_key UNIQUE, -- keyed hash of the code, to find it
  made_by      uuid        NOT NULL, -- who of the team made it
  expires_at   timestamptz NOT NULL,
  used_at      timestamptz,
  withdrawn_at timestamptz, -- taken back, or replaced by a newer one
  created_at   timestamptz NOT NULL
);
CREATE INDEX activation_cards_person_id_idx ON activation_cards (person_id, id);
