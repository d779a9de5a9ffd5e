DROP INDEX organisations_folded_name_idx;
ALTER TABLE organisations DROP COLUMN folded_name;
