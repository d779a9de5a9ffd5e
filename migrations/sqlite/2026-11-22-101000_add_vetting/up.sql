-- What the team has seen of a person. A row is never changed but for taking it back, and never deleted.
CREATE TABLE vetting_checks (
  id          BLOB        NOT NULL PRIMARY KEY,
  person_id   BLOB        NOT NULL CONSTRAINT vetting_checks_person_id_fkey REFERENCES people (id),
  kind        TEXT        NOT NULL CONSTRAINT vetting_checks_kind_check CHECK (kind IN ('identitySeen', 'introductionTalk', 'extract596_2', 'alternative', 'training', 'confidentialitySigned')),
  seen_on     TEXT        NOT NULL, -- a day, local
  seen_by     BLOB        NOT NULL, -- who of the team saw it
  renew_by    TEXT        NOT NULL, -- the first day on which it does not count any more
  recorded_by BLOB        NOT NULL,
  recorded_at INTEGER     NOT NULL,
  revoked_by  BLOB, -- who took it back, entered by mistake
  revoked_at  INTEGER,
  CONSTRAINT vetting_checks_revoked_check CHECK ((revoked_by IS NULL) = (revoked_at IS NULL))
) STRICT;
CREATE INDEX vetting_checks_person_id_idx ON vetting_checks (person_id, id);

ALTER TABLE people ADD COLUMN vetting_told_for INTEGER; -- the end of the vetting that the person was told of
CREATE INDEX people_vetted_until_idx ON people (vetted_until) WHERE vetted_until IS NOT NULL;
