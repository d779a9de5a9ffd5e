-- What opens the account goes to no safe address that somebody else said.
ALTER TABLE contact_rules ADD COLUMN said_by_person INTEGER NOT NULL DEFAULT 0; -- the person, not somebody of the team
