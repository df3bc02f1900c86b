-- Schemes with their services, rulebooks and requirements; applications, decisions, admissions.
-- +goose Up
CREATE TABLE scheme (
    id uuid PRIMARY KEY,
    organiser_id uuid NOT NULL REFERENCES organiser,
    operator_id uuid REFERENCES operator, -- to whom the queue is delegated
    key text NOT NULL CHECK (key ~ '^[a-z][a-z0-9_-]*$'),
    regime text NOT NULL CHECK (regime IN ('voucher', 'dps', 'annex_e', 'framework', 'own_production', 'in_house', 'alliance', 'self_paid_listing', 'free_listing', 'listing')),
    name_fi text NOT NULL,
    name_sv text NOT NULL,
    name_en text NOT NULL,
    client_pays text NOT NULL CHECK (client_pays IN ('own_share', 'client_fee', 'price', 'free', 'unknown')),
    verified boolean NOT NULL, -- false: listed without the organiser's admission, and shown as such
    open_for_applications boolean NOT NULL,
    decision_days integer CHECK (decision_days > 0),
    decision_days_kind text NOT NULL DEFAULT 'calendar' CHECK (decision_days_kind IN ('calendar', 'working')),
    clock_stops boolean NOT NULL DEFAULT true, -- at a clarification; never in a DPS (1397/2016 §51)
    valid_from date NOT NULL,
    valid_to date, -- the last day; null: for the time being
    demo boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT scheme_organiser_key_key UNIQUE (organiser_id, key),
    CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CHECK ((regime = 'voucher') = (client_pays = 'own_share')), -- own share exists in voucher law only (569/2009)
    CHECK (verified OR regime = 'listing'), -- only a plain listing goes without the organiser's yes
    CHECK (NOT open_for_applications OR decision_days IS NOT NULL)
);

-- What a scheme pays or asks for one service: the voucher's flat value, or the range of the client fee.
CREATE TABLE scheme_service (
    id uuid PRIMARY KEY,
    scheme_id uuid NOT NULL REFERENCES scheme,
    service_key text NOT NULL,
    unit text NOT NULL CHECK (unit IN ('hour', 'visit', 'day', 'month', 'meal', 'trip', 'piece')),
    value_cents bigint CHECK (value_cents >= 0),
    price_cap_cents bigint CHECK (price_cap_cents >= 0),
    fee_min_cents bigint CHECK (fee_min_cents >= 0),
    fee_max_cents bigint CHECK (fee_max_cents >= fee_min_cents),
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    CONSTRAINT scheme_service_no_overlap EXCLUDE USING gist (scheme_id WITH =, service_key WITH =, unit WITH =, valid WITH &&)
);

CREATE TABLE rulebook (
    id uuid PRIMARY KEY,
    scheme_id uuid NOT NULL REFERENCES scheme,
    version integer NOT NULL CHECK (version > 0),
    text_fi text NOT NULL,
    text_sv text NOT NULL,
    text_en text NOT NULL,
    valid_from date NOT NULL,
    CONSTRAINT rulebook_version_key UNIQUE (scheme_id, version),
    CONSTRAINT rulebook_id_scheme_key UNIQUE (id, scheme_id)
);

CREATE TABLE requirement (
    id uuid PRIMARY KEY,
    scheme_id uuid NOT NULL REFERENCES scheme,
    position integer NOT NULL,
    kind text NOT NULL CHECK (kind IN ('declaration', 'number', 'date', 'attachment', 'text')),
    mandatory boolean NOT NULL,
    title_fi text NOT NULL,
    title_sv text NOT NULL,
    title_en text NOT NULL,
    help_fi text NOT NULL DEFAULT '',
    help_sv text NOT NULL DEFAULT '',
    help_en text NOT NULL DEFAULT '',
    at_least numeric, -- for a number
    valid_days integer CHECK (valid_days >= 0), -- for a date: must reach this many days past the submission
    CONSTRAINT requirement_position_key UNIQUE (scheme_id, position),
    CONSTRAINT requirement_id_scheme_key UNIQUE (id, scheme_id)
);

