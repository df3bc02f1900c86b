-- What happens to an admission after the approval: evidence that lapses, doubts whether the conditions still hold, the
-- producer's hearing and how it ended, checks in registers; since when each service has been admitted.
-- +goose Up

-- What law says of a doubt about an admission, during a validity. A doubt keeps the rule of the day on which it arose.
CREATE TABLE doubt_rule (
    id uuid PRIMARY KEY,
    regime text NOT NULL CHECK (regime IN ('voucher', 'dps', 'annex_e', 'framework', 'own_production', 'in_house', 'alliance', 'self_paid_listing', 'free_listing', 'listing')),
    cause text NOT NULL CHECK (cause IN ('evidence', 'registry', 'condition', 'exclusion_mandatory', 'exclusion_discretionary')),
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    duty boolean NOT NULL, -- the admission must be removed when the doubt proves true
    hearing_days integer NOT NULL CHECK (hearing_days > 0), -- the producer has at least so many days to answer
    hearing_kind text NOT NULL CHECK (hearing_kind IN ('calendar', 'working')),
    excluded_years integer CHECK (excluded_years > 0), -- how long the ground may be held against the producer at most
    self_cleaning boolean NOT NULL, -- the producer may show that it is reliable in spite of the ground
    source text NOT NULL CHECK (source <> ''),
    CONSTRAINT doubt_rule_no_overlap EXCLUDE USING gist (regime WITH =, cause WITH =, valid WITH &&)
);
INSERT INTO doubt_rule (id, regime, cause, valid, duty, hearing_days, hearing_kind, excluded_years, self_cleaning, source)
SELECT ('01900000-0000-7000-8023-' || lpad((row_number() OVER ())::text, 12, '0'))::uuid, r.regime, c.cause, r.valid,
    CASE r.regime WHEN 'voucher' THEN true WHEN 'dps' THEN c.cause = 'exclusion_mandatory' ELSE false END,
    CASE WHEN r.regime = 'dps' AND NOT c.exclusion THEN 5 ELSE 14 END,
    CASE WHEN r.regime = 'dps' AND NOT c.exclusion THEN 'working' ELSE 'calendar' END,
    CASE c.cause WHEN 'exclusion_mandatory' THEN 5 WHEN 'exclusion_discretionary' THEN 3 END,
    c.exclusion, CASE WHEN c.exclusion THEN c.source ELSE r.source END
FROM (VALUES
    ('voucher', daterange('2009-08-01', NULL), '569/2009 §4–5; 434/2003 §34'),
    ('dps', daterange('2017-01-01', NULL), '1397/2016 §52'),
    ('annex_e', daterange('2017-01-01', NULL), '1397/2016 §107–115'),
    ('framework', daterange('2017-01-01', NULL), '1397/2016 §42'),
    ('own_production', daterange('2000-01-01', NULL), '741/2023 §23–27'),
    ('in_house', daterange('2000-01-01', NULL), '741/2023 §23–27'),
    ('alliance', daterange('2000-01-01', NULL), '741/2023 §23–27'),
    ('self_paid_listing', daterange('2000-01-01', NULL), '434/2003 §34'),
    ('free_listing', daterange('2000-01-01', NULL), '434/2003 §34'),
    ('listing', daterange('2000-01-01', NULL), '434/2003 §34')) r (regime, valid, source),
    (VALUES ('evidence', false, ''), ('registry', false, ''), ('condition', false, ''),
    ('exclusion_mandatory', true, '1397/2016 §80, §82'), ('exclusion_discretionary', true, '1397/2016 §81, §82')) c (cause, exclusion, source)
WHERE NOT c.exclusion OR r.regime IN ('dps', 'annex_e', 'framework');

-- A producer was told that what it shows lapses: once for each last day and each of 60, 30 and 7 days before it.
CREATE TABLE lapse_notice (
    producer_id uuid NOT NULL REFERENCES producer,
    kind text NOT NULL,
    last_day date NOT NULL,
    stage integer NOT NULL CHECK (stage IN (60, 30, 7)),
    told_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (producer_id, kind, last_day, stage)
);

-- A reason to ask whether an admission may stand. Time alone finds lapsed evidence; the rest is found by officers.
CREATE TABLE doubt (
    id uuid PRIMARY KEY,
    admission_id uuid NOT NULL REFERENCES admission,
    rule_id uuid NOT NULL REFERENCES doubt_rule,
    cause text NOT NULL CHECK (cause IN ('evidence', 'registry', 'condition', 'exclusion_mandatory', 'exclusion_discretionary')),
    subject text NOT NULL CHECK (char_length(subject) <= 60), -- the kind of evidence, the register; else empty
    since date NOT NULL, -- the first day without
    reasons text NOT NULL CHECK (char_length(reasons) <= 4000), -- what an officer says of it; empty of a lapse
    raised_by uuid REFERENCES person, -- null: found by time
    raised_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((cause = 'evidence') = (raised_by IS NULL)),
    CHECK ((raised_by IS NULL) = (reasons = ''))
);
CREATE INDEX doubt_admission_idx ON doubt (admission_id, raised_at);
CREATE UNIQUE INDEX doubt_lapse_once_idx ON doubt (admission_id, subject, since) WHERE cause = 'evidence';

-- How a doubt ended.
CREATE TABLE doubt_end (
    doubt_id uuid PRIMARY KEY REFERENCES doubt,
    outcome text NOT NULL CHECK (outcome IN ('renewed', 'kept', 'self_cleaned', 'removed', 'over')),
    form_id uuid, -- the form's, by which a double click is known
    reasons text NOT NULL CHECK (char_length(reasons) <= 4000),
    done_by uuid REFERENCES person, -- null: by time
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((done_by IS NULL) = (reasons = ''))
);

