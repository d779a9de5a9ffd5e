ALTER TABLE requests DROP COLUMN handed_back_from;
ALTER TABLE referrals ADD COLUMN clock_stopped boolean NOT NULL DEFAULT false;
UPDATE referrals SET clock_stopped = true WHERE asked_at IS NOT NULL;
ALTER TABLE referrals
  DROP COLUMN override_late_at, DROP COLUMN override_read_at, DROP COLUMN sent_by, DROP COLUMN handed_back_at,
  DROP COLUMN rerouted_from, DROP COLUMN asked_at, DROP COLUMN business_at, DROP COLUMN business_status;
