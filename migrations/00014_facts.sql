-- What people ask before they come to a service point, and what the price of a service includes.
-- +goose Up

-- Accessibility of a point, as its producer has told it. The keys are those of internal/producer/facts.tsv. One that is in
-- neither list has not been told: silence is never a no. A row without keys and notes is one that was emptied.
CREATE TABLE point_facts (
    point_id uuid PRIMARY KEY REFERENCES service_point,
    version integer NOT NULL DEFAULT 1,
    yes text[] NOT NULL DEFAULT '{}',
    no text[] NOT NULL DEFAULT '{}',
    note_fi text NOT NULL DEFAULT '' CHECK (char_length(note_fi) <= 500),
    note_sv text NOT NULL DEFAULT '' CHECK (char_length(note_sv) <= 500),
    note_en text NOT NULL DEFAULT '' CHECK (char_length(note_en) <= 500),
    told_on date NOT NULL,
    CHECK (NOT yes && no),
    CHECK (cardinality(yes) + cardinality(no) <= 100)
);

-- What an offering's price includes. The keys are those of internal/offering/included.tsv; its version is the offering's.
CREATE TABLE offering_included (
    offering_id uuid PRIMARY KEY REFERENCES offering,
    included text[] NOT NULL DEFAULT '{}',
    extra text[] NOT NULL DEFAULT '{}', -- can be had, and costs extra
    excluded text[] NOT NULL DEFAULT '{}', -- is not part of the service
    note_fi text NOT NULL DEFAULT '' CHECK (char_length(note_fi) <= 1000),
    note_sv text NOT NULL DEFAULT '' CHECK (char_length(note_sv) <= 1000),
    note_en text NOT NULL DEFAULT '' CHECK (char_length(note_en) <= 1000),
    told_on date NOT NULL,
    CHECK (NOT included && extra AND NOT included && excluded AND NOT extra && excluded),
    CHECK (cardinality(included) + cardinality(extra) + cardinality(excluded) <= 100)
);

GRANT SELECT, INSERT, UPDATE ON point_facts, offering_included TO tuottajatori_service;

-- +goose Down
DROP TABLE offering_included, point_facts;
