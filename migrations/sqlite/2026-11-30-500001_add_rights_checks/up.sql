-- What came of checking, with somebody, a right that they may not know of: a row for each time.
CREATE TABLE rights_checks (
  id          BLOB NOT NULL PRIMARY KEY,
  request_id  BLOB NOT NULL REFERENCES requests (id),
  entitlement TEXT NOT NULL CHECK (entitlement IN ('increasedReimbursement', 'careBudget', 'disabilityAllowance', 'homeCareRate', 'carerSupport', 'travelReduction', 'socialTariff', 'legalAid', 'interpreter', 'schoolAllowance', 'childCareRate', 'socialWelfare')), -- which right
  outcome     TEXT NOT NULL CHECK (outcome IN ('has', 'applied', 'notEntitled', 'notWanted', 'unclear')),
  checked_by  BLOB NOT NULL, -- who of the team
  created_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX rights_checks_request_id_idx ON rights_checks (request_id, created_at, id);
