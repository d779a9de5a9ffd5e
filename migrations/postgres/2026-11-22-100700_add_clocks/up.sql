-- What the clocks of a request count from.
ALTER TABLE requests
  ADD COLUMN confirmed_at timestamptz,
  ADD COLUMN pinged_at timestamptz,
  ADD COLUMN ever_agreed boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN requests.confirmed_at IS 'when somebody last said that the help is still needed';
COMMENT ON COLUMN requests.pinged_at IS 'when the requester was asked so, and has not answered yet';
COMMENT ON COLUMN requests.ever_agreed IS 'whether any helper ever agreed';
