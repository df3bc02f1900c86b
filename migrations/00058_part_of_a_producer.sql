-- A role of a producer may be for some of its service units only.
-- +goose Up
-- In_part: for the units of membership_unit, and for nothing when there are none. Functions use the row type, so that the column
-- cannot come with a default at once.
ALTER TABLE membership ADD COLUMN in_part boolean;
UPDATE membership SET in_part = false;
ALTER TABLE membership
    ALTER COLUMN in_part SET DEFAULT false, ALTER COLUMN in_part SET NOT NULL,
    ADD CHECK (NOT in_part OR role = 'producer');
CREATE TABLE membership_unit (
    membership_id uuid NOT NULL REFERENCES membership,
    unit_id uuid NOT NULL REFERENCES service_unit,
    PRIMARY KEY (membership_id, unit_id)
);
CREATE INDEX membership_unit_unit_idx ON membership_unit (unit_id);

-- What an invitation is for, until it is accepted.
ALTER TABLE mail_link
    ADD COLUMN in_part boolean NOT NULL DEFAULT false,
    ADD COLUMN last_day date,
    ADD CHECK (purpose = 'invite' OR NOT in_part AND last_day IS NULL);
CREATE TABLE mail_link_unit (
    link_id uuid NOT NULL REFERENCES mail_link,
    unit_id uuid NOT NULL REFERENCES service_unit,
    PRIMARY KEY (link_id, unit_id)
);

GRANT SELECT, INSERT, DELETE ON membership_unit TO tuottajatori_service;
GRANT SELECT, INSERT ON mail_link_unit TO tuottajatori_service;

-- +goose Down
UPDATE membership SET state = 'ended' WHERE in_part AND state IN ('active', 'pending');
UPDATE mail_link SET used_at = clock_timestamp() WHERE in_part AND used_at IS NULL;
DROP TABLE mail_link_unit, membership_unit;
ALTER TABLE mail_link DROP COLUMN in_part, DROP COLUMN last_day;
ALTER TABLE membership DROP COLUMN in_part;
