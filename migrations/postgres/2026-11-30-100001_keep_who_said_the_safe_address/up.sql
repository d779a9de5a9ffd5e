-- What opens the account goes to no safe address that somebody else said.
ALTER TABLE contact_rules ADD COLUMN said_by_person boolean NOT NULL DEFAULT false; -- the person, not somebody of the team
