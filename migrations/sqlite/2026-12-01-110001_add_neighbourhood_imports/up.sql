-- A file of neighbourhoods that an administrator gave: looked at first, then brought in. Nothing in it is of a person.
CREATE TABLE neighbourhood_imports (
  id         BLOB NOT NULL PRIMARY KEY,
  state      TEXT NOT NULL CHECK (state IN ('read', 'done')),
  content    BLOB, -- the file, until it is done
  properties TEXT NOT NULL, -- which properties hold the code, the name and the municipality
  outcome    TEXT, -- what came of it
  version    INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX neighbourhood_imports_updated_at_idx ON neighbourhood_imports (updated_at);
