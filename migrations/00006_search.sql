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
-- What is not yet sorted into an index is read through by every search, so little may wait.
CREATE INDEX search_document_names_idx ON search_document USING gin (names) WITH (gin_pending_list_limit = 64);
CREATE INDEX search_document_texts_idx ON search_document USING gin (texts) WITH (gin_pending_list_limit = 64);

-- Words of names as they are written: against these a typing error is mended.
CREATE TABLE search_word (
    word text PRIMARY KEY,
    version bigint NOT NULL
);
CREATE INDEX search_word_version_idx ON search_word (version);

-- The documents that have any of the spellings in their names, or in their descriptions, as numbers of four bytes each.
-- Null when there are more than most of them: so common a word tells nothing apart. A function, since it keeps its
-- plan, and that plan must use the index: a reading of all rows takes the longest vectors from their storage one by one.
-- +goose StatementBegin
CREATE FUNCTION search_find(in_texts boolean, spellings text[], most integer) RETURNS bytea
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET jit = off AS $$
DECLARE
    wanted tsquery := '';
    spelling text;
    found bytea;
BEGIN
    FOREACH spelling IN ARRAY spellings LOOP
        wanted := wanted || plainto_tsquery('simple', spelling) || plainto_tsquery('finnish', spelling)
            || plainto_tsquery('swedish', spelling) || plainto_tsquery('english', spelling);
    END LOOP;
    IF in_texts THEN
        SELECT string_agg(int4send(no), '') INTO found
        FROM (SELECT no FROM search_document WHERE texts @@ wanted LIMIT most + 1) d;
    ELSE
        SELECT string_agg(int4send(no), '') INTO found
        FROM (SELECT no FROM search_document WHERE names @@ wanted LIMIT most + 1) d;
    END IF;
    RETURN CASE WHEN octet_length(found) <= 4 * most THEN found END;
END $$;
-- +goose StatementEnd

GRANT SELECT, INSERT, DELETE ON search_change TO tuottajatori_service;
GRANT SELECT, UPDATE ON search_state TO tuottajatori_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON search_due, search_document, search_word TO tuottajatori_service;

-- +goose Down
DROP FUNCTION search_find;
DROP TABLE search_word, search_document, search_state, search_due, search_change;
