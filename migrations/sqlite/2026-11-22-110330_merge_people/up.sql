ALTER TABLE people ADD COLUMN merged_into BLOB; -- the person they turned out to be; null: nobody else

-- Two entries that turned out to be one person.
CREATE TABLE merges (
  id         BLOB NOT NULL CONSTRAINT merges_pkey PRIMARY KEY,
  kept_id    BLOB NOT NULL CONSTRAINT merges_kept_id_fkey REFERENCES people (id),
  merged_id  BLOB NOT NULL CONSTRAINT merges_merged_id_fkey REFERENCES people (id),
  made_by    BLOB NOT NULL CONSTRAINT merges_made_by_fkey REFERENCES people (id),
  created_at INTEGER NOT NULL,
  undone_by  BLOB CONSTRAINT merges_undone_by_fkey REFERENCES people (id),
  undone_at  INTEGER
) STRICT;
CREATE INDEX merges_kept_id_idx ON merges (kept_id);
CREATE INDEX merges_merged_id_idx ON merges (merged_id);

-- Each row that a merge moved, so that undoing it puts back exactly these.
CREATE TABLE merge_moves (
  id       BLOB NOT NULL CONSTRAINT merge_moves_pkey PRIMARY KEY,
  merge_id BLOB NOT NULL CONSTRAINT merge_moves_merge_id_fkey REFERENCES merges (id),
  place    TEXT NOT NULL, -- the table and the column
  row_id   BLOB NOT NULL -- for a household: its id
) STRICT;
CREATE INDEX merge_moves_merge_id_idx ON merge_moves (merge_id);
