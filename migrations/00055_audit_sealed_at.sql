-- +goose Up
-- What the clock told when a row of the audit trail was sealed. With it a clock that was set back is told from a row that was
-- slipped in: see internal/platform/audit/chain. Links from before have none, and are verified as they were.
ALTER TABLE audit_link ADD COLUMN sealed_at timestamptz;

-- +goose Down
ALTER TABLE audit_link DROP COLUMN sealed_at;
