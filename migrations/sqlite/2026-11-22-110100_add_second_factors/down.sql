ALTER TABLE sessions DROP COLUMN device;
ALTER TABLE sessions DROP COLUMN second_factor_at;
ALTER TABLE sessions DROP COLUMN proved_at;
DROP TABLE tries;
DROP TABLE known_devices;
DROP TABLE recovery_codes;
DROP TABLE totp_factors;
