-- What the clocks of a request count from.
ALTER TABLE requests ADD COLUMN confirmed_at INTEGER; -- when somebody last said that the help is still needed
ALTER TABLE requests ADD COLUMN pinged_at INTEGER; -- when the requester was asked so, and has not answered yet
ALTER TABLE requests ADD COLUMN ever_agreed INTEGER NOT NULL DEFAULT 0; -- whether any helper ever agreed
