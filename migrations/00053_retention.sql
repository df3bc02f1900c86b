-- How long is kept what need not be kept for ever, where an administrator has said another time than the usual one
-- (internal/platform/kept). And the audit trail is read by person and by organiser, not by object alone.
-- +goose Up
CREATE TABLE retention (
    rule text PRIMARY KEY CHECK (rule <> ''),
    count integer NOT NULL CHECK (count > 0), -- of days or of months, as the rule says
    set_by uuid REFERENCES person,
    set_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
GRANT SELECT, INSERT, UPDATE ON retention TO tuottajatori_service;

CREATE INDEX audit_event_person_idx ON audit_event (person_id, id);
CREATE INDEX audit_event_organiser_idx ON audit_event (organiser_id, id);

-- Texts of what was typed and never finished, and what a file says, are forgotten by when they were last touched.
CREATE INDEX offering_draft_saved_idx ON offering_draft (saved_at);

-- +goose Down
DROP INDEX offering_draft_saved_idx, audit_event_organiser_idx, audit_event_person_idx;
DROP TABLE retention;
