-- Signing in with a second factor, what a session was begun with and on, and limits that replicas share.
-- +goose Up
ALTER TABLE session
    ADD COLUMN proof text NOT NULL DEFAULT 'password' CHECK (proof IN ('password', 'code', 'recovery', 'issuer', 'demo')), -- what its person has shown
    ADD COLUMN awaits_code boolean NOT NULL DEFAULT false, -- the password was right and the code has not come yet: nobody is signed in
    ADD COLUMN browser text CHECK (browser <> '' AND char_length(browser) <= 20), -- in plain words: firefox, chrome, …
    ADD COLUMN system text CHECK (system <> '' AND char_length(system) <= 20),    -- windows, android, …
    ADD CHECK (NOT awaits_code OR proof = 'password');

-- The secret that a person's authenticator app makes codes from. It is sealed with a key outside the database.
CREATE TABLE second_factor (
    person_id uuid PRIMARY KEY REFERENCES person,
    sealed bytea NOT NULL,
    last_step bigint NOT NULL, -- of RFC 6238: the half minute of the code that was used last; it and those before open nothing
    made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Codes for when the app is not at hand. Each opens once. A code has 80 random bits, so that its hash can be searched by nobody.
CREATE TABLE recovery_code (
    person_id uuid NOT NULL REFERENCES second_factor ON DELETE CASCADE,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    used_at timestamptz,
    PRIMARY KEY (person_id, hash)
);

-- How much of a share that is used up by trying is left: a token bucket, told by when it is full again. Whose it is lies
-- here as a keyed hash only. A row whose bucket is full is the same as no row. What a crash forgets, it forgives.
CREATE UNLOGGED TABLE try_limit (
    key bytea PRIMARY KEY CHECK (octet_length(key) = 32),
    full_at timestamptz NOT NULL
);
CREATE INDEX try_limit_full_idx ON try_limit (full_at);

GRANT SELECT, INSERT, DELETE ON second_factor, recovery_code TO tuottajatori_service;
GRANT UPDATE (last_step, sealed) ON second_factor TO tuottajatori_service;
GRANT UPDATE (used_at) ON recovery_code TO tuottajatori_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON try_limit TO tuottajatori_service;

-- +goose Down
DROP TABLE try_limit, recovery_code, second_factor;
ALTER TABLE session DROP COLUMN proof, DROP COLUMN awaits_code, DROP COLUMN browser, DROP COLUMN system;
