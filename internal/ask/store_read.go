package ask

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

const requestColumns = `
SELECT r.id, r.no, r.ask_id, p.id AS producer_id, p.name AS producer_name, r.key_id, k.lang, r.answer_by, r.made_at, r.status AS standing, r.status_at AS standing_at, r.erased`

const requestFrom = `
FROM ask_request r
JOIN ask k ON k.id = r.ask_id
JOIN producer p ON p.id = producer_now(r.producer_id)`

// goesOn and hasEnded are the conditions of requests that go on and that have ended, in the words of their indexes.
const (
	goesOn   = ` r.status IN ('made', 'contact', 'room', 'question', 'replied')`
	hasEnded = ` r.status IN ('no_room', 'closed', 'withdrawn', 'unanswered', 'lapsed', 'gone')`
)

func readRequest(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Request, error) {
	var r Request
	err := sqlx.GetContext(ctx, q, &r, requestColumns+requestFrom+` WHERE r.id = $1`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return r, ErrNotFound.Because(err)
	}
	if err != nil {
		return r, fmt.Errorf("read a request: %w", err)
	}
	one := []Request{r}
	err = addAsked(ctx, q, one)
	return one[0], err
}

func readRequests(ctx context.Context, q sqlx.QueryerContext, rest string, args ...any) ([]Request, error) {
	var rows []Request
	if err := sqlx.SelectContext(ctx, q, &rows, requestColumns+requestFrom+rest, args...); err != nil {
		return nil, fmt.Errorf("read requests: %w", err)
	}
	return rows, addAsked(ctx, q, rows)
}

// readOf reads the requests of an asking.
func readOf(ctx context.Context, q sqlx.QueryerContext, ask uuid.UUID) ([]Request, error) {
	return readRequests(ctx, q, ` WHERE r.ask_id = $1 ORDER BY r.no`, ask)
}

// readOpen reads every request that goes on.
func readOpen(ctx context.Context, q sqlx.QueryerContext) ([]Request, error) {
	return readRequests(ctx, q, ` WHERE`+goesOn+` ORDER BY r.no`)
}

// oldEnded are the requests that ended before a moment and are not erased.
const oldEnded = ` FROM ask_request r WHERE` + hasEnded + ` AND NOT r.erased AND r.status_at < $1`

func countEnded(ctx context.Context, q sqlx.QueryerContext, before time.Time) (n int, err error) {
	err = sqlx.GetContext(ctx, q, &n, `SELECT count(*)`+oldEnded, before)
	return n, err
}

// readEnded lists the requests that ended before a moment and are not erased.
func readEnded(ctx context.Context, q sqlx.QueryerContext, before time.Time) (ids []uuid.UUID, err error) {
	err = sqlx.SelectContext(ctx, q, &ids, `SELECT r.id`+oldEnded+` ORDER BY r.status_at, r.no`, before)
	if err != nil {
		return nil, fmt.Errorf("read requests to erase: %w", err)
	}
	return ids, nil
}

// units are those for which alone somebody acts; nil: all.
func units(a actor.Actor) any {
	if a.Part == nil {
		return nil
	}
	return texts(a.Part.Units)
}

// toUnits is the condition of requests that ask for something of one of the units that a parameter holds; null: of any. See reach.
func toUnits(parameter int) string {
	return fmt.Sprintf(` AND ($%d::uuid[] IS NULL OR EXISTS (SELECT FROM ask_offering x JOIN offering o ON o.id = x.offering_id JOIN service_point pt ON pt.id = o.point_id
		WHERE x.request_id = r.id AND pt.unit_id = ANY ($%[1]d::uuid[])))`, parameter)
}

// readQueue reads a page. Of each producer that the one has been it looks at a page's worth, so that who was asked much is read as
// quickly as who was not.
func readQueue(ctx context.Context, q sqlx.QueryerContext, a actor.Actor, asked Query, size int) ([]Request, error) {
	which, order := goesOn+` AND r.no > $2`, ` ORDER BY r.no`
	if asked.Closed {
		which, order = hasEnded+` AND ($2 = 0 OR r.no < $2)`, ` ORDER BY r.no DESC`
	}
	return readRequests(ctx, q, ` WHERE r.id = ANY (ARRAY(SELECT r.id FROM unnest(producer_was($1)) AS was (id)
		CROSS JOIN LATERAL (SELECT r.id, r.no FROM ask_request r WHERE r.producer_id = was.id AND`+which+toUnits(4)+order+` LIMIT $3) r`+order+` LIMIT $3))`+order,
		a.Organisation, asked.After, size, units(a))
}

func countOpen(ctx context.Context, q sqlx.QueryerContext, a actor.Actor, today calendar.Date) (all, waiting, late int, err error) {
	var n struct {
		All     int `db:"everything"`
		Waiting int `db:"waiting"`
		Late    int `db:"late"`
	}
	err = sqlx.GetContext(ctx, q, &n, `SELECT count(*) AS everything, count(*) FILTER (WHERE r.status IN ('made', 'replied')) AS waiting,
		count(*) FILTER (WHERE r.status = 'made' AND r.answer_by < $2::date) AS late
		FROM ask_request r WHERE r.producer_id = ANY (ARRAY(SELECT unnest(producer_was($1)))) AND`+goesOn+toUnits(3), a.Organisation, today, units(a))
	if err != nil {
		return 0, 0, 0, fmt.Errorf("count requests: %w", err)
	}
	return n.All, n.Waiting, n.Late, nil
}

