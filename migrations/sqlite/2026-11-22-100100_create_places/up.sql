CREATE TABLE neighbourhoods (
  id               BLOB        NOT NULL PRIMARY KEY,
  code             TEXT        NOT NULL CONSTRAINT neighbourhoods_code_key UNIQUE, -- as in the file of boundaries
  name             TEXT        NOT NULL,
  municipality_nis TEXT, -- the NIS code of the municipality
  phase            TEXT        NOT NULL CONSTRAINT neighbourhoods_phase_check CHECK (phase IN ('starting', 'running', 'anchored', 'handedOver', 'closed')),
  cell_resolution  INTEGER     NOT NULL CONSTRAINT neighbourhoods_cell_resolution_check CHECK (cell_resolution BETWEEN 7 AND 9), -- of the public cell (H3)
  policy           TEXT        NOT NULL,
  boundary_version INTEGER     NOT NULL, -- the boundary in force
  version          INTEGER     NOT NULL,
  created_at       INTEGER     NOT NULL,
  updated_at       INTEGER     NOT NULL
) STRICT;

CREATE TABLE boundaries (
  neighbourhood_id BLOB        NOT NULL CONSTRAINT boundaries_neighbourhood_id_fkey REFERENCES neighbourhoods (id),
  version          INTEGER     NOT NULL,
  geometry         TEXT        NOT NULL, -- a GeoJSON MultiPolygon, WGS84
  hash             BLOB        NOT NULL, -- SHA-256 of the geometry, to see whether a file changed
  min_lat          REAL NOT NULL, -- the box around it, in degrees
  max_lat          REAL NOT NULL,
  min_lon          REAL NOT NULL,
  max_lon          REAL NOT NULL,
  valid_from       INTEGER     NOT NULL,
  valid_to         INTEGER,
  CONSTRAINT boundaries_pkey PRIMARY KEY (neighbourhood_id, version)
) STRICT;
