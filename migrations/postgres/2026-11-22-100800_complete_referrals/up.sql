ALTER TABLE referrals
  ADD COLUMN business_status text CONSTRAINT referrals_business_status_check CHECK (business_status IN ('waitListed', 'planned', 'noShow')),
  ADD COLUMN business_at timestamptz,
  ADD COLUMN asked_at timestamptz,
  ADD COLUMN rerouted_from uuid CONSTRAINT referrals_rerouted_from_fkey REFERENCES referrals (id),
  ADD COLUMN handed_back_at timestamptz,
  ADD COLUMN sent_by uuid,
  ADD COLUMN override_read_at timestamptz,
  ADD COLUMN override_late_at timestamptz;
CREATE INDEX referrals_rerouted_from_idx ON referrals (rerouted_from);
COMMENT ON COLUMN referrals.business_status IS 'where the help stands while the case is with the organisation';
COMMENT ON COLUMN referrals.business_at IS 'when the help is expected or planned, or when the person was not there';
COMMENT ON COLUMN referrals.asked_at IS 'since when a question of the organisation waits for a reply';
COMMENT ON COLUMN referrals.rerouted_from IS 'the referral that came to nothing before this one';
COMMENT ON COLUMN referrals.handed_back_at IS 'when the organisation handed it back: once';
COMMENT ON COLUMN referrals.sent_by IS 'who sent it: somebody else reads an override';
COMMENT ON COLUMN referrals.override_read_at IS 'when a second one read why it was sent without a consent';
COMMENT ON COLUMN referrals.override_late_at IS 'when the coordinators were told that nobody had';

ALTER TABLE requests
  ADD COLUMN handed_back_from uuid CONSTRAINT requests_handed_back_from_fkey REFERENCES referrals (id);
CREATE UNIQUE INDEX requests_handed_back_from_key ON requests (handed_back_from);
COMMENT ON COLUMN requests.handed_back_from IS 'the referral that an organisation handed back';

-- What was there before gets what it would have had.
UPDATE referrals SET asked_at = updated_at WHERE clock_stopped;
ALTER TABLE referrals DROP COLUMN clock_stopped; -- a question that waits says so itself
UPDATE referrals SET sent_by = prepared_by WHERE sent_at IS NOT NULL;
INSERT INTO jobs (id, job, once, attempts, run_at, created_at)
  VALUES ('00000000-0000-0000-0000-000000000008', '{"kind":"setClocks"}', 'setClocks', 0, to_timestamp(0), to_timestamp(0)) ON CONFLICT DO NOTHING;
