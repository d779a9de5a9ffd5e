-- The keys under which personal columns are sealed: one for each owner (a person; later a signal). Destroying a row
-- makes everything sealed under it unreadable.
CREATE TABLE data_keys (
  owner      uuid        NOT NULL PRIMARY KEY,
  wrapped    bytea       NOT NULL, -- the data key, sealed under the master key
  created_at timestamptz NOT NULL
);

-- Small facts about this instance, such as the proof that the master key is the right one.
CREATE TABLE instance (
  name  text  NOT NULL PRIMARY KEY,
  value bytea NOT NULL
);

-- Everything that happened: appended by actions in their own transaction; a sealer numbers and hash-chains the
-- committed rows. Ids and codes only, never a name, a text or a place.
CREATE TABLE audit (
  id               uuid        NOT NULL PRIMARY KEY,
  number           bigint      CONSTRAINT audit_number_key UNIQUE, -- given by the sealer, in commit order without gaps
  hash             bytea,       -- of the row and of the hash before it
  at               timestamptz NOT NULL,
  actor            uuid,        -- the person who acted; null: the system
  acting_as        text        NOT NULL, -- the role the actor used
  event            text        NOT NULL,
  object_kind      text        NOT NULL,
  object           uuid        NOT NULL,
  neighbourhood_id uuid,
  details          jsonb       NOT NULL
);
CREATE INDEX audit_unsealed_idx ON audit (id) WHERE number IS NULL;
CREATE INDEX audit_object_idx ON audit (object, at);

-- What must leave the house: written in the transaction of the action, delivered at least once.
CREATE TABLE outbox (
  id           uuid        NOT NULL PRIMARY KEY,
  recipient    uuid        NOT NULL, -- a person or an organisation; the address is looked up at delivery
  message      jsonb       NOT NULL, -- what to tell: a kind and ids
  state        text        NOT NULL CONSTRAINT outbox_state_check CHECK (state IN ('waiting', 'delivered', 'dropped', 'dead')),
  attempts     integer     NOT NULL,
  run_at       timestamptz NOT NULL,
  leased_until timestamptz, -- by the clock of the database
  last_error   text,
  created_at   timestamptz NOT NULL,
  ended_at     timestamptz
);
CREATE INDEX outbox_waiting_idx ON outbox (run_at, id) WHERE state = 'waiting';

-- What to do later. Each job is idempotent.
CREATE TABLE jobs (
  id           uuid        NOT NULL PRIMARY KEY,
  job          jsonb       NOT NULL, -- what to do: a kind and ids
  once         text        NOT NULL CONSTRAINT jobs_once_key UNIQUE, -- a second job of the same name is the same job
  attempts     integer     NOT NULL,
  run_at       timestamptz NOT NULL,
  leased_until timestamptz, -- by the clock of the database
  last_error   text,
  created_at   timestamptz NOT NULL
);
CREATE INDEX jobs_run_at_idx ON jobs (run_at, id);

-- Which writes were already done for a key of a client: what was done, not what was answered, so that a repeated
-- call shows what the caller may see now.
CREATE TABLE idempotency_keys (
  person_id  uuid        NOT NULL,
  route      text        NOT NULL,
  key        text        NOT NULL,
  body_hash  bytea       NOT NULL,
  status     integer     NOT NULL,
  object     uuid        NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (person_id, route, key)
);
CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);
