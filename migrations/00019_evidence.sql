-- What a producer shows once and uses in every application; applications to several schemes in one go; changes of business ids.
-- +goose Up

ALTER TABLE stored_file ADD CONSTRAINT stored_file_id_producer_key UNIQUE (id, producer_id); -- for overlapping foreign keys

-- A certificate, a plan or an agreement, with the days between which it holds. It never changes: a newer one takes its place.
CREATE TABLE evidence_item (
    id uuid PRIMARY KEY,
    producer_id uuid NOT NULL REFERENCES producer,
    kind text NOT NULL CHECK (kind IN ('tax_certificate', 'pension_certificate', 'liability_insurance', 'accident_insurance',
        'collective_agreement', 'occupational_health', 'trade_register', 'self_monitoring_plan', 'criminal_record_seen', 'other')),
    file_id uuid,
    seen_by text NOT NULL DEFAULT '' CHECK (char_length(seen_by) <= 200), -- who has seen what may not be kept
    issued_on date NOT NULL,
    valid_to date, -- the last day; null: for the time being
    business_id text, -- the producer's own when the item was added; null: it was not known
    added_by uuid NOT NULL REFERENCES person,
    added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT evidence_item_id_producer_key UNIQUE (id, producer_id),
    FOREIGN KEY (file_id, producer_id) REFERENCES stored_file (id, producer_id), -- a producer shows its own files only
    CHECK (valid_to IS NULL OR valid_to >= issued_on),
    CHECK ((kind = 'criminal_record_seen') = (file_id IS NULL)), -- an extract of criminal records is never kept (741/2023 §28)
    CHECK ((kind = 'criminal_record_seen') = (seen_by <> ''))
);
CREATE INDEX evidence_item_producer_idx ON evidence_item (producer_id);
CREATE INDEX evidence_item_lapse_idx ON evidence_item (valid_to) WHERE valid_to IS NOT NULL;

-- Taken out of use by its producer: nothing new is answered with it; what was sent keeps it.
CREATE TABLE evidence_retired (
    item_id uuid PRIMARY KEY REFERENCES evidence_item,
    retired_by uuid NOT NULL REFERENCES person,
    retired_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

ALTER TABLE application_answer ADD COLUMN evidence_id uuid REFERENCES evidence_item;
CREATE INDEX application_answer_evidence_idx ON application_answer (evidence_id) WHERE evidence_id IS NOT NULL;

-- Applications that their producer writes together: what several of them ask is answered once. Each has its own case number,
-- is sent and decided by itself.
CREATE TABLE application_batch (
    id uuid PRIMARY KEY,
    producer_id uuid NOT NULL REFERENCES producer,
    begun_by uuid NOT NULL REFERENCES person,
    begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT application_batch_id_producer_key UNIQUE (id, producer_id)
);

ALTER TABLE application ADD COLUMN batch_id uuid,
    ADD FOREIGN KEY (batch_id, producer_id) REFERENCES application_batch (id, producer_id);
CREATE INDEX application_batch_idx ON application (batch_id) WHERE batch_id IS NOT NULL;

-- A producer's business id has changed: a change of the legal form, a merger. What was sent keeps the old one.
CREATE TABLE business_id_change (
    id uuid PRIMARY KEY,
    producer_id uuid NOT NULL REFERENCES producer,
    was text, -- null: it was not known
    became text NOT NULL CHECK (became ~ '^[0-9]{7}-[0-9]$'),
    reasons text NOT NULL CHECK (reasons <> '' AND char_length(reasons) <= 1000),
    done_by uuid NOT NULL REFERENCES person,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (was IS DISTINCT FROM became)
);
CREATE INDEX business_id_change_producer_idx ON business_id_change (producer_id, at);

GRANT SELECT, INSERT ON evidence_item, evidence_retired, application_batch, business_id_change TO tuottajatori_service;

-- +goose Down
DROP TABLE business_id_change;
ALTER TABLE application DROP COLUMN batch_id;
DROP TABLE application_batch;
ALTER TABLE application_answer DROP COLUMN evidence_id;
DROP TABLE evidence_retired, evidence_item;
ALTER TABLE stored_file DROP CONSTRAINT stored_file_id_producer_key;
