DROP TABLE idempotency_keys;
DROP TABLE jobs;
DROP TABLE outbox;
DROP TABLE audit;
DROP TABLE instance;
DROP TABLE data_keys;
