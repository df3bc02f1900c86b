-- Prices by time of day and week, changes of price that wait for the organiser's yes, areas that an organiser draws, and
-- the tokens with which a producer's own system tells of vacancies.
-- +goose Up

-- What a service costs in the evening, on Saturdays, on Sundays and holidays, and at night: an amount of its own, or a
-- percentage of the price in force (price_line, which is the price of weekdays).
CREATE TABLE price_class (
    id uuid PRIMARY KEY,
    offering_id uuid NOT NULL REFERENCES offering,
    unit text NOT NULL CHECK (unit IN ('hour', 'visit', 'day', 'month', 'meal', 'trip', 'piece')),
    class text NOT NULL CHECK (class IN ('evening', 'saturday', 'sunday_holiday', 'night')),
    cents bigint CHECK (cents BETWEEN 0 AND 100000000),
    percent integer CHECK (percent BETWEEN 1 AND 1000),
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((cents IS NULL) <> (percent IS NULL)),
    CONSTRAINT price_class_no_overlap EXCLUDE USING gist (offering_id WITH =, unit WITH =, class WITH =, valid WITH &&)
);

-- A price that a producer wants and that begins when an officer says yes. What is said of it is price_decision; closed is
-- kept with that row, in the same transaction.
CREATE TABLE price_proposal (
    id uuid PRIMARY KEY,
    offering_id uuid NOT NULL REFERENCES offering,
    scheme_id uuid NOT NULL REFERENCES scheme,
    unit text NOT NULL CHECK (unit IN ('hour', 'visit', 'day', 'month', 'meal', 'trip', 'piece')),
    class text NOT NULL CHECK (class IN ('weekday', 'evening', 'saturday', 'sunday_holiday', 'night')),
    cents bigint CHECK (cents BETWEEN 0 AND 100000000),
    percent integer CHECK (percent BETWEEN 1 AND 1000),
    from_day date NOT NULL,
    old_cents bigint, -- what it would replace, as it was when this was proposed
    old_percent integer,
    proposed_by uuid REFERENCES person, -- null: by a job or a command
    proposed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    closed boolean NOT NULL DEFAULT false,
    CHECK ((cents IS NULL) <> (percent IS NULL)),
    CHECK (percent IS NULL OR class <> 'weekday')
);
-- One price waits for an answer at a time.
CREATE UNIQUE INDEX price_proposal_open_key ON price_proposal (offering_id, unit, class) WHERE NOT closed;
CREATE INDEX price_proposal_waiting_idx ON price_proposal (scheme_id, from_day, id) WHERE NOT closed;
CREATE INDEX price_proposal_offering_idx ON price_proposal (offering_id, proposed_at DESC);

CREATE TABLE price_decision (
    proposal_id uuid PRIMARY KEY REFERENCES price_proposal,
    outcome text NOT NULL CHECK (outcome IN ('approved', 'refused', 'withdrawn', 'replaced')),
    reasons text NOT NULL DEFAULT '' CHECK (char_length(reasons) <= 2000),
    decided_by uuid REFERENCES person, -- null: by a job or a command
    decided_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (outcome <> 'refused' OR reasons <> '')
);

