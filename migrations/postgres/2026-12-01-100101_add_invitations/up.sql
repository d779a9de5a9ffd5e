-- An invitation on paper: whoever types its code gets a role. Its code is made from the id by a keyed hash.
CREATE TABLE invitations (
  id               uuid        NOT NULL CONSTRAINT invitations_pkey PRIMARY KEY,
  role             text        NOT NULL CONSTRAINT invitations_role_check CHECK (role IN ('buurtwerker', 'careProvider', 'coordinator', 'administrator')),
  neighbourhood_id uuid        CONSTRAINT invitations_neighbourhood_id_fkey REFERENCES neighbourhoods (id), -- of a buurtwerker
  organisation_id  uuid        CONSTRAINT invitations_organisation_id_fkey REFERENCES organisations (id), -- of a care provider
  municipality_nis text, -- of a coordinator
  code_hash        bytea       NOT NULL CONSTRAINT invitations_code_hash_key UNIQUE, -- keyed hash of the code, to find it
  made_by          uuid        NOT NULL, -- who invites
  used_by          uuid, -- who took the role
  expires_at       timestamptz NOT NULL,
  used_at          timestamptz,
  withdrawn_at     timestamptz, -- taken back, or with the last role of who made it
  created_at       timestamptz NOT NULL,
  CONSTRAINT invitations_scope_check CHECK (
    (role = 'buurtwerker' AND neighbourhood_id IS NOT NULL AND organisation_id IS NULL AND municipality_nis IS NULL) OR
    (role = 'careProvider' AND neighbourhood_id IS NULL AND organisation_id IS NOT NULL AND municipality_nis IS NULL) OR
    (role = 'coordinator' AND neighbourhood_id IS NULL AND organisation_id IS NULL AND municipality_nis IS NOT NULL) OR
    (role = 'administrator' AND neighbourhood_id IS NULL AND organisation_id IS NULL AND municipality_nis IS NULL))
);
CREATE INDEX invitations_made_by_idx ON invitations (made_by, id);
CREATE INDEX invitations_used_by_idx ON invitations (used_by, id);
CREATE INDEX invitations_organisation_id_idx ON invitations (organisation_id, id);
CREATE INDEX invitations_neighbourhood_id_idx ON invitations (neighbourhood_id, id);
