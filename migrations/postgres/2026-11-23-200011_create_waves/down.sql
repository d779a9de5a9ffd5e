ALTER TABLE matches DROP COLUMN wave_id;
DROP TABLE waves;
