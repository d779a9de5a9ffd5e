DROP TABLE roles;
DROP TABLE sessions;
DROP TABLE one_time_tokens;
DROP TABLE accounts;
DROP TABLE people;
