DELETE FROM jobs WHERE once LIKE 'clock:%' OR once = 'setClocks';
ALTER TABLE referrals DROP COLUMN reminded_at, DROP COLUMN waiting_since;
ALTER TABLE requests DROP COLUMN ever_helped, DROP COLUMN look_asked_at, DROP COLUMN pinged_at, DROP COLUMN confirmed_at;
