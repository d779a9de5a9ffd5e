DROP TABLE client_requests;
PRAGMA defer_foreign_keys = ON;
CREATE TABLE kept_consents AS SELECT * FROM consents;
DROP TABLE consents;
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
INSERT INTO consents SELECT * FROM kept_consents;
DROP TABLE kept_consents;
CREATE INDEX consents_subject_idx ON consents (subject, id);
