ALTER TABLE webhooks DROP COLUMN last_failed_at;
