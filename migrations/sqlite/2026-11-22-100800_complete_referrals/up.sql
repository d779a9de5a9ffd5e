-- Where the help stands while the case is with the organisation, and the date that goes with it.
ALTER TABLE referrals ADD COLUMN business_status TEXT CONSTRAINT referrals_business_status_check CHECK (business_status IN ('waitListed', 'planned', 'noShow'));
ALTER TABLE referrals ADD COLUMN business_at INTEGER; -- when the help is expected or planned, or when the person was not there

ALTER TABLE referrals ADD COLUMN asked_at INTEGER; -- since when a question of the organisation waits for a reply
ALTER TABLE referrals ADD COLUMN rerouted_from BLOB CONSTRAINT referrals_rerouted_from_fkey REFERENCES referrals (id); -- the referral that came to nothing before this one
ALTER TABLE referrals ADD COLUMN handed_back_at INTEGER; -- when the organisation handed it back: once
ALTER TABLE referrals ADD COLUMN sent_by BLOB; -- who sent it: somebody else reads an override
ALTER TABLE referrals ADD COLUMN override_read_at INTEGER; -- when a second one read why it was sent without a consent
ALTER TABLE referrals ADD COLUMN override_late_at INTEGER; -- when the coordinators were told that nobody had
CREATE INDEX referrals_rerouted_from_idx ON referrals (rerouted_from);

ALTER TABLE requests ADD COLUMN handed_back_from BLOB CONSTRAINT requests_handed_back_from_fkey REFERENCES referrals (id); -- the referral that an organisation handed back
CREATE UNIQUE INDEX requests_handed_back_from_key ON requests (handed_back_from);

-- What was there before gets what it would have had.
UPDATE referrals SET asked_at = updated_at WHERE clock_stopped = 1;
ALTER TABLE referrals DROP COLUMN clock_stopped; -- a question that waits says so itself
UPDATE referrals SET sent_by = prepared_by WHERE sent_at IS NOT NULL;
INSERT INTO jobs (id, job, once, attempts, run_at, created_at)
  VALUES (x'00000000000000000000000000000008', '{"kind":"setClocks"}', 'setClocks', 0, 0, 0) ON CONFLICT DO NOTHING;
