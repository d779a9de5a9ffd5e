DROP INDEX offers_unseen_since_idx;
DROP INDEX requests_unseen_since_idx;
ALTER TABLE offers DROP COLUMN unseen_since;
ALTER TABLE requests DROP COLUMN unseen_since;
DROP TABLE trusts;
