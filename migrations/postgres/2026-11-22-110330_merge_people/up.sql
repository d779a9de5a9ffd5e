ALTER TABLE people ADD COLUMN merged_into uuid; -- the person they turned out to be; null: nobody else

-- Two entries that turned out to be one person.
CREATE TABLE merges (
  id         uuid NOT NULL CONSTRAINT merges_pkey PRIMARY KEY,
  kept_id    uuid NOT NULL CONSTRAINT merges_kept_id_fkey REFERENCES people (id),
  merged_id  uuid NOT NULL CONSTRAINT merges_merged_id_fkey REFERENCES people (id),
  made_by    uuid NOT NULL CONSTRAINT merges_made_by_fkey REFERENCES people (id),
  created_at timestamptz NOT NULL,
  undone_by  uuid CONSTRAINT merges_undone_by_fkey REFERENCES people (id),
  undone_at  timestamptz
);
CREATE INDEX merges_kept_id_idx ON merges (kept_id);
CREATE INDEX merges_merged_id_idx ON merges (merged_id);

-- Each row that a merge moved, so that undoing it puts back exactly these.
CREATE TABLE merge_moves (
  id       uuid NOT NULL CONSTRAINT merge_moves_pkey PRIMARY KEY,
  merge_id uuid NOT NULL CONSTRAINT merge_moves_merge_id_fkey REFERENCES merges (id),
  place    TEXT NOT NULL, -- the table and the column
  row_id   uuid NOT NULL -- for a household: its id
);
CREATE INDEX merge_moves_merge_id_idx ON merge_moves (merge_id);
