package tenure

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

// sideOf is whose admissions an actor looks after: as $1 an organiser's, as $2 an operator's, as $3 a producer's own.
func sideOf(a actor.Actor) []any {
	side := []any{uuid.NullUUID{}, uuid.NullUUID{}, uuid.NullUUID{}}
	switch a.Role {
	case actor.RoleOfficer:
		side[0] = orNull(a.Organisation)
	case actor.RoleOperator:
		side[1] = orNull(a.Organisation)
	case actor.RoleProducer:
		side[2] = orNull(a.Organisation)
	}
	return side
}

const names = `p.name AS producer, s.name_fi AS scheme_fi, s.name_sv AS scheme_sv, s.name_en AS scheme_en,
    g.name_fi AS organiser_fi, g.name_sv AS organiser_sv, g.name_en AS organiser_en`

// concerns goes from open doubts on: 5 000 of them take 28 ms.
func concerns(ctx context.Context, q sqlx.QueryerContext, a actor.Actor, day calendar.Date, scheme uuid.UUID, limit int) ([]Concern, error) {
	var out []Concern
	err := sqlx.SelectContext(ctx, q, &out, `
		SELECT a.id, `+names+`, admission_state(a.id, a.valid_from, a.valid_to, $4) AS state, d.cause, d.subject, `+titles+`, d.doubts, d.since, d.duty,
		    h.answer_by_day AS answer_by, h.answered IS TRUE AS answered
		FROM (SELECT o.admission_id, count(*) AS doubts, min(o.since) AS since, bool_or(r.duty) AS duty,
		          (array_agg(o.cause ORDER BY o.since, o.id))[1] AS cause, (array_agg(o.subject ORDER BY o.since, o.id))[1] AS subject
		      FROM doubt o JOIN doubt_rule r ON r.id = o.rule_id
		      WHERE NOT EXISTS (SELECT FROM doubt_end e WHERE e.doubt_id = o.id) GROUP BY o.admission_id) d
		JOIN admission a ON a.id = d.admission_id JOIN scheme s ON s.id = a.scheme_id JOIN producer p ON p.id = a.producer_id
		JOIN organiser g ON g.id = s.organiser_id LEFT JOIN requirement q ON q.id = `+requirementOf+`
		LEFT JOIN LATERAL (SELECT h.answer_by_day, EXISTS (SELECT FROM hearing_answer n WHERE n.hearing_id = h.id) AS answered FROM hearing h
		    WHERE h.admission_id = a.id AND NOT EXISTS (SELECT FROM hearing_end e WHERE e.hearing_id = h.id) LIMIT 1) h ON true
		WHERE (s.organiser_id = $1 OR s.operator_id = $2 OR a.producer_id = $3) AND ($6::uuid IS NULL OR s.id = $6)
		ORDER BY h.answer_by_day IS NOT NULL AND NOT h.answered AND h.answer_by_day >= $4, coalesce(h.answer_by_day, d.since), a.id LIMIT $5`,
		append(sideOf(a), day, limit, orNull(scheme))...)
	return out, told("reading what is in doubt", err)
}

// lapses reads what lapses within the longest time of telling; no limit: all of it.
func lapses(ctx context.Context, q sqlx.QueryerContext, a actor.Actor, day calendar.Date, scheme uuid.UUID, limit any) ([]Lapse, error) {
	var out []Lapse
	err := sqlx.SelectContext(ctx, q, &out, `
		SELECT c.admission AS id, `+names+`, coalesce(p.business_id, '') AS business_id, c.kind, `+titles+`, c.last FROM (`+covered+`) c
		JOIN admission a ON a.id = c.admission JOIN scheme s ON s.id = a.scheme_id JOIN producer p ON p.id = a.producer_id JOIN organiser g ON g.id = s.organiser_id
		LEFT JOIN requirement q ON q.id = CASE WHEN char_length(c.kind) = 36 THEN c.kind::uuid END
		WHERE c.last BETWEEN $1 AND $2 AND (c.organiser = $3 OR c.operator = $4 OR c.producer = $5) AND ($7::uuid IS NULL OR s.id = $7)
		ORDER BY c.last, p.name, a.id, c.kind LIMIT $6`, append(append([]any{day, day.AddDays(Stages()[0])}, sideOf(a)...), limit, orNull(scheme))...)
	return out, told("reading what lapses", err)
}

// otherLapses lists what else lapses in a producer's library.
func otherLapses(ctx context.Context, q sqlx.QueryerContext, producer uuid.UUID, day calendar.Date) ([]Lapse, error) {
	var out []Lapse
	err := sqlx.SelectContext(ctx, q, &out, `
		SELECT i.kind, f.name AS title_fi, f.name AS title_sv, f.name AS title_en, i.valid_to AS last FROM evidence_item i JOIN stored_file f ON f.id = i.file_id
		WHERE i.producer_id = ANY (producer_was($1)) AND i.kind = 'other' AND i.valid_to BETWEEN $2 AND $3 AND NOT EXISTS (SELECT FROM evidence_retired t WHERE t.item_id = i.id)
		ORDER BY i.valid_to, i.id`, producer, day, day.AddDays(Stages()[0]))
	return out, told("reading what else lapses", err)
}
