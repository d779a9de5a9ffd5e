-- What the clocks of a request count from.
ALTER TABLE requests ADD COLUMN confirmed_at INTEGER; -- when somebody last said that the help is still needed
ALTER TABLE requests ADD COLUMN pinged_at INTEGER; -- when the requester was asked so, and has not answered yet
ALTER TABLE requests ADD COLUMN look_asked_at INTEGER; -- when the team was asked to look after that
ALTER TABLE requests ADD COLUMN ever_helped INTEGER NOT NULL DEFAULT 0; -- whether anybody ever helped

-- What the clock of a referral counts from.
ALTER TABLE referrals ADD COLUMN waiting_since INTEGER; -- since when a word of the organisation is awaited
ALTER TABLE referrals ADD COLUMN reminded_at INTEGER; -- when it was reminded of that

-- What was there before gets what it would have had.
UPDATE requests SET ever_helped = 1
  WHERE state = 'fulfilled' OR id IN (SELECT request_id FROM matches WHERE outcome = 'helped');
UPDATE referrals SET waiting_since = updated_at WHERE state IN ('requested', 'accepted', 'inProgress', 'onHold');
INSERT INTO jobs (id, job, once, attempts, run_at, created_at)
  VALUES (x'00000000000000000000000000000001', '{"kind":"setClocks"}', 'setClocks', 0, 0, 0);