-- What has been done to an offering's prices, when and by whom: the old price stays here whatever comes after it.
CREATE TABLE price_change (
    id uuid PRIMARY KEY,
    offering_id uuid NOT NULL REFERENCES offering,
    unit text NOT NULL,
    class text NOT NULL,
    old_cents bigint,
    old_percent integer,
    cents bigint,
    percent integer,
    from_day date NOT NULL,
    proposal_id uuid REFERENCES price_proposal,
    done_by uuid REFERENCES person, -- null: by a job or a command
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX price_change_offering_idx ON price_change (offering_id, at DESC);

-- An area that an organiser draws from municipalities ('179'), postal codes ('40520') and neighbourhoods ('40520 Halssila').
CREATE TABLE organiser_area (
    id uuid PRIMARY KEY,
    organiser_id uuid NOT NULL REFERENCES organiser,
    name_fi text NOT NULL CHECK (name_fi <> '' AND char_length(name_fi) <= 120),
    name_sv text NOT NULL CHECK (name_sv <> '' AND char_length(name_sv) <= 120),
    name_en text NOT NULL CHECK (name_en <> '' AND char_length(name_en) <= 120),
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    removed_at timestamptz
);
CREATE UNIQUE INDEX organiser_area_name_key ON organiser_area (organiser_id, lower(name_fi)) WHERE removed_at IS NULL;

CREATE TABLE organiser_area_part (
    area_id uuid NOT NULL REFERENCES organiser_area,
    code text NOT NULL CHECK (code ~ '^([0-9]{3}|[0-9]{5}( .{1,80})?)$'),
    PRIMARY KEY (area_id, code)
);

-- The areas for which a scheme is: what is offered under it stays within them. A scheme without any is for all of its
-- organiser's municipalities.
CREATE TABLE scheme_area (
    scheme_id uuid NOT NULL REFERENCES scheme,
    area_id uuid NOT NULL REFERENCES organiser_area,
    PRIMARY KEY (scheme_id, area_id)
);
CREATE INDEX scheme_area_area_idx ON scheme_area (area_id);

-- Where an offering is given: codes that the producer chose, and those of the organiser's areas that it chose. An area's
-- codes are written here, so that the catalogue reads one table; whoever changes the area writes them anew.
ALTER TABLE offering_area DROP CONSTRAINT offering_area_pkey;
ALTER TABLE offering_area DROP CONSTRAINT offering_area_municipality_code_check;
ALTER TABLE offering_area RENAME municipality_code TO code;
ALTER TABLE offering_area
    ADD area_id uuid REFERENCES organiser_area,
    ADD CONSTRAINT offering_area_code_check CHECK (code ~ '^([0-9]{3}|[0-9]{5}( .{1,80})?)$'),
    ADD CONSTRAINT offering_area_once_key UNIQUE NULLS NOT DISTINCT (offering_id, code, area_id);
CREATE INDEX offering_area_area_idx ON offering_area (area_id) WHERE area_id IS NOT NULL;

-- A producer's token for its own system. Only the hash of the secret is kept. It speaks for the person who made it, as
-- long as that person acts for the producer.
CREATE TABLE api_token (
    id uuid PRIMARY KEY,
    producer_id uuid NOT NULL REFERENCES producer,
    name text NOT NULL CHECK (name <> '' AND char_length(name) <= 100),
    hash bytea NOT NULL CONSTRAINT api_token_hash_key UNIQUE CHECK (octet_length(hash) = 32),
    made_by uuid NOT NULL REFERENCES person,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    used_at timestamptz, -- to the hour
    revoked_at timestamptz,
    revoked_by uuid REFERENCES person
);
CREATE INDEX api_token_producer_idx ON api_token (producer_id);

GRANT SELECT, INSERT, UPDATE ON price_class, organiser_area TO tuottajatori_service;
GRANT SELECT, INSERT ON price_proposal, price_decision, price_change, api_token TO tuottajatori_service;
GRANT UPDATE (closed) ON price_proposal TO tuottajatori_service;
GRANT UPDATE (used_at, revoked_at, revoked_by) ON api_token TO tuottajatori_service;
GRANT SELECT, INSERT, DELETE ON organiser_area_part, scheme_area TO tuottajatori_service;

-- +goose Down
DROP TABLE api_token, scheme_area;
DELETE FROM offering_area WHERE area_id IS NOT NULL OR code !~ '^[0-9]{3}$';
ALTER TABLE offering_area DROP CONSTRAINT offering_area_once_key, DROP CONSTRAINT offering_area_code_check, DROP COLUMN area_id;
ALTER TABLE offering_area RENAME code TO municipality_code;
ALTER TABLE offering_area ADD PRIMARY KEY (offering_id, municipality_code),
    ADD CONSTRAINT offering_area_municipality_code_check CHECK (municipality_code ~ '^[0-9]{3}$');
DROP TABLE organiser_area_part, organiser_area, price_change, price_decision, price_proposal, price_class;
