-- What came of checking, with somebody, a right that they may not know of: a row for each time.
CREATE TABLE rights_checks (
  id          uuid NOT NULL PRIMARY KEY,
  request_id  uuid NOT NULL CONSTRAINT rights_checks_request_id_fkey REFERENCES requests (id),
  entitlement text NOT NULL CONSTRAINT rights_checks_entitlement_check CHECK (entitlement IN ('increasedReimbursement', 'careBudget', 'disabilityAllowance', 'homeCareRate', 'carerSupport', 'travelReduction', 'socialTariff', 'legalAid', 'interpreter', 'schoolAllowance', 'childCareRate', 'socialWelfare')), -- which right
  outcome     text NOT NULL CONSTRAINT rights_checks_outcome_check CHECK (outcome IN ('has', 'applied', 'notEntitled', 'notWanted', 'unclear')),
  checked_by  uuid NOT NULL, -- who of the team
  created_at  timestamptz NOT NULL
);
CREATE INDEX rights_checks_request_id_idx ON rights_checks (request_id, created_at, id);
