ALTER TABLE matches DROP COLUMN hold_reason;
DROP TABLE nearby_looks;
ALTER TABLE requests DROP COLUMN nearby_cell;
