package taking

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// emptied is a file that was emptied.
type emptied struct {
	ID        uuid.UUID     `db:"id"`
	Organiser uuid.NullUUID `db:"organiser_id"` // of a list; a price list is a producer's
}

// What empties files that were settled, or were left, before a moment.
const (
	oldPriceLists   = `content <> '' AND coalesce(applied_at, made_at) < $1`
	oldLists        = `content <> '' AND coalesce(published_at, made_at) < $1`
	emptyPriceLists = `UPDATE price_list SET content = '' WHERE ` + oldPriceLists + ` RETURNING id, NULL::uuid AS organiser_id`
	emptyLists      = `UPDATE list_import SET content = '' WHERE ` + oldLists + ` RETURNING id, organiser_id`
)

// empty empties files by one of the statements.
func empty(ctx context.Context, tx *db.Tx, statement string, before time.Time) (out []emptied, err error) {
	if err := tx.SelectContext(ctx, &out, statement, before); err != nil {
		return nil, fmt.Errorf("emptying files: %w", err)
	}
	return out, nil
}

func countOld(ctx context.Context, q sqlx.QueryerContext, before time.Time) (n int, err error) {
	err = sqlx.GetContext(ctx, q, &n, `SELECT (SELECT count(*) FROM price_list WHERE `+oldPriceLists+`) + (SELECT count(*) FROM list_import WHERE `+oldLists+`)`, before)
	if err != nil {
		return 0, fmt.Errorf("counting old files: %w", err)
	}
	return n, nil
}

// read reads the next rows of a list: $1 is an organiser, $2 an operator, $3 a producer, of which one is known; $4 and $5
// are the place after which it goes on, $6 how many.
func read[T any](ctx context.Context, q sqlx.QueryerContext, a actor.Actor, statement string, after at) ([]T, error) {
	side := map[actor.Role]uuid.UUID{a.Role: a.Organisation}
	known := func(r actor.Role) uuid.NullUUID { return uuid.NullUUID{UUID: side[r], Valid: side[r] != uuid.Nil} }
	var out []T
	err := sqlx.SelectContext(ctx, q, &out, statement+` LIMIT $6`,
		known(actor.RoleOfficer), known(actor.RoleOperator), known(actor.RoleProducer), after.One, after.Two, batch)
	if err != nil {
		return nil, fmt.Errorf("reading a list to take: %w", err)
	}
	return out, nil
}

// Every statement names all of $1, $2 and $3, which have their types here. With 50 000 applications, 100 000 offerings and
// 65 000 changes of price a batch takes up to 6 ms, one of prices 140, and one of producers 250: each of them is asked who it has been.
const (
	ofSide = `(s.organiser_id = $1::uuid OR s.operator_id = $2::uuid) AND $3::uuid IS NULL`
	ofAny  = `(s.organiser_id = $1::uuid OR s.operator_id = $2::uuid OR a.producer_id = ANY ((SELECT producer_was($3::uuid))::uuid[]))`
	ofOwn  = `$1::uuid IS NULL AND $2::uuid IS NULL AND a.producer_id = ANY ((SELECT producer_was($3::uuid))::uuid[])`

	whose = `p.name AS producer, coalesce(p.business_id, '') AS business_id, s.name_fi AS scheme_fi, s.name_sv AS scheme_sv, s.name_en AS scheme_en`
	today = `(now() AT TIME ZONE 'Europe/Helsinki')::date`
)

