-- A second one of the team lets a legal representative say yes or no for the person.
ALTER TABLE proxies ADD COLUMN approved_by uuid CONSTRAINT proxies_approved_by_fkey REFERENCES people (id); -- who of the team; null: nobody yet
ALTER TABLE proxies ADD COLUMN approved_at timestamptz; -- when

-- What holds until a day gets its clock.
INSERT INTO jobs (id, job, once, attempts, run_at, created_at)
  VALUES ('00000000-0000-0000-0000-000000300001', '{"kind":"setClocks"}', 'setClocks', 0, to_timestamp(0), to_timestamp(0))
  ON CONFLICT (once) DO NOTHING;
