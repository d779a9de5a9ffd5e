CREATE TABLE organisations (
  id          BLOB        NOT NULL PRIMARY KEY,
  name        TEXT        NOT NULL,
  description TEXT        NOT NULL,
  email       TEXT        NOT NULL, -- where referrals are announced; public, of the organisation, never of a person
  phone       TEXT,
  website     TEXT,
  version     INTEGER     NOT NULL,
  created_at  INTEGER     NOT NULL,
  updated_at  INTEGER     NOT NULL
) STRICT;

CREATE TABLE services (
  id              BLOB        NOT NULL PRIMARY KEY,
  organisation_id BLOB        NOT NULL CONSTRAINT services_organisation_id_fkey REFERENCES organisations (id),
  name            TEXT        NOT NULL,
  description     TEXT        NOT NULL,
  status          TEXT        NOT NULL CONSTRAINT services_status_check CHECK (status IN ('active', 'inactive')),
  categories      TEXT        NOT NULL,
  version         INTEGER     NOT NULL,
  created_at      INTEGER     NOT NULL,
  updated_at      INTEGER     NOT NULL
) STRICT;
CREATE INDEX services_organisation_id_idx ON services (organisation_id, id);

CREATE TABLE service_areas (
  service_id       BLOB NOT NULL CONSTRAINT service_areas_service_id_fkey REFERENCES services (id),
  neighbourhood_id BLOB NOT NULL CONSTRAINT service_areas_neighbourhood_id_fkey REFERENCES neighbourhoods (id),
  CONSTRAINT service_areas_pkey PRIMARY KEY (service_id, neighbourhood_id)
) STRICT;
CREATE INDEX service_areas_neighbourhood_id_idx ON service_areas (neighbourhood_id, service_id);

-- Append-only: a refusal is a row, a withdrawal is a row of its own.
CREATE TABLE consents (
  id              BLOB        NOT NULL PRIMARY KEY,
  subject         BLOB        NOT NULL CONSTRAINT consents_subject_fkey REFERENCES people (id),
  purpose         TEXT        NOT NULL CONSTRAINT consents_purpose_check CHECK (purpose IN ('referral', 'publishRequest', 'research')),
  organisation_id BLOB        CONSTRAINT consents_organisation_id_fkey REFERENCES organisations (id), -- the recipient
  scope           TEXT        NOT NULL, -- the fields that may be shared
  text_version    TEXT        NOT NULL,
  text_hash       TEXT        NOT NULL,
  language        TEXT        NOT NULL,
  given           INTEGER     NOT NULL,
  how             TEXT        NOT NULL CONSTRAINT consents_how_check CHECK (how IN ('app', 'paper', 'oral', 'oralWithWitness')),
  recorded_by     BLOB        NOT NULL,
  given_by        BLOB        NOT NULL,
  said            BLOB, -- sealed: the name of a witness
  withdraws       BLOB        CONSTRAINT consents_withdraws_key UNIQUE CONSTRAINT consents_withdraws_fkey REFERENCES consents (id), -- the consent this row withdraws
  at              INTEGER     NOT NULL,
  expires_at      INTEGER
) STRICT;
CREATE INDEX consents_subject_idx ON consents (subject, id);

CREATE TABLE referrals (
  id               BLOB        NOT NULL PRIMARY KEY,
  request_id       BLOB        NOT NULL CONSTRAINT referrals_request_id_fkey REFERENCES requests (id),
  match_id         BLOB        CONSTRAINT referrals_match_id_fkey REFERENCES matches (id),
  person_id        BLOB        NOT NULL CONSTRAINT referrals_person_id_fkey REFERENCES people (id),
  service_id       BLOB        NOT NULL CONSTRAINT referrals_service_id_fkey REFERENCES services (id),
  organisation_id  BLOB        NOT NULL CONSTRAINT referrals_organisation_id_fkey REFERENCES organisations (id),
  neighbourhood_id BLOB        CONSTRAINT referrals_neighbourhood_id_fkey REFERENCES neighbourhoods (id),
  state            TEXT        NOT NULL CONSTRAINT referrals_state_check CHECK (state IN ('draft', 'requested', 'accepted', 'rejected', 'inProgress', 'onHold', 'completed', 'failed', 'cancelled', 'enteredInError')),
  status_reason    TEXT, -- why rejected, on hold, failed or cancelled, a code
  outcome          TEXT, -- of a completed referral, a code
  said             BLOB, -- sealed under the person's key: the reason, questions and replies
  shared           TEXT        NOT NULL, -- the fields shared
  consent_id       BLOB        CONSTRAINT referrals_consent_id_fkey REFERENCES consents (id),
  overridden       INTEGER     NOT NULL, -- sent in the vital interest, without a consent
  urgency          TEXT        NOT NULL CONSTRAINT referrals_urgency_check CHECK (urgency IN ('today', 'thisWeek', 'flexible')),
  beside           INTEGER     NOT NULL, -- the neighbourhood goes on helping too
  clock_stopped    INTEGER     NOT NULL, -- a question of the organisation waits for a reply
  prepared_by      BLOB        NOT NULL,
  sent_at          INTEGER,
  ended_at         INTEGER,
  version          INTEGER     NOT NULL,
  created_at       INTEGER     NOT NULL,
  updated_at       INTEGER     NOT NULL
) STRICT;
CREATE INDEX referrals_request_id_idx ON referrals (request_id, id);
CREATE INDEX referrals_organisation_id_idx ON referrals (organisation_id, id);
CREATE INDEX referrals_neighbourhood_id_idx ON referrals (neighbourhood_id, id);
CREATE INDEX referrals_consent_id_idx ON referrals (consent_id);
CREATE INDEX referrals_person_id_idx ON referrals (person_id, id);
