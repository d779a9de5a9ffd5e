ALTER TABLE contact_rules DROP COLUMN said_by_person;
