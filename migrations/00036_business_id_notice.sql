-- Officers are told on a case when its applicant has another business id than the one that was sent.
-- +goose Up
ALTER TABLE case_notice DROP CONSTRAINT case_notice_kind_check,
    ADD CONSTRAINT case_notice_kind_check CHECK (kind IN ('new', 'soon', 'overdue', 'answered', 'unanswered', 'business_id'));

-- +goose Down
DELETE FROM case_notice WHERE kind = 'business_id';
ALTER TABLE case_notice DROP CONSTRAINT case_notice_kind_check,
    ADD CONSTRAINT case_notice_kind_check CHECK (kind IN ('new', 'soon', 'overdue', 'answered', 'unanswered'));
