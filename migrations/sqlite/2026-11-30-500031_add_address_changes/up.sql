-- Another address of an organisation counts once the old and the new one have confirmed it.
CREATE TABLE address_changes (
  id               BLOB NOT NULL PRIMARY KEY,
  organisation_id  BLOB NOT NULL CONSTRAINT address_changes_organisation_id_key UNIQUE CONSTRAINT address_changes_organisation_id_fkey REFERENCES organisations (id),
  email            TEXT NOT NULL, -- where referrals should be announced
  asked_by         BLOB, -- who of the organisation
  old_confirmed_at INTEGER,
  new_confirmed_at INTEGER,
  created_at       INTEGER NOT NULL
) STRICT;
