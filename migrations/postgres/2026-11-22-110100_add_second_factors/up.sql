-- What somebody proves besides the password: a code of an authenticator app.
CREATE TABLE totp_factors (
  person_id    uuid        NOT NULL CONSTRAINT totp_factors_pkey PRIMARY KEY CONSTRAINT totp_factors_person_id_fkey REFERENCES people (id),
  secret       bytea, -- sealed; null: none was confirmed yet
  pending      bytea, -- sealed: the next secret, until a code of it confirms it
  last_step    bigint, -- the 30 seconds, counted from 1970, of the newest code that was used: no older one counts
  confirmed_at timestamptz,
  created_at   timestamptz NOT NULL,
  CONSTRAINT totp_factors_confirmed_check CHECK ((secret IS NULL) = (confirmed_at IS NULL))
);

-- For who has lost the authenticator: each works once.
CREATE TABLE recovery_codes (
  person_id uuid        NOT NULL CONSTRAINT recovery_codes_person_id_fkey REFERENCES people (id),
  code_hash bytea       NOT NULL, -- keyed hash
  used_at   timestamptz,
  CONSTRAINT recovery_codes_pkey PRIMARY KEY (person_id, code_hash)
);

-- The token that a device holds is made from the id by a keyed hash, so nothing stored here opens anything.
CREATE TABLE known_devices (
  id           uuid        NOT NULL CONSTRAINT known_devices_pkey PRIMARY KEY,
  person_id    uuid        NOT NULL CONSTRAINT known_devices_person_id_fkey REFERENCES people (id),
  last_used_at timestamptz NOT NULL,
  created_at   timestamptz NOT NULL
);
CREATE INDEX known_devices_person_id_idx ON known_devices (person_id);

-- How often something was tried that must not be tried without end.
CREATE TABLE tries (
  key     bytea       NOT NULL CONSTRAINT tries_pkey PRIMARY KEY, -- keyed hash of what is counted: an account, an address, both together
  count   integer     NOT NULL,
  since   timestamptz NOT NULL, -- when the counting began
  last_at timestamptz NOT NULL
);
CREATE INDEX tries_last_at_idx ON tries (last_at);

ALTER TABLE sessions ADD COLUMN proved_at timestamptz;
COMMENT ON COLUMN sessions.proved_at IS 'when the password, or what stands for it, was last given';
ALTER TABLE sessions ADD COLUMN second_factor_at timestamptz;
COMMENT ON COLUMN sessions.second_factor_at IS 'when the second factor was last given; null: the roles of the team do not count';
ALTER TABLE sessions ADD COLUMN device text;
COMMENT ON COLUMN sessions.device IS 'the kind of device in two words, such as Firefox, Android';
