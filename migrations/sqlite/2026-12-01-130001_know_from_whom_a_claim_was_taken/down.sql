ALTER TABLE queue_claims DROP COLUMN taken_from;
