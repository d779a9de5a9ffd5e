ALTER TABLE open_offers RENAME TO looked_up_by_strip;
DROP INDEX open_offers_offer_id_idx;
CREATE TABLE open_offers (
  category      TEXT    NOT NULL,
  offer_id      BLOB    NOT NULL CONSTRAINT open_offers_offer_id_fkey REFERENCES offers (id),
  person_id     BLOB    NOT NULL,
  cell          INTEGER NOT NULL, -- the public H3 cell of the home, resolution 8
  near_cell     INTEGER NOT NULL, -- resolution 10
  radius_metres INTEGER NOT NULL,
  slots         INTEGER NOT NULL, -- 7 days of 8 parts of three hours, local time; a set bit: free in a part of it
  vetted_until  INTEGER,
  CONSTRAINT open_offers_pkey PRIMARY KEY (category, offer_id)
) STRICT;
CREATE INDEX open_offers_category_cell_idx ON open_offers (category, cell);
CREATE INDEX open_offers_offer_id_idx ON open_offers (offer_id);
INSERT INTO open_offers
  SELECT o.category, o.offer_id, o.person_id, o.cell, o.near_cell, terms ->> 'radiusMetres', o.slots, o.vetted_until
  FROM looked_up_by_strip AS o JOIN offers ON offers.id = o.offer_id;
DROP TABLE looked_up_by_strip;
