-- People, what they may do for whom, their sessions, and mail to them.
-- +goose Up
CREATE TABLE person (
    id uuid PRIMARY KEY,
    email text NOT NULL CONSTRAINT person_email_key UNIQUE CHECK (email = lower(email) AND email LIKE '%_@_%'),
    name text NOT NULL CHECK (name <> '' AND char_length(name) <= 120),
    password_hash text, -- argon2id in PHC form; null: has not set one yet
    lang text NOT NULL DEFAULT 'fi' CHECK (lang IN ('fi', 'sv', 'en')),
    email_confirmed_at timestamptz,
    disabled_at timestamptz,
    demo boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- A role that a person holds for one organisation. The administrator's is for the whole service.
CREATE TABLE membership (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person,
    role text NOT NULL CHECK (role IN ('producer', 'officer', 'operator', 'administrator')),
    producer_id uuid REFERENCES producer,
    organiser_id uuid REFERENCES organiser,
    operator_id uuid REFERENCES operator,
    state text NOT NULL CHECK (state IN ('pending', 'active', 'refused', 'ended')),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    settled_at timestamptz,
    settled_by uuid REFERENCES person,
    CHECK ((role = 'producer') = (producer_id IS NOT NULL)),
    CHECK ((role = 'officer') = (organiser_id IS NOT NULL)),
    CHECK ((role = 'operator') = (operator_id IS NOT NULL))
);
CREATE UNIQUE INDEX membership_once_key ON membership (person_id, role, producer_id, organiser_id, operator_id) NULLS NOT DISTINCT
    WHERE state IN ('pending', 'active');
CREATE INDEX membership_producer_idx ON membership (producer_id) WHERE producer_id IS NOT NULL;

-- A link sent by mail. The secret in the link is derived from the id with a key outside the database.
CREATE TABLE mail_link (
    id uuid PRIMARY KEY,
    purpose text NOT NULL CHECK (purpose IN ('confirm', 'reset', 'invite')),
    person_id uuid REFERENCES person,
    email text,
    producer_id uuid REFERENCES producer,
    made_by uuid REFERENCES person,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((purpose = 'invite') = (email IS NOT NULL AND producer_id IS NOT NULL AND person_id IS NULL))
);

CREATE TABLE session (
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    previous_hash bytea CHECK (octet_length(previous_hash) = 32), -- good for a moment more, for requests under way at the change
    current_seen boolean NOT NULL DEFAULT true, -- false: the browser has not yet shown the token it was given last
    id uuid NOT NULL CONSTRAINT session_id_key UNIQUE, -- stays when the token rotates
    person_id uuid NOT NULL REFERENCES person,
    membership_id uuid REFERENCES membership,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    rotated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX session_previous_idx ON session (previous_hash) WHERE previous_hash IS NOT NULL;
CREATE INDEX session_person_idx ON session (person_id);

-- Mail to send: the template and ids, never the text. The address is read from the row when it is sent.
CREATE TABLE mail_out (
    id uuid PRIMARY KEY,
    template text NOT NULL,
    person_id uuid REFERENCES person,
    link_id uuid REFERENCES mail_link,
    args jsonb NOT NULL DEFAULT '{}',
    lang text NOT NULL CHECK (lang IN ('fi', 'sv', 'en')),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    sent_at timestamptz,
    CHECK (num_nonnulls(person_id, link_id) >= 1)
);

GRANT SELECT, INSERT, UPDATE ON person, membership, mail_link, mail_out TO tuottajatori_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON session TO tuottajatori_service;

-- +goose Down
DROP TABLE mail_out, session, mail_link, membership, person;
