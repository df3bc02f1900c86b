-- A role may begin and end on a day.
-- +goose Up
ALTER TABLE membership
    ADD COLUMN first_day date,
    ADD COLUMN last_day date,
    ADD CHECK (last_day >= first_day),
    ADD CHECK (role <> 'administrator' OR last_day IS NULL); -- so that the service never loses its last administrator by time alone

-- Whether a role is held at a moment: it was given, has begun and has not ended, in days of Helsinki. The same as
-- identity.Membership.Works; who works where is asked with this everywhere.
-- +goose StatementBegin
CREATE FUNCTION membership_works(m membership, at timestamptz) RETURNS boolean LANGUAGE sql STABLE
RETURN m.state = 'active' AND coalesce(m.first_day <= (at AT TIME ZONE 'Europe/Helsinki')::date, true)
    AND coalesce((at AT TIME ZONE 'Europe/Helsinki')::date <= m.last_day, true);
-- +goose StatementEnd

CREATE INDEX membership_last_day_idx ON membership (last_day) WHERE last_day IS NOT NULL AND state = 'active';

-- +goose Down
DROP FUNCTION membership_works;
ALTER TABLE membership DROP COLUMN first_day, DROP COLUMN last_day;