const schemeLines = `
SELECT s.id AS one, l.id AS two, '' AS producer, '' AS business_id, s.name_fi AS scheme_fi, s.name_sv AS scheme_sv, s.name_en AS scheme_en, s.regime,
    coalesce(s.valid_to < ` + today + `, false) AS ended, s.valid_from > ` + today + ` AS begins, s.open_for_applications AS open,
    coalesce(s.closed_from <= ` + today + ` AND coalesce(s.closed_until >= ` + today + `, true), false) AS closed,
    l.line, l.from_day, l.to_day, l.service, l.unit, l.class, l.cents, l.fee_min, l.fee_max,
    coalesce(r.kind, '') AS "asks.kind", r.mandatory IS TRUE AS "asks.mandatory",
    coalesce(r.title_fi, '') AS "asks.title_fi", coalesce(r.title_sv, '') AS "asks.title_sv", coalesce(r.title_en, '') AS "asks.title_en",
    coalesce(r.help_fi, '') AS "asks.help_fi", coalesce(r.help_sv, '') AS "asks.help_sv", coalesce(r.help_en, '') AS "asks.help_en",
    r.at_least AS "asks.at_least", r.valid_days AS "asks.valid_days", coalesce(r.evidence_kind, '') AS "asks.evidence_kind",
    coalesce(r.registry, '') AS "asks.registry", coalesce(r.exclusion, '') AS "asks.exclusion", r.max_points AS "asks.max_points"
FROM scheme s CROSS JOIN LATERAL (
    SELECT '00000000-0000-0000-0000-000000000001'::uuid AS id, 'scheme' AS line, s.valid_from AS from_day, s.valid_to AS to_day, '' AS service, '' AS unit,
        '' AS class, NULL::bigint AS cents, NULL::bigint AS fee_min, NULL::bigint AS fee_max
    UNION ALL
    SELECT q.id, 'requirement', NULL, NULL, '', '', '', NULL, NULL, NULL FROM requirement q WHERE q.scheme_id = s.id AND q.until_version IS NULL
    UNION ALL
    SELECT t.id, 'terms', lower(t.valid), upper(t.valid) - 1, t.service_key, t.unit, '', t.value_cents, t.fee_min_cents, t.fee_max_cents
    FROM scheme_service t WHERE t.scheme_id = s.id
    UNION ALL
    SELECT md5(t.id::text || c.class)::uuid, 'cap', lower(c.valid), upper(c.valid) - 1, c.service_key, c.unit, c.class, c.cents, NULL, NULL
    FROM scheme_service t JOIN price_cap c ON c.scheme_id = t.scheme_id AND c.service_key = t.service_key AND c.unit = t.unit AND c.valid = t.valid
    WHERE t.scheme_id = s.id) l
LEFT JOIN requirement r ON r.id = l.id
WHERE ` + ofSide + ` AND s.published_at IS NOT NULL AND (s.id, l.id) > ($4, $5) ORDER BY s.id, l.id`

// A producer that was merged has no line of its own: what it sent and holds counts as its successor's.
const producers = `
SELECT p.id AS one, p.id AS two, p.name, coalesce(p.business_id, '') AS business_id, p.kind, coalesce(p.website, '') AS website,
    (SELECT count(*) FROM application a JOIN scheme s ON s.id = a.scheme_id WHERE a.producer_id = ANY (w.ids) AND a.submitted_at IS NOT NULL AND ` + ofSide + `) AS applications,
    (SELECT count(*) FROM admission a JOIN scheme s ON s.id = a.scheme_id WHERE a.producer_id = ANY (w.ids) AND NOT a.removed AND ` + ofSide + `) AS admissions
FROM producer p CROSS JOIN LATERAL (SELECT producer_was(p.id) AS ids OFFSET 0) w
WHERE (p.id, p.id) > ($4, $5) AND p.merged_into IS NULL AND (
    EXISTS (SELECT FROM application a JOIN scheme s ON s.id = a.scheme_id WHERE a.producer_id = ANY (w.ids) AND a.submitted_at IS NOT NULL AND ` + ofSide + `)
    OR EXISTS (SELECT FROM admission a JOIN scheme s ON s.id = a.scheme_id WHERE a.producer_id = ANY (w.ids) AND ` + ofSide + `))
ORDER BY p.id`

const evidenceShown = `
SELECT DISTINCT a.id AS one, i.id AS two, ` + whose + `, i.kind, i.issued_on, i.valid_to, a.case_number, false AS retired
FROM application a JOIN scheme s ON s.id = a.scheme_id JOIN producer p ON p.id = a.producer_id
JOIN application_answer w ON w.application_id = a.id JOIN evidence_item i ON i.id = w.evidence_id
WHERE ` + ofSide + ` AND a.submitted_at IS NOT NULL AND (a.id, i.id) > ($4, $5) ORDER BY a.id, i.id`

