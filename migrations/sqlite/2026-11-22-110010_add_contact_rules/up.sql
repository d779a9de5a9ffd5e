-- How somebody may be reached: it governs every message.
CREATE TABLE contact_rules (
  person_id  BLOB    NOT NULL CONSTRAINT contact_rules_pkey PRIMARY KEY CONSTRAINT contact_rules_person_id_fkey REFERENCES people (id),
  rules      BLOB    NOT NULL, -- sealed: the safe contact, and whether contact is prohibited
  version    INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- What somebody of the team must tell a person by hand. Ids and codes only.
CREATE TABLE tellings (
  id        BLOB    NOT NULL PRIMARY KEY,
  person_id BLOB    NOT NULL CONSTRAINT tellings_person_id_fkey REFERENCES people (id), -- who is to be told
  why       TEXT    NOT NULL CONSTRAINT tellings_why_check CHECK (why IN ('contactRules', 'otherSideGone')),
  once      TEXT    NOT NULL, -- kind and object: the same is told once
  message   TEXT    NOT NULL, -- what to tell: a kind and ids
  since     INTEGER NOT NULL,
  told_by   BLOB, -- who of the team told it
  told_at   INTEGER
) STRICT;
CREATE UNIQUE INDEX tellings_once_key ON tellings (person_id, once) WHERE told_at IS NULL;
