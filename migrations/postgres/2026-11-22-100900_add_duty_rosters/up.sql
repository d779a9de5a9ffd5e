-- Who is on duty in a neighbourhood, when its team is there, and whom to call otherwise.
CREATE TABLE duty_rosters (
  neighbourhood_id  uuid        NOT NULL CONSTRAINT duty_rosters_pkey PRIMARY KEY CONSTRAINT duty_rosters_neighbourhood_id_fkey REFERENCES neighbourhoods (id),
  duty_persons      jsonb       NOT NULL, -- ids of people, in order: the first who is there is told; empty: all buurtwerkers
  deputies          jsonb       NOT NULL, -- the same for who is told next
  opening_hours     jsonb       NOT NULL, -- weekly slots, local time
  emergency_numbers jsonb       NOT NULL, -- name and number; empty: 112, 1712, 106
  version           integer     NOT NULL,
  created_at        timestamptz NOT NULL,
  updated_at        timestamptz NOT NULL
);

-- When somebody of a team is away. It counts wherever they are on duty.
CREATE TABLE absences (
  id                uuid        NOT NULL CONSTRAINT absences_pkey PRIMARY KEY,
  neighbourhood_id  uuid        NOT NULL CONSTRAINT absences_neighbourhood_id_fkey REFERENCES neighbourhoods (id), -- whose team was told
  person_id         uuid        NOT NULL CONSTRAINT absences_person_id_fkey REFERENCES people (id),
  from_day          text        NOT NULL, -- the first day, local, as YYYY-MM-DD
  until_day         text        NOT NULL, -- the last day
  created_at        timestamptz NOT NULL,
  CONSTRAINT absences_days_check CHECK (from_day <= until_day)
);
CREATE INDEX absences_neighbourhood_id_idx ON absences (neighbourhood_id, id);
CREATE INDEX absences_person_id_idx ON absences (person_id, until_day);
CREATE INDEX absences_until_day_idx ON absences (until_day);

-- How far it went to tell somebody that a request waits for a first look; look_asked_at says when.
ALTER TABLE requests ADD COLUMN look_level text CONSTRAINT requests_look_level_check CHECK (look_level IN ('dutyPerson', 'deputy', 'coordinator', 'administrator'));
COMMENT ON COLUMN requests.look_level IS 'who was told last that it waits for a first look';
COMMENT ON COLUMN requests.look_asked_at IS 'when somebody was last asked to look: at one that waits for a first look, or whose requester does not answer';

-- What waits already gets its clock.
INSERT INTO jobs (id, job, once, attempts, run_at, created_at)
  VALUES ('00000000-0000-0000-0000-000000100900', '{"kind":"setClocks"}', 'setClocks', 0, to_timestamp(0), to_timestamp(0))
  ON CONFLICT (once) DO NOTHING;
