-- The audit trail is chained behind what is committed: each link holds the digest of a row and a hash over all before it, one
-- chain for each organiser and one (all zeros) for what is no organiser's. Heads of chains are signed with a key that is not in
-- the database.
-- The rows themselves stand in a partition for each month, so that what need not be kept any more can be dropped; a signed
-- checkpoint then stands for what was there.
-- +goose Up
ALTER TABLE audit_event RENAME TO audit_event_whole;
ALTER INDEX audit_event_pkey RENAME TO audit_event_whole_pkey;
ALTER INDEX audit_event_object_idx RENAME TO audit_event_whole_object_idx;

CREATE TABLE audit_event (
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    person_id uuid,
    role text NOT NULL,
    organisation_id uuid,
    request_id text NOT NULL DEFAULT '',
    action text NOT NULL CHECK (action ~ '^[a-z_]+\.[a-z_]+$'),
    object_kind text NOT NULL,
    object_id uuid NOT NULL,
    organiser_id uuid REFERENCES organiser,
    details jsonb NOT NULL DEFAULT '{}',
    -- In which transaction it was written, so that the sealer finds what was committed since it last looked.
    txid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX audit_event_object_idx ON audit_event (object_id, id);
CREATE INDEX audit_event_txid_idx ON audit_event (txid, id);
-- For rows of months that nobody has prepared.
CREATE TABLE audit_event_other PARTITION OF audit_event DEFAULT;

-- audit_event_months makes the partitions (UTC) from a month to so many months after this one, and answers how many it made. A
-- month that has rows among the others already stays there.
-- +goose StatementBegin
CREATE FUNCTION audit_event_months(since timestamptz, ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    month timestamptz := date_trunc('month', since);
    made integer := 0;
BEGIN
    WHILE month <= date_trunc('month', clock_timestamp()) + make_interval(months => least(ahead, 24)) LOOP
        IF to_regclass('audit_event_' || to_char(month, 'YYYY_MM')) IS NULL THEN
            BEGIN
                EXECUTE format('CREATE TABLE %I PARTITION OF audit_event FOR VALUES FROM (%L) TO (%L)',
                    'audit_event_' || to_char(month, 'YYYY_MM'), month, month + interval '1 month');
                made := made + 1;
            EXCEPTION WHEN check_violation THEN NULL;
            END;
        END IF;
        month := month + interval '1 month';
    END LOOP;
    RETURN made;
END $$;
-- +goose StatementEnd
REVOKE ALL ON FUNCTION audit_event_months FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_event_months TO tuottajatori_service;

SELECT audit_event_months((SELECT least(min(at), clock_timestamp()) FROM audit_event_whole), 2);
INSERT INTO audit_event (id, at, person_id, role, organisation_id, request_id, action, object_kind, object_id, organiser_id, details)
OVERRIDING SYSTEM VALUE
SELECT id, at, person_id, role, organisation_id, request_id, action, object_kind, object_id, organiser_id, details FROM audit_event_whole ORDER BY id;
SELECT setval(pg_get_serial_sequence('audit_event', 'id'), (SELECT greatest(max(id), 1) FROM audit_event_whole), EXISTS (SELECT FROM audit_event_whole));
DROP TABLE audit_event_whole;
GRANT SELECT, INSERT ON audit_event TO tuottajatori_service;

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

-- What was dropped: all links of a chain up to this one, and all rows from before a moment.
CREATE TABLE audit_checkpoint (
    chain uuid NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    dropped_before timestamptz NOT NULL,
    signed_at timestamptz NOT NULL,
    key_version integer NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (chain, dropped_before)
);

-- One row: before which transaction everything is sealed, and when the sealer last looked. Its lock makes the sealer one.
CREATE TABLE audit_sealer (
    id integer PRIMARY KEY,
    sealed_before xid8 NOT NULL,
    looked_at timestamptz NOT NULL
);
INSERT INTO audit_sealer VALUES (1, '0', clock_timestamp());

GRANT SELECT, INSERT ON audit_link, audit_head TO tuottajatori_service;
GRANT SELECT ON audit_checkpoint TO tuottajatori_service;
GRANT SELECT, UPDATE ON audit_sealer TO tuottajatori_service;

-- +goose Down
DROP TABLE audit_link, audit_head, audit_checkpoint, audit_sealer;
CREATE TABLE audit_event_whole (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT audit_event_whole_pkey PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    person_id uuid,
    role text NOT NULL,
    organisation_id uuid,
    request_id text NOT NULL DEFAULT '',
    action text NOT NULL CONSTRAINT audit_event_action_check CHECK (action ~ '^[a-z_]+\.[a-z_]+$'),
    object_kind text NOT NULL,
    object_id uuid NOT NULL,
    organiser_id uuid CONSTRAINT audit_event_organiser_id_fkey REFERENCES organiser,
    details jsonb NOT NULL DEFAULT '{}'
);
INSERT INTO audit_event_whole OVERRIDING SYSTEM VALUE
SELECT id, at, person_id, role, organisation_id, request_id, action, object_kind, object_id, organiser_id, details FROM audit_event ORDER BY id;
DROP TABLE audit_event;
DROP FUNCTION audit_event_months;
ALTER TABLE audit_event_whole RENAME TO audit_event;
ALTER INDEX audit_event_whole_pkey RENAME TO audit_event_pkey;
ALTER SEQUENCE audit_event_whole_id_seq RENAME TO audit_event_id_seq;
SELECT setval('audit_event_id_seq', (SELECT greatest(max(id), 1) FROM audit_event), EXISTS (SELECT FROM audit_event));
CREATE INDEX audit_event_object_idx ON audit_event (object_id, id);
GRANT SELECT, INSERT ON audit_event TO tuottajatori_service;
