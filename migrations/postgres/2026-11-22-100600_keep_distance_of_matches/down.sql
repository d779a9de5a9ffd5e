ALTER TABLE matches DROP COLUMN distance_band;
