-- Nobody is reached at the address of a person: the team tells it by hand.
CREATE TABLE tellings_anew (
  id        BLOB    NOT NULL PRIMARY KEY,
  person_id BLOB    NOT NULL CONSTRAINT tellings_person_id_fkey REFERENCES people (id), -- who is to be told
  why       TEXT    NOT NULL CONSTRAINT tellings_why_check CHECK (why IN ('contactRules', 'otherSideGone', 'undeliverable')),
  once      TEXT    NOT NULL, -- kind and object: the same is told once
  message   TEXT    NOT NULL, -- what to tell: a kind and ids
  since     INTEGER NOT NULL,
  told_by   BLOB, -- who of the team told it
  told_at   INTEGER
) STRICT;
INSERT INTO tellings_anew (id, person_id, why, once, message, since, told_by, told_at)
  SELECT id, person_id, why, once, message, since, told_by, told_at FROM tellings;
DROP TABLE tellings;
ALTER TABLE tellings_anew RENAME TO tellings;
CREATE UNIQUE INDEX tellings_once_key ON tellings (person_id, once) WHERE told_at IS NULL;
