-- Tables that people send: a producer's price list, and the lists that organisers have kept until now.
-- +goose Up

-- A price list that was sent, kept to be looked at before it is applied.
CREATE TABLE price_list (
    id uuid PRIMARY KEY,
    producer_id uuid NOT NULL REFERENCES producer,
    name text NOT NULL CHECK (char_length(name) <= 200),
    content text NOT NULL, -- the table as text
    made_by uuid NOT NULL REFERENCES person,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    applied_at timestamptz,
    applied_by uuid REFERENCES person,
    applied integer CHECK (applied >= 0), -- rows that set or proposed a price
    CHECK ((applied_at IS NULL) = (applied IS NULL))
);
CREATE INDEX price_list_producer_idx ON price_list (producer_id, made_at DESC);

-- How the columns of an organiser's lists are read, kept by its name to be used for the next list too.
CREATE TABLE list_mapping (
    organiser_id uuid NOT NULL REFERENCES organiser,
    name text NOT NULL CHECK (name <> '' AND char_length(name) <= 100),
    mapping jsonb NOT NULL,
    saved_by uuid NOT NULL REFERENCES person,
    saved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (organiser_id, name)
);

-- A list that an officer sent, kept while its columns are told, looked at dry, and published.
CREATE TABLE list_import (
    id uuid PRIMARY KEY,
    organiser_id uuid NOT NULL REFERENCES organiser,
    name text NOT NULL CHECK (char_length(name) <= 200),
    content text NOT NULL, -- the table as text
    mapping jsonb, -- null: its columns have not been told
    left_out integer[] NOT NULL DEFAULT '{}', -- lines that the officer took for what is there already
    made_by uuid NOT NULL REFERENCES person,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    published_at timestamptz,
    published_by uuid REFERENCES person,
    report jsonb, -- what publishing did, in numbers
    CHECK ((published_at IS NULL) = (report IS NULL))
);
CREATE INDEX list_import_organiser_idx ON list_import (organiser_id, made_at DESC);

GRANT SELECT, INSERT ON price_list, list_import TO tuottajatori_service;
GRANT UPDATE (applied_at, applied_by, applied) ON price_list TO tuottajatori_service;
GRANT UPDATE (mapping, left_out, published_at, published_by, report) ON list_import TO tuottajatori_service;
GRANT SELECT, INSERT, UPDATE ON list_mapping TO tuottajatori_service;

-- +goose Down
DROP TABLE list_import, list_mapping, price_list;
