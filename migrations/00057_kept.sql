-- What else is kept for a time: applications and schemes that somebody began and left. And what visitors send is counted as
-- everything else is that may be too much (try_limit).
-- +goose Up
DROP TABLE ask_source;

-- When a producer was told that its begun application will be removed; a save makes it void.
ALTER TABLE application ADD COLUMN leaving_told_at timestamptz;
CREATE INDEX application_left_idx ON application (saved_at) WHERE status = 'draft';
GRANT DELETE ON application TO tuottajatori_service; -- what was sent has rows that refer to it
GRANT DELETE ON stored_file TO tuottajatori_service; -- what is shown anywhere has, too

-- Requests are gone through by when they ended.
CREATE INDEX ask_event_ended_idx ON ask_event (at) WHERE kind IN ('no_room', 'closed', 'withdrawn', 'unanswered', 'lapsed', 'gone');

-- +goose Down
DROP INDEX ask_event_ended_idx;
REVOKE DELETE ON stored_file FROM tuottajatori_service;
REVOKE DELETE ON application FROM tuottajatori_service;
DROP INDEX application_left_idx;
ALTER TABLE application DROP COLUMN leaving_told_at;
CREATE TABLE ask_source (
    ask_id uuid PRIMARY KEY REFERENCES ask,
    network bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX ask_source_network_idx ON ask_source (network, at);
GRANT SELECT, INSERT, DELETE ON ask_source TO tuottajatori_service;
