-- What the clocks of a request count from.
ALTER TABLE requests
  ADD COLUMN confirmed_at timestamptz,
  ADD COLUMN pinged_at timestamptz,
  ADD COLUMN look_asked_at timestamptz,
  ADD COLUMN ever_helped boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN requests.confirmed_at IS 'when somebody last said that the help is still needed';
COMMENT ON COLUMN requests.pinged_at IS 'when the requester was asked so, and has not answered yet';
COMMENT ON COLUMN requests.look_asked_at IS 'when the team was asked to look after that';
COMMENT ON COLUMN requests.ever_helped IS 'whether anybody ever helped';

-- What the clock of a referral counts from.
ALTER TABLE referrals
  ADD COLUMN waiting_since timestamptz,
  ADD COLUMN reminded_at timestamptz;
COMMENT ON COLUMN referrals.waiting_since IS 'since when a word of the organisation is awaited';
COMMENT ON COLUMN referrals.reminded_at IS 'when it was reminded of that';

-- What was there before gets what it would have had.
UPDATE requests SET ever_helped = true
  WHERE state = 'fulfilled' OR id IN (SELECT request_id FROM matches WHERE outcome = 'helped');
UPDATE referrals SET waiting_since = updated_at WHERE state IN ('requested', 'accepted', 'inProgress', 'onHold');
INSERT INTO jobs (id, job, once, attempts, run_at, created_at)
  VALUES ('00000000-0000-0000-0000-000000000001', '{"kind":"setClocks"}', 'setClocks', 0, to_timestamp(0), to_timestamp(0));
