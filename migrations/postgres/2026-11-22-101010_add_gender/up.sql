ALTER TABLE people ADD COLUMN gender bytea;
COMMENT ON COLUMN people.gender IS 'sealed: what a person says of themselves; null: unsaid';
