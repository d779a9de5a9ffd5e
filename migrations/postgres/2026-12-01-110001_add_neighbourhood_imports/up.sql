-- A file of neighbourhoods that an administrator gave: looked at first, then brought in. Nothing in it is of a person.
CREATE TABLE neighbourhood_imports (
  id         uuid NOT NULL PRIMARY KEY,
  state      text NOT NULL CHECK (state IN ('read', 'done')),
  content    bytea, -- the file, until it is done
  properties jsonb NOT NULL, -- which properties hold the code, the name and the municipality
  outcome    jsonb, -- what came of it
  version    integer NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX neighbourhood_imports_updated_at_idx ON neighbourhood_imports (updated_at);
