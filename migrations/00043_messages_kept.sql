-- Messages go when they are old, and each change of an applicant's business id is a notice of its own.
-- +goose Up
GRANT DELETE ON mail_out TO tuottajatori_service;

ALTER TABLE case_notice
    ADD COLUMN cause uuid, -- what a notice is of that there may be several of on a day; null: there is one
    DROP CONSTRAINT case_notice_once_key,
    ADD CONSTRAINT case_notice_once_key UNIQUE NULLS NOT DISTINCT (application_id, kind, due_on, cause);

-- +goose Down
DELETE FROM case_notice n USING case_notice o
WHERE o.application_id = n.application_id AND o.kind = n.kind AND o.due_on = n.due_on AND (o.noticed_at, o.id) > (n.noticed_at, n.id);
ALTER TABLE case_notice
    DROP CONSTRAINT case_notice_once_key,
    DROP COLUMN cause,
    ADD CONSTRAINT case_notice_once_key UNIQUE (application_id, kind, due_on);
REVOKE DELETE ON mail_out FROM tuottajatori_service;
