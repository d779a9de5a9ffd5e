-- Failures with a long pause between them are no days of failing: nobody was called meanwhile.
ALTER TABLE webhooks ADD COLUMN last_failed_at INTEGER; -- when the last of the calls failed that failing_since tells of