// addAsked adds to requests what they ask for.
func addAsked(ctx context.Context, q sqlx.QueryerContext, requests []Request) error {
	if len(requests) == 0 {
		return nil
	}
	ids, at := make([]uuid.UUID, len(requests)), map[uuid.UUID]int{}
	for i, r := range requests {
		ids[i], at[r.ID] = r.ID, i
	}
	var rows []Asked
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT a.request_id, a.offering_id, o.service_key, u.id AS unit_id, u.name AS unit_name, coalesce(u.phone, '') AS phone
		FROM ask_offering a JOIN offering o ON o.id = a.offering_id JOIN service_point pt ON pt.id = o.point_id JOIN service_unit u ON u.id = pt.unit_id
		WHERE a.request_id = ANY ($1::uuid[]) ORDER BY o.service_key, a.offering_id`, texts(ids))
	if err != nil {
		return fmt.Errorf("read what requests ask for: %w", err)
	}
	for _, row := range rows {
		i := at[row.Request]
		requests[i].Asked = append(requests[i].Asked, row)
	}
	return nil
}

// unitsAsked are the units whose services a request asks for.
func unitsAsked(ctx context.Context, q sqlx.QueryerContext, request uuid.UUID) (ids []uuid.UUID, err error) {
	err = sqlx.SelectContext(ctx, q, &ids, `SELECT DISTINCT pt.unit_id FROM ask_offering x JOIN offering o ON o.id = x.offering_id JOIN service_point pt ON pt.id = o.point_id
		WHERE x.request_id = $1 ORDER BY 1`, request)
	if err != nil {
		return nil, fmt.Errorf("read whose services a request asks for: %w", err)
	}
	return ids, nil
}

func readEvents(ctx context.Context, q sqlx.QueryerContext, request uuid.UUID) (events []Event, err error) {
	err = sqlx.SelectContext(ctx, q, &events, `SELECT id, request_id, kind, room_from, done_as, at FROM ask_event WHERE request_id = $1 ORDER BY seq`, request)
	if err != nil {
		return nil, fmt.Errorf("read what happened to a request: %w", err)
	}
	return events, nil
}

// readWords are the sealed words of a request by whose they are.
func readWords(ctx context.Context, q sqlx.QueryerContext, request uuid.UUID) (map[uuid.UUID][]byte, error) {
	var rows []struct {
		ID     uuid.UUID `db:"id"`
		Sealed []byte    `db:"sealed"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, `SELECT id, sealed FROM ask_words WHERE request_id = $1`, request); err != nil {
		return nil, fmt.Errorf("read the words of a request: %w", err)
	}
	out := make(map[uuid.UUID][]byte, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Sealed
	}
	return out, nil
}

// letter is what a mail about an event is made of.
type letter struct {
	Kind     Kind       `db:"kind"`
	MailedAt *time.Time `db:"mailed_at"`
	Ask      uuid.UUID  `db:"ask_id"`
	Lang     string     `db:"lang"`
	Key      uuid.UUID  `db:"key_id"`
	Sealed   []byte     `db:"sealed"` // nil when it is erased
}

func readLetter(ctx context.Context, d *db.DB, event uuid.UUID) (letter, error) {
	var l letter
	err := d.GetContext(ctx, &l, `SELECT e.kind, e.mailed_at, r.ask_id, k.lang, r.key_id, w.sealed
		FROM ask_event e JOIN ask_request r ON r.id = e.request_id JOIN ask k ON k.id = r.ask_id LEFT JOIN ask_words w ON w.id = r.id WHERE e.id = $1`, event)
	if err != nil {
		return l, fmt.Errorf("read whom to write to: %w", err)
	}
	return l, nil
}

func setMailed(ctx context.Context, d *db.DB, event uuid.UUID) error {
	if _, err := d.ExecContext(ctx, `UPDATE ask_event SET mailed_at = clock_timestamp() WHERE id = $1`, event); err != nil {
		return fmt.Errorf("mark a mail as sent: %w", d.Translate(err))
	}
	return nil
}

// countByService counts an organiser's requests.
func countByService(ctx context.Context, q sqlx.QueryerContext, organiser uuid.UUID, since, today calendar.Date) (rows []Count, err error) {
	err = sqlx.SelectContext(ctx, q, &rows, `
WITH asked AS (
    SELECT DISTINCT r.id, o.service_key, r.made_at >= $2::date AS recent, r.status, r.answer_by
    FROM ask_offering x JOIN ask_request r ON r.id = x.request_id JOIN offering o ON o.id = x.offering_id
    JOIN admission a ON a.id = o.admission_id JOIN scheme s ON s.id = a.scheme_id
    WHERE s.organiser_id = $1 AND (r.made_at >= $2::date OR`+goesOn+`))
SELECT service_key, count(*) FILTER (WHERE recent) AS made,
    count(*) FILTER (WHERE`+goesOn+`) AS open,
    count(*) FILTER (WHERE status = 'made' AND answer_by < $3::date) AS late,
    count(*) FILTER (WHERE recent AND EXISTS (SELECT FROM ask_event e WHERE e.request_id = r.id AND e.kind = 'room')) AS room,
    count(*) FILTER (WHERE recent AND status = 'no_room') AS no_room,
    count(*) FILTER (WHERE recent AND status = 'unanswered') AS silent
FROM asked r GROUP BY service_key ORDER BY made DESC, service_key`, organiser, since, today)
	if err != nil {
		return nil, fmt.Errorf("count requests by service: %w", err)
	}
	return rows, nil
}
