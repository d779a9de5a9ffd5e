DROP TABLE tellings;
DROP TABLE contact_rules;
