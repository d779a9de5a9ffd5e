DROP TABLE sms_codes;
DELETE FROM accounts WHERE email IS NULL;
CREATE TABLE old_accounts (
  person_id     BLOB        NOT NULL CONSTRAINT accounts_pkey PRIMARY KEY CONSTRAINT accounts_person_id_fkey REFERENCES people (id),
  email         BLOB        NOT NULL, -- sealed
  email_index   BLOB        NOT NULL, -- keyed hash of the folded address, to find it
  password_hash TEXT        NOT NULL, -- argon2id, in PHC form
  verified_at   INTEGER,
  created_at    INTEGER     NOT NULL
) STRICT;
INSERT INTO old_accounts (person_id, email, email_index, password_hash, verified_at, created_at)
  SELECT person_id, email, email_index, password_hash, verified_at, created_at FROM accounts;
DROP TABLE accounts;
ALTER TABLE old_accounts RENAME TO accounts;
CREATE UNIQUE INDEX accounts_email_index_key ON accounts (email_index) WHERE verified_at IS NOT NULL;
CREATE INDEX accounts_unverified_idx ON accounts (email_index) WHERE verified_at IS NULL;
