-- The software of an organisation asks what changed.
CREATE INDEX referrals_organisation_id_updated_at_idx ON referrals (organisation_id, updated_at, id);
