-- Where a visitor's request stands is kept beside it, as it is of an application: lists and counts need not read what has
-- happened to each. What has happened (ask_event) stays the truth; nobody but the trigger writes what is kept.
-- +goose Up
ALTER TABLE ask_request
    ADD COLUMN status text CHECK (status IN ('made', 'contact', 'room', 'question', 'replied', 'no_room', 'closed', 'withdrawn', 'unanswered', 'lapsed', 'gone')),
    ADD COLUMN status_at timestamptz,
    ADD COLUMN erased boolean NOT NULL DEFAULT false;

-- +goose StatementBegin
-- Where a request stands by the rows of what has happened to it: what came last, but that it was erased.
CREATE FUNCTION ask_request_status(request uuid, OUT status text, OUT at timestamptz, OUT erased boolean) LANGUAGE sql STABLE AS $$
    SELECT e.kind, e.at, EXISTS (SELECT FROM ask_event x WHERE x.request_id = request AND x.kind = 'erased')
    FROM ask_event e WHERE e.request_id = request AND e.kind <> 'erased' ORDER BY e.seq DESC LIMIT 1
$$;
-- +goose StatementEnd
-- +goose StatementBegin
-- Of two at once the second waits for the row, and reads after that: in one statement it would read what was before.
CREATE FUNCTION ask_request_moves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM ask_request WHERE id IN (SELECT request_id FROM written) ORDER BY id FOR NO KEY UPDATE;
    UPDATE ask_request r SET (status, status_at, erased) = (SELECT s.status, s.at, s.erased FROM ask_request_status(r.id) s)
    WHERE r.id IN (SELECT request_id FROM written);
    RETURN NULL;
END $$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION ask_request_moves, ask_request_status FROM PUBLIC;
CREATE TRIGGER ask_event_moves AFTER INSERT ON ask_event REFERENCING NEW TABLE AS written EXECUTE FUNCTION ask_request_moves();

UPDATE ask_request r SET (status, status_at, erased) =
    (SELECT coalesce(s.status, 'made'), coalesce(s.at, r.made_at), coalesce(s.erased, false) FROM (SELECT) one LEFT JOIN ask_request_status(r.id) s ON true);
ALTER TABLE ask_request
    ALTER status SET DEFAULT 'made', ALTER status SET NOT NULL,
    ALTER status_at SET DEFAULT clock_timestamp(), ALTER status_at SET NOT NULL;

-- What a producer has before it, and what has ended and is to be erased by when it ended.
CREATE INDEX ask_request_open_idx ON ask_request (producer_id, no) INCLUDE (status, answer_by) WHERE status IN ('made', 'contact', 'room', 'question', 'replied');
CREATE INDEX ask_request_ended_idx ON ask_request (status_at) WHERE status IN ('no_room', 'closed', 'withdrawn', 'unanswered', 'lapsed', 'gone') AND NOT erased;
DROP INDEX ask_event_ended_idx;

-- +goose Down
CREATE INDEX ask_event_ended_idx ON ask_event (at) WHERE kind IN ('no_room', 'closed', 'withdrawn', 'unanswered', 'lapsed', 'gone');
DROP TRIGGER ask_event_moves ON ask_event;
ALTER TABLE ask_request DROP COLUMN status, DROP COLUMN status_at, DROP COLUMN erased;
DROP FUNCTION ask_request_moves, ask_request_status;