CREATE SEQUENCE case_number_seq;

CREATE TABLE application (
    id uuid PRIMARY KEY,
    scheme_id uuid NOT NULL REFERENCES scheme,
    producer_id uuid NOT NULL REFERENCES producer,
    case_number text NOT NULL CONSTRAINT application_case_number_key UNIQUE,
    created_by uuid NOT NULL REFERENCES person,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    saved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    version integer NOT NULL DEFAULT 1, -- raised by each save; a form that carries an older one is stale
    rulebook_id uuid, -- the version that the producer has accepted in the draft
    closed boolean NOT NULL DEFAULT false, -- decided or withdrawn; kept with those rows, in the same transaction
    CONSTRAINT application_id_scheme_key UNIQUE (id, scheme_id),
    FOREIGN KEY (rulebook_id, scheme_id) REFERENCES rulebook (id, scheme_id)
);
-- One open application of a producer to a scheme at a time.
CREATE UNIQUE INDEX application_open_key ON application (scheme_id, producer_id) WHERE NOT closed;
CREATE INDEX application_producer_idx ON application (producer_id);

CREATE TABLE application_service (
    application_id uuid NOT NULL REFERENCES application,
    service_key text NOT NULL,
    PRIMARY KEY (application_id, service_key)
);

CREATE TABLE application_answer (
    application_id uuid NOT NULL,
    scheme_id uuid NOT NULL,
    requirement_id uuid NOT NULL,
    declared boolean,
    number numeric,
    date date,
    text text CHECK (char_length(text) <= 4000),
    file_id uuid REFERENCES stored_file,
    PRIMARY KEY (application_id, requirement_id),
    FOREIGN KEY (application_id, scheme_id) REFERENCES application (id, scheme_id),
    FOREIGN KEY (requirement_id, scheme_id) REFERENCES requirement (id, scheme_id) -- a requirement of the same scheme
);

-- What was submitted, as it was: never changes.
CREATE TABLE submission (
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL CONSTRAINT submission_application_key UNIQUE,
    scheme_id uuid NOT NULL,
    rulebook_id uuid,
    snapshot jsonb NOT NULL,
    lang text NOT NULL CHECK (lang IN ('fi', 'sv', 'en')), -- the language that the producer used, and is answered in
    submitted_by uuid NOT NULL REFERENCES person,
    submitted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    due_on date NOT NULL, -- the last day of the decision clock
    FOREIGN KEY (application_id, scheme_id) REFERENCES application (id, scheme_id),
    FOREIGN KEY (rulebook_id, scheme_id) REFERENCES rulebook (id, scheme_id)
);

