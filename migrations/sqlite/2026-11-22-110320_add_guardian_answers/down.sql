DROP TABLE guardian_answers;
