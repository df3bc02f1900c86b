-- Schemes that officers make themselves: the rules of a regime as data that is valid in time, versions of what a scheme
-- asks, a working copy beside what is published, closing for a time, and how prices may change.
-- +goose Up

-- The rules of a regime during a validity. A case keeps the rules of the day on which it was sent.
CREATE TABLE regime_rule (
    id uuid PRIMARY KEY,
    regime text NOT NULL CHECK (regime IN ('voucher', 'dps', 'annex_e', 'framework', 'own_production', 'in_house', 'alliance', 'self_paid_listing', 'free_listing', 'listing')),
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    decision_days integer CHECK (decision_days > 0), -- null: nobody applies, or no time is set
    decision_days_kind text NOT NULL CHECK (decision_days_kind IN ('calendar', 'working')),
    decision_fixed boolean NOT NULL, -- law: a scheme may promise fewer days of the same kind, never more
    extension_days integer CHECK (extension_days > decision_days), -- the whole time in a single case, with reasons
    clock_stops boolean NOT NULL, -- while a clarification is waited for
    first_round_days integer CHECK (first_round_days > 0), -- how long the first round must be open
    min_invite_days integer CHECK (min_invite_days > 0), -- how long an invitation must be open unless all agree
    closable boolean NOT NULL, -- may be closed for a time
    source text NOT NULL CHECK (source <> ''),
    CONSTRAINT regime_rule_no_overlap EXCLUDE USING gist (regime WITH =, valid WITH &&)
);
INSERT INTO regime_rule (id, regime, valid, decision_days, decision_days_kind, decision_fixed, extension_days, clock_stops,
    first_round_days, min_invite_days, closable, source) VALUES
    ('01900000-0000-7000-8018-000000000001', 'voucher', '[2009-08-01,)', 30, 'calendar', false, NULL, true, NULL, NULL, true, '569/2009 §4; organiser''s own target'),
    ('01900000-0000-7000-8018-000000000002', 'dps', '[2017-01-01,)', 10, 'working', true, 15, false, 30, 10, true, '1397/2016 §49, §51, §52'),
    ('01900000-0000-7000-8018-000000000003', 'annex_e', '[2017-01-01,)', 30, 'calendar', false, NULL, true, NULL, NULL, true, '1397/2016 §107–115; organiser''s own target'),
    ('01900000-0000-7000-8018-000000000004', 'framework', '[2017-01-01,)', 30, 'calendar', false, NULL, true, NULL, NULL, false, '1397/2016 §42; as tendered'),
    ('01900000-0000-7000-8018-000000000005', 'own_production', '[2000-01-01,)', NULL, 'calendar', false, NULL, true, NULL, NULL, false, 'enrolled; nobody applies'),
    ('01900000-0000-7000-8018-000000000006', 'in_house', '[2000-01-01,)', NULL, 'calendar', false, NULL, true, NULL, NULL, false, '1397/2016 §15; enrolled, nobody applies'),
    ('01900000-0000-7000-8018-000000000007', 'alliance', '[2000-01-01,)', NULL, 'calendar', false, NULL, true, NULL, NULL, false, 'enrolled; nobody applies'),
    ('01900000-0000-7000-8018-000000000008', 'self_paid_listing', '[2000-01-01,)', 30, 'calendar', false, NULL, true, NULL, NULL, true, 'organiser''s own target'),
    ('01900000-0000-7000-8018-000000000009', 'free_listing', '[2000-01-01,)', 30, 'calendar', false, NULL, true, NULL, NULL, true, 'organiser''s own target'),
    ('01900000-0000-7000-8018-000000000010', 'listing', '[2000-01-01,)', NULL, 'calendar', false, NULL, true, NULL, NULL, false, 'listed without the organiser''s decision');

-- The rules by which a sent case is decided; those sent before rules were kept have none.
ALTER TABLE submission ADD rules_id uuid REFERENCES regime_rule;

ALTER TABLE scheme
    ADD four_eyes boolean NOT NULL DEFAULT false, -- who prepares a case does not decide it
    ADD published_at timestamptz NOT NULL DEFAULT clock_timestamp(), -- for the first time; before that there is only a working copy
    ADD version integer NOT NULL DEFAULT 1 CHECK (version > 0), -- the current version of what it asks
    ADD closed_from date, -- the closing for a time that runs or is planned, kept with its event
    ADD closed_until date, -- its last day; null: until it is reopened
    ADD price_notice_days integer NOT NULL DEFAULT 0 CHECK (price_notice_days BETWEEN 0 AND 366),
    ADD price_months integer[] NOT NULL DEFAULT '{}' CHECK (price_months <@ '{1,2,3,4,5,6,7,8,9,10,11,12}'), -- empty: a price may begin in any month
    ADD price_max_changes_year integer CHECK (price_max_changes_year > 0),
    ADD price_approval boolean NOT NULL DEFAULT false,
    ADD CHECK (closed_from IS NOT NULL OR closed_until IS NULL),
    ADD CHECK (closed_until >= closed_from);

UPDATE scheme SET published_at = created_at;

