-- Producers, their service units and service points (741/2023 §4), external identifiers, and stored files.
-- +goose Up
CREATE TABLE producer (
    id uuid PRIMARY KEY,
    business_id text CONSTRAINT producer_business_id_key UNIQUE CHECK (business_id ~ '^[0-9]{7}-[0-9]$'), -- null: not known
    name text NOT NULL CHECK (name <> '' AND char_length(name) <= 200),
    kind text NOT NULL CHECK (kind IN ('company', 'sole_trader', 'cooperative', 'association', 'foundation', 'parish', 'municipality', 'county', 'unknown')),
    website text,
    origin text NOT NULL CHECK (origin IN ('signup', 'import', 'demo', 'officer')),
    demo boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    version integer NOT NULL DEFAULT 1 -- raised by each edit; a form that carries an older one is stale
);

CREATE TABLE service_unit (
    id uuid PRIMARY KEY,
    producer_id uuid NOT NULL REFERENCES producer,
    name text NOT NULL CHECK (name <> '' AND char_length(name) <= 200),
    phone text,
    email text,
    website text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    version integer NOT NULL DEFAULT 1
);
CREATE INDEX service_unit_producer_idx ON service_unit (producer_id);

CREATE TABLE service_point (
    id uuid PRIMARY KEY,
    unit_id uuid NOT NULL REFERENCES service_unit,
    name text NOT NULL CHECK (name <> '' AND char_length(name) <= 200),
    street text,
    postal_code text CHECK (postal_code ~ '^[0-9]{5}$'),
    municipality_code text NOT NULL CHECK (municipality_code ~ '^[0-9]{3}$'),
    lat double precision CHECK (lat BETWEEN 59 AND 71),
    lon double precision CHECK (lon BETWEEN 19 AND 32),
    location_source text NOT NULL DEFAULT 'municipality' CHECK (location_source IN ('given', 'postal_code', 'municipality')),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    version integer NOT NULL DEFAULT 1,
    CHECK ((lat IS NULL) = (lon IS NULL))
);
CREATE INDEX service_point_unit_idx ON service_point (unit_id);

-- An identifier in somebody else's register, with where it came from and when it was last checked.
CREATE TABLE external_id (
    id uuid PRIMARY KEY,
    system text NOT NULL CHECK (system <> ''),
    value text NOT NULL CHECK (value <> ''),
    producer_id uuid REFERENCES producer,
    unit_id uuid REFERENCES service_unit,
    point_id uuid REFERENCES service_point,
    source text NOT NULL,
    checked_on date NOT NULL,
    CHECK (num_nonnulls(producer_id, unit_id, point_id) = 1)
);
CREATE UNIQUE INDEX external_id_producer_key ON external_id (system, value) WHERE producer_id IS NOT NULL;
CREATE UNIQUE INDEX external_id_unit_key ON external_id (system, value) WHERE unit_id IS NOT NULL;
CREATE UNIQUE INDEX external_id_point_key ON external_id (system, value) WHERE point_id IS NOT NULL;

-- What a producer uploaded. The bytes lie outside the database, under the id.
CREATE TABLE stored_file (
    id uuid PRIMARY KEY,
    producer_id uuid NOT NULL REFERENCES producer,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    media_type text NOT NULL,
    size_bytes bigint NOT NULL CHECK (size_bytes > 0),
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

GRANT SELECT, INSERT, UPDATE ON producer, service_unit, service_point, external_id TO tuottajatori_service;
GRANT SELECT, INSERT ON stored_file TO tuottajatori_service;

-- +goose Down
DROP TABLE stored_file, external_id, service_point, service_unit, producer;
