package catalogue

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// A sheet is an item made ready, so that a page is read from one row for each line. It holds while the rows that it was
// made from are those it was made from, which their transactions' numbers tell, and for the days it was made for. What
// may be shown is asked of the register's own rows in the same statement.
const sheets = `
JOIN admission a ON a.id = o.admission_id
JOIN scheme s ON s.id = a.scheme_id
JOIN producer p ON p.id = a.producer_id
JOIN service_point pt ON pt.id = o.point_id
JOIN service_unit u ON u.id = pt.unit_id
LEFT JOIN catalogue_sheet c ON c.offering_id = o.id AND c.offering = o.xmin AND c.point = pt.xmin AND c.unit = u.xmin
    AND c.producer = p.xmin AND c.scheme = s.xmin AND $2::date BETWEEN c.from_day AND c.to_day`

const (
	sheetsByID = `SELECT o.id AS asked, o.id, c.content FROM offering o` + sheets + `
WHERE o.id = ANY ($1::uuid[]) AND` + shownToday

	// sheetsOfSamePoint also reads the same service of the same point under other schemes: one row for each of them and
	// each of the asked ids that it may stand for. An asked one may itself not be shown any more while the others are.
	sheetsOfSamePoint = `SELECT h.id AS asked, o.id, c.content
FROM offering h JOIN offering o ON o.point_id = h.point_id AND o.service_key = h.service_key` + sheets + `
WHERE h.id = ANY ($1::uuid[]) AND` + shownToday
)

// sheetItems reads offerings that may be shown on a day, in no order, each once with the asked ids that it may stand
// for. Those without a sheet that holds are made from their tables.
func (s *store) sheetItems(ctx context.Context, grouped bool, ids []uuid.UUID, day calendar.Date) ([]hit, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	statement := sheetsByID
	if grouped {
		statement = sheetsOfSamePoint
	}
	found, missing, err := s.readSheets(ctx, statement, ids, day)
	if err != nil {
		return nil, fmt.Errorf("read catalogue sheets: %w", s.db.Translate(err))
	}
	if len(missing) == 0 {
		return onDay(found, day), nil
	}
	rows, err := s.items(ctx, itemsByID, missing, day)
	if err != nil {
		return nil, err
	}
	made := make(map[uuid.UUID]*itemRow, len(rows))
	for i := range rows {
		made[rows[i].ID] = &rows[i]
	}
	kept := found[:0]
	for _, h := range found {
		if h.Service.Key == "" { // no sheet
			row := made[h.ID]
			if row == nil {
				continue // withdrawn between the two statements
			}
			h.Item = row.item()
		}
		kept = append(kept, h)
	}
	return onDay(kept, day), nil
}

// onDay tells of each what depends on the day, which sheets leave out.
func onDay(hits []hit, day calendar.Date) []hit {
	for i := range hits {
		hits[i].on(day)
	}
	return hits
}

// readSheets gives what was read, and the ids of what has no sheet that holds: their hits have the id alone.
func (s *store) readSheets(ctx context.Context, statement string, ids []uuid.UUID, day calendar.Date) (found []hit, missing []uuid.UUID, err error) {
	prepared, err := s.prepare(ctx, statement)
	if err != nil {
		return nil, nil, err
	}
	rows, err := prepared.QueryContext(ctx, uuids(ids), day)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	found = make([]hit, 0, len(ids)+len(ids)/4)
	at := make(map[uuid.UUID]int, len(ids))
	for rows.Next() {
		var asked, id uuid.UUID
		var content sql.RawBytes
		if err := rows.Scan(&asked, &id, &content); err != nil {
			return nil, nil, err
		}
		if i, known := at[id]; known {
			found[i].standsFor = append(found[i].standsFor, asked)
			continue
		}
		at[id] = len(found)
		h := hit{standsFor: []uuid.UUID{asked}}
		if !h.decode(content) {
			h.Item = Item{ID: id}
			missing = append(missing, id)
		}
		found = append(found, h)
	}
	return found, missing, rows.Err()
}

const saveSheets = `
INSERT INTO catalogue_sheet AS old (offering_id, offering, point, unit, producer, scheme, from_day, to_day, content)
SELECT id, offering::xid, point::xid, unit::xid, producer::xid, scheme::xid, $7::date, to_day, content
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $8::date[], $9::bytea[])
    AS n (id, offering, point, unit, producer, scheme, to_day, content)
ON CONFLICT (offering_id) DO UPDATE SET offering = excluded.offering, point = excluded.point, unit = excluded.unit,
    producer = excluded.producer, scheme = excluded.scheme, from_day = excluded.from_day, to_day = excluded.to_day,
    content = excluded.content
WHERE old.offering <> excluded.offering OR old.point <> excluded.point OR old.unit <> excluded.unit
    OR old.producer <> excluded.producer OR old.scheme <> excluded.scheme OR old.to_day <> excluded.to_day
    OR excluded.from_day NOT BETWEEN old.from_day AND old.to_day OR old.content <> excluded.content`

// saveSheets keeps what was read as it is shown on a day and until the days on which time alone may change it. One that
// is there just so is not written again.
func (s *store) saveSheets(ctx context.Context, rows []itemRow, day calendar.Date, next map[uuid.UUID]calendar.Date) error {
	if len(rows) == 0 {
		return nil
	}
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b itemRow) int { return bytes.Compare(a.ID[:], b.ID[:]) }) // two writers never wait in a circle
	ids, until, contents := make([]uuid.UUID, len(rows)), make([]string, len(rows)), make([][]byte, len(rows))
	var stamps [5][]string
	for i := range rows {
		r := &rows[i]
		item := r.item()
		ids[i], contents[i], until[i] = r.ID, item.encode(), "infinity"
		if day, ok := next[r.ID]; ok {
			until[i] = day.AddDays(-1).String()
		}
		for n, stamp := range [...]string{r.OfferingStamp, r.PointStamp, r.UnitStamp, r.ProducerStamp, r.SchemeStamp} {
			stamps[n] = append(stamps[n], stamp)
		}
	}
	_, err := s.db.ExecContext(ctx, saveSheets, uuids(ids), pq.Array(stamps[0]), pq.Array(stamps[1]), pq.Array(stamps[2]),
		pq.Array(stamps[3]), pq.Array(stamps[4]), day, pq.Array(until), pq.Array(contents))
	if err != nil {
		return fmt.Errorf("save catalogue sheets: %w", s.db.Translate(err))
	}
	return nil
}
