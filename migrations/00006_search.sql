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

GRANT SELECT, INSERT, DELETE ON search_change TO tuottajatori_service;

-- +goose Down
DROP TABLE search_change;
