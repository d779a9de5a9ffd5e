ALTER TABLE offers DROP COLUMN state_since;
DROP INDEX people_state_idx;
ALTER TABLE people DROP COLUMN moving_to_id;
ALTER TABLE people DROP COLUMN suspend_reason;
ALTER TABLE people DROP COLUMN suspended_from;
ALTER TABLE people DROP COLUMN state_since;
