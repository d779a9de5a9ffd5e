-- About whom a row of the audit log tells that something sealed of them was shown to somebody else, and what for: what
-- a person reads in their access log. Ids and words only.
CREATE TABLE disclosures (
  person_id       uuid NOT NULL, -- whose it is
  audit_id        uuid NOT NULL CONSTRAINT disclosures_audit_id_fkey REFERENCES audit (id), -- when, by whom, in which role
  parts           text NOT NULL, -- what was shown: words, with a space between
  purpose         text NOT NULL, -- what for: a word
  organisation_id uuid, -- whose member looked; null: not for an organisation
  CONSTRAINT disclosures_pkey PRIMARY KEY (person_id, audit_id)
);
CREATE INDEX disclosures_audit_id_idx ON disclosures (audit_id);
