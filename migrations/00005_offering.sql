-- Offerings: a service at a service point under a scheme, with its area, prices and vacancy; ratings.
-- +goose Up
CREATE TABLE offering (
    id uuid PRIMARY KEY,
    admission_id uuid NOT NULL,
    service_key text NOT NULL,
    point_id uuid NOT NULL REFERENCES service_point,
    at_home boolean NOT NULL, -- given in the client's home, so found by the area served and not by distance
    spoken text[] NOT NULL DEFAULT '{}', -- ISO 639-1, and 'sgn' for sign language
    description_fi text NOT NULL DEFAULT '' CHECK (char_length(description_fi) <= 4000),
    description_sv text NOT NULL DEFAULT '' CHECK (char_length(description_sv) <= 4000),
    description_en text NOT NULL DEFAULT '' CHECK (char_length(description_en) <= 4000),
    vacancy text NOT NULL DEFAULT 'unknown' CHECK (vacancy IN ('unknown', 'free', 'queue', 'full')),
    wait_days integer CHECK (wait_days BETWEEN 0 AND 3650), -- until a new client can start
    vacancy_at timestamptz, -- when the producer last told
    withdrawn_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT offering_once_key UNIQUE (admission_id, service_key, point_id),
    FOREIGN KEY (admission_id, service_key) REFERENCES admission_service (admission_id, service_key), -- only what was admitted
    CHECK ((vacancy = 'unknown') = (vacancy_at IS NULL))
);
CREATE INDEX offering_point_idx ON offering (point_id);

CREATE TABLE offering_area (
    offering_id uuid NOT NULL REFERENCES offering,
    municipality_code text NOT NULL CHECK (municipality_code ~ '^[0-9]{3}$'),
    PRIMARY KEY (offering_id, municipality_code)
);

CREATE TABLE price_line (
    id uuid PRIMARY KEY,
    offering_id uuid NOT NULL REFERENCES offering,
    unit text NOT NULL CHECK (unit IN ('hour', 'visit', 'day', 'month', 'meal', 'trip', 'piece')),
    cents bigint NOT NULL CHECK (cents BETWEEN 0 AND 100000000),
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT price_line_no_overlap EXCLUDE USING gist (offering_id WITH =, unit WITH =, valid WITH &&)
);

-- An offering that is being made: the answers so far, kept here so that the pages can be left and come back to.
CREATE TABLE offering_draft (
    id uuid PRIMARY KEY,
    producer_id uuid NOT NULL REFERENCES producer,
    answers jsonb NOT NULL,
    created_by uuid NOT NULL REFERENCES person,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    saved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    done_at timestamptz -- when it became offerings; sending the last page again finds this
);
CREATE INDEX offering_draft_producer_idx ON offering_draft (producer_id) WHERE done_at IS NULL;

-- The mean of structured answers about one unit's service, 1–5, with how many, whose and when.
CREATE TABLE rating (
    unit_id uuid NOT NULL REFERENCES service_unit,
    service_key text NOT NULL,
    mean numeric(3, 2) NOT NULL CHECK (mean BETWEEN 1 AND 5),
    answers integer NOT NULL CHECK (answers > 0),
    source text NOT NULL CHECK (source IN ('feedback', 'thl', 'demo')),
    as_of date NOT NULL,
    PRIMARY KEY (unit_id, service_key)
);

GRANT SELECT, INSERT, UPDATE ON offering, price_line, rating TO tuottajatori_service;
GRANT SELECT, INSERT, DELETE ON offering_area TO tuottajatori_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON offering_draft TO tuottajatori_service;

-- +goose Down
DROP TABLE rating, offering_draft, price_line, offering_area, offering;
