-- Who may act for a person, and how far.
CREATE TABLE proxies (
  id              uuid NOT NULL CONSTRAINT proxies_pkey PRIMARY KEY,
  person_id       uuid NOT NULL CONSTRAINT proxies_person_id_fkey REFERENCES people (id), -- for whom
  proxy_id        uuid NOT NULL CONSTRAINT proxies_proxy_id_fkey REFERENCES people (id), -- who acts
  kind            TEXT NOT NULL, -- mantelzorger, brugfiguur, guardian or legalRepresentative
  scope           jsonb NOT NULL, -- ask, accept, consent
  organisation    TEXT, -- the school or organisation of a brugfiguur, a public name
  household_id    uuid, -- set: it covers everybody of this household
  mandate_seen_on TEXT, -- the day on which a written mandate was seen; null: none
  mandate_seen_by uuid CONSTRAINT proxies_mandate_seen_by_fkey REFERENCES people (id),
  until           timestamptz, -- the first moment at which it holds no more; null: until it is revoked
  recorded_by     uuid NOT NULL CONSTRAINT proxies_recorded_by_fkey REFERENCES people (id),
  created_at      timestamptz NOT NULL,
  revoked_by      uuid CONSTRAINT proxies_revoked_by_fkey REFERENCES people (id),
  revoked_at      timestamptz,
  CONSTRAINT proxies_two_check CHECK (person_id <> proxy_id)
);
CREATE INDEX proxies_proxy_id_idx ON proxies (proxy_id) WHERE revoked_at IS NULL;
CREATE INDEX proxies_person_id_idx ON proxies (person_id, id);

-- What a proxy did or read for a person: the person sees it.
CREATE TABLE proxy_uses (
  id        uuid NOT NULL CONSTRAINT proxy_uses_pkey PRIMARY KEY,
  proxy_id  uuid NOT NULL CONSTRAINT proxy_uses_proxy_id_fkey REFERENCES proxies (id),
  person_id uuid NOT NULL CONSTRAINT proxy_uses_person_id_fkey REFERENCES people (id), -- for whom
  event     TEXT NOT NULL,
  object    uuid NOT NULL,
  at        timestamptz NOT NULL
);
CREATE INDEX proxy_uses_proxy_id_idx ON proxy_uses (proxy_id, id);