-- The producer is heard on doubts before it is decided whether the admission stands (434/2003 §34).
CREATE TABLE hearing (
    id uuid PRIMARY KEY,
    admission_id uuid NOT NULL REFERENCES admission,
    question text NOT NULL CHECK (question <> '' AND char_length(question) <= 4000),
    answer_by_day date NOT NULL,
    asked_by uuid NOT NULL REFERENCES person,
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX hearing_admission_idx ON hearing (admission_id, asked_at);
CREATE TABLE hearing_doubt (
    hearing_id uuid NOT NULL REFERENCES hearing,
    doubt_id uuid NOT NULL REFERENCES doubt,
    PRIMARY KEY (hearing_id, doubt_id)
);
CREATE TABLE hearing_answer (
    hearing_id uuid PRIMARY KEY REFERENCES hearing,
    text text NOT NULL CHECK (text <> '' AND char_length(text) <= 4000),
    compensated text NOT NULL CHECK (char_length(compensated) <= 4000), -- self-cleaning: the damage made good,
    cooperated text NOT NULL CHECK (char_length(cooperated) <= 4000), -- the authorities helped to find out,
    measures text NOT NULL CHECK (char_length(measures) <= 4000), -- and what keeps it from happening again (1397/2016 §82)
    answered_by uuid NOT NULL REFERENCES person,
    answered_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- The day for the answer is over: noticed once, so that officers are told once.
CREATE TABLE hearing_overdue (
    hearing_id uuid PRIMARY KEY REFERENCES hearing,
    noticed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE hearing_end (
    hearing_id uuid PRIMARY KEY REFERENCES hearing,
    outcome text NOT NULL CHECK (outcome IN ('renewed', 'kept', 'self_cleaned', 'suspended', 'removed', 'over')),
    event_id uuid REFERENCES admission_event, -- the suspension or the removal
    excluded_until date, -- the last day on which the ground may be held against the producer
    reasons text NOT NULL CHECK (char_length(reasons) <= 4000),
    done_by uuid REFERENCES person, -- null: by time
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((done_by IS NULL) = (reasons = '')),
    CHECK ((outcome IN ('suspended', 'removed')) = (event_id IS NOT NULL)),
    CHECK (excluded_until IS NULL OR outcome = 'removed')
);

-- What an organiser found of a producer in a register, on a day, and when to look again.
CREATE TABLE registry_check (
    id uuid PRIMARY KEY,
    organiser_id uuid NOT NULL REFERENCES organiser,
    producer_id uuid NOT NULL REFERENCES producer,
    register text NOT NULL CHECK (register IN ('prepayment', 'employer', 'vat', 'soteri', 'tax', 'pension', 'accident_insurance', 'trade')),
    finding text NOT NULL CHECK (finding IN ('in_order', 'pending', 'not_required', 'payment_plan', 'not_found', 'neglected')),
    source text NOT NULL CHECK (source <> '' AND char_length(source) <= 200), -- where it was looked up
    note text NOT NULL CHECK (char_length(note) <= 1000),
    checked_on date NOT NULL,
    due_on date, -- when to look again; null: not
    done_by uuid NOT NULL REFERENCES person,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (due_on > checked_on)
);
CREATE INDEX registry_check_producer_idx ON registry_check (organiser_id, producer_id, register, checked_on DESC);

-- Since when each service has been admitted; those from before this was kept, since the admission was made.
ALTER TABLE admission_service ADD since timestamptz;
UPDATE admission_service v SET since = (SELECT a.created_at FROM admission a WHERE a.id = v.admission_id);
ALTER TABLE admission_service ALTER since SET NOT NULL, ALTER since SET DEFAULT clock_timestamp();

-- The state of an admission on a day, as its rows said at the end of that day in Helsinki: null before it was made.
-- admission_state says the same of today.
-- +goose StatementBegin
CREATE FUNCTION admission_state_on(admission uuid, day date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN least(a.valid_from, (a.created_at AT TIME ZONE 'Europe/Helsinki')::date) > day THEN NULL
        WHEN e.kind = 'removed' THEN 'removed'
        WHEN e.kind = 'suspended' AND (e.until IS NULL OR e.until >= day) THEN 'suspended'
        WHEN day < a.valid_from THEN 'future'
        WHEN day > a.valid_to THEN 'ended'
        ELSE 'active'
    END
    FROM admission a LEFT JOIN LATERAL (
        SELECT e.kind, e.until FROM admission_event e
        WHERE e.admission_id = a.id AND (e.at AT TIME ZONE 'Europe/Helsinki')::date <= day ORDER BY e.seq DESC LIMIT 1) e ON true
    WHERE a.id = admission
$$;
-- +goose StatementEnd

GRANT SELECT ON doubt_rule TO tuottajatori_service;
GRANT SELECT, INSERT ON lapse_notice, doubt, doubt_end, hearing, hearing_doubt, hearing_answer, hearing_overdue, hearing_end, registry_check TO tuottajatori_service;

-- +goose Down
DROP FUNCTION admission_state_on;
ALTER TABLE admission_service DROP COLUMN since;
DROP TABLE registry_check, hearing_end, hearing_overdue, hearing_answer, hearing_doubt, hearing, doubt_end, doubt, lapse_notice, doubt_rule;
