package catalogue

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// An offering's page changes when the offering does, which the audit tells of every change, and when its vacancy is told
// anew. Other pages gather what changes at many times, so of them nothing is said.
const listedOfferings = `
    SELECT o.id, greatest(o.created_at, o.vacancy_at,
        (SELECT e.at FROM audit_event e WHERE e.object_id = o.id ORDER BY e.id DESC LIMIT 1)) AS changed
    FROM offering o JOIN admission a ON a.id = o.admission_id JOIN scheme s ON s.id = a.scheme_id JOIN producer p ON p.id = a.producer_id
    WHERE o.id >= $1::uuid AND NOT p.demo AND NOT s.demo AND` + shownToday

// What is gathered is made up when a part of it is.
const listedProducers = `
    SELECT p.id, NULL::timestamptz AS changed FROM producer p
    WHERE p.id >= $1::uuid AND NOT p.demo
        AND NOT EXISTS (SELECT FROM admission a JOIN scheme s ON s.id = a.scheme_id WHERE a.producer_id = p.id AND s.demo)
        AND EXISTS (SELECT FROM admission a JOIN scheme s ON s.id = a.scheme_id JOIN offering o ON o.admission_id = a.id
            WHERE a.producer_id = p.id AND` + shownToday + `)`

const listedUnits = `
    SELECT u.id, NULL::timestamptz AS changed FROM service_unit u JOIN producer p ON p.id = u.producer_id
    WHERE u.id >= $1::uuid AND NOT p.demo
        AND NOT EXISTS (SELECT FROM admission a JOIN scheme s ON s.id = a.scheme_id WHERE a.producer_id = p.id AND s.demo)
        AND EXISTS (SELECT FROM service_point pt JOIN offering o ON o.point_id = pt.id JOIN admission a ON a.id = o.admission_id
            JOIN scheme s ON s.id = a.scheme_id WHERE pt.unit_id = u.id AND` + shownToday + `)`

const listedPoints = `
    SELECT pt.id, NULL::timestamptz AS changed FROM service_point pt JOIN service_unit u ON u.id = pt.unit_id JOIN producer p ON p.id = u.producer_id
    WHERE pt.id >= $1::uuid AND NOT p.demo
        AND NOT EXISTS (SELECT FROM admission a JOIN scheme s ON s.id = a.scheme_id WHERE a.producer_id = p.id AND s.demo)
        AND EXISTS (SELECT FROM offering o JOIN admission a ON a.id = o.admission_id
            JOIN scheme s ON s.id = a.scheme_id WHERE o.point_id = pt.id AND` + shownToday + `)`

var listedOf = map[ListedKind]string{
	ListedOfferings: listedOfferings, ListedProducers: listedProducers, ListedUnits: listedUnits, ListedPoints: listedPoints,
}

type listedRow struct {
	ID      uuid.UUID    `db:"id"`
	Changed sql.NullTime `db:"changed"`
}

func (s *store) listed(ctx context.Context, kind ListedKind, from uuid.UUID, day calendar.Date, most int) ([]listedRow, error) {
	var rows []listedRow
	if err := s.sel(ctx, &rows, listedOf[kind]+` ORDER BY id LIMIT $3`, from, day, most); err != nil {
		return nil, fmt.Errorf("read listed %s: %w", kind, err)
	}
	return rows, nil
}

// listedParts numbers what is listed and takes every so manieth.
func (s *store) listedParts(ctx context.Context, kind ListedKind, day calendar.Date, size int) ([]uuid.UUID, error) {
	statement := `SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS no FROM (` + listedOf[kind] + `) l) n WHERE (no - 1) % $3::bigint = 0 ORDER BY id`
	var ids []uuid.UUID
	if err := s.sel(ctx, &ids, statement, uuid.Nil, day, size); err != nil {
		return nil, fmt.Errorf("divide listed %s: %w", kind, err)
	}
	return ids, nil
}
