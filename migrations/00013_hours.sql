-- When service points are open (internal/hours).
-- +goose Up

-- The times of a day in minutes from its midnight: {[480,960)} is 8–16, {[1320,1680)} goes on until four in the morning, {} is
-- closed. That times of a day do not overlap is in the nature of a multirange.
CREATE DOMAIN day_hours AS int4multirange
    CONSTRAINT day_hours_within CHECK (isempty(VALUE) OR (lower(VALUE) BETWEEN 0 AND 1439 AND upper(VALUE) <= 2880));

-- Without a row nothing has been told. Whoever says that nothing is known any more says so with 'not_told'.
CREATE TABLE point_hours (
    point_id uuid PRIMARY KEY REFERENCES service_point,
    state text NOT NULL CHECK (state IN ('not_told', 'regular', 'agreement')),
    week day_hours[] NOT NULL, -- Monday first
    else_agreement boolean NOT NULL DEFAULT false, -- at other times by agreement
    holidays text NOT NULL CHECK (holidays IN ('closed', 'usual', 'sunday')),
    eves text NOT NULL CHECK (eves IN ('closed', 'usual', 'sunday')), -- Midsummer Eve and Christmas Eve
    confirmed_on date NOT NULL, -- when somebody last said that this is right
    version integer NOT NULL DEFAULT 1, -- raised by each edit; a form that carries an older one is stale
    CHECK (array_ndims(week) = 1 AND array_lower(week, 1) = 1 AND cardinality(week) = 7 AND array_position(week, NULL) IS NULL),
    CHECK ((state = 'regular') = (week <> '{"{}","{}","{}","{}","{}","{}","{}"}'))
);

-- Days on which something else holds. They are changed together with their point's row, which is locked.
CREATE TABLE point_hours_exception (
    point_id uuid NOT NULL REFERENCES point_hours,
    days daterange NOT NULL CHECK (NOT isempty(days) AND lower(days) IS NOT NULL AND upper(days) IS NOT NULL AND upper(days) - lower(days) <= 366),
    open day_hours NOT NULL,
    note text NOT NULL DEFAULT '' CHECK (char_length(note) <= 80),
    CONSTRAINT point_hours_exception_no_overlap EXCLUDE USING gist (point_id WITH =, days WITH &&)
);

GRANT SELECT, INSERT, UPDATE ON point_hours TO tuottajatori_service;
GRANT SELECT, INSERT, DELETE ON point_hours_exception TO tuottajatori_service;

-- +goose Down
DROP TABLE point_hours_exception, point_hours;
DROP DOMAIN day_hours;
