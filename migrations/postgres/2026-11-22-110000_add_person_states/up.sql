-- What the verbs of a person need: since when, what a suspension interrupted and why, and which neighbourhood waits.
ALTER TABLE people
  ADD COLUMN state_since timestamptz NOT NULL DEFAULT to_timestamp(0),
  ADD COLUMN suspended_from text,
  ADD COLUMN suspend_reason text,
  ADD COLUMN moving_to_id uuid;
COMMENT ON COLUMN people.state_since IS 'since when the person is in the state';
COMMENT ON COLUMN people.suspended_from IS 'suspended: the state that reinstate gives back';
COMMENT ON COLUMN people.suspend_reason IS 'suspended: why, a code';
COMMENT ON COLUMN people.moving_to_id IS 'moved: the neighbourhood that waits for the yes; null then: outside every one';
UPDATE people SET state_since = updated_at;
CREATE INDEX people_state_idx ON people (state, neighbourhood_id) WHERE state <> 'active';

ALTER TABLE offers ADD COLUMN state_since timestamptz NOT NULL DEFAULT to_timestamp(0);
COMMENT ON COLUMN offers.state_since IS 'since when the offer is in the state';
UPDATE offers SET state_since = updated_at;
