CREATE TABLE organisations (
  id          uuid        NOT NULL PRIMARY KEY,
  name        text        NOT NULL,
  description text        NOT NULL,
  email       text        NOT NULL, -- where referrals are announced; public, of the organisation, never of a person
  phone       text,
  website     text,
  version     integer     NOT NULL,
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL
);

CREATE TABLE services (
  id              uuid        NOT NULL PRIMARY KEY,
  organisation_id uuid        NOT NULL CONSTRAINT services_organisation_id_fkey REFERENCES organisations (id),
  name            text        NOT NULL,
  description     text        NOT NULL,
  status          text        NOT NULL CONSTRAINT services_status_check CHECK (status IN ('active', 'inactive')),
  categories      jsonb       NOT NULL,
  version         integer     NOT NULL,
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL
);
CREATE INDEX services_organisation_id_idx ON services (organisation_id, id);

CREATE TABLE service_areas (
  service_id       uuid NOT NULL CONSTRAINT service_areas_service_id_fkey REFERENCES services (id),
  neighbourhood_id uuid NOT NULL CONSTRAINT service_areas_neighbourhood_id_fkey REFERENCES neighbourhoods (id),
  CONSTRAINT service_areas_pkey PRIMARY KEY (service_id, neighbourhood_id)
);
CREATE INDEX service_areas_neighbourhood_id_idx ON service_areas (neighbourhood_id, service_id);

-- Append-only: a refusal is a row, a withdrawal is a row of its own.
CREATE TABLE consents (
  id              uuid        NOT NULL PRIMARY KEY,
  subject         uuid        NOT NULL CONSTRAINT consents_subject_fkey REFERENCES people (id),
  purpose         text        NOT NULL CONSTRAINT consents_purpose_check CHECK (purpose IN ('referral', 'publishRequest', 'research')),
  organisation_id uuid        CONSTRAINT consents_organisation_id_fkey REFERENCES organisations (id), -- the recipient
  scope           jsonb       NOT NULL, -- the fields that may be shared
  text_version    text        NOT NULL,
  text_hash       text        NOT NULL,
  language        text        NOT NULL,
  given           boolean     NOT NULL,
  how             text        NOT NULL CONSTRAINT consents_how_check CHECK (how IN ('app', 'paper', 'oral', 'oralWithWitness')),
  recorded_by     uuid        NOT NULL,
  given_by        uuid        NOT NULL,
  said            bytea, -- sealed: the name of a witness
  withdraws       uuid        CONSTRAINT consents_withdraws_key UNIQUE CONSTRAINT consents_withdraws_fkey REFERENCES consents (id), -- the consent this row withdraws
  at              timestamptz NOT NULL,
  expires_at      timestamptz
);
CREATE INDEX consents_subject_idx ON consents (subject, id);

CREATE TABLE referrals (
  id               uuid        NOT NULL PRIMARY KEY,
  request_id       uuid        NOT NULL CONSTRAINT referrals_request_id_fkey REFERENCES requests (id),
  match_id         uuid        CONSTRAINT referrals_match_id_fkey REFERENCES matches (id),
  person_id        uuid        NOT NULL CONSTRAINT referrals_person_id_fkey REFERENCES people (id),
  service_id       uuid        NOT NULL CONSTRAINT referrals_service_id_fkey REFERENCES services (id),
  organisation_id  uuid        NOT NULL CONSTRAINT referrals_organisation_id_fkey REFERENCES organisations (id),
  neighbourhood_id uuid        CONSTRAINT referrals_neighbourhood_id_fkey REFERENCES neighbourhoods (id),
  state            text        NOT NULL CONSTRAINT referrals_state_check CHECK (state IN ('draft', 'requested', 'accepted', 'rejected', 'inProgress', 'onHold', 'completed', 'failed', 'cancelled', 'enteredInError')),
  status_reason    text, -- why rejected, on hold, failed or cancelled, a code
  outcome          text, -- of a completed referral, a code
  said             bytea, -- sealed under the person's key: the reason, questions and replies
  shared           jsonb       NOT NULL, -- the fields shared
  consent_id       uuid        CONSTRAINT referrals_consent_id_fkey REFERENCES consents (id),
  overridden       boolean     NOT NULL, -- sent in the vital interest, without a consent
  urgency          text        NOT NULL CONSTRAINT referrals_urgency_check CHECK (urgency IN ('today', 'thisWeek', 'flexible')),
  beside           boolean     NOT NULL, -- the neighbourhood goes on helping too
  clock_stopped    boolean     NOT NULL, -- a question of the organisation waits for a reply
  prepared_by      uuid        NOT NULL,
  sent_at          timestamptz,
  ended_at         timestamptz,
  version          integer     NOT NULL,
  created_at       timestamptz NOT NULL,
  updated_at       timestamptz NOT NULL
);
CREATE INDEX referrals_request_id_idx ON referrals (request_id, id);
CREATE INDEX referrals_organisation_id_idx ON referrals (organisation_id, id);
CREATE INDEX referrals_neighbourhood_id_idx ON referrals (neighbourhood_id, id);
CREATE INDEX referrals_consent_id_idx ON referrals (consent_id);
CREATE INDEX referrals_person_id_idx ON referrals (person_id, id);
