-- What visitors ask producers for, and what became of it. Who asks and what for lies sealed under a data key of the request,
-- and is erased by destroying that key; what is left tells that something was asked, and nobody's name.
-- +goose Up

-- One asking of a visitor: a service, or several of several producers. Its link is computed from its id with a key outside
-- the database.
CREATE TABLE ask (
    id uuid PRIMARY KEY, -- made with the form, so that one sent twice is one
    lang text NOT NULL CHECK (lang IN ('fi', 'sv', 'en')), -- the language that it is written and answered in
    way text NOT NULL CHECK (way IN ('page', 'api')),
    made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- From where it was sent, as a keyed hash, for as long as sendings are counted.
CREATE TABLE ask_source (
    ask_id uuid PRIMARY KEY REFERENCES ask,
    network bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX ask_source_network_idx ON ask_source (network, at);

-- What one producer is asked.
CREATE TABLE ask_request (
    id uuid PRIMARY KEY,
    no bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT ask_request_no_key UNIQUE, -- the order of arrival
    ask_id uuid NOT NULL REFERENCES ask,
    producer_id uuid NOT NULL REFERENCES producer, -- as it was then: see producer_now
    key_id uuid NOT NULL REFERENCES data_key,
    answer_by date NOT NULL, -- what the visitor was told
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (ask_id, producer_id)
);
CREATE INDEX ask_request_producer_idx ON ask_request (producer_id, no);

CREATE TABLE ask_offering (
    request_id uuid NOT NULL REFERENCES ask_request,
    offering_id uuid NOT NULL REFERENCES offering,
    PRIMARY KEY (request_id, offering_id)
);
CREATE INDEX ask_offering_offering_idx ON ask_offering (offering_id);

-- What was written, sealed: of the asking under the request's own id, of an answer under the event's.
CREATE TABLE ask_words (
    id uuid PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES ask_request,
    sealed bytea NOT NULL,
    same bytea -- a keyed hash of who asks what, by which the same text is known when it comes again
);
CREATE INDEX ask_words_request_idx ON ask_words (request_id);
CREATE INDEX ask_words_same_idx ON ask_words (same) WHERE same IS NOT NULL;

-- What has happened to a request. Where it stands follows from these.
CREATE TABLE ask_event (
    id uuid PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES ask_request,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL CHECK (kind IN ('made', 'contact', 'room', 'no_room', 'question', 'replied', 'closed', 'withdrawn', 'unanswered', 'lapsed', 'gone', 'erased')),
    room_from date, -- from when there is room, if that was told
    done_by uuid REFERENCES person,
    done_as text NOT NULL CHECK (done_as IN ('visitor', 'producer', 'system')),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    mailed_at timestamptz, -- when the visitor was told by mail
    CHECK (room_from IS NULL OR kind = 'room')
);
CREATE INDEX ask_event_request_idx ON ask_event (request_id, seq);
CREATE UNIQUE INDEX ask_event_closed_key ON ask_event (request_id) WHERE kind IN ('no_room', 'closed', 'withdrawn', 'unanswered', 'lapsed', 'gone');
CREATE UNIQUE INDEX ask_event_erased_key ON ask_event (request_id) WHERE kind = 'erased';

-- Producers that are asked by phone only.
CREATE TABLE ask_refusal (
    producer_id uuid PRIMARY KEY REFERENCES producer,
    since timestamptz NOT NULL DEFAULT clock_timestamp()
);

GRANT SELECT, INSERT ON ask, ask_request, ask_offering, ask_event TO tuottajatori_service;
GRANT UPDATE (mailed_at) ON ask_event TO tuottajatori_service;
GRANT SELECT, INSERT, DELETE ON ask_source, ask_words, ask_refusal TO tuottajatori_service;

-- +goose Down
DROP TABLE ask_refusal, ask_event, ask_words, ask_offering, ask_request, ask_source, ask;
