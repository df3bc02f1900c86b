-- What the officers' queue filters and sorts waiting cases by stands in one index, so that a page is found without reading the
-- cases themselves.
-- +goose Up
DROP INDEX application_waiting_idx;
CREATE INDEX application_waiting_idx ON application (organiser_id, due_on, id)
    INCLUDE (scheme_id, producer_id, assignee_id, preparation_id, ready, status, submitted_at, case_number)
    WHERE status IN ('submitted', 'in_review', 'clarification');

-- +goose Down
DROP INDEX application_waiting_idx;
CREATE INDEX application_waiting_idx ON application (organiser_id, due_on, id) INCLUDE (scheme_id, status, assignee_id, ready)
    WHERE status IN ('submitted', 'in_review', 'clarification');
