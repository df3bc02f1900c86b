-- Search: the notes that tell the indexer what has changed, and the embedded engine's own tables.
-- +goose Up

-- A row whose documents may look different since its transaction committed. The indexer deletes exactly the notes it
-- has read, so one that commits late is never skipped.
CREATE TABLE search_change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('offering', 'admission', 'scheme', 'producer', 'unit', 'point')),
    ref uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- When time alone changes a document: a price that starts, a suspension that ends.
CREATE TABLE search_due (
    id uuid PRIMARY KEY, -- of the document; no reference, since it may be gone by then
    at timestamptz NOT NULL
);
CREATE INDEX search_due_at_idx ON search_due (at);

-- The embedded engine. One row says how far its table has come: every write raises the version under this row's lock,
-- so versions become visible in their own order and a reader that has seen one has seen all before it.
CREATE TABLE search_state (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    version bigint NOT NULL,
    floor bigint NOT NULL, -- rows were removed for good at this version; who has read less must read all again
    next_no integer NOT NULL
);
INSERT INTO search_state (version, floor, next_no) VALUES (0, 0, 0);

-- A document's facts as far as they decide whether and where it is shown, and its words.
CREATE TABLE search_document (
    id uuid PRIMARY KEY,
    no integer NOT NULL CONSTRAINT search_document_no_key UNIQUE, -- small and dense: how processes name it in memory
    version bigint NOT NULL, -- of search_state when the row was last written
    gone boolean NOT NULL DEFAULT false, -- kept for a while, so that processes learn of it
    digest bytea NOT NULL, -- of the whole document; the same again is not written again
    service text NOT NULL,
    organiser text NOT NULL,
    regime text NOT NULL,
    producer_type text NOT NULL,
    point uuid NOT NULL,
    at_home boolean NOT NULL,
    areas text[] NOT NULL,
    municipality text NOT NULL,
    lat double precision,
    lon double precision,
    spoken text[] NOT NULL,
    pays_kind text NOT NULL,
    pays_cents bigint,
    pays_per text NOT NULL,
    vacancy text NOT NULL,
    wait_days integer,
    quality integer,
    names tsvector NOT NULL, -- of producer, unit and point
    texts tsvector NOT NULL -- of the descriptions
);
CREATE INDEX search_document_version_idx ON search_document (version);
CREATE INDEX search_document_names_idx ON search_document USING gin (names);
CREATE INDEX search_document_texts_idx ON search_document USING gin (texts);

-- Words of names as they are written: against these a typing error is mended.
CREATE TABLE search_word (
    word text PRIMARY KEY,
    version bigint NOT NULL
);
CREATE INDEX search_word_version_idx ON search_word (version);

GRANT SELECT, INSERT, DELETE ON search_change TO tuottajatori_service;
GRANT SELECT, UPDATE ON search_state TO tuottajatori_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON search_due, search_document, search_word TO tuottajatori_service;

-- +goose Down
DROP TABLE search_word, search_document, search_state, search_due, search_change;
