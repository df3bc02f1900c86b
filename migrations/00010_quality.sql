-- Quality: what is measured of a unit's service, with which weights it becomes one figure, inspections, what became of a
-- unit that moved or merged, and the role of the quality supervisor.
-- +goose Up

-- How many answers a figure needs before an organiser shows it. Own practice: small counts say little, and they also
-- protect those who answered.
ALTER TABLE organiser ADD least_answers integer NOT NULL DEFAULT 5 CHECK (least_answers BETWEEN 3 AND 100);

ALTER TABLE membership DROP CONSTRAINT membership_role_check, DROP CONSTRAINT membership_check1;
ALTER TABLE membership
    ADD CONSTRAINT membership_role_check CHECK (role IN ('producer', 'officer', 'supervisor', 'operator', 'administrator')),
    ADD CONSTRAINT membership_check1 CHECK ((role IN ('officer', 'supervisor')) = (organiser_id IS NOT NULL));

-- A file of values that somebody has sent and looked at, before and after it is saved.
CREATE TABLE quality_import (
    id uuid PRIMARY KEY,
    organiser_id uuid NOT NULL REFERENCES organiser,
    name text NOT NULL CHECK (char_length(name) <= 200),
    content text NOT NULL CHECK (octet_length(content) <= 1048576),
    made_by uuid NOT NULL REFERENCES person,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    saved_at timestamptz,
    saved integer, -- how many rows became values
    CHECK ((saved_at IS NULL) = (saved IS NULL))
);

-- A value of an indicator (internal/quality/indicator.go) for a unit's service in a period. Never changed: a correction
-- is a new row that supersedes the old one, and one without a value takes it back.
CREATE TABLE indicator_value (
    id uuid PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    indicator text NOT NULL,
    unit_id uuid NOT NULL REFERENCES service_unit,
    service_key text NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL CHECK (last_day >= first_day),
    value integer CHECK (value >= 0), -- hundredths of the indicator's unit; null: taken back
    n integer NOT NULL CHECK (n > 0), -- of what the indicator counts: answers, visits, …
    source text NOT NULL CHECK (source <> '' AND char_length(source) <= 200),
    as_of date NOT NULL,
    demo boolean NOT NULL DEFAULT false,
    organiser_id uuid REFERENCES organiser, -- null: known before this table
    entered_by uuid REFERENCES person,
    entered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    supersedes uuid CONSTRAINT indicator_value_supersedes_key UNIQUE REFERENCES indicator_value,
    import_id uuid REFERENCES quality_import
);
CREATE INDEX indicator_value_unit_idx ON indicator_value (unit_id, service_key);
CREATE INDEX indicator_value_organiser_idx ON indicator_value (organiser_id, seq);

-- Public sets of weights. The newest main set that has begun makes the figure; the others are shown beside it.
CREATE TABLE quality_weights (
    id integer PRIMARY KEY,
    main boolean NOT NULL,
    valid_from date NOT NULL,
    published_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    name_fi text NOT NULL, name_sv text NOT NULL, name_en text NOT NULL,
    grounds_fi text NOT NULL, grounds_sv text NOT NULL, grounds_en text NOT NULL
);
CREATE TABLE quality_weight (
    set_id integer NOT NULL REFERENCES quality_weights,
    indicator text NOT NULL,
    weight integer NOT NULL CHECK (weight BETWEEN 1 AND 1000),
    PRIMARY KEY (set_id, indicator)
);

CREATE TABLE inspection (
    id uuid PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    unit_id uuid NOT NULL REFERENCES service_unit,
    inspected_on date NOT NULL,
    inspector text NOT NULL CHECK (inspector <> '' AND char_length(inspector) <= 200), -- the authority, not a person
    kind text NOT NULL CHECK (kind IN ('announced', 'unannounced', 'documents', 'follow_up')),
    finding text NOT NULL CHECK (finding IN ('none', 'remarks', 'serious')),
    outcome_fi text NOT NULL DEFAULT '' CHECK (char_length(outcome_fi) <= 1000),
    outcome_sv text NOT NULL DEFAULT '' CHECK (char_length(outcome_sv) <= 1000),
    outcome_en text NOT NULL DEFAULT '' CHECK (char_length(outcome_en) <= 1000),
    link text NOT NULL DEFAULT '' CHECK (char_length(link) <= 300),
    demo boolean NOT NULL DEFAULT false,
    organiser_id uuid REFERENCES organiser,
    entered_by uuid REFERENCES person,
    entered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    supersedes uuid CONSTRAINT inspection_supersedes_key UNIQUE REFERENCES inspection,
    CHECK (outcome_fi <> '' OR outcome_sv <> '' OR outcome_en <> '')
);
CREATE INDEX inspection_unit_idx ON inspection (unit_id, inspected_on);

