-- Producers that stand in the register twice: who asks that they become one, which organisers agree, what moved, and how it
-- is undone.
-- +goose Up

-- Where an address leads that was another's once; kept with the rows of the merge, in the same transaction. What was merged
-- is never merged into, so that no two lead to each other.
ALTER TABLE producer ADD merged_into uuid REFERENCES producer CHECK (merged_into <> id);
ALTER TABLE service_unit ADD merged_into uuid REFERENCES service_unit CHECK (merged_into <> id);
ALTER TABLE service_point ADD merged_into uuid REFERENCES service_point CHECK (merged_into <> id);

CREATE TABLE producer_merge (
    id uuid PRIMARY KEY, -- made by the form, so that one sent twice is one
    kept_id uuid NOT NULL REFERENCES producer,
    gone_id uuid NOT NULL REFERENCES producer,
    grounds text NOT NULL CHECK (grounds IN ('duplicate', 'succession')), -- the same one twice; one has become part of the other
    reasons text NOT NULL CHECK (reasons <> '' AND char_length(reasons) <= 2000),
    organiser_id uuid REFERENCES organiser, -- whose officer asked; null: a producer that claims its own
    asked_by uuid NOT NULL REFERENCES person,
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (kept_id <> gone_id)
);
CREATE INDEX producer_merge_kept_idx ON producer_merge (kept_id);
CREATE INDEX producer_merge_gone_idx ON producer_merge (gone_id);

-- What has happened to it since; whether it waits, is done or undone follows from these.
CREATE TABLE producer_merge_event (
    id uuid PRIMARY KEY,
    merge_id uuid NOT NULL REFERENCES producer_merge,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL CHECK (kind IN ('agreed', 'refused', 'withdrawn', 'done', 'undone')),
    organiser_id uuid REFERENCES organiser, -- who agreed or refused
    reasons text NOT NULL DEFAULT '' CHECK (char_length(reasons) <= 2000),
    done_by uuid NOT NULL REFERENCES person,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (kind NOT IN ('agreed', 'refused') OR organiser_id IS NOT NULL),
    CHECK (kind NOT IN ('refused', 'undone') OR reasons <> '')
);
CREATE INDEX producer_merge_event_idx ON producer_merge_event (merge_id, seq);
CREATE UNIQUE INDEX producer_merge_agreed_key ON producer_merge_event (merge_id, organiser_id) WHERE kind = 'agreed';
CREATE UNIQUE INDEX producer_merge_ended_key ON producer_merge_event (merge_id) WHERE kind IN ('refused', 'withdrawn', 'done');
CREATE UNIQUE INDEX producer_merge_undone_key ON producer_merge_event (merge_id) WHERE kind = 'undone';

-- Each value that the merge changed, in order: an undoing goes backwards.
CREATE TABLE producer_merge_move (
    merge_id uuid NOT NULL REFERENCES producer_merge,
    position integer NOT NULL,
    field text NOT NULL, -- table and column (internal/duplicate/move.go)
    row_id uuid NOT NULL,
    was text, -- as PostgreSQL writes it; null: nothing
    became text,
    PRIMARY KEY (merge_id, position)
);

-- Somebody has looked: these two are not the same.
CREATE TABLE producer_apart (
    one_id uuid NOT NULL REFERENCES producer,
    other_id uuid NOT NULL REFERENCES producer,
    organiser_id uuid NOT NULL REFERENCES organiser, -- whose officer said so; others are still asked
    said_by uuid NOT NULL REFERENCES person,
    said_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (organiser_id, one_id, other_id),
    CHECK (one_id < other_id)
);

-- A service that a listing took over with a merge goes again with its undoing. What an official has decided is never touched:
-- only listings that nobody decides on, and only while nothing is offered under it.
-- +goose StatementBegin
CREATE FUNCTION unlist_service(admission uuid, service text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM admission_service v USING admission a, scheme s
    WHERE v.admission_id = unlist_service.admission AND v.service_key = unlist_service.service AND a.id = v.admission_id AND s.id = a.scheme_id
        AND NOT s.verified AND NOT EXISTS (SELECT FROM offering o WHERE o.admission_id = a.id AND o.service_key = v.service_key);
    RETURN FOUND;
END $$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION unlist_service FROM PUBLIC;
GRANT EXECUTE ON FUNCTION unlist_service TO tuottajatori_service;

GRANT SELECT, INSERT ON producer_merge, producer_merge_event, producer_merge_move, producer_apart TO tuottajatori_service;

-- +goose Down
DROP FUNCTION unlist_service;
DROP TABLE producer_apart, producer_merge_move, producer_merge_event, producer_merge;
ALTER TABLE service_point DROP COLUMN merged_into;
ALTER TABLE service_unit DROP COLUMN merged_into;
ALTER TABLE producer DROP COLUMN merged_into;
