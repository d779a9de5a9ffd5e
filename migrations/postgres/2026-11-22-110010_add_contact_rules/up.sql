-- How somebody may be reached: it governs every message.
CREATE TABLE contact_rules (
  person_id  uuid        NOT NULL CONSTRAINT contact_rules_pkey PRIMARY KEY CONSTRAINT contact_rules_person_id_fkey REFERENCES people (id),
  rules      bytea       NOT NULL, -- sealed: the safe contact, and whether contact is prohibited
  version    integer     NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);

-- What somebody of the team must tell a person by hand. Ids and codes only.
CREATE TABLE tellings (
  id        uuid        NOT NULL PRIMARY KEY,
  person_id uuid        NOT NULL CONSTRAINT tellings_person_id_fkey REFERENCES people (id), -- who is to be told
  why       text        NOT NULL CONSTRAINT tellings_why_check CHECK (why IN ('contactRules', 'otherSideGone')),
  once      text        NOT NULL, -- kind and object: the same is told once
  message   jsonb       NOT NULL, -- what to tell: a kind and ids
  since     timestamptz NOT NULL,
  told_by   uuid, -- who of the team told it
  told_at   timestamptz
);
CREATE UNIQUE INDEX tellings_once_key ON tellings (person_id, once) WHERE told_at IS NULL;
