-- An account has an e-mail address or a phone number.
ALTER TABLE accounts ALTER COLUMN email DROP NOT NULL;
ALTER TABLE accounts ALTER COLUMN email_index DROP NOT NULL;
COMMENT ON COLUMN accounts.email IS 'sealed; null: it began with a phone number';
COMMENT ON COLUMN accounts.password_hash IS 'argon2id, in PHC form; empty: no password opens it';
ALTER TABLE accounts ADD COLUMN phone bytea;
COMMENT ON COLUMN accounts.phone IS 'sealed: the number in E.164; null: it began with an e-mail address';
ALTER TABLE accounts ADD COLUMN phone_index bytea;
COMMENT ON COLUMN accounts.phone_index IS 'keyed hash of the number, to find it';
ALTER TABLE accounts ADD CONSTRAINT accounts_contact_check CHECK ((email_index IS NULL) <> (phone_index IS NULL));
ALTER TABLE accounts ADD CONSTRAINT accounts_email_check CHECK ((email IS NULL) = (email_index IS NULL));
ALTER TABLE accounts ADD CONSTRAINT accounts_phone_check CHECK ((phone IS NULL) = (phone_index IS NULL));
-- What nobody has verified yet blocks nobody.
CREATE UNIQUE INDEX accounts_phone_index_key ON accounts (phone_index) WHERE verified_at IS NOT NULL;
CREATE INDEX accounts_unverified_phone_idx ON accounts (phone_index) WHERE verified_at IS NULL;

-- The code in a message is made from the id by a keyed hash, so nothing stored here opens anything.
CREATE TABLE sms_codes (
  id         uuid        NOT NULL CONSTRAINT sms_codes_pkey PRIMARY KEY,
  person_id  uuid        NOT NULL CONSTRAINT sms_codes_person_id_fkey REFERENCES people (id),
  tries      integer     NOT NULL, -- wrong codes that were tried while this one counted
  expires_at timestamptz NOT NULL,
  used_at    timestamptz,
  created_at timestamptz NOT NULL
);
CREATE INDEX sms_codes_person_id_idx ON sms_codes (person_id);
