-- Where the software of an organisation hears that something happened to a referral.
CREATE TABLE webhooks (
  id               uuid    NOT NULL PRIMARY KEY,
  organisation_id  uuid    NOT NULL CONSTRAINT webhooks_organisation_id_fkey REFERENCES organisations (id),
  url              text    NOT NULL,
  state            text    NOT NULL CONSTRAINT webhooks_state_check CHECK (state IN ('active', 'disabled')),
  disabled_because text    CONSTRAINT webhooks_disabled_because_check CHECK (disabled_because IN ('gone', 'failing')),
  failing_since    timestamptz, -- when the first call failed after which none went well
  secret           bytea    NOT NULL, -- sealed: calls are signed with it
  old_secret       bytea, -- sealed: the one before it, while it counts too
  old_secret_until timestamptz,
  leased_until     timestamptz, -- by the clock of the database: one call at a time
  version          integer NOT NULL,
  created_at       timestamptz NOT NULL,
  updated_at       timestamptz NOT NULL,
  CONSTRAINT webhooks_disabled_check CHECK ((state = 'disabled') = (disabled_because IS NOT NULL)),
  CONSTRAINT webhooks_old_secret_check CHECK ((old_secret IS NULL) = (old_secret_until IS NULL))
);
CREATE INDEX webhooks_organisation_id_idx ON webhooks (organisation_id, id);

-- What is told there: ids and what kind of thing happened, written in the transaction of the action, delivered at least once.
CREATE TABLE webhook_deliveries (
  id          uuid    NOT NULL PRIMARY KEY, -- the same at every try
  webhook_id  uuid    NOT NULL CONSTRAINT webhook_deliveries_webhook_id_fkey REFERENCES webhooks (id),
  event       text    NOT NULL CONSTRAINT webhook_deliveries_event_check CHECK (event IN ('be.buurtnet.referral.received', 'be.buurtnet.referral.changed', 'be.buurtnet.referral.reminded', 'be.buurtnet.webhook.tested')),
  referral_id uuid, -- null: a test
  state       text    NOT NULL CONSTRAINT webhook_deliveries_state_check CHECK (state IN ('waiting', 'delivered', 'dead')),
  attempts    integer NOT NULL,
  run_at      timestamptz NOT NULL,
  last_status integer, -- what was answered to the last try
  last_fault  text    CONSTRAINT webhook_deliveries_last_fault_check CHECK (last_fault IN ('refused', 'timedOut', 'notReached', 'addressNotAllowed')),
  created_at  timestamptz NOT NULL,
  ended_at    timestamptz
);
CREATE INDEX webhook_deliveries_waiting_idx ON webhook_deliveries (run_at, id) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_webhook_id_idx ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_ended_at_idx ON webhook_deliveries (ended_at);
