ALTER TABLE open_offers RENAME TO looked_up_by_strip;
DROP INDEX open_offers_offer_id_idx;
ALTER TABLE looked_up_by_strip DROP CONSTRAINT open_offers_pkey;
ALTER TABLE looked_up_by_strip DROP CONSTRAINT open_offers_offer_id_fkey;
CREATE TABLE open_offers (
  category      text    NOT NULL,
  offer_id      uuid    NOT NULL CONSTRAINT open_offers_offer_id_fkey REFERENCES offers (id),
  person_id     uuid    NOT NULL,
  cell          bigint  NOT NULL, -- the public H3 cell of the home, resolution 8
  near_cell     bigint  NOT NULL, -- resolution 10
  radius_metres integer NOT NULL,
  slots         bigint  NOT NULL, -- 7 days of 8 parts of three hours, local time; a set bit: free in a part of it
  vetted_until  timestamptz,
  CONSTRAINT open_offers_pkey PRIMARY KEY (category, offer_id)
);
CREATE INDEX open_offers_category_cell_idx ON open_offers (category, cell) INCLUDE (offer_id, person_id, near_cell, radius_metres, slots, vetted_until);
CREATE INDEX open_offers_offer_id_idx ON open_offers (offer_id);
INSERT INTO open_offers
  SELECT o.category, o.offer_id, o.person_id, o.cell, o.near_cell, (terms ->> 'radiusMetres')::integer, o.slots, o.vetted_until
  FROM looked_up_by_strip AS o JOIN offers ON offers.id = o.offer_id;
DROP TABLE looked_up_by_strip;
