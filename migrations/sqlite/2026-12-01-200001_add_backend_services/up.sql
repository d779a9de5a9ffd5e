-- The software of an organisation that signs in by itself, with keys of its own.
CREATE TABLE backend_services (
  id              BLOB NOT NULL PRIMARY KEY,
  organisation_id BLOB NOT NULL CONSTRAINT backend_services_organisation_id_fkey REFERENCES organisations (id),
  name            TEXT NOT NULL,
  keys            TEXT NOT NULL, -- the public ones alone
  keyed_by        BLOB NOT NULL, -- who said the keys: it reads nothing that they may not
  scopes          TEXT NOT NULL, -- how far it reaches at most, as SMART writes it
  last_used_at    INTEGER, -- when it last got a token
  version         INTEGER NOT NULL,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX backend_services_organisation_id_idx ON backend_services (organisation_id, id);

-- With what it calls, for five minutes.
CREATE TABLE backend_service_tokens (
  hash               BLOB NOT NULL PRIMARY KEY, -- of the token, which is kept nowhere
  backend_service_id BLOB NOT NULL CONSTRAINT backend_service_tokens_backend_service_id_fkey REFERENCES backend_services (id),
  scopes             TEXT NOT NULL,
  expires_at         INTEGER NOT NULL
) STRICT;
CREATE INDEX backend_service_tokens_backend_service_id_idx ON backend_service_tokens (backend_service_id);
CREATE INDEX backend_service_tokens_expires_at_idx ON backend_service_tokens (expires_at);

-- What it proved itself with, as long as that could be sent a second time.
CREATE TABLE backend_service_assertions (
  backend_service_id BLOB NOT NULL CONSTRAINT backend_service_assertions_backend_service_id_fkey REFERENCES backend_services (id),
  hash               BLOB NOT NULL, -- of the id that it gave the assertion
  expires_at         INTEGER NOT NULL,
  PRIMARY KEY (backend_service_id, hash)
) STRICT;
CREATE INDEX backend_service_assertions_expires_at_idx ON backend_service_assertions (expires_at);
