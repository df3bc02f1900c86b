-- The version log that an engine outside the database follows, and how far it has come.
-- +goose Up

-- Which database an index was fed from. A copy restored elsewhere keeps it; search_follower.fed_to tells a database that
-- was set back from one that went on.
ALTER TABLE search_state ADD COLUMN database uuid NOT NULL DEFAULT gen_random_uuid();

-- Each document of search_document as a whole, in JSON, as it was when its row got its version. Written with the row and
-- apart from it, since searches read rows and never this. An engine that is fed from here holds exactly what the row's
-- version says, whatever has been changed meanwhile.
CREATE TABLE search_body (
    id uuid PRIMARY KEY REFERENCES search_document ON DELETE CASCADE,
    body text NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON search_body TO tuottajatori_service;

-- What is fed from the log, one row for each engine. The process that feeds writes it, everybody may read it.
CREATE TABLE search_follower (
    engine text PRIMARY KEY,
    phase text NOT NULL DEFAULT 'waiting' CHECK (phase IN ('waiting', 'rebuilding', 'following')),
    -- Everything up to this version is in the engine. Raised before the engine is told, so an engine that claims more
    -- was fed by a database that has since been set back.
    fed_to bigint NOT NULL DEFAULT 0 CHECK (fed_to >= 0),
    done integer NOT NULL DEFAULT 0 CHECK (done >= 0), -- documents posted by the rebuild under way
    total integer NOT NULL DEFAULT 0 CHECK (total >= 0), -- documents there were when it began
    since timestamptz NOT NULL DEFAULT clock_timestamp(), -- when the phase began
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(), -- when the feeding process last wrote
    error text NOT NULL DEFAULT '', -- why it waits; empty when it does not
    asked_at timestamptz, -- when somebody last asked for a rebuild
    built_at timestamptz -- when the last rebuild that was finished had begun
);
GRANT SELECT, INSERT, UPDATE ON search_follower TO tuottajatori_service;

-- Documents now say how they stand in their lines, and have bodies: all are written anew by the indexer.
UPDATE search_document SET digest = '';
INSERT INTO search_change (kind, ref) SELECT 'scheme', id FROM scheme;

-- +goose Down
DROP TABLE search_follower, search_body;
ALTER TABLE search_state DROP COLUMN database;
