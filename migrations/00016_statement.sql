-- What the administrator says in the accessibility statement: by whom the service is supervised, how to reach them, and when
-- all of it was checked last.
-- +goose Up

-- Each change is a row; the one of the highest version holds. Without rows nobody has checked anything.
CREATE TABLE accessibility_statement (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0) CONSTRAINT accessibility_statement_version_key UNIQUE,
    checked_on date, -- null: not yet
    authority_fi text NOT NULL CHECK (authority_fi <> ''),
    authority_sv text NOT NULL CHECK (authority_sv <> ''),
    authority_en text NOT NULL CHECK (authority_en <> ''),
    site text NOT NULL CHECK (site ~ '^https?://'),
    email text NOT NULL DEFAULT '',
    phone text NOT NULL DEFAULT '',
    done_by uuid REFERENCES person,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);

GRANT SELECT, INSERT ON accessibility_statement TO tuottajatori_service;

-- +goose Down
DROP TABLE accessibility_statement;
