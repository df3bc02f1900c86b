-- A data key for each person, case or file whose content must be erasable: random, wrapped by a key that is not in the database.
-- Erasing is destroying the key. The wrapped bytes begin with the version of the key that wraps them.
-- +goose Up
CREATE TABLE data_key (
    id uuid PRIMARY KEY,
    wrapped bytea CHECK (length(wrapped) > 32),
    key_version integer GENERATED ALWAYS AS (get_byte(wrapped, 0) * 16777216 + get_byte(wrapped, 1) * 65536 + get_byte(wrapped, 2) * 256 + get_byte(wrapped, 3)) STORED,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    destroyed_at timestamptz CHECK (destroyed_at >= made_at),
    -- What is destroyed has no bytes left, and what has no bytes is destroyed.
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);
CREATE INDEX data_key_version_idx ON data_key (key_version) WHERE wrapped IS NOT NULL;

-- What is destroyed stays destroyed, whoever has kept a copy of the bytes and writes as the service.
-- +goose StatementBegin
CREATE FUNCTION data_key_stays_destroyed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.destroyed_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.made_at <> OLD.made_at THEN
        RAISE EXCEPTION 'data key %: destroyed keys do not change, nor what a key is for', OLD.id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'data_key_stays_destroyed';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER data_key_stays_destroyed BEFORE UPDATE ON data_key FOR EACH ROW EXECUTE FUNCTION data_key_stays_destroyed();

GRANT SELECT, INSERT, UPDATE (wrapped, destroyed_at) ON data_key TO tuottajatori_service;

-- +goose Down
DROP TABLE data_key;
DROP FUNCTION data_key_stays_destroyed;
