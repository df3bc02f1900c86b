-- What people report of errors in pages, and what has been done about it.
-- +goose Up

-- A report never changes. What it is about is worked out when it comes; what was written, and the address for an answer,
-- lie apart, since they are forgotten in time.
CREATE TABLE report (
    id uuid PRIMARY KEY, -- made by the form, so that one sent twice is one
    no bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT report_no_key UNIQUE, -- the order of arrival
    page text NOT NULL CHECK (page ~ '^[a-z_]*$'), -- the kind of page; empty: the front page
    path text NOT NULL CHECK (path ~ '^/[a-z0-9/_-]*$' AND char_length(path) <= 300), -- of ours, without a query
    kind text NOT NULL CHECK (kind IN ('contact', 'price', 'vacancy', 'place', 'description', 'quality', 'language', 'broken', 'accessibility', 'other')),
    offering_id uuid REFERENCES offering,
    unit_id uuid REFERENCES service_unit,
    point_id uuid REFERENCES service_point,
    scheme_id uuid REFERENCES scheme, -- of a list of approved producers
    producer_id uuid REFERENCES producer, -- whose the object is; null: nobody's
    organiser_id uuid REFERENCES organiser, -- in whose area or under whose terms; null: the whole service
    lang text NOT NULL CHECK (lang IN ('fi', 'sv', 'en')), -- the language that it is answered in
    answer_wanted boolean NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    due_on date NOT NULL,
    CHECK (num_nonnulls(offering_id, unit_id, point_id, scheme_id) <= 1)
);
CREATE INDEX report_producer_idx ON report (producer_id, no) WHERE producer_id IS NOT NULL;
CREATE INDEX report_organiser_idx ON report (organiser_id, no);

CREATE TABLE report_words (
    report_id uuid PRIMARY KEY REFERENCES report,
    text text NOT NULL CHECK (char_length(text) <= 2000),
    address bytea, -- sealed with a key outside the database; null: none, or forgotten
    mailed_at timestamptz
);

-- What has happened to a report; who has it, and whether it is open, follow from these.
CREATE TABLE report_event (
    id uuid PRIMARY KEY,
    report_id uuid NOT NULL REFERENCES report,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL CHECK (kind IN ('received', 'forwarded', 'answered', 'closed')),
    holder text CHECK (holder IN ('producer', 'organiser', 'administrator')), -- who has it from now on
    outcome text CHECK (outcome IN ('mended', 'kept')), -- of a closing
    text text NOT NULL DEFAULT '' CHECK (char_length(text) <= 2000), -- of an answer
    done_by uuid REFERENCES person,
    done_as text NOT NULL CHECK (done_as IN ('visitor', 'producer', 'officer', 'administrator', 'system')),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((kind IN ('received', 'forwarded')) = (holder IS NOT NULL)),
    CHECK ((kind = 'closed') = (outcome IS NOT NULL)),
    CHECK ((kind = 'answered') = (text <> ''))
);
CREATE INDEX report_event_report_idx ON report_event (report_id, seq);
CREATE UNIQUE INDEX report_event_closed_key ON report_event (report_id) WHERE kind = 'closed';

GRANT SELECT, INSERT ON report, report_event TO tuottajatori_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON report_words TO tuottajatori_service;

-- +goose Down
DROP TABLE report_event, report_words, report;
