-- Who must be heard before a removal, and why somebody was not; what a producer has renewed of a single requirement.
-- +goose Up

-- Whether law makes it a duty to hear the producer before an admission is removed, during a validity.
CREATE TABLE removal_rule (
    id uuid PRIMARY KEY,
    regime text NOT NULL CHECK (regime IN ('voucher', 'dps', 'annex_e', 'framework', 'own_production', 'in_house', 'alliance', 'self_paid_listing', 'free_listing', 'listing')),
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    hearing boolean NOT NULL,
    source text NOT NULL CHECK (source <> ''),
    CONSTRAINT removal_rule_no_overlap EXCLUDE USING gist (regime WITH =, valid WITH &&)
);
INSERT INTO removal_rule (id, regime, valid, hearing, source)
SELECT ('01900000-0000-7000-8029-' || lpad((row_number() OVER ())::text, 12, '0'))::uuid, r.regime, daterange(r.since, NULL), r.hearing, r.source
FROM (VALUES
    ('voucher', date '2009-08-01', true, '569/2009 §4; 434/2003 §34'),
    ('dps', date '2017-01-01', true, '1397/2016 §82; 434/2003 §34'),
    ('annex_e', date '2017-01-01', true, '1397/2016 §82, §114; 434/2003 §34'),
    ('framework', date '2017-01-01', true, '1397/2016 §82; 434/2003 §34'),
    ('self_paid_listing', date '2004-01-01', true, '434/2003 §34'),
    ('free_listing', date '2004-01-01', true, '434/2003 §34'),
    -- the organiser's own, or held by a contract or ownership: no other party's right is decided on
    ('own_production', date '2000-01-01', false, '741/2023 §23–27'),
    ('in_house', date '2000-01-01', false, '1397/2016 §15'),
    ('alliance', date '2000-01-01', false, '741/2023 §23–27'),
    ('listing', date '2000-01-01', false, 'own')) r (regime, since, hearing, source);

-- A removal without a hearing: on which ground of 434/2003 §34(2), and why it applied.
CREATE TABLE removal_unheard (
    event_id uuid PRIMARY KEY REFERENCES admission_event,
    rule_id uuid NOT NULL REFERENCES removal_rule,
    ground text NOT NULL CHECK (ground IN ('asked', 'purpose', 'harm', 'unneeded')),
    reasons text NOT NULL CHECK (reasons <> '' AND char_length(reasons) <= 4000)
);

-- A producer renews what it once answered to a requirement: the date of something valid, or a document of no kind of its own.
CREATE TABLE answer_renewal (
    id uuid PRIMARY KEY,
    admission_id uuid NOT NULL REFERENCES admission,
    requirement_id uuid NOT NULL REFERENCES requirement,
    date date,
    evidence_id uuid REFERENCES evidence_item,
    told_by uuid NOT NULL REFERENCES person,
    told_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (num_nonnulls(date, evidence_id) = 1)
);
CREATE INDEX answer_renewal_admission_idx ON answer_renewal (admission_id, requirement_id);
CREATE INDEX evidence_item_other_idx ON evidence_item (producer_id, file_id) WHERE kind = 'other';

-- How long what was answered to single requirements holds, for each living admission: dates that must be ahead, and
-- documents of no kind of their own that stand in the producer's library with a last day. What was approved counts, and what
-- the producer has renewed since; what was issued to another business id does not.
CREATE VIEW answer_held AS
SELECT a.id AS admission_id, r.id AS requirement_id, v.last, v.since
FROM requirement r JOIN admission a ON a.scheme_id = r.scheme_id AND NOT a.removed JOIN producer p ON p.id = a.producer_id
CROSS JOIN LATERAL (
    SELECT coalesce(n.date, i.valid_to, 'infinity'::date) AS last, coalesce(i.issued_on, (c.decided_at AT TIME ZONE 'Europe/Helsinki')::date) AS since
    FROM application b JOIN decision c ON c.application_id = b.id AND c.outcome = 'approved'
    JOIN application_answer n ON n.application_id = b.id AND n.requirement_id = r.id
    LEFT JOIN evidence_item i ON i.producer_id = b.producer_id AND i.kind = 'other' AND i.file_id = n.file_id
        AND (i.business_id IS NULL OR i.business_id = p.business_id)
    WHERE b.scheme_id = a.scheme_id AND (b.producer_id = a.producer_id OR c.id = a.decision_id) AND num_nonnulls(n.date, i.id) = 1
    UNION ALL
    SELECT coalesce(w.date, i.valid_to, 'infinity'::date), coalesce(i.issued_on, (w.told_at AT TIME ZONE 'Europe/Helsinki')::date)
    FROM answer_renewal w LEFT JOIN evidence_item i ON i.id = w.evidence_id
    WHERE w.admission_id = a.id AND w.requirement_id = r.id AND (i.business_id IS NULL OR i.business_id = p.business_id)) v
WHERE r.until_version IS NULL AND r.mandatory AND (r.kind = 'date' AND r.valid_days IS NOT NULL OR r.kind = 'attachment' AND r.evidence_kind IN ('', 'other'));

GRANT SELECT ON removal_rule, answer_held TO tuottajatori_service;
GRANT SELECT, INSERT ON removal_unheard, answer_renewal TO tuottajatori_service;

-- +goose Down
DROP VIEW answer_held;
DROP INDEX evidence_item_other_idx;
DROP TABLE answer_renewal, removal_unheard, removal_rule;
