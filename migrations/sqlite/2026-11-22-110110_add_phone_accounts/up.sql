-- An account has an e-mail address or a phone number. SQLite cannot let a column be empty afterwards, so the table is
-- made anew.
CREATE TABLE new_accounts (
  person_id     BLOB        NOT NULL CONSTRAINT accounts_pkey PRIMARY KEY CONSTRAINT accounts_person_id_fkey REFERENCES people (id),
  email         BLOB, -- sealed; null: it began with a phone number
  email_index   BLOB, -- keyed hash of the folded address, to find it
  phone         BLOB, -- sealed: the number in E.164; null: it began with an e-mail address
  phone_index   BLOB, -- keyed hash of the number, to find it
  password_hash TEXT        NOT NULL, -- argon2id, in PHC form; empty: no password opens it
  verified_at   INTEGER,
  created_at    INTEGER     NOT NULL,
  CONSTRAINT accounts_contact_check CHECK ((email_index IS NULL) <> (phone_index IS NULL)),
  CONSTRAINT accounts_email_check CHECK ((email IS NULL) = (email_index IS NULL)),
  CONSTRAINT accounts_phone_check CHECK ((phone IS NULL) = (phone_index IS NULL))
) STRICT;
INSERT INTO new_accounts (person_id, email, email_index, password_hash, verified_at, created_at)
  SELECT person_id, email, email_index, password_hash, verified_at, created_at FROM accounts;
DROP TABLE accounts;
ALTER TABLE new_accounts RENAME TO accounts;
-- What nobody has verified yet blocks nobody.
CREATE UNIQUE INDEX accounts_email_index_key ON accounts (email_index) WHERE verified_at IS NOT NULL;
CREATE INDEX accounts_unverified_idx ON accounts (email_index) WHERE verified_at IS NULL;
CREATE UNIQUE INDEX accounts_phone_index_key ON accounts (phone_index) WHERE verified_at IS NOT NULL;
CREATE INDEX accounts_unverified_phone_idx ON accounts (phone_index) WHERE verified_at IS NULL;

-- The code in a message is made from the id by a keyed hash, so nothing stored here opens anything.
CREATE TABLE sms_codes (
  id         BLOB        NOT NULL CONSTRAINT sms_codes_pkey PRIMARY KEY,
  person_id  BLOB        NOT NULL CONSTRAINT sms_codes_person_id_fkey REFERENCES people (id),
  tries      INTEGER     NOT NULL, -- wrong codes that were tried while this one counted
  expires_at INTEGER     NOT NULL,
  used_at    INTEGER,
  created_at INTEGER     NOT NULL
) STRICT;
CREATE INDEX sms_codes_person_id_idx ON sms_codes (person_id);
