-- The keys under which personal columns are sealed: one for each owner (a person; later a signal). Destroying a row
-- makes everything sealed under it unreadable.
CREATE TABLE data_keys (
  owner      BLOB        NOT NULL PRIMARY KEY,
  wrapped    BLOB        NOT NULL, -- the data key, sealed under the master key
  created_at INTEGER     NOT NULL
) STRICT;

-- Small facts about this instance, such as the proof that the master key is the right one.
CREATE TABLE instance (
  name  TEXT  NOT NULL PRIMARY KEY,
  value BLOB  NOT NULL
) STRICT;

-- Everything that happened: appended by actions in their own transaction; a sealer numbers and hash-chains the
-- committed rows. Ids and codes only, never a name, a text or a place.
CREATE TABLE audit (
  id               BLOB        NOT NULL PRIMARY KEY,
  number           INTEGER     CONSTRAINT audit_number_key UNIQUE, -- given by the sealer, in commit order without gaps
  hash             BLOB,       -- of the row and of the hash before it
  at               INTEGER     NOT NULL,
  actor            BLOB,        -- the person who acted; null: the system
  acting_as        TEXT        NOT NULL, -- the role the actor used
  event            TEXT        NOT NULL,
  object_kind      TEXT        NOT NULL,
  object           BLOB        NOT NULL,
  neighbourhood_id BLOB,
  details          TEXT        NOT NULL
) STRICT;
CREATE INDEX audit_unsealed_idx ON audit (id) WHERE number IS NULL;
CREATE INDEX audit_object_idx ON audit (object, at);

-- What must leave the house: written in the transaction of the action, delivered at least once.
CREATE TABLE outbox (
  id           BLOB        NOT NULL PRIMARY KEY,
  recipient    BLOB        NOT NULL, -- a person or an organisation; the address is looked up at delivery
  message      TEXT        NOT NULL, -- what to tell: a kind and ids
  state        TEXT        NOT NULL CONSTRAINT outbox_state_check CHECK (state IN ('waiting', 'delivered', 'dropped', 'dead')),
  attempts     INTEGER     NOT NULL,
  run_at       INTEGER     NOT NULL,
  leased_until INTEGER, -- by the clock of the database
  last_error   TEXT,
  created_at   INTEGER     NOT NULL,
  ended_at     INTEGER
) STRICT;
CREATE INDEX outbox_waiting_idx ON outbox (run_at, id) WHERE state = 'waiting';

-- What to do later. Each job is idempotent.
CREATE TABLE jobs (
  id           BLOB        NOT NULL PRIMARY KEY,
  job          TEXT        NOT NULL, -- what to do: a kind and ids
  once         TEXT        NOT NULL CONSTRAINT jobs_once_key UNIQUE, -- a second job of the same name is the same job
  attempts     INTEGER     NOT NULL,
  run_at       INTEGER     NOT NULL,
  leased_until INTEGER, -- by the clock of the database
  last_error   TEXT,
  created_at   INTEGER     NOT NULL
) STRICT;
CREATE INDEX jobs_run_at_idx ON jobs (run_at, id);

-- Which writes were already done for a key of a client: what was done, not what was answered, so that a repeated
-- call shows what the caller may see now.
CREATE TABLE idempotency_keys (
  person_id  BLOB        NOT NULL,
  route      TEXT        NOT NULL,
  key        TEXT        NOT NULL,
  body_hash  BLOB        NOT NULL,
  status     INTEGER     NOT NULL,
  object     BLOB        NOT NULL,
  created_at INTEGER     NOT NULL,
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (person_id, route, key)
) STRICT;
CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);
