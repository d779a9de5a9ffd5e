CREATE TABLE people (
  id               uuid        NOT NULL PRIMARY KEY,
  state            text        NOT NULL CONSTRAINT people_state_check CHECK (state IN ('active', 'paused', 'suspended', 'moved', 'left', 'deceased')),
  name             bytea       NOT NULL, -- sealed: first and last name
  contact          bytea, -- sealed: the postal address
  home             bytea, -- sealed: the exact position
  birth_year       integer     NOT NULL,
  locale           text        NOT NULL,
  languages        jsonb       NOT NULL, -- tag and level
  neighbourhood_id uuid        CONSTRAINT people_neighbourhood_id_fkey REFERENCES neighbourhoods (id), -- null: no home yet, or unserved
  cell             bigint, -- the public H3 cell of the home
  near_cell        bigint, -- the H3 cell of resolution 10, for suggestions to staff
  home_moves       jsonb       NOT NULL, -- when the home moved, in the last 90 days
  vetted_until     timestamptz,
  consent_version  integer     NOT NULL, -- counts every consent and withdrawal, so that a sending waits for it
  version          integer     NOT NULL,
  created_at       timestamptz NOT NULL,
  updated_at       timestamptz NOT NULL
);
CREATE INDEX people_neighbourhood_id_idx ON people (neighbourhood_id, id);

CREATE TABLE accounts (
  person_id     uuid        NOT NULL CONSTRAINT accounts_pkey PRIMARY KEY CONSTRAINT accounts_person_id_fkey REFERENCES people (id),
  email         bytea       NOT NULL, -- sealed
  email_index   bytea       NOT NULL, -- keyed hash of the folded address, to find it
  password_hash text        NOT NULL, -- argon2id, in PHC form
  verified_at   timestamptz,
  created_at    timestamptz NOT NULL
);
-- An address that nobody has verified yet blocks nobody.
CREATE UNIQUE INDEX accounts_email_index_key ON accounts (email_index) WHERE verified_at IS NOT NULL;
CREATE INDEX accounts_unverified_idx ON accounts (email_index) WHERE verified_at IS NULL;

-- The token in the mail is made from the id by a keyed hash, so nothing stored here opens anything.
CREATE TABLE one_time_tokens (
  id         uuid        NOT NULL PRIMARY KEY,
  person_id  uuid        NOT NULL CONSTRAINT one_time_tokens_person_id_fkey REFERENCES people (id),
  purpose    text        NOT NULL CONSTRAINT one_time_tokens_purpose_check CHECK (purpose IN ('verify', 'reset')),
  expires_at timestamptz NOT NULL,
  used_at    timestamptz
);
CREATE INDEX one_time_tokens_person_id_idx ON one_time_tokens (person_id);

CREATE TABLE sessions (
  id           uuid        NOT NULL PRIMARY KEY,
  person_id    uuid        NOT NULL CONSTRAINT sessions_person_id_fkey REFERENCES people (id),
  counter      integer     NOT NULL, -- how often the refresh token was rotated; the newest token carries this number
  rotated_at   timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  ended_at     timestamptz,
  end_reason   text        CONSTRAINT sessions_end_reason_check CHECK (end_reason IN ('signedOut', 'replayed', 'passwordReset', 'suspended')),
  created_at   timestamptz NOT NULL
);
CREATE INDEX sessions_person_id_idx ON sessions (person_id, id);

CREATE TABLE roles (
  id               uuid        NOT NULL PRIMARY KEY,
  person_id        uuid        NOT NULL CONSTRAINT roles_person_id_fkey REFERENCES people (id),
  role             text        NOT NULL CONSTRAINT roles_role_check CHECK (role IN ('buurtwerker', 'careProvider', 'coordinator', 'administrator')),
  neighbourhood_id uuid        CONSTRAINT roles_neighbourhood_id_fkey REFERENCES neighbourhoods (id),
  organisation_id  uuid,
  municipality_nis text,
  granted_by       uuid,
  granted_at       timestamptz NOT NULL,
  revoked_at       timestamptz,
  CONSTRAINT roles_scope_check CHECK (
    (role = 'buurtwerker' AND neighbourhood_id IS NOT NULL AND organisation_id IS NULL AND municipality_nis IS NULL) OR
    (role = 'careProvider' AND neighbourhood_id IS NULL AND organisation_id IS NOT NULL AND municipality_nis IS NULL) OR
    (role = 'coordinator' AND neighbourhood_id IS NULL AND organisation_id IS NULL AND municipality_nis IS NOT NULL) OR
    (role = 'administrator' AND neighbourhood_id IS NULL AND organisation_id IS NULL AND municipality_nis IS NULL))
);
CREATE INDEX roles_person_id_idx ON roles (person_id) WHERE revoked_at IS NULL;