-- Somebody has taken the submitted application into review.
CREATE TABLE review (
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL CONSTRAINT review_application_key UNIQUE REFERENCES application,
    started_by uuid NOT NULL REFERENCES person,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE withdrawal (
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL CONSTRAINT withdrawal_application_key UNIQUE REFERENCES application,
    withdrawn_by uuid NOT NULL REFERENCES person,
    withdrawn_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE decision (
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL CONSTRAINT decision_application_key UNIQUE REFERENCES application,
    submission_id uuid NOT NULL REFERENCES submission,
    outcome text NOT NULL CHECK (outcome IN ('approved', 'rejected')),
    reasons text NOT NULL CHECK (char_length(reasons) <= 4000),
    remedy text NOT NULL CHECK (remedy IN ('producer_rectification', 'client_rectification', 'procurement_with_leave', 'procurement')),
    lang text NOT NULL CHECK (lang IN ('fi', 'sv', 'en')),
    decided_by uuid NOT NULL REFERENCES person,
    decided_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (outcome = 'approved' OR reasons <> '')
);

-- One reason for each requirement that was not met.
CREATE TABLE decision_unmet (
    decision_id uuid NOT NULL REFERENCES decision,
    requirement_id uuid NOT NULL REFERENCES requirement,
    reason text NOT NULL CHECK (reason <> '' AND char_length(reason) <= 2000),
    PRIMARY KEY (decision_id, requirement_id)
);

CREATE TABLE admission (
    id uuid PRIMARY KEY,
    scheme_id uuid NOT NULL REFERENCES scheme,
    producer_id uuid NOT NULL REFERENCES producer,
    decision_id uuid CONSTRAINT admission_decision_key UNIQUE REFERENCES decision,
    origin text NOT NULL CHECK (origin IN ('decision', 'enrolment', 'listing', 'demo')),
    valid_from date NOT NULL,
    valid_to date,
    removed boolean NOT NULL DEFAULT false, -- kept with the removing event, in the same transaction: frees the place
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((origin = 'decision') = (decision_id IS NOT NULL)),
    CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
-- One living admission of a producer to a scheme; a removed one stays and a new approval makes a new one.
CREATE UNIQUE INDEX admission_scheme_producer_key ON admission (scheme_id, producer_id) WHERE NOT removed;
CREATE INDEX admission_producer_idx ON admission (producer_id);

CREATE TABLE admission_service (
    admission_id uuid NOT NULL REFERENCES admission,
    service_key text NOT NULL,
    PRIMARY KEY (admission_id, service_key)
);

-- What has happened to an admission since; its state follows from the latest row.
CREATE TABLE admission_event (
    id uuid PRIMARY KEY,
    admission_id uuid NOT NULL REFERENCES admission,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL CHECK (kind IN ('suspended', 'lifted', 'removed')),
    until date, -- a suspension's last day; null: until lifted
    reasons text NOT NULL CHECK (reasons <> '' AND char_length(reasons) <= 4000),
    done_by uuid NOT NULL REFERENCES person,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (until IS NULL OR kind = 'suspended')
);
CREATE INDEX admission_event_latest_idx ON admission_event (admission_id, seq DESC);

-- The state of every admission on a day in Helsinki. A function, so that one statement of the rule serves every query;
-- in plpgsql, whose plans outlive the query that asks (a page of results is a tenth faster than with plain SQL).
-- +goose StatementBegin
CREATE FUNCTION admission_state(admission_id uuid, valid_from date, valid_to date, today date) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    latest record;
BEGIN
    SELECT e.kind, e.until INTO latest FROM admission_event e
    WHERE e.admission_id = admission_state.admission_id ORDER BY e.seq DESC LIMIT 1;
    RETURN CASE
        WHEN latest.kind = 'removed' THEN 'removed'
        WHEN latest.kind = 'suspended' AND (latest.until IS NULL OR latest.until >= today) THEN 'suspended'
        WHEN today < valid_from THEN 'future'
        WHEN today > valid_to THEN 'ended'
        ELSE 'active'
    END;
END $$;
-- +goose StatementEnd

-- Which organisers a producer has to do with: it has sent an application to a scheme of theirs, or holds an admission
-- (a draft is the producer's own and tells the organiser nothing). The lower room of identity asks this before an
-- official may settle who acts for the producer.
CREATE VIEW producer_organiser AS
SELECT a.producer_id, s.organiser_id FROM submission b JOIN application a ON a.id = b.application_id JOIN scheme s ON s.id = a.scheme_id
UNION
SELECT a.producer_id, s.organiser_id FROM admission a JOIN scheme s ON s.id = a.scheme_id;

GRANT SELECT ON producer_organiser TO tuottajatori_service;
GRANT USAGE ON SEQUENCE case_number_seq TO tuottajatori_service;
GRANT SELECT, INSERT, UPDATE ON scheme, scheme_service, rulebook, requirement, application TO tuottajatori_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON application_service, application_answer TO tuottajatori_service;
GRANT SELECT, INSERT ON submission, review, withdrawal, decision, decision_unmet, admission_event, admission_service TO tuottajatori_service;
GRANT SELECT, INSERT, UPDATE ON admission TO tuottajatori_service;

-- +goose Down
DROP VIEW producer_organiser;
DROP FUNCTION admission_state;
DROP TABLE admission_event, admission_service, admission, decision_unmet, decision, withdrawal, review, submission,
    application_answer, application_service, application, requirement, rulebook, scheme_service, scheme;
DROP SEQUENCE case_number_seq;
