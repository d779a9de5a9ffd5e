-- The search looks by one number: kind of help, how far, and where (places/model/strips.rs). What stands here is placed when the
-- program starts; until then its number is negative.
ALTER TABLE open_offers RENAME TO looked_up_by_cell;
DROP INDEX open_offers_category_cell_idx;
DROP INDEX open_offers_offer_id_idx;
CREATE TABLE open_offers (
  place        INTEGER NOT NULL,
  offer_id     BLOB NOT NULL CONSTRAINT open_offers_offer_id_fkey REFERENCES offers (id),
  category     TEXT NOT NULL,
  person_id    BLOB NOT NULL,
  cell         INTEGER NOT NULL, -- the public H3 cell of the home
  near_cell    INTEGER NOT NULL, -- resolution 10
  reach        REAL NOT NULL, -- the square of the straight line to the rim of the radius, in square metres
  x            REAL NOT NULL, -- the middle of near_cell, in metres from the middle of the earth
  y            REAL NOT NULL,
  z            REAL NOT NULL,
  public_x     REAL NOT NULL, -- the middle of cell
  public_y     REAL NOT NULL,
  public_z     REAL NOT NULL,
  slots        INTEGER NOT NULL, -- 7 days of 8 parts of three hours, local time; a set bit: free in a part of it
  vetted_until INTEGER,
  CONSTRAINT open_offers_pkey PRIMARY KEY (place, offer_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX open_offers_offer_id_idx ON open_offers (offer_id);
INSERT INTO open_offers
  SELECT -row_number() OVER (), offer_id, category, person_id, cell, near_cell, 0, 0, 0, 0, 0, 0, 0, slots, vetted_until
  FROM looked_up_by_cell;
DROP TABLE looked_up_by_cell;
