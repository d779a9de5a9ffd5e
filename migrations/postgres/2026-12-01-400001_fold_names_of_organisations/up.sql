-- Names are looked for and compared without capitals and accents. Names from before are folded whole when they are next changed.
ALTER TABLE organisations ADD COLUMN folded_name text NOT NULL DEFAULT '';
UPDATE organisations SET folded_name = lower(name);
CREATE INDEX organisations_folded_name_idx ON organisations (folded_name);
