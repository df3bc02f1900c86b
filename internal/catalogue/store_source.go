package catalogue

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/search"
)

// resolve finds what the changed rows are part of, and with each offering the rest of its line: the same service of the
// same point under other terms, whose standing a change of one changes. An offering never moves to another point and is
// never given another service, so the line that it is in is the only one it has been in.
const resolve = `
WITH touched AS (
    SELECT o.id, o.point_id, o.service_key FROM offering o WHERE o.id = ANY ($1::uuid[])
    UNION SELECT o.id, o.point_id, o.service_key FROM offering o WHERE o.admission_id = ANY ($2::uuid[])
    UNION SELECT o.id, o.point_id, o.service_key FROM offering o JOIN admission a ON a.id = o.admission_id
        WHERE a.scheme_id = ANY ($3::uuid[])
    UNION SELECT o.id, o.point_id, o.service_key FROM offering o JOIN admission a ON a.id = o.admission_id
        WHERE a.producer_id = ANY ($4::uuid[])
    UNION SELECT o.id, o.point_id, o.service_key FROM offering o JOIN service_point pt ON pt.id = o.point_id
        WHERE pt.unit_id = ANY ($5::uuid[])
    UNION SELECT o.id, o.point_id, o.service_key FROM offering o WHERE o.point_id = ANY ($6::uuid[])
)
SELECT same.id FROM touched t JOIN offering same ON same.point_id = t.point_id AND same.service_key = t.service_key
GROUP BY same.id`

func (s *store) resolve(ctx context.Context, byKind map[search.Kind][]uuid.UUID) ([]uuid.UUID, error) {
	args := make([]any, 0, 6)
	for _, kind := range []search.Kind{
		search.KindOffering, search.KindAdmission, search.KindScheme, search.KindProducer, search.KindUnit, search.KindPoint,
	} {
		args = append(args, uuids(byKind[kind]))
	}
	var ids []uuid.UUID
	if err := s.sel(ctx, &ids, resolve, args...); err != nil {
		return nil, fmt.Errorf("find the offerings of changed rows: %w", err)
	}
	return ids, nil
}

// itemsOfLines reads what is shown today of the lines of the asked offerings, these included.
const itemsOfLines = `SELECT` + itemColumns + itemTables + `
WHERE o.id = ANY (ARRAY(
        SELECT same.id FROM offering h JOIN offering same ON same.point_id = h.point_id AND same.service_key = h.service_key
        WHERE h.id = ANY ($1::uuid[])))
    AND` + shownToday

const all = `SELECT id FROM offering WHERE id > $1::uuid AND withdrawn_at IS NULL ORDER BY id LIMIT $2::bigint`

func (s *store) all(ctx context.Context, after uuid.UUID, limit int) ([]uuid.UUID, error) {
	var ids []uuid.UUID
	if err := s.sel(ctx, &ids, all, after.String(), limit); err != nil {
		return nil, fmt.Errorf("page through offerings: %w", err)
	}
	return ids, nil
}

// boundaries lists the days on which time alone may change what is shown of an offering: the first day of a validity
// and the day after its last. Upper bounds of ranges are that day already.
const boundaries = `
    SELECT lower(l.valid) AS day FROM price_line l WHERE l.offering_id = o.id
    UNION ALL SELECT upper(l.valid) FROM price_line l WHERE l.offering_id = o.id
    UNION ALL SELECT lower(t.valid) FROM scheme_service t WHERE t.scheme_id = s.id AND t.service_key = o.service_key
    UNION ALL SELECT upper(t.valid) FROM scheme_service t WHERE t.scheme_id = s.id AND t.service_key = o.service_key
    UNION ALL SELECT unnest(ARRAY[a.valid_from, a.valid_to + 1, s.valid_from, s.valid_to + 1])
    UNION ALL SELECT w.valid_from FROM quality_weights w WHERE w.main
    UNION ALL (SELECT e.until + 1 FROM admission_event e WHERE e.admission_id = a.id ORDER BY e.seq DESC LIMIT 1)`

const nextChange = `
SELECT o.id, (SELECT min(b.day) FROM (` + boundaries + `) b WHERE b.day > $2::date) AS day
FROM offering o
JOIN admission a ON a.id = o.admission_id
JOIN scheme s ON s.id = a.scheme_id
WHERE o.id = ANY ($1::uuid[])`

// nextChange finds, for each offering that has one, the first day after the given one on which time alone may change it.
func (s *store) nextChange(ctx context.Context, ids []uuid.UUID, day calendar.Date) (map[uuid.UUID]calendar.Date, error) {
	var rows []struct {
		ID  uuid.UUID     `db:"id"`
		Day calendar.Date `db:"day"`
	}
	if err := s.sel(ctx, &rows, nextChange, uuids(ids), day); err != nil {
		return nil, fmt.Errorf("find when offerings change by time: %w", err)
	}
	out := make(map[uuid.UUID]calendar.Date, len(rows))
	for _, r := range rows {
		if !r.Day.IsZero() {
			out[r.ID] = r.Day
		}
	}
	return out, nil
}
