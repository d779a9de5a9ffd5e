-- Another address of an organisation counts once the old and the new one have confirmed it.
CREATE TABLE address_changes (
  id               uuid NOT NULL PRIMARY KEY,
  organisation_id  uuid NOT NULL CONSTRAINT address_changes_organisation_id_key UNIQUE CONSTRAINT address_changes_organisation_id_fkey REFERENCES organisations (id),
  email            text NOT NULL, -- where referrals should be announced
  asked_by         uuid, -- who of the organisation
  old_confirmed_at timestamptz,
  new_confirmed_at timestamptz,
  created_at       timestamptz NOT NULL
);
