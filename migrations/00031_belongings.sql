-- What a producer that was merged has shown, sent and been asked stays in its name; whoever it has become reads it as its own.
-- +goose Up

CREATE INDEX producer_merged_idx ON producer (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX service_unit_merged_idx ON service_unit (merged_into) WHERE merged_into IS NOT NULL;

-- Who a producer is now: the one that it was merged into, and that one further. No circle can come about, and the count ends one.
-- +goose StatementBegin
CREATE FUNCTION producer_now(producer uuid) RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    found uuid := producer;
    next uuid;
BEGIN
    FOR i IN 1..20 LOOP
        SELECT p.merged_into INTO next FROM producer p WHERE p.id = found;
        EXIT WHEN next IS NULL;
        found := next;
    END LOOP;
    RETURN found;
END $$;
-- +goose StatementEnd

-- Who a producer has been: itself, and all that were merged into it.
CREATE FUNCTION producer_was(producer uuid) RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH RECURSIVE chain AS (
        SELECT producer AS id UNION SELECT p.id FROM producer p JOIN chain c ON p.merged_into = c.id)
    SELECT array_agg(id) FROM chain
$$;

-- The same of a unit: the same place twice.
CREATE FUNCTION unit_was(unit uuid) RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH RECURSIVE chain AS (
        SELECT unit AS id UNION SELECT u.id FROM service_unit u JOIN chain c ON u.merged_into = c.id)
    SELECT array_agg(id) FROM chain
$$;

-- Which unit has become which: moved on a day, or the same place twice.
CREATE VIEW unit_became AS
SELECT unit_id, successor_id FROM unit_succession
UNION ALL
SELECT id, merged_into FROM service_unit WHERE merged_into IS NOT NULL;
GRANT SELECT ON unit_became TO tuottajatori_service;

-- +goose Down
DROP VIEW unit_became;
DROP FUNCTION unit_was, producer_was, producer_now;
DROP INDEX service_unit_merged_idx, producer_merged_idx;
