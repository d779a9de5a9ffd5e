-- Where the FHIR software of an organisation is notified that something happened to a referral.
CREATE TABLE subscriptions (
  id                BLOB    NOT NULL PRIMARY KEY,
  organisation_id   BLOB    NOT NULL CONSTRAINT subscriptions_organisation_id_fkey REFERENCES organisations (id),
  endpoint          TEXT    NOT NULL,
  said              BLOB    NOT NULL, -- sealed: why it is wanted, and the headers that go with each call
  state             TEXT    NOT NULL CONSTRAINT subscriptions_state_check CHECK (state IN ('requested', 'active', 'error', 'off')),
  heartbeat_seconds INTEGER, -- after so long without a call there is one
  timeout_seconds   INTEGER, -- so long a call may take
  max_count         INTEGER, -- so many events stand in one call
  ends_at           INTEGER,
  written           INTEGER NOT NULL, -- the number of the last event
  taken             INTEGER NOT NULL, -- the number of the last event that was taken
  attempts          INTEGER NOT NULL, -- how often the call that waits was tried
  run_at            INTEGER, -- when it is called next
  leased_until      INTEGER, -- by the clock of the database: one call at a time
  last_status       INTEGER, -- what was answered to a try that failed
  last_fault        TEXT    CONSTRAINT subscriptions_last_fault_check CHECK (last_fault IN ('refused', 'timedOut', 'notReached', 'addressNotAllowed')),
  given_up_at       INTEGER, -- when it came to error
  version           INTEGER NOT NULL,
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL,
  CONSTRAINT subscriptions_taken_check CHECK (taken BETWEEN 0 AND written),
  CONSTRAINT subscriptions_given_up_check CHECK ((state = 'error') = (given_up_at IS NOT NULL))
) STRICT;
CREATE INDEX subscriptions_organisation_id_idx ON subscriptions (organisation_id, id);
CREATE INDEX subscriptions_run_at_idx ON subscriptions (run_at, id);

-- What happened, for each subscription counted from 1: written in the transaction of the action.
CREATE TABLE subscription_events (
  id              BLOB    NOT NULL PRIMARY KEY,
  subscription_id BLOB    NOT NULL CONSTRAINT subscription_events_subscription_id_fkey REFERENCES subscriptions (id),
  number          INTEGER NOT NULL,
  referral_id     BLOB    NOT NULL,
  at              INTEGER NOT NULL,
  CONSTRAINT subscription_events_number_key UNIQUE (subscription_id, number)
) STRICT;
CREATE INDEX subscription_events_at_idx ON subscription_events (at);
