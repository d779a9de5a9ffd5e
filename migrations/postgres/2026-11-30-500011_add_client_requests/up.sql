-- An organisation asks the neighbourhood for help for a client, who said yes to that.
ALTER TABLE consents DROP CONSTRAINT consents_purpose_check;
ALTER TABLE consents ADD CONSTRAINT consents_purpose_check CHECK (purpose IN ('referral', 'publishRequest', 'askNeighbourhood', 'research'));

CREATE TABLE client_requests (
  id              uuid NOT NULL PRIMARY KEY,
  request_id      uuid NOT NULL CONSTRAINT client_requests_request_id_key UNIQUE CONSTRAINT client_requests_request_id_fkey REFERENCES requests (id),
  organisation_id uuid NOT NULL CONSTRAINT client_requests_organisation_id_fkey REFERENCES organisations (id),
  consent_id      uuid NOT NULL CONSTRAINT client_requests_consent_id_fkey REFERENCES consents (id),
  reference       text, -- by what the organisation knows the client
  asked_by        uuid NOT NULL, -- who of the organisation
  created_at      timestamptz NOT NULL
);
CREATE INDEX client_requests_organisation_id_idx ON client_requests (organisation_id, id);
CREATE INDEX client_requests_consent_id_idx ON client_requests (consent_id);
