-- Who is on duty in a neighbourhood, when its team is there, and whom to call otherwise.
CREATE TABLE duty_rosters (
  neighbourhood_id  BLOB        NOT NULL CONSTRAINT duty_rosters_pkey PRIMARY KEY CONSTRAINT duty_rosters_neighbourhood_id_fkey REFERENCES neighbourhoods (id),
  duty_persons      TEXT        NOT NULL, -- ids of people, in order: the first who is there is told; empty: all buurtwerkers
  deputies          TEXT        NOT NULL, -- the same for who is told next
  opening_hours     TEXT        NOT NULL, -- weekly slots, local time
  emergency_numbers TEXT        NOT NULL, -- name and number; empty: 112, 1712, 106
  version           INTEGER     NOT NULL,
  created_at        INTEGER     NOT NULL,
  updated_at        INTEGER     NOT NULL
) STRICT;

-- When somebody of a team is away. It counts wherever they are on duty.
CREATE TABLE absences (
  id                BLOB        NOT NULL PRIMARY KEY,
  neighbourhood_id  BLOB        NOT NULL CONSTRAINT absences_neighbourhood_id_fkey REFERENCES neighbourhoods (id), -- whose team was told
  person_id         BLOB        NOT NULL CONSTRAINT absences_person_id_fkey REFERENCES people (id),
  from_day          TEXT        NOT NULL, -- the first day, local, as YYYY-MM-DD
  until_day         TEXT        NOT NULL, -- the last day
  created_at        INTEGER     NOT NULL,
  CONSTRAINT absences_days_check CHECK (from_day <= until_day)
) STRICT;
CREATE INDEX absences_neighbourhood_id_idx ON absences (neighbourhood_id, id);
CREATE INDEX absences_person_id_idx ON absences (person_id, until_day);
CREATE INDEX absences_until_day_idx ON absences (until_day);

-- How far it went to tell somebody that a request waits for a first look; look_asked_at says when.
ALTER TABLE requests ADD COLUMN look_level TEXT CONSTRAINT requests_look_level_check CHECK (look_level IN ('dutyPerson', 'deputy', 'coordinator', 'administrator')); -- who was told last that it waits for a first look

-- What waits already gets its clock.
INSERT INTO jobs (id, job, once, attempts, run_at, created_at)
  VALUES (x'00000000000000000000000000100900', '{"kind":"setClocks"}', 'setClocks', 0, 0, 0)
  ON CONFLICT (once) DO NOTHING;
