-- What the verbs of a person need: since when, what a suspension interrupted and why, and which neighbourhood waits.
ALTER TABLE people ADD COLUMN state_since INTEGER NOT NULL DEFAULT 0; -- since when the person is in the state
ALTER TABLE people ADD COLUMN suspended_from TEXT; -- suspended: the state that reinstate gives back
ALTER TABLE people ADD COLUMN suspend_reason TEXT; -- suspended: why, a code
ALTER TABLE people ADD COLUMN moving_to_id BLOB; -- moved: the neighbourhood that waits for the yes; null then: outside every one
UPDATE people SET state_since = updated_at;
CREATE INDEX people_state_idx ON people (state, neighbourhood_id) WHERE state <> 'active';

ALTER TABLE offers ADD COLUMN state_since INTEGER NOT NULL DEFAULT 0; -- since when the offer is in the state
UPDATE offers SET state_since = updated_at;
