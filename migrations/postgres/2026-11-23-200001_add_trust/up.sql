-- Whom the team trusts, and what opened before anybody of the team has looked at it.
CREATE TABLE trusts (
  person_id        uuid        NOT NULL PRIMARY KEY CONSTRAINT trusts_person_id_fkey REFERENCES people (id),
  neighbourhood_id uuid        NOT NULL, -- whose team trusts the person
  trusted_by       uuid        NOT NULL, -- who of the team said so
  trusted_at       timestamptz NOT NULL
);
ALTER TABLE requests ADD COLUMN unseen_since timestamptz;
COMMENT ON COLUMN requests.unseen_since IS 'open since then without that anybody of the team has looked; null: somebody has';
ALTER TABLE offers ADD COLUMN unseen_since timestamptz;
COMMENT ON COLUMN offers.unseen_since IS 'active since then without that anybody of the team has looked; null: somebody has';
CREATE INDEX requests_unseen_since_idx ON requests (neighbourhood_id) WHERE unseen_since IS NOT NULL;
CREATE INDEX offers_unseen_since_idx ON offers (neighbourhood_id) WHERE unseen_since IS NOT NULL;
