DROP TABLE merge_moves;
DROP TABLE merges;
ALTER TABLE people DROP COLUMN merged_into;
