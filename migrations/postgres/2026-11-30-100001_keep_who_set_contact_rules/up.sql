-- Who set the rules decides whether what opens the account goes where they say.
ALTER TABLE contact_rules ADD COLUMN set_by_person boolean NOT NULL DEFAULT false; -- the person, not somebody of the team
