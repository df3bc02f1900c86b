-- What the catalogue shows of an offering, ready to be sent: a page of results reads one row for each line instead of
-- joining a dozen tables.
-- +goose Up

-- A sheet holds as long as no row that it was made from has been written since, and within the days for which it was
-- made. Both are looked at whenever one is read (internal/catalogue/store_sheet.go), so a sheet can be missing or old but
-- is never shown when it is; what may be shown at all is asked of the register itself. It may therefore be written by
-- anybody at any time. No references: a row that is left over is nobody's.
CREATE TABLE catalogue_sheet (
    offering_id uuid PRIMARY KEY,
    offering xid NOT NULL, -- the transactions that wrote the rows which it was made from
    point xid NOT NULL,
    unit xid NOT NULL,
    producer xid NOT NULL,
    scheme xid NOT NULL,
    from_day date NOT NULL, -- the first day for which it holds
    to_day date NOT NULL, -- the last; infinity: time alone changes nothing
    content bytea NOT NULL
);
-- Short enough for its row; what PostgreSQL would save by compressing it, it would lose by undoing that for each reader.
ALTER TABLE catalogue_sheet ALTER content SET STORAGE EXTERNAL;

-- The rest of an offering's line: the same service of the same point under other terms.
CREATE INDEX offering_line_idx ON offering (point_id, service_key);
DROP INDEX offering_point_idx; -- the new one begins with the same column

-- Prices, served municipalities, terms and ratings belong to an offering, a scheme or a unit as if they were columns of
-- it: whoever writes one writes that row too, which makes the sheets old. A row that this transaction has written already
-- is left alone.
-- +goose StatementBegin
CREATE FUNCTION touch_offering() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE offering SET created_at = created_at
    WHERE id IN (SELECT offering_id FROM written) AND xmin <> pg_current_xact_id()::xid;
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION touch_scheme() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE scheme SET created_at = created_at
    WHERE id IN (SELECT scheme_id FROM written) AND xmin <> pg_current_xact_id()::xid;
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION touch_unit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE service_unit SET created_at = created_at
    WHERE id IN (SELECT unit_id FROM written) AND xmin <> pg_current_xact_id()::xid;
    RETURN NULL;
END $$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION touch_offering, touch_scheme, touch_unit FROM PUBLIC;

CREATE TRIGGER price_line_added AFTER INSERT ON price_line REFERENCING NEW TABLE AS written EXECUTE FUNCTION touch_offering();
CREATE TRIGGER price_line_changed AFTER UPDATE ON price_line REFERENCING NEW TABLE AS written EXECUTE FUNCTION touch_offering();
CREATE TRIGGER price_line_dropped AFTER DELETE ON price_line REFERENCING OLD TABLE AS written EXECUTE FUNCTION touch_offering();
CREATE TRIGGER offering_area_added AFTER INSERT ON offering_area REFERENCING NEW TABLE AS written EXECUTE FUNCTION touch_offering();
CREATE TRIGGER offering_area_changed AFTER UPDATE ON offering_area REFERENCING NEW TABLE AS written EXECUTE FUNCTION touch_offering();
CREATE TRIGGER offering_area_dropped AFTER DELETE ON offering_area REFERENCING OLD TABLE AS written EXECUTE FUNCTION touch_offering();
CREATE TRIGGER scheme_service_added AFTER INSERT ON scheme_service REFERENCING NEW TABLE AS written EXECUTE FUNCTION touch_scheme();
CREATE TRIGGER scheme_service_changed AFTER UPDATE ON scheme_service REFERENCING NEW TABLE AS written EXECUTE FUNCTION touch_scheme();
CREATE TRIGGER scheme_service_dropped AFTER DELETE ON scheme_service REFERENCING OLD TABLE AS written EXECUTE FUNCTION touch_scheme();
CREATE TRIGGER rating_added AFTER INSERT ON rating REFERENCING NEW TABLE AS written EXECUTE FUNCTION touch_unit();
CREATE TRIGGER rating_changed AFTER UPDATE ON rating REFERENCING NEW TABLE AS written EXECUTE FUNCTION touch_unit();
CREATE TRIGGER rating_dropped AFTER DELETE ON rating REFERENCING OLD TABLE AS written EXECUTE FUNCTION touch_unit();

GRANT SELECT, INSERT, UPDATE, DELETE ON catalogue_sheet TO tuottajatori_service;

-- +goose Down
DROP TRIGGER rating_added ON rating;
DROP TRIGGER rating_changed ON rating;
DROP TRIGGER rating_dropped ON rating;
DROP TRIGGER scheme_service_added ON scheme_service;
DROP TRIGGER scheme_service_changed ON scheme_service;
DROP TRIGGER scheme_service_dropped ON scheme_service;
DROP TRIGGER offering_area_added ON offering_area;
DROP TRIGGER offering_area_changed ON offering_area;
DROP TRIGGER offering_area_dropped ON offering_area;
DROP TRIGGER price_line_added ON price_line;
DROP TRIGGER price_line_changed ON price_line;
DROP TRIGGER price_line_dropped ON price_line;
DROP FUNCTION touch_offering, touch_scheme, touch_unit;
CREATE INDEX offering_point_idx ON offering (point_id);
DROP INDEX offering_line_idx;
DROP TABLE catalogue_sheet;
