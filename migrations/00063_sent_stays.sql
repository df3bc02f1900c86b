-- What was sent stays as it was sent: answers and services of an application are changed and removed while it is begun, and not
-- after. The service may do both to rows (00057 lets begun applications go), and what a sent one shows of its files (submission.snapshot)
-- is held by the references of these rows.
-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION sent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM submission s WHERE s.application_id = OLD.application_id) THEN
        RAISE EXCEPTION 'application %: what was sent does not change', OLD.application_id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'sent_stays';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION sent_stays FROM PUBLIC;
CREATE TRIGGER application_answer_stays BEFORE UPDATE OR DELETE ON application_answer FOR EACH ROW EXECUTE FUNCTION sent_stays();
CREATE TRIGGER application_service_stays BEFORE UPDATE OR DELETE ON application_service FOR EACH ROW EXECUTE FUNCTION sent_stays();

-- +goose Down
DROP TRIGGER application_service_stays ON application_service;
DROP TRIGGER application_answer_stays ON application_answer;
DROP FUNCTION sent_stays;
