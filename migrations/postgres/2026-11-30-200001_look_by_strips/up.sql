-- The search looks by one number: kind of help, how far, and where (places/model/strips.rs). What stands here is placed when the
-- program starts; until then its number is negative.
ALTER TABLE open_offers RENAME TO looked_up_by_cell;
DROP INDEX open_offers_category_cell_idx;
DROP INDEX open_offers_offer_id_idx;
ALTER TABLE looked_up_by_cell DROP CONSTRAINT open_offers_pkey;
ALTER TABLE looked_up_by_cell DROP CONSTRAINT open_offers_offer_id_fkey;
CREATE TABLE open_offers (
  place        bigint NOT NULL,
  offer_id     uuid NOT NULL CONSTRAINT open_offers_offer_id_fkey REFERENCES offers (id),
  category     text NOT NULL,
  person_id    uuid NOT NULL,
  cell         bigint NOT NULL, -- the public H3 cell of the home
  near_cell    bigint NOT NULL, -- resolution 10
  reach        double precision NOT NULL, -- the square of the straight line to the rim of the radius, in square metres
  x            double precision NOT NULL, -- the middle of near_cell, in metres from the middle of the earth
  y            double precision NOT NULL,
  z            double precision NOT NULL,
  public_x     double precision NOT NULL, -- the middle of cell
  public_y     double precision NOT NULL,
  public_z     double precision NOT NULL,
  slots        bigint NOT NULL, -- 7 days of 8 parts of three hours, local time; a set bit: free in a part of it
  vetted_until timestamptz,
  CONSTRAINT open_offers_pkey PRIMARY KEY (place, offer_id)
    INCLUDE (person_id, slots, vetted_until, reach, x, y, z, cell, public_x, public_y, public_z)
);
CREATE INDEX open_offers_offer_id_idx ON open_offers (offer_id);
-- Each change of an offer takes its rows away and makes new ones; only what was vacuumed is read from the index alone.
ALTER TABLE open_offers SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02,
  autovacuum_analyze_scale_factor = 0.02);
INSERT INTO open_offers
  SELECT -row_number() OVER (), offer_id, category, person_id, cell, near_cell, 0, 0, 0, 0, 0, 0, 0, slots, vetted_until
  FROM looked_up_by_cell;
DROP TABLE looked_up_by_cell;
