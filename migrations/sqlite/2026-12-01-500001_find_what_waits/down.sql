DROP INDEX offers_waiting_idx;
DROP INDEX requests_waiting_idx;
