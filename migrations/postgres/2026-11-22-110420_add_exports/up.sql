-- What a person asked to have of everything that is known of them. One at a time, and gone after a week.
CREATE TABLE exports (
  id         uuid        NOT NULL PRIMARY KEY,
  person_id  uuid        NOT NULL CONSTRAINT exports_person_id_key UNIQUE CONSTRAINT exports_person_id_fkey REFERENCES people (id),
  content    bytea, -- sealed under the data key of the person: a zip; null while it is being made
  created_at timestamptz NOT NULL,
  ready_at   timestamptz,
  expires_at timestamptz
);