-- A unit that has moved into or merged with another. What was measured before the day stays with the old unit and is
-- shown with the new one as its earlier history.
CREATE TABLE unit_succession (
    unit_id uuid PRIMARY KEY REFERENCES service_unit,
    successor_id uuid NOT NULL REFERENCES service_unit,
    from_day date NOT NULL, -- the successor's first day
    organiser_id uuid REFERENCES organiser,
    told_by uuid REFERENCES person,
    told_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (unit_id <> successor_id)
);
CREATE INDEX unit_succession_successor_idx ON unit_succession (successor_id);

-- What clients have answered so far. Of these only the day is known.
INSERT INTO indicator_value (id, indicator, unit_id, service_key, first_day, last_day, value, n, source, as_of, demo)
SELECT gen_random_uuid(), CASE source WHEN 'thl' THEN 'thl' ELSE 'feedback' END, unit_id, service_key, as_of, as_of,
    (mean * 100)::int, answers, CASE source WHEN 'thl' THEN 'THL' ELSE '–' END, as_of, source = 'demo'
FROM rating;
DROP TABLE rating;

INSERT INTO quality_weights (id, main, valid_from, name_fi, name_sv, name_en, grounds_fi, grounds_sv, grounds_en) VALUES
(1, true, '2023-01-01', 'Peruspainot', 'Grundvikter', 'Standard weights',
    'Asiakkaiden oma arvio painaa eniten. Täsmällisyys, tutut työntekijät, reklamaatiot ja tarkastukset täydentävät sitä.',
    'Klienternas egen bedömning väger mest. Punktlighet, bekanta medarbetare, reklamationer och inspektioner kompletterar den.',
    'What clients say weighs most. Timeliness, familiar workers, complaints and inspections complete it.'),
(2, false, '2023-01-01', 'Vain asiakkaiden arviot', 'Bara klienternas bedömningar', 'Clients’ answers alone',
    'Mukana on vain se, mitä asiakkaat ovat itse vastanneet.',
    'Bara det som klienterna själva har svarat räknas.',
    'Only what clients have answered themselves.'),
(3, false, '2023-01-01', 'Arjen sujuvuus', 'En fungerande vardag', 'A smooth everyday',
    'Painottaa sitä, tuleeko apu ajoissa ja käykö kotona tuttu ihminen.',
    'Betonar att hjälpen kommer i tid och att det är en bekant person som kommer hem.',
    'Stresses whether help comes on time and whether the person at the door is familiar.'),
(4, false, '2023-01-01', 'Kaikki yhtä paljon', 'Alla lika mycket', 'All alike',
    'Jokainen mittari painaa yhtä paljon.', 'Alla mätare väger lika mycket.', 'Every indicator weighs the same.');
INSERT INTO quality_weight (set_id, indicator, weight) VALUES
(1, 'feedback', 40), (1, 'thl', 20), (1, 'timeliness', 15), (1, 'continuity', 10), (1, 'complaints', 10), (1, 'inspections', 5),
(2, 'feedback', 60), (2, 'thl', 40),
(3, 'timeliness', 40), (3, 'continuity', 30), (3, 'feedback', 20), (3, 'complaints', 10),
(4, 'feedback', 1), (4, 'thl', 1), (4, 'timeliness', 1), (4, 'continuity', 1), (4, 'complaints', 1), (4, 'inspections', 1);

