-- The list of what waits for a human look, neighbourhood by neighbourhood, in its order.
CREATE INDEX requests_waiting_idx ON requests (neighbourhood_id, state, first_in_queue, urgency, state_since, id);
CREATE INDEX offers_waiting_idx ON offers (neighbourhood_id, state, created_at, id);
