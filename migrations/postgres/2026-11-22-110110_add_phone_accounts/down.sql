DROP TABLE sms_codes;
DELETE FROM accounts WHERE email IS NULL;
ALTER TABLE accounts DROP CONSTRAINT accounts_contact_check;
ALTER TABLE accounts DROP CONSTRAINT accounts_email_check;
ALTER TABLE accounts DROP CONSTRAINT accounts_phone_check;
ALTER TABLE accounts DROP COLUMN phone_index;
ALTER TABLE accounts DROP COLUMN phone;
ALTER TABLE accounts ALTER COLUMN email SET NOT NULL;
ALTER TABLE accounts ALTER COLUMN email_index SET NOT NULL;
