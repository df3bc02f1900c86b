-- What a merge changes of an admission – whose it is, and its days – is told of a day before the merge as it was then.
-- +goose Up

CREATE INDEX producer_merge_move_row_idx ON producer_merge_move (row_id, field);

-- A value that merges change, as it was at the end of a day in Helsinki: what the first merge or undoing after it found; the value
-- of now where there was none.
-- +goose StatementBegin
CREATE FUNCTION before_merges(row_id uuid, field text, now text, day date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN w.seq IS NULL THEN now ELSE w.value END
    FROM (SELECT) one LEFT JOIN LATERAL (
        SELECT e.seq, CASE e.kind WHEN 'done' THEN m.was ELSE m.became END AS value
        FROM producer_merge_move m JOIN producer_merge_event e ON e.merge_id = m.merge_id AND e.kind IN ('done', 'undone')
        WHERE m.row_id = before_merges.row_id AND m.field = before_merges.field AND (e.at AT TIME ZONE 'Europe/Helsinki')::date > before_merges.day
        ORDER BY e.seq LIMIT 1) w ON true
$$;

-- Who a producer had been by a day: itself, and all that had been merged into it. producer_was says the same of today.
CREATE FUNCTION producer_was_on(producer uuid, day date) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    WITH RECURSIVE chain AS (
        SELECT producer_was_on.producer AS id
        UNION
        SELECT p.id FROM chain c JOIN producer_merge m ON m.kept_id = c.id JOIN producer p ON p.id = m.gone_id
        WHERE before_merges(p.id, 'producer.merged_into', p.merged_into::text, producer_was_on.day) = c.id::text)
    SELECT array_agg(id) FROM chain
$$;

CREATE OR REPLACE FUNCTION admission_state_on(admission uuid, day date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN least(a.valid_from, (a.created_at AT TIME ZONE 'Europe/Helsinki')::date) > day THEN NULL
        WHEN e.kind = 'removed' THEN 'removed'
        WHEN e.kind = 'suspended' AND (e.until IS NULL OR e.until >= day) THEN 'suspended'
        WHEN day < a.valid_from THEN 'future'
        WHEN day > a.valid_to THEN 'ended'
        ELSE 'active'
    END
    FROM (SELECT m.id, m.created_at, before_merges(m.id, 'admission.valid_from', m.valid_from::text, admission_state_on.day)::date AS valid_from,
              before_merges(m.id, 'admission.valid_to', m.valid_to::text, admission_state_on.day)::date AS valid_to
          FROM admission m WHERE m.id = admission_state_on.admission) a
    LEFT JOIN LATERAL (
        SELECT e.kind, e.until FROM admission_event e
        WHERE e.admission_id = a.id AND (e.at AT TIME ZONE 'Europe/Helsinki')::date <= day ORDER BY e.seq DESC LIMIT 1) e ON true
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION admission_state_on(admission uuid, day date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN least(a.valid_from, (a.created_at AT TIME ZONE 'Europe/Helsinki')::date) > day THEN NULL
        WHEN e.kind = 'removed' THEN 'removed'
        WHEN e.kind = 'suspended' AND (e.until IS NULL OR e.until >= day) THEN 'suspended'
        WHEN day < a.valid_from THEN 'future'
        WHEN day > a.valid_to THEN 'ended'
        ELSE 'active'
    END
    FROM admission a LEFT JOIN LATERAL (
        SELECT e.kind, e.until FROM admission_event e
        WHERE e.admission_id = a.id AND (e.at AT TIME ZONE 'Europe/Helsinki')::date <= day ORDER BY e.seq DESC LIMIT 1) e ON true
    WHERE a.id = admission
$$;
-- +goose StatementEnd
DROP FUNCTION producer_was_on, before_merges;
DROP INDEX producer_merge_move_row_idx;