-- Whoever writes one of these makes the catalogue's sheets old, as in 00009.
CREATE TRIGGER indicator_value_added AFTER INSERT ON indicator_value REFERENCING NEW TABLE AS written EXECUTE FUNCTION touch_unit();
CREATE TRIGGER indicator_value_changed AFTER UPDATE ON indicator_value REFERENCING NEW TABLE AS written EXECUTE FUNCTION touch_unit();
CREATE TRIGGER indicator_value_dropped AFTER DELETE ON indicator_value REFERENCING OLD TABLE AS written EXECUTE FUNCTION touch_unit();
CREATE TRIGGER inspection_added AFTER INSERT ON inspection REFERENCING NEW TABLE AS written EXECUTE FUNCTION touch_unit();
CREATE TRIGGER inspection_changed AFTER UPDATE ON inspection REFERENCING NEW TABLE AS written EXECUTE FUNCTION touch_unit();
CREATE TRIGGER inspection_dropped AFTER DELETE ON inspection REFERENCING OLD TABLE AS written EXECUTE FUNCTION touch_unit();
-- +goose StatementBegin
CREATE FUNCTION touch_schemes_of_organiser() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE scheme SET created_at = created_at WHERE organiser_id = NEW.id AND xmin <> pg_current_xact_id()::xid;
    INSERT INTO search_change (kind, ref) SELECT 'scheme', id FROM scheme WHERE organiser_id = NEW.id;
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION touch_all_schemes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE scheme SET created_at = created_at WHERE xmin <> pg_current_xact_id()::xid;
    INSERT INTO search_change (kind, ref) SELECT 'scheme', id FROM scheme;
    RETURN NULL;
END $$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION touch_schemes_of_organiser, touch_all_schemes FROM PUBLIC;
CREATE TRIGGER organiser_least_answers AFTER UPDATE ON organiser FOR EACH ROW
    WHEN (OLD.least_answers <> NEW.least_answers) EXECUTE FUNCTION touch_schemes_of_organiser();
CREATE TRIGGER quality_weight_written AFTER INSERT OR UPDATE OR DELETE ON quality_weight EXECUTE FUNCTION touch_all_schemes();
CREATE TRIGGER quality_weights_written AFTER INSERT OR UPDATE OR DELETE ON quality_weights EXECUTE FUNCTION touch_all_schemes();

GRANT SELECT, INSERT ON indicator_value, inspection, unit_succession TO tuottajatori_service;
GRANT SELECT, INSERT, UPDATE ON quality_import TO tuottajatori_service;
GRANT SELECT ON quality_weights, quality_weight TO tuottajatori_service;

-- +goose Down
DROP TRIGGER organiser_least_answers ON organiser;
CREATE TABLE rating (
    unit_id uuid NOT NULL REFERENCES service_unit,
    service_key text NOT NULL,
    mean numeric(3, 2) NOT NULL CHECK (mean BETWEEN 1 AND 5),
    answers integer NOT NULL CHECK (answers > 0),
    source text NOT NULL CHECK (source IN ('feedback', 'thl', 'demo')),
    as_of date NOT NULL,
    PRIMARY KEY (unit_id, service_key)
);
INSERT INTO rating (unit_id, service_key, mean, answers, source, as_of)
SELECT DISTINCT ON (v.unit_id, v.service_key) v.unit_id, v.service_key, v.value / 100.0, v.n,
    CASE WHEN v.demo THEN 'demo' ELSE v.indicator END, v.as_of
FROM indicator_value v
WHERE v.indicator IN ('feedback', 'thl') AND v.value BETWEEN 100 AND 500
    AND NOT EXISTS (SELECT FROM indicator_value later WHERE later.supersedes = v.id)
ORDER BY v.unit_id, v.service_key, v.indicator, v.last_day DESC;
GRANT SELECT, INSERT, UPDATE ON rating TO tuottajatori_service;
CREATE TRIGGER rating_added AFTER INSERT ON rating REFERENCING NEW TABLE AS written EXECUTE FUNCTION touch_unit();
CREATE TRIGGER rating_changed AFTER UPDATE ON rating REFERENCING NEW TABLE AS written EXECUTE FUNCTION touch_unit();
CREATE TRIGGER rating_dropped AFTER DELETE ON rating REFERENCING OLD TABLE AS written EXECUTE FUNCTION touch_unit();
DROP TABLE unit_succession, inspection, quality_weight, quality_weights, indicator_value, quality_import;
DROP FUNCTION touch_schemes_of_organiser, touch_all_schemes;
DELETE FROM membership WHERE role = 'supervisor';
ALTER TABLE membership DROP CONSTRAINT membership_role_check, DROP CONSTRAINT membership_check1;
ALTER TABLE membership
    ADD CONSTRAINT membership_role_check CHECK (role IN ('producer', 'officer', 'operator', 'administrator')),
    ADD CONSTRAINT membership_check1 CHECK ((role = 'officer') = (organiser_id IS NOT NULL));
ALTER TABLE organiser DROP COLUMN least_answers;