-- One row for each publishing, with what was published then, whole. Schemes from before this was kept have no first row.
CREATE TABLE scheme_version (
    id uuid PRIMARY KEY,
    scheme_id uuid NOT NULL REFERENCES scheme,
    number integer NOT NULL CHECK (number > 0),
    content jsonb NOT NULL,
    reasons text NOT NULL CHECK (reasons <> '' AND char_length(reasons) <= 4000),
    done_by uuid NOT NULL REFERENCES person,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT scheme_version_number_key UNIQUE (scheme_id, number)
);

-- What has happened to a scheme besides its versions.
CREATE TABLE scheme_event (
    id uuid PRIMARY KEY,
    scheme_id uuid NOT NULL REFERENCES scheme,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL CHECK (kind IN ('closed', 'reopened', 'ended')),
    from_day date NOT NULL, -- closed: the first day without applications; reopened: the first with; ended: the last day
    until_day date, -- a closing's last day; null: until it is reopened
    reasons text NOT NULL CHECK (reasons <> '' AND char_length(reasons) <= 4000),
    done_by uuid NOT NULL REFERENCES person,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (until_day IS NULL OR kind = 'closed' AND until_day >= from_day)
);
CREATE INDEX scheme_event_scheme_idx ON scheme_event (scheme_id, seq);

-- What an officer is writing: a scheme that is not yet published, or changes to one that is. One for each scheme.
CREATE TABLE scheme_draft (
    scheme_id uuid PRIMARY KEY, -- of the scheme that it changes or will be
    organiser_id uuid NOT NULL REFERENCES organiser,
    base_version integer NOT NULL CHECK (base_version >= 0), -- of the scheme when the copy was made; 0: not yet published
    content jsonb NOT NULL,
    version integer NOT NULL DEFAULT 1, -- raised by each save; a form that carries an older one is stale
    started_by uuid NOT NULL REFERENCES person,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    saved_by uuid NOT NULL REFERENCES person,
    saved_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX scheme_draft_organiser_idx ON scheme_draft (organiser_id);

-- Requirements belong to versions: one whose question changes is a new row that tells what it replaces.
ALTER TABLE requirement
    DROP CONSTRAINT requirement_kind_check,
    ADD CONSTRAINT requirement_kind_check CHECK (kind IN ('declaration', 'number', 'date', 'attachment', 'text', 'registry', 'system', 'scored', 'exclusion')),
    ADD evidence_kind text NOT NULL DEFAULT '' CHECK (evidence_kind IN ('', 'tax_certificate', 'pension_certificate', 'liability_insurance',
        'accident_insurance', 'collective_agreement', 'occupational_health', 'trade_register', 'self_monitoring_plan', 'criminal_record_seen', 'other')),
    ADD registry text NOT NULL DEFAULT '' CHECK (registry IN ('', 'prepayment', 'employer', 'vat', 'soteri', 'tax', 'pension', 'accident_insurance', 'trade')),
    ADD exclusion text NOT NULL DEFAULT '' CHECK (exclusion IN ('', 'mandatory', 'discretionary')), -- 1397/2016 §80, §81
    ADD max_points integer CHECK (max_points BETWEEN 1 AND 1000),
    ADD since_version integer NOT NULL DEFAULT 1 CHECK (since_version > 0),
    ADD until_version integer CHECK (until_version > since_version), -- the first version without it; null: still asked
    ADD replaces uuid REFERENCES requirement,
    ADD CHECK ((kind = 'registry') = (registry <> '')),
    ADD CHECK ((kind = 'scored') = (max_points IS NOT NULL)),
    ADD CHECK ((kind = 'exclusion') = (exclusion <> '')),
    DROP CONSTRAINT requirement_position_key;
CREATE UNIQUE INDEX requirement_position_key ON requirement (scheme_id, position) WHERE until_version IS NULL;

GRANT SELECT ON regime_rule TO tuottajatori_service;
GRANT SELECT, INSERT ON scheme_version, scheme_event TO tuottajatori_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON scheme_draft TO tuottajatori_service;
GRANT DELETE ON scheme_service TO tuottajatori_service; -- terms that have not begun; each version keeps what it said

-- +goose Down
REVOKE DELETE ON scheme_service FROM tuottajatori_service;
DROP INDEX requirement_position_key;
ALTER TABLE requirement DROP COLUMN evidence_kind, DROP COLUMN registry, DROP COLUMN exclusion, DROP COLUMN max_points,
    DROP COLUMN since_version, DROP COLUMN until_version, DROP COLUMN replaces, DROP CONSTRAINT requirement_kind_check,
    ADD CONSTRAINT requirement_kind_check CHECK (kind IN ('declaration', 'number', 'date', 'attachment', 'text')),
    ADD CONSTRAINT requirement_position_key UNIQUE (scheme_id, position);
DROP TABLE scheme_draft, scheme_event, scheme_version;
ALTER TABLE scheme DROP COLUMN four_eyes, DROP COLUMN published_at, DROP COLUMN version, DROP COLUMN closed_from, DROP COLUMN closed_until,
    DROP COLUMN price_notice_days, DROP COLUMN price_months, DROP COLUMN price_max_changes_year, DROP COLUMN price_approval;
ALTER TABLE submission DROP COLUMN rules_id;
DROP TABLE regime_rule;
