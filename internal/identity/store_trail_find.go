package identity

import (
	"context"
	"strconv"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// dayOf is a day's midnight in Helsinki.
const dayOf = `::date::timestamp AT TIME ZONE 'Europe/Helsinki'`

// findAudit reads rows from before a number on, the latest first. Each condition that narrows nothing is left out, so that the
// planner sees which index there is for the rest.
func findAudit(ctx context.Context, q sqlx.QueryerContext, f AuditFilter, before int64, limit int) ([]AuditLine, error) {
	query, args := `SELECT e.id, e.at, e.role, e.person_id, e.organisation_id, COALESCE(n.name, '') AS person_name, e.action, e.object_kind, e.object_id, e.organiser_id, e.details
FROM audit_event e LEFT JOIN person n ON n.id = e.person_id WHERE true`, []any{}
	where := func(on bool, condition string, arg any, after string) {
		if on {
			args = append(args, arg)
			query += ` AND ` + condition + `$` + strconv.Itoa(len(args)) + after
		}
	}
	where(f.Object != uuid.Nil, `e.object_id = `, f.Object, ``)
	where(f.Person != uuid.Nil, `e.person_id = `, f.Person, ``)
	where(f.Organiser != uuid.Nil, `e.organiser_id = `, f.Organiser, ``)
	where(f.Action != "", `replace(e.action, '.', '_') = `, f.Action, ``)
	where(before > 0, `e.id < `, before, ``)
	where(!f.From.IsZero(), `e.at >= `, f.From, dayOf)
	where(!f.Until.IsZero(), `e.at < `, f.Until.AddDays(1), dayOf)
	where(f.About != uuid.Nil, `(e.person_id = `, f.About, ` OR e.object_id = ANY ((SELECT array_agg(own.id) FROM (
    SELECT $`+strconv.Itoa(len(args)+1)+`::uuid AS id UNION ALL SELECT m.id FROM membership m WHERE m.person_id = $`+strconv.Itoa(len(args)+1)+`) own)::uuid[]))`)
	args = append(args, limit)
	var list []AuditLine
	err := sqlx.SelectContext(ctx, q, &list, query+` ORDER BY e.id DESC LIMIT $`+strconv.Itoa(len(args)), args...)
	return list, wrap(err, "read the audit trail")
}

// trailNames are what objects are called, in the three languages where they differ. People act in many rooms, and the trail is of
// all of them: their tables are read here by id, and none is changed.
const trailNames = `
SELECT id, name AS fi, name AS sv, name AS en FROM producer WHERE id = ANY ($1)
UNION ALL SELECT id, name_fi, name_sv, name_en FROM organiser WHERE id = ANY ($1)
UNION ALL SELECT id, name, name, name FROM operator WHERE id = ANY ($1)
UNION ALL SELECT id, name, name, name FROM person WHERE id = ANY ($1)
UNION ALL SELECT m.id, n.name, n.name, n.name FROM membership m JOIN person n ON n.id = m.person_id WHERE m.id = ANY ($1)
UNION ALL SELECT id, name, name, name FROM service_unit WHERE id = ANY ($1)
UNION ALL SELECT id, name, name, name FROM service_point WHERE id = ANY ($1)
UNION ALL SELECT id, name_fi, name_sv, name_en FROM scheme WHERE id = ANY ($1)
UNION ALL SELECT o.id, p.name, p.name, p.name FROM offering o JOIN service_point p ON p.id = o.point_id WHERE o.id = ANY ($1)
UNION ALL SELECT a.id, p.name, p.name, p.name FROM application a JOIN producer p ON p.id = a.producer_id WHERE a.id = ANY ($1)
UNION ALL SELECT a.id, p.name, p.name, p.name FROM admission a JOIN producer p ON p.id = a.producer_id WHERE a.id = ANY ($1)`

// named is what an object is called.
type named struct {
	ID uuid.UUID `db:"id"`
	Fi string    `db:"fi"`
	Sv string    `db:"sv"`
	En string    `db:"en"`
}

func namesOf(ctx context.Context, q sqlx.QueryerContext, ids []uuid.UUID) (map[uuid.UUID]named, error) {
	var list []named
	if err := sqlx.SelectContext(ctx, q, &list, trailNames, db.IDs(ids)); err != nil {
		return nil, wrap(err, "read what objects are called")
	}
	out := make(map[uuid.UUID]named, len(list))
	for _, n := range list {
		out[n.ID] = n
	}
	return out, nil
}
