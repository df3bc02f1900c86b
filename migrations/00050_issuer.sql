-- +goose Up
-- Who somebody is at an OpenID Connect issuer: its own, lasting name of the person. Addresses change hands, subjects do not.
CREATE TABLE external_identity (
    issuer text NOT NULL CHECK (char_length(issuer) BETWEEN 1 AND 500),
    subject text NOT NULL CHECK (char_length(subject) BETWEEN 1 AND 255),
    person_id uuid NOT NULL REFERENCES person,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (issuer, subject)
);
-- One person has one name at an issuer: an address that the issuer has given to somebody else opens nobody's account.
CREATE UNIQUE INDEX external_identity_once_key ON external_identity (person_id, issuer);

-- Which sign-ins at an issuer have come back: each is good once.
CREATE TABLE issuer_return (
    id uuid PRIMARY KEY,
    returned_at timestamptz NOT NULL
);
CREATE INDEX issuer_return_at_idx ON issuer_return (returned_at);

-- By which issuer's word a role is held, and at which a session was begun; null: people gave it, and by password.
-- A role that an issuer gives works in sessions that were begun there.
ALTER TABLE membership ADD COLUMN issuer text;
ALTER TABLE session ADD COLUMN issuer text;

-- Whether a role that is held may be acted in, in a session begun at an issuer (null: here). Where an organiser's own people
-- sign in at an issuer only, a session that was begun here does not act in their roles.
-- +goose StatementBegin
CREATE FUNCTION membership_works_in(m membership, session_issuer text, issuer_only boolean) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN (m.issuer IS NULL OR coalesce(m.issuer = session_issuer, false))
    AND (NOT issuer_only OR session_issuer IS NOT NULL OR m.role NOT IN ('officer', 'supervisor', 'guidance'));
-- +goose StatementEnd

GRANT SELECT, INSERT, UPDATE (seen_at), DELETE ON external_identity TO tuottajatori_service;
GRANT SELECT, INSERT, DELETE ON issuer_return TO tuottajatori_service;

-- +goose Down
DROP FUNCTION membership_works_in;
UPDATE membership SET state = 'ended' WHERE issuer IS NOT NULL AND state = 'active';
ALTER TABLE session DROP COLUMN issuer;
ALTER TABLE membership DROP COLUMN issuer;
DROP TABLE issuer_return;
DROP TABLE external_identity;
