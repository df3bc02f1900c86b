-- Which keys files the database is written with: of each version that has come into use a mark that tells its secret from others
-- and tells nothing of it. A process whose file has another secret under the same version writes nothing, however little there is
-- yet that would not open.
-- +goose Up
CREATE TABLE key_mark (
    entry text NOT NULL CHECK (entry IN ('tokens', 'audit', 'personal', 'lookup')),
    version integer NOT NULL CHECK (version > 0),
    mark bytea NOT NULL CHECK (length(mark) = 32),
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (entry, version)
);
GRANT SELECT, INSERT ON key_mark TO tuottajatori_service;

-- +goose Down
DROP TABLE key_mark;
