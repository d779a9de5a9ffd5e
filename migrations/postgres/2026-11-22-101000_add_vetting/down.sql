DELETE FROM jobs WHERE job::text LIKE '%strikePerson%';
DROP INDEX people_vetted_until_idx;
ALTER TABLE people DROP COLUMN vetting_told_for;
DROP TABLE vetting_checks;
