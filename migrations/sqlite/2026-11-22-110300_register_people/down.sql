DROP TABLE people_searches;
DROP TABLE registrations;
DROP INDEX people_phone_index_idx;
DROP INDEX people_name_index_idx;
ALTER TABLE people DROP COLUMN phone_index;
ALTER TABLE people DROP COLUMN name_trigrams;
ALTER TABLE people DROP COLUMN name_index;
