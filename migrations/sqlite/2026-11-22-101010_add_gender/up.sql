ALTER TABLE people ADD COLUMN gender BLOB; -- sealed: what a person says of themselves; null: unsaid
