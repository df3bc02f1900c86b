-- The officers' work on a case: clarifications, extensions, who has it, what was prepared; saved views of the queue and
-- what officers are told of. What the queue shows and sorts by stands in application, so that a page of it reads one index.
-- +goose Up

-- Where a case stands, kept by the triggers below with the rows of what has happened, whoever writes those; the day by
-- which to decide is kept by the use cases, since working days are counted there.
ALTER TABLE application
    ADD organiser_id uuid REFERENCES organiser, -- its scheme's
    ADD status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'submitted', 'in_review', 'clarification', 'approved', 'rejected', 'withdrawn')),
    ADD submitted_at timestamptz,
    ADD due_on date, -- by which to decide, as it stands now; submission.due_on stays what it was at the start
    ADD closed_at timestamptz, -- decided or withdrawn
    ADD assignee_id uuid REFERENCES person, -- who has it now
    ADD preparation_id uuid, -- what was proposed last and still holds; nothing after a new question or answer
    ADD ready boolean NOT NULL DEFAULT false, -- that proposes approval and finds every requirement met
    ADD CHECK (NOT ready OR preparation_id IS NOT NULL);

-- How the case's clock runs, as it was at the start; null: sent before this was kept, as its rules say.
ALTER TABLE submission
    ADD clock_days integer CHECK (clock_days > 0),
    ADD clock_kind text CHECK (clock_kind IN ('calendar', 'working')),
    ADD clock_stops boolean,
    ADD CHECK (num_nulls(clock_days, clock_kind, clock_stops) IN (0, 3));

