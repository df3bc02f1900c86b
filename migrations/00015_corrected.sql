-- Values of indicators and inspections that were told wrong are corrected, or taken back, by a new row that says why.
-- +goose Up
ALTER TABLE indicator_value ADD reason text CHECK (reason <> '' AND char_length(reason) <= 500); -- why it takes the place of another
ALTER TABLE inspection
    ADD reason text CHECK (reason <> '' AND char_length(reason) <= 500),
    ADD taken_back boolean NOT NULL DEFAULT false, -- says what the superseded row said, which holds no longer
    ADD CHECK (NOT taken_back OR supersedes IS NOT NULL AND reason IS NOT NULL);

-- A line whose documents are rated differently stands among others differently from before.
INSERT INTO search_change (kind, ref) SELECT 'scheme', id FROM scheme;

-- +goose Down
DELETE FROM inspection WHERE taken_back;
ALTER TABLE inspection DROP COLUMN taken_back, DROP COLUMN reason;
ALTER TABLE indicator_value DROP COLUMN reason;
