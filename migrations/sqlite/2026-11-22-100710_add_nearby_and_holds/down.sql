ALTER TABLE matches DROP COLUMN hold_reason;
DROP TABLE nearby_looks;
DROP INDEX requests_nearby_cell_idx;
ALTER TABLE requests DROP COLUMN nearby_cell;
