package catalogue

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// part names what a page is about by the row that its id ($1) is of.
type part string

const (
	partOfOffering part = "o.id"
	partOfProducer part = "a.producer_id"
	partOfUnit     part = "pt.unit_id"
	partOfPoint    part = "pt.id"
)

// An outline is one row for each point where something is shown today: enough to put all of them in order and on a map.
// What is offered is read of the few that a page shows.
const outlineColumns = `
SELECT ` + whoseColumns + `,
    bool_or(p.demo OR s.demo) AS demo, count(*) AS offered, array_agg(DISTINCT g.code) AS organisers`

const partTables = `
FROM offering o
JOIN admission a ON a.id = o.admission_id
JOIN scheme s ON s.id = a.scheme_id
JOIN organiser g ON g.id = s.organiser_id
JOIN producer p ON p.id = a.producer_id
JOIN service_point pt ON pt.id = o.point_id
JOIN service_unit u ON u.id = pt.unit_id
WHERE `

type outlineRow struct {
	whoseRow

	Demo       bool           `db:"demo"`
	Offered    int            `db:"offered"`
	Organisers pq.StringArray `db:"organisers"`
}

// outline reads the points of a part on a day, in no order.
func (s *store) outline(ctx context.Context, of part, id uuid.UUID, day calendar.Date) ([]outlineRow, error) {
	statement := outlineColumns + partTables + string(of) + ` = $1::uuid AND` + shownToday + `
GROUP BY p.id, u.id, pt.id`
	var rows []outlineRow
	if err := s.sel(ctx, &rows, statement, id, day); err != nil {
		return nil, fmt.Errorf("read where a producer is: %w", err)
	}
	return rows, nil
}

// areas are the codes of place.Part to whose homes a part comes on a day, in order.
func (s *store) areas(ctx context.Context, of part, id uuid.UUID, day calendar.Date) ([]string, error) {
	statement := `SELECT DISTINCT r.code FROM offering_area r WHERE r.offering_id IN (SELECT o.id` + partTables + string(of) +
		` = $1::uuid AND o.at_home AND` + shownToday + `) ORDER BY 1`
	var codes []string
	if err := s.sel(ctx, &codes, statement, id, day); err != nil {
		return nil, fmt.Errorf("read where a producer comes to: %w", err)
	}
	return codes, nil
}

type offeredRow struct {
	ID        uuid.UUID `db:"id"`
	Point     uuid.UUID `db:"point_id"`
	Service   string    `db:"service_key"`
	Organiser string    `db:"code"`
}

const offeredAtPoints = `
SELECT o.id, o.point_id, o.service_key, g.code
FROM offering o
JOIN admission a ON a.id = o.admission_id
JOIN scheme s ON s.id = a.scheme_id
JOIN organiser g ON g.id = s.organiser_id
WHERE o.point_id = ANY ($1::uuid[]) AND` + shownToday

// offered are the keys of what is offered at points on a day, in no order.
func (s *store) offered(ctx context.Context, points []uuid.UUID, day calendar.Date) ([]offeredRow, error) {
	var rows []offeredRow
	if err := s.sel(ctx, &rows, offeredAtPoints, uuids(points), day); err != nil {
		return nil, fmt.Errorf("read what is offered at points: %w", err)
	}
	return rows, nil
}

// mostMoves is how many moves of a unit are followed: two units may each have been told to have become the other.
const mostMoves = "20"

// past tells whether a part was ever shown before a day, and which unit its unit has become. What a producer has is not one
// unit, and moves nowhere. An offering of an admission that has not begun yet was never shown.
func (s *store) past(ctx context.Context, of part, id uuid.UUID, day calendar.Date) (Past, error) {
	units := `SELECT u.id` + partTables + string(of) + ` = $1::uuid`
	switch of {
	case partOfUnit: // also one that never offered anything
		units = `SELECT $1::uuid`
	case partOfProducer:
		units = `SELECT NULL::uuid`
	}
	statement := `
WITH RECURSIVE chain AS (
    SELECT x.successor_id AS id, 1 AS n FROM unit_succession x WHERE x.from_day <= $2::date AND x.unit_id IN (` + units + `)
    UNION ALL
    SELECT x.successor_id, c.n + 1 FROM chain c JOIN unit_succession x ON x.unit_id = c.id
    WHERE x.from_day <= $2::date AND c.n < ` + mostMoves + `)
SELECT EXISTS (SELECT` + partTables + string(of) + ` = $1::uuid AND a.valid_from <= $2::date AND s.valid_from <= $2::date) AS shown,
    (SELECT id FROM chain ORDER BY n DESC LIMIT 1) AS successor`
	var rows []struct {
		Shown     bool          `db:"shown"`
		Successor uuid.NullUUID `db:"successor"`
	}
	if err := s.sel(ctx, &rows, statement, id, day); err != nil {
		return Past{}, fmt.Errorf("read what was shown: %w", err)
	}
	return Past{Shown: rows[0].Shown, Successor: rows[0].Successor.UUID}, nil
}

// mergeTables are those of the kinds that can have been merged.
var mergeTables = map[Kind]string{KindProducer: "producer", KindUnit: "service_unit", KindPoint: "service_point"}

// mergedInto is what something leads to that was in the register twice; nil for the rest. What was merged is never merged into,
// so there is an end.
func (s *store) mergedInto(ctx context.Context, kind Kind, id uuid.UUID) (uuid.UUID, error) {
	table, can := mergeTables[kind]
	if !can {
		return uuid.Nil, nil
	}
	var found []uuid.UUID
	err := s.sel(ctx, &found, `
WITH RECURSIVE chain AS (
    SELECT t.merged_into AS id, 1 AS n FROM `+table+` t WHERE t.id = $1::uuid AND t.merged_into IS NOT NULL
    UNION ALL
    SELECT t.merged_into, c.n + 1 FROM chain c JOIN `+table+` t ON t.id = c.id WHERE t.merged_into IS NOT NULL AND c.n < `+mostMoves+`)
SELECT id FROM chain ORDER BY n DESC LIMIT 1`, id)
	if err != nil || len(found) == 0 {
		return uuid.Nil, err
	}
	return found[0], nil
}
