ALTER TABLE requests DROP COLUMN look_level;
DROP TABLE absences;
DROP TABLE duty_rosters;
