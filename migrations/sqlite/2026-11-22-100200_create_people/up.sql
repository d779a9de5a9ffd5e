CREATE TABLE people (
  id               BLOB        NOT NULL PRIMARY KEY,
  state            TEXT        NOT NULL CONSTRAINT people_state_check CHECK (state IN ('active', 'paused', 'suspended', 'moved', 'left', 'deceased')),
  name             BLOB        NOT NULL, -- sealed: first and last name
  contact          BLOB, -- sealed: the postal address
  home             BLOB, -- sealed: the exact position
  birth_year       INTEGER     NOT NULL,
  locale           TEXT        NOT NULL,
  languages        TEXT        NOT NULL, -- tag and level
  neighbourhood_id BLOB        CONSTRAINT people_neighbourhood_id_fkey REFERENCES neighbourhoods (id), -- null: no home yet, or unserved
  cell             INTEGER, -- the public H3 cell of the home
  near_cell        INTEGER, -- the H3 cell of resolution 10, for suggestions to staff
  home_moves       TEXT        NOT NULL, -- when the home moved, in the last 90 days
  vetted_until     INTEGER,
  consent_version  INTEGER     NOT NULL, -- counts every consent and withdrawal, so that a sending waits for it
  version          INTEGER     NOT NULL,
  created_at       INTEGER     NOT NULL,
  updated_at       INTEGER     NOT NULL
) STRICT;
CREATE INDEX people_neighbourhood_id_idx ON people (neighbourhood_id, id);

CREATE TABLE accounts (
  person_id     BLOB        NOT NULL CONSTRAINT accounts_pkey PRIMARY KEY CONSTRAINT accounts_person_id_fkey REFERENCES people (id),
  email         BLOB        NOT NULL, -- sealed
  email_index   BLOB        NOT NULL, -- keyed hash of the folded address, to find it
  password_hash TEXT        NOT NULL, -- argon2id, in PHC form
  verified_at   INTEGER,
  created_at    INTEGER     NOT NULL
) STRICT;
-- An address that nobody has verified yet blocks nobody.
CREATE UNIQUE INDEX accounts_email_index_key ON accounts (email_index) WHERE verified_at IS NOT NULL;
CREATE INDEX accounts_unverified_idx ON accounts (email_index) WHERE verified_at IS NULL;

-- The token in the mail is made from the id by a keyed hash, so nothing stored here opens anything.
CREATE TABLE one_time_tokens (
  id         BLOB        NOT NULL PRIMARY KEY,
  person_id  BLOB        NOT NULL CONSTRAINT one_time_tokens_person_id_fkey REFERENCES people (id),
  purpose    TEXT        NOT NULL CONSTRAINT one_time_tokens_purpose_check CHECK (purpose IN ('verify', 'reset')),
  expires_at INTEGER     NOT NULL,
  used_at    INTEGER
) STRICT;
CREATE INDEX one_time_tokens_person_id_idx ON one_time_tokens (person_id);

CREATE TABLE sessions (
  id           BLOB        NOT NULL PRIMARY KEY,
  person_id    BLOB        NOT NULL CONSTRAINT sessions_person_id_fkey REFERENCES people (id),
  counter      INTEGER     NOT NULL, -- how often the refresh token was rotated; the newest token carries this number
  rotated_at   INTEGER     NOT NULL,
  expires_at   INTEGER     NOT NULL,
  ended_at     INTEGER,
  end_reason   TEXT        CONSTRAINT sessions_end_reason_check CHECK (end_reason IN ('signedOut', 'replayed', 'passwordReset', 'suspended')),
  created_at   INTEGER     NOT NULL
) STRICT;
CREATE INDEX sessions_person_id_idx ON sessions (person_id, id);

CREATE TABLE roles (
  id               BLOB        NOT NULL PRIMARY KEY,
  person_id        BLOB        NOT NULL CONSTRAINT roles_person_id_fkey REFERENCES people (id),
  role             TEXT        NOT NULL CONSTRAINT roles_role_check CHECK (role IN ('buurtwerker', 'careProvider', 'coordinator', 'administrator')),
  neighbourhood_id BLOB        CONSTRAINT roles_neighbourhood_id_fkey REFERENCES neighbourhoods (id),
  organisation_id  BLOB,
  municipality_nis TEXT,
  granted_by       BLOB,
  granted_at       INTEGER     NOT NULL,
  revoked_at       INTEGER,
  CONSTRAINT roles_scope_check CHECK (
    (role = 'buurtwerker' AND neighbourhood_id IS NOT NULL AND organisation_id IS NULL AND municipality_nis IS NULL) OR
    (role = 'careProvider' AND neighbourhood_id IS NULL AND organisation_id IS NOT NULL AND municipality_nis IS NULL) OR
    (role = 'coordinator' AND neighbourhood_id IS NULL AND organisation_id IS NULL AND municipality_nis IS NOT NULL) OR
    (role = 'administrator' AND neighbourhood_id IS NULL AND organisation_id IS NULL AND municipality_nis IS NULL))
) STRICT;
CREATE INDEX roles_person_id_idx ON roles (person_id) WHERE revoked_at IS NULL;
