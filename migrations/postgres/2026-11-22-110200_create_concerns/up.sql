-- Concerns about how somebody behaves inside Buurtnet. They are kept longer than the people, matches and requests they
-- name, so they refer to those without a foreign key.
CREATE TABLE concerns (
  id               uuid        NOT NULL PRIMARY KEY, -- also the owner of the data key of its texts
  reporter_id      uuid        NOT NULL, -- who raised it
  about_id         uuid        NOT NULL, -- whom it is about
  named_kind       text        NOT NULL CONSTRAINT concerns_named_kind_check CHECK (named_kind IN ('person', 'match', 'request', 'visit', 'referral')),
  named_id         uuid        NOT NULL, -- what the reporter named
  neighbourhood_id uuid, -- whose team sees to it; null: the coordinators
  state            text        NOT NULL CONSTRAINT concerns_state_check CHECK (state IN ('submitted', 'triaged', 'investigating', 'resolved', 'dismissed')),
  danger_now       boolean     NOT NULL, -- the reporter says that somebody is in danger now
  severity         text, -- null until triaged
  outcome          text, -- of a resolved one
  dismiss_reason   text, -- of a dismissed one
  bars             boolean     NOT NULL, -- open, critical, and about somebody else: who it is about is not brought together with anybody
  triaged_by       uuid, -- who judged how severe it is
  look_level       text, -- how far up the duty roster it went in this state
  look_asked_at    timestamptz, -- when somebody was last asked to look
  clock_from       timestamptz NOT NULL, -- from when its times are counted: made, or reopened
  touched_at       timestamptz NOT NULL, -- the last step or note
  said             bytea        NOT NULL, -- sealed under its own data key: what was said, and while it is open the names
  closed_at        timestamptz, -- when it was resolved or dismissed
  version          integer     NOT NULL,
  created_at       timestamptz NOT NULL,
  updated_at       timestamptz NOT NULL,
  CONSTRAINT concerns_closed_check CHECK ((state IN ('resolved', 'dismissed')) = (closed_at IS NOT NULL))
);
CREATE INDEX concerns_reporter_id_idx ON concerns (reporter_id, id);
CREATE INDEX concerns_neighbourhood_id_idx ON concerns (neighbourhood_id, id);
CREATE INDEX concerns_bars_idx ON concerns (about_id) WHERE bars;
CREATE INDEX concerns_closed_at_idx ON concerns (closed_at);

-- What those who see to a concern write down. Only ever added to.
CREATE TABLE concern_notes (
  id         uuid        NOT NULL PRIMARY KEY,
  concern_id uuid        NOT NULL CONSTRAINT concern_notes_concern_id_fkey REFERENCES concerns (id),
  author_id  uuid        NOT NULL,
  said       bytea       NOT NULL, -- sealed under the data key of the concern
  created_at timestamptz NOT NULL
);
CREATE INDEX concern_notes_concern_id_idx ON concern_notes (concern_id, id);

-- The matches that a concern holds, or held.
CREATE TABLE concern_holds (
  concern_id uuid        NOT NULL CONSTRAINT concern_holds_concern_id_fkey REFERENCES concerns (id),
  match_id   uuid        NOT NULL,
  decision   text, -- what was decided; null: it holds
  decided_by uuid,
  decided_at timestamptz,
  created_at timestamptz NOT NULL,
  CONSTRAINT concern_holds_pkey PRIMARY KEY (concern_id, match_id)
);
CREATE INDEX concern_holds_match_id_idx ON concern_holds (match_id) WHERE decision IS NULL;
