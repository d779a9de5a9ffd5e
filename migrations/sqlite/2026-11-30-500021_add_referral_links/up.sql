-- Who has no account answers a referral on a page, with a link and a code that are mailed to the organisation.
ALTER TABLE organisations ADD COLUMN link_generation INTEGER NOT NULL DEFAULT 1; -- how often the address has changed: earlier links work no more

-- The code in a mail is made from the id by a keyed hash, so nothing stored here opens anything.
CREATE TABLE link_codes (
  id          BLOB NOT NULL PRIMARY KEY,
  referral_id BLOB NOT NULL CONSTRAINT link_codes_referral_id_fkey REFERENCES referrals (id),
  tries       INTEGER NOT NULL, -- wrong codes that were tried while this one worked
  expires_at  INTEGER NOT NULL,
  used_at     INTEGER, -- from then on the page is open for a while
  created_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX link_codes_referral_id_idx ON link_codes (referral_id, id);
