-- The officers' queue at a large organiser: each order and filter of it reads its page from an index.
-- +goose Up
CREATE EXTENSION IF NOT EXISTS pg_trgm; -- parts of names and case numbers

CREATE INDEX producer_text_idx ON producer USING gin (name gin_trgm_ops, business_id gin_trgm_ops);
CREATE INDEX producer_sorted_idx ON producer ((lower(name) COLLATE "C"), id);

CREATE INDEX application_case_text_idx ON application USING gin (case_number gin_trgm_ops);
CREATE INDEX application_case_idx ON application (organiser_id, (case_number COLLATE "C"), id) INCLUDE (status, scheme_id, assignee_id);
CREATE INDEX application_received_idx ON application (organiser_id, submitted_at, id) INCLUDE (status, scheme_id, assignee_id);
CREATE INDEX application_state_idx ON application (organiser_id, (status COLLATE "C"), id);
CREATE INDEX application_scheme_idx ON application (scheme_id, id) INCLUDE (status, organiser_id, assignee_id);
CREATE INDEX application_assignee_idx ON application (assignee_id, closed_at, id) WHERE assignee_id IS NOT NULL;
-- Of a producer, in the order of its ids.
CREATE INDEX application_of_producer_idx ON application (producer_id, id);
DROP INDEX application_producer_idx; -- the new one begins with the same column

-- +goose Down
CREATE INDEX application_producer_idx ON application (producer_id);
DROP INDEX application_of_producer_idx, application_assignee_idx, application_scheme_idx, application_state_idx, application_received_idx,
    application_case_idx, application_case_text_idx, producer_sorted_idx, producer_text_idx;
DROP EXTENSION pg_trgm;
