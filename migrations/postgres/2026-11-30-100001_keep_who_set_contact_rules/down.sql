ALTER TABLE contact_rules DROP COLUMN set_by_person;
