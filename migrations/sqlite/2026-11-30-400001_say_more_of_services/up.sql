-- The directory in the words of HSDS: what an organisation is, and whom, where and when a service helps.
ALTER TABLE organisations ADD COLUMN sector TEXT NOT NULL DEFAULT 'care' CONSTRAINT organisations_sector_check CHECK (sector IN ('care', 'welfare', 'housing', 'education', 'youth', 'work', 'other'));
ALTER TABLE organisations ADD COLUMN enterprise_number TEXT; -- ten digits, of the Crossroads Bank for Enterprises (KBO)
CREATE INDEX organisations_enterprise_number_idx ON organisations (enterprise_number) WHERE enterprise_number IS NOT NULL;

ALTER TABLE services ADD COLUMN capacity TEXT NOT NULL DEFAULT 'open' CONSTRAINT services_capacity_check CHECK (capacity IN ('open', 'waitList', 'full'));
ALTER TABLE services ADD COLUMN minimum_age INTEGER;
ALTER TABLE services ADD COLUMN maximum_age INTEGER;
ALTER TABLE services ADD COLUMN municipalities TEXT NOT NULL DEFAULT '[]'; -- NIS codes of the municipalities that it serves whole
ALTER TABLE services ADD COLUMN polygon TEXT; -- GeoJSON of an area that it serves besides
ALTER TABLE services ADD COLUMN details TEXT NOT NULL DEFAULT '{}'; -- what is read and never looked for
ALTER TABLE services ADD COLUMN assured_on TEXT NOT NULL DEFAULT '1970-01-01'; -- the day on which somebody last said that all of it is right
UPDATE services SET assured_on = date(updated_at / 1000000, 'unixepoch');

CREATE TABLE locations (
  id              BLOB    NOT NULL PRIMARY KEY,
  organisation_id BLOB    NOT NULL CONSTRAINT locations_organisation_id_fkey REFERENCES organisations (id),
  name            TEXT    NOT NULL,
  kind            TEXT    NOT NULL CONSTRAINT locations_kind_check CHECK (kind IN ('physical', 'postal', 'virtual')),
  details         TEXT    NOT NULL, -- what is read and never looked for
  version         INTEGER NOT NULL,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX locations_organisation_id_idx ON locations (organisation_id, id);

CREATE TABLE service_locations (
  id          BLOB NOT NULL PRIMARY KEY, -- made of the two others
  service_id  BLOB NOT NULL CONSTRAINT service_locations_service_id_fkey REFERENCES services (id),
  location_id BLOB NOT NULL CONSTRAINT service_locations_location_id_fkey REFERENCES locations (id),
  CONSTRAINT service_locations_service_id_location_id_key UNIQUE (service_id, location_id)
) STRICT;
CREATE INDEX service_locations_location_id_idx ON service_locations (location_id, service_id);
