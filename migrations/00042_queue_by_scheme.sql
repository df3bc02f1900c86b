-- Waiting cases by scheme and by producer, and a person's cases, are found without reading the cases themselves, so that the
-- queue can be walked in the order of schemes' and producers' names.
-- +goose Up
CREATE INDEX application_waiting_scheme_idx ON application (scheme_id, id)
    INCLUDE (assignee_id, preparation_id, ready, status, due_on)
    WHERE status IN ('submitted', 'in_review', 'clarification');
CREATE INDEX application_waiting_producer_idx ON application (producer_id, id)
    INCLUDE (organiser_id, scheme_id, assignee_id, preparation_id, ready, status, due_on)
    WHERE status IN ('submitted', 'in_review', 'clarification');
DROP INDEX application_assignee_idx;
CREATE INDEX application_assignee_idx ON application (assignee_id, closed_at, id)
    INCLUDE (organiser_id, scheme_id, producer_id, status, submitted_at, case_number) WHERE assignee_id IS NOT NULL;

-- +goose Down
DROP INDEX application_waiting_scheme_idx, application_waiting_producer_idx, application_assignee_idx;
CREATE INDEX application_assignee_idx ON application (assignee_id, closed_at, id) WHERE assignee_id IS NOT NULL;
