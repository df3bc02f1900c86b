-- How long single answers hold, read from each producer's own applications: an index finds them however many others there are.
-- +goose Up
CREATE OR REPLACE VIEW answer_held AS
SELECT a.id AS admission_id, r.id AS requirement_id, v.last, v.since
FROM requirement r JOIN admission a ON a.scheme_id = r.scheme_id AND NOT a.removed JOIN producer p ON p.id = a.producer_id
CROSS JOIN LATERAL (
    SELECT coalesce(n.date, i.valid_to, 'infinity'::date) AS last, coalesce(i.issued_on, (c.decided_at AT TIME ZONE 'Europe/Helsinki')::date) AS since
    FROM (SELECT o.id, o.producer_id FROM application o WHERE o.producer_id = a.producer_id AND o.scheme_id = a.scheme_id
        UNION SELECT o.id, o.producer_id FROM decision d JOIN application o ON o.id = d.application_id WHERE d.id = a.decision_id) b
    JOIN decision c ON c.application_id = b.id AND c.outcome = 'approved'
    JOIN application_answer n ON n.application_id = b.id AND n.requirement_id = r.id
    LEFT JOIN evidence_item i ON i.producer_id = b.producer_id AND i.kind = 'other' AND i.file_id = n.file_id
        AND (i.business_id IS NULL OR i.business_id = p.business_id)
    WHERE num_nonnulls(n.date, i.id) = 1
    UNION ALL
    SELECT coalesce(w.date, i.valid_to, 'infinity'::date), coalesce(i.issued_on, (w.told_at AT TIME ZONE 'Europe/Helsinki')::date)
    FROM answer_renewal w LEFT JOIN evidence_item i ON i.id = w.evidence_id
    WHERE w.admission_id = a.id AND w.requirement_id = r.id AND (i.business_id IS NULL OR i.business_id = p.business_id)) v
WHERE r.until_version IS NULL AND r.mandatory AND (r.kind = 'date' AND r.valid_days IS NOT NULL OR r.kind = 'attachment' AND r.evidence_kind IN ('', 'other'));

-- +goose Down
-- The view of 00029 answers the same and needs nothing back.
SELECT 1;