// A check is the organiser's; an operator sees those of producers in schemes that are delegated to it.
const checks = `
SELECT c.id AS one, c.id AS two, p.name AS producer, coalesce(p.business_id, '') AS business_id, c.register, c.finding, c.source, c.note, c.checked_on, c.due_on
FROM registry_check c JOIN producer p ON p.id = producer_now(c.producer_id)
WHERE (c.id, c.id) > ($4, $5) AND EXISTS (SELECT FROM admission a JOIN scheme s ON s.id = a.scheme_id
    WHERE a.producer_id = p.id AND s.organiser_id = c.organiser_id AND ` + ofSide + `)
ORDER BY c.id`

const doubts = `
SELECT d.id AS one, d.id AS two, ` + whose + `, d.cause, d.subject, coalesce(q.title_fi, '') AS title_fi, coalesce(q.title_sv, '') AS title_sv,
    coalesce(q.title_en, '') AS title_en, d.since, coalesce(e.outcome, '') AS outcome, e.at AS ended_at
FROM doubt d JOIN admission a ON a.id = d.admission_id JOIN scheme s ON s.id = a.scheme_id JOIN producer p ON p.id = a.producer_id
LEFT JOIN doubt_end e ON e.doubt_id = d.id LEFT JOIN requirement q ON q.id = CASE WHEN char_length(d.subject) = 36 THEN d.subject::uuid END
WHERE ` + ofSide + ` AND (d.id, d.id) > ($4, $5) ORDER BY d.id`

const prices = `
SELECT c.id AS one, c.id AS two, ` + whose + `, o.service_key AS service, u.name AS unit_name, t.name AS point, c.unit AS per,
    CASE WHEN c.class = 'weekday' THEN '' ELSE c.class END AS class, c.old_cents, c.old_percent, c.cents, c.percent, c.from_day, c.at,
    c.proposal_id IS NOT NULL AS approved
FROM price_change c JOIN offering o ON o.id = c.offering_id JOIN admission a ON a.id = o.admission_id JOIN scheme s ON s.id = a.scheme_id
JOIN producer p ON p.id = a.producer_id JOIN service_point t ON t.id = o.point_id JOIN service_unit u ON u.id = t.unit_id
WHERE ` + ofAny + ` AND (c.id, c.id) > ($4, $5) ORDER BY c.id`

const applications = `
SELECT a.id AS one, a.id AS two, ` + whose + `, g.name_fi AS organiser_fi, g.name_sv AS organiser_sv, g.name_en AS organiser_en, a.case_number, a.status,
    a.submitted_at, a.due_on, a.closed_at
FROM application a JOIN scheme s ON s.id = a.scheme_id JOIN organiser g ON g.id = s.organiser_id JOIN producer p ON p.id = a.producer_id
WHERE ` + ofOwn + ` AND (a.id, a.id) > ($4, $5) ORDER BY a.id`

const library = `
SELECT DISTINCT i.id AS one, coalesce(a.id, '00000000-0000-0000-0000-000000000001'::uuid) AS two, p.name AS producer, coalesce(p.business_id, '') AS business_id,
    coalesce(s.name_fi, '') AS scheme_fi, coalesce(s.name_sv, '') AS scheme_sv, coalesce(s.name_en, '') AS scheme_en, i.kind, i.issued_on, i.valid_to,
    coalesce(a.case_number, '') AS case_number, x.item_id IS NOT NULL AS retired
FROM evidence_item i JOIN producer p ON p.id = $3::uuid LEFT JOIN evidence_retired x ON x.item_id = i.id
LEFT JOIN application_answer w ON w.evidence_id = i.id LEFT JOIN application a ON a.id = w.application_id LEFT JOIN scheme s ON s.id = a.scheme_id
WHERE $1::uuid IS NULL AND $2::uuid IS NULL AND i.producer_id = ANY (producer_was($3::uuid))
    AND (i.id, coalesce(a.id, '00000000-0000-0000-0000-000000000001'::uuid)) > ($4, $5) ORDER BY 1, 2`
