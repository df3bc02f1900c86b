-- The audit trail is chained behind what is committed: each link holds the digest of a row and a hash over all before it, one
-- chain for each organiser and one (all zeros) for what is no organiser's. Heads of chains are signed with a key that is not in
-- the database.
-- +goose Up
-- In which transaction a row was written, so that the sealer finds those that were committed since it last looked.
ALTER TABLE audit_event ADD COLUMN txid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX audit_event_txid_idx ON audit_event (txid, id);

CREATE TABLE audit_link (
    chain uuid NOT NULL,
    seq bigint NOT NULL,
    event_id bigint NOT NULL,
    event_at timestamptz NOT NULL,
    digest bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (chain, seq)
);
CREATE UNIQUE INDEX audit_link_event_idx ON audit_link (event_id);

CREATE TABLE audit_head (
    chain uuid NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    signed_at timestamptz NOT NULL,
    key_version integer NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (chain, seq)
);

-- One row: before which transaction everything is sealed, and when the sealer last looked. Its lock makes the sealer one.
CREATE TABLE audit_sealer (
    id integer PRIMARY KEY,
    sealed_before xid8 NOT NULL,
    looked_at timestamptz NOT NULL
);
INSERT INTO audit_sealer VALUES (1, '0', clock_timestamp());

GRANT SELECT, INSERT ON audit_link, audit_head TO tuottajatori_service;
GRANT SELECT, UPDATE ON audit_sealer TO tuottajatori_service;

-- +goose Down
DROP TABLE audit_link, audit_head, audit_sealer;
ALTER TABLE audit_event DROP COLUMN txid;
