-- Whom the team trusts, and what opened before anybody of the team has looked at it.
CREATE TABLE trusts (
  person_id        BLOB    NOT NULL PRIMARY KEY REFERENCES people (id),
  neighbourhood_id BLOB    NOT NULL, -- whose team trusts the person
  trusted_by       BLOB    NOT NULL, -- who of the team said so
  trusted_at       INTEGER NOT NULL
) STRICT;
ALTER TABLE requests ADD COLUMN unseen_since INTEGER; -- open since then without that anybody of the team has looked; null: somebody has
ALTER TABLE offers ADD COLUMN unseen_since INTEGER; -- active since then without that anybody of the team has looked; null: somebody has
CREATE INDEX requests_unseen_since_idx ON requests (neighbourhood_id) WHERE unseen_since IS NOT NULL;
CREATE INDEX offers_unseen_since_idx ON offers (neighbourhood_id) WHERE unseen_since IS NOT NULL;
