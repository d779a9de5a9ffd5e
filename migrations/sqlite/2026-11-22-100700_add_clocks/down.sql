DELETE FROM jobs WHERE once LIKE 'clock:%' OR once = 'setClocks';
ALTER TABLE referrals DROP COLUMN reminded_at;
ALTER TABLE referrals DROP COLUMN waiting_since;
ALTER TABLE requests DROP COLUMN ever_helped;
ALTER TABLE requests DROP COLUMN look_asked_at;
ALTER TABLE requests DROP COLUMN pinged_at;
ALTER TABLE requests DROP COLUMN confirmed_at;