-- A question to the applicant. While it is open and its day is not over, a clock that stops stands still.
CREATE TABLE clarification (
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL REFERENCES application,
    question text NOT NULL CHECK (question <> '' AND char_length(question) <= 4000),
    answer_by_day date NOT NULL,
    asked_by uuid NOT NULL REFERENCES person,
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX clarification_application_idx ON clarification (application_id);

-- How a question ended: the applicant answered, or its day passed and an officer went on without.
CREATE TABLE clarification_answer (
    id uuid PRIMARY KEY,
    clarification_id uuid NOT NULL CONSTRAINT clarification_answer_once_key UNIQUE REFERENCES clarification,
    lapsed boolean NOT NULL,
    text text NOT NULL CHECK (char_length(text) <= 4000),
    answered_by uuid NOT NULL REFERENCES person,
    answered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (lapsed = (text = ''))
);
CREATE TABLE clarification_file (
    answer_id uuid NOT NULL REFERENCES clarification_answer,
    file_id uuid NOT NULL REFERENCES stored_file,
    PRIMARY KEY (answer_id, file_id)
);

-- A longer time in a single case, with reasons (1397/2016 §51).
CREATE TABLE extension (
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL CONSTRAINT extension_application_key UNIQUE REFERENCES application,
    days integer NOT NULL CHECK (days > 0), -- the whole time
    reasons text NOT NULL CHECK (reasons <> '' AND char_length(reasons) <= 4000),
    made_by uuid NOT NULL REFERENCES person,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Who was given the case, by whom; null: laid back for anybody.
CREATE TABLE assignment (
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL REFERENCES application,
    person_id uuid REFERENCES person,
    assigned_by uuid NOT NULL REFERENCES person,
    assigned_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX assignment_application_idx ON assignment (application_id);

-- What somebody proposes to be decided, with a finding for each requirement.
CREATE TABLE preparation (
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL REFERENCES application,
    outcome text NOT NULL CHECK (outcome IN ('approved', 'rejected')),
    reasons text NOT NULL CHECK (char_length(reasons) <= 4000),
    prepared_by uuid NOT NULL REFERENCES person,
    prepared_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT preparation_id_application_key UNIQUE (id, application_id)
);
CREATE INDEX preparation_application_idx ON preparation (application_id);
CREATE TABLE preparation_finding (
    preparation_id uuid NOT NULL REFERENCES preparation,
    requirement_id uuid NOT NULL REFERENCES requirement,
    met boolean NOT NULL,
    reason text NOT NULL CHECK (char_length(reason) <= 2000),
    PRIMARY KEY (preparation_id, requirement_id)
);
ALTER TABLE application ADD FOREIGN KEY (preparation_id, id) REFERENCES preparation (id, application_id);
ALTER TABLE decision
    ADD preparation_id uuid, -- that the decision was made on; null: made without
    ADD FOREIGN KEY (preparation_id, application_id) REFERENCES preparation (id, application_id);

-- Filters of the queue that somebody keeps by name. Its address can be given to a colleague of the same organisation.
CREATE TABLE queue_view (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person,
    organiser_id uuid REFERENCES organiser,
    operator_id uuid REFERENCES operator,
    name text NOT NULL CHECK (name <> '' AND char_length(name) <= 60),
    query jsonb NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (num_nonnulls(organiser_id, operator_id) = 1)
);
CREATE UNIQUE INDEX queue_view_name_key ON queue_view (person_id, organiser_id, operator_id, lower(name)) NULLS NOT DISTINCT;

-- What officers were told of a case, once for each day that it was due.
CREATE TABLE case_notice (
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL REFERENCES application,
    kind text NOT NULL CHECK (kind IN ('new', 'soon', 'overdue', 'answered', 'unanswered')),
    due_on date NOT NULL,
    noticed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT case_notice_once_key UNIQUE (application_id, kind, due_on)
);
CREATE INDEX case_notice_at_idx ON case_notice (noticed_at);
-- When somebody looked at the list last.
CREATE TABLE notice_look (
    person_id uuid PRIMARY KEY REFERENCES person,
    looked_at timestamptz NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION application_begins() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.organiser_id := (SELECT organiser_id FROM scheme WHERE id = NEW.scheme_id);
    RETURN NEW;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
-- Where a case stands by the rows of what has happened to it.
CREATE FUNCTION application_status(application uuid) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN EXISTS (SELECT FROM withdrawal w WHERE w.application_id = application) THEN 'withdrawn'
        WHEN d.outcome IS NOT NULL THEN d.outcome
        WHEN EXISTS (SELECT FROM clarification c WHERE c.application_id = application
            AND NOT EXISTS (SELECT FROM clarification_answer n WHERE n.clarification_id = c.id)) THEN 'clarification'
        WHEN EXISTS (SELECT FROM review r WHERE r.application_id = application) THEN 'in_review'
        WHEN EXISTS (SELECT FROM submission b WHERE b.application_id = application) THEN 'submitted'
        ELSE 'draft'
    END
    FROM (SELECT) one LEFT JOIN decision d ON d.application_id = application
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION application_moves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE application SET status = application_status(id) WHERE id IN (SELECT application_id FROM written);
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION application_reviewed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE application a SET status = application_status(a.id), assignee_id = coalesce(a.assignee_id, w.started_by)
    FROM written w WHERE a.id = w.application_id;
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION application_sent() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE application a SET status = application_status(a.id), submitted_at = w.submitted_at, due_on = w.due_on
    FROM written w WHERE a.id = w.application_id;
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION application_decided() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE application a SET status = application_status(a.id), closed_at = w.decided_at, ready = false
    FROM written w WHERE a.id = w.application_id;
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION application_withdrawn() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE application a SET status = application_status(a.id), closed_at = w.withdrawn_at, ready = false
    FROM written w WHERE a.id = w.application_id;
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION application_answered() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE application SET status = application_status(id)
    WHERE id IN (SELECT c.application_id FROM written w JOIN clarification c ON c.id = w.clarification_id);
    RETURN NULL;
END $$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION application_begins, application_moves, application_reviewed, application_sent, application_decided, application_withdrawn, application_answered FROM PUBLIC;

CREATE TRIGGER application_begins BEFORE INSERT ON application FOR EACH ROW EXECUTE FUNCTION application_begins();
CREATE TRIGGER submission_moves AFTER INSERT ON submission REFERENCING NEW TABLE AS written EXECUTE FUNCTION application_sent();
CREATE TRIGGER review_moves AFTER INSERT ON review REFERENCING NEW TABLE AS written EXECUTE FUNCTION application_reviewed();
CREATE TRIGGER clarification_moves AFTER INSERT ON clarification REFERENCING NEW TABLE AS written EXECUTE FUNCTION application_moves();
CREATE TRIGGER clarification_answer_moves AFTER INSERT ON clarification_answer REFERENCING NEW TABLE AS written EXECUTE FUNCTION application_answered();
CREATE TRIGGER decision_moves AFTER INSERT ON decision REFERENCING NEW TABLE AS written EXECUTE FUNCTION application_decided();
CREATE TRIGGER withdrawal_moves AFTER INSERT ON withdrawal REFERENCING NEW TABLE AS written EXECUTE FUNCTION application_withdrawn();

UPDATE application a SET organiser_id = (SELECT s.organiser_id FROM scheme s WHERE s.id = a.scheme_id), status = application_status(a.id),
    submitted_at = (SELECT b.submitted_at FROM submission b WHERE b.application_id = a.id),
    due_on = (SELECT b.due_on FROM submission b WHERE b.application_id = a.id),
    closed_at = coalesce((SELECT d.decided_at FROM decision d WHERE d.application_id = a.id), (SELECT w.withdrawn_at FROM withdrawal w WHERE w.application_id = a.id)),
    assignee_id = (SELECT r.started_by FROM review r WHERE r.application_id = a.id);
ALTER TABLE application ALTER organiser_id SET NOT NULL;

-- The queue of an organiser: what waits by the day by which to decide, what is closed by when it was.
CREATE INDEX application_waiting_idx ON application (organiser_id, due_on, id) INCLUDE (scheme_id, status, assignee_id, ready)
    WHERE status IN ('submitted', 'in_review', 'clarification');
CREATE INDEX application_decided_idx ON application (organiser_id, closed_at, id) INCLUDE (scheme_id, assignee_id) WHERE status IN ('approved', 'rejected');
CREATE INDEX application_withdrawn_idx ON application (organiser_id, closed_at, id) WHERE status = 'withdrawn' AND submitted_at IS NOT NULL;

GRANT SELECT, INSERT ON clarification, clarification_answer, clarification_file, extension, assignment, preparation, preparation_finding, case_notice TO tuottajatori_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON queue_view TO tuottajatori_service;
GRANT SELECT, INSERT, UPDATE ON notice_look TO tuottajatori_service;

-- +goose Down
DROP TABLE notice_look, case_notice, queue_view;
DROP TRIGGER application_begins ON application;
DROP TRIGGER submission_moves ON submission;
DROP TRIGGER review_moves ON review;
DROP TRIGGER decision_moves ON decision;
DROP TRIGGER withdrawal_moves ON withdrawal;
ALTER TABLE decision DROP COLUMN preparation_id;
ALTER TABLE submission DROP COLUMN clock_days, DROP COLUMN clock_kind, DROP COLUMN clock_stops;
ALTER TABLE application DROP COLUMN organiser_id, DROP COLUMN status, DROP COLUMN submitted_at, DROP COLUMN due_on, DROP COLUMN closed_at,
    DROP COLUMN assignee_id, DROP COLUMN preparation_id, DROP COLUMN ready;
DROP TABLE preparation_finding, preparation, assignment, extension, clarification_file, clarification_answer, clarification;
DROP FUNCTION application_begins, application_moves, application_reviewed, application_sent, application_decided, application_withdrawn, application_answered, application_status;
