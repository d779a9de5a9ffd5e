-- How far apart the two lived when they were proposed to each other, as a band: what is shown must not follow a place
-- that is changed again and again.
ALTER TABLE matches ADD COLUMN distance_band TEXT;
