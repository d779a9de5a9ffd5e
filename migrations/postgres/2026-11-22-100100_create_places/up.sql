CREATE TABLE neighbourhoods (
  id               uuid        NOT NULL PRIMARY KEY,
  code             text        NOT NULL CONSTRAINT neighbourhoods_code_key UNIQUE, -- as in the file of boundaries
  name             text        NOT NULL,
  municipality_nis text, -- the NIS code of the municipality
  phase            text        NOT NULL CONSTRAINT neighbourhoods_phase_check CHECK (phase IN ('starting', 'running', 'anchored', 'handedOver', 'closed')),
  cell_resolution  integer     NOT NULL CONSTRAINT neighbourhoods_cell_resolution_check CHECK (cell_resolution BETWEEN 7 AND 9), -- of the public cell (H3)
  policy           jsonb       NOT NULL,
  boundary_version integer     NOT NULL, -- the boundary in force
  version          integer     NOT NULL,
  created_at       timestamptz NOT NULL,
  updated_at       timestamptz NOT NULL
);

CREATE TABLE boundaries (
  neighbourhood_id uuid        NOT NULL CONSTRAINT boundaries_neighbourhood_id_fkey REFERENCES neighbourhoods (id),
  version          integer     NOT NULL,
  geometry         text        NOT NULL, -- a GeoJSON MultiPolygon, WGS84
  hash             bytea       NOT NULL, -- SHA-256 of the geometry, to see whether a file changed
  min_lat          double precision NOT NULL, -- the box around it, in degrees
  max_lat          double precision NOT NULL,
  min_lon          double precision NOT NULL,
  max_lon          double precision NOT NULL,
  valid_from       timestamptz NOT NULL,
  valid_to         timestamptz,
  CONSTRAINT boundaries_pkey PRIMARY KEY (neighbourhood_id, version)
);
