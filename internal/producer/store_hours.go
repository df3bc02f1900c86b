package producer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/hours"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// toldHours are a point's hours with their version.
type toldHours struct {
	week    hours.Week
	version int
}

const notTold = "not_told" // hours.NotTold in the database

const selectHours = `SELECT h.point_id, h.state, h.week::text[] AS week, h.else_agreement, h.holidays, h.eves, h.confirmed_on, h.version,
       (SELECT coalesce(json_agg(json_build_object('first', lower(e.days), 'last', upper(e.days) - 1, 'open', e.open::text, 'note', e.note)
            ORDER BY e.days), '[]')
        FROM point_hours_exception e WHERE e.point_id = h.point_id) AS exceptions
FROM point_hours h WHERE h.point_id = ANY ($1)`

type hoursRow struct {
	PointID       uuid.UUID      `db:"point_id"`
	State         string         `db:"state"`
	Week          pq.StringArray `db:"week"`
	ElseAgreement bool           `db:"else_agreement"`
	Holidays      string         `db:"holidays"`
	Eves          string         `db:"eves"`
	ConfirmedOn   calendar.Date  `db:"confirmed_on"`
	Version       int            `db:"version"`
	Exceptions    []byte         `db:"exceptions"`
}

func hoursOf(ctx context.Context, q sqlx.QueryerContext, points []uuid.UUID) (map[uuid.UUID]toldHours, error) {
	var rows []hoursRow
	if err := sqlx.SelectContext(ctx, q, &rows, selectHours, pq.Array(points)); err != nil {
		return nil, fmt.Errorf("read hours: %w", err)
	}
	out := make(map[uuid.UUID]toldHours, len(rows))
	for _, r := range rows {
		week, err := r.toWeek()
		if err != nil {
			return nil, fmt.Errorf("hours of %s: %w", r.PointID, err)
		}
		out[r.PointID] = toldHours{week, r.Version}
	}
	return out, nil
}

func (r hoursRow) toWeek() (hours.Week, error) {
	w := hours.Week{State: hours.State(r.State), ElseAgreement: r.ElseAgreement, Holidays: hours.Rule(r.Holidays), Eves: hours.Rule(r.Eves), Confirmed: r.ConfirmedOn}
	if r.State == notTold {
		w.State = hours.NotTold
	}
	var err error
	for i := range min(len(r.Week), len(w.Days)) {
		if w.Days[i], err = parseDay(r.Week[i]); err != nil {
			return w, err
		}
	}
	var exceptions []struct {
		First, Last calendar.Date
		Open, Note  string
	}
	if err := json.Unmarshal(r.Exceptions, &exceptions); err != nil {
		return w, err
	}
	for _, e := range exceptions {
		open, err := parseDay(e.Open)
		if err != nil {
			return w, err
		}
		w.Exceptions = append(w.Exceptions, hours.Exception{First: e.First, Last: e.Last, Open: open, Note: e.Note})
	}
	return w, nil
}

// writeHours puts hours in the place of those before, whose point is locked.
func writeHours(ctx context.Context, tx *db.Tx, point uuid.UUID, w hours.Week) error {
	state := string(w.State)
	if w.State == hours.NotTold {
		state = notTold
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO point_hours AS h (point_id, state, week, else_agreement, holidays, eves, confirmed_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (point_id) DO UPDATE SET state = $2, week = $3, else_agreement = $4, holidays = $5, eves = $6, confirmed_on = $7, version = h.version + 1`,
		point, state, WriteWeek(w), w.ElseAgreement, string(w.Holidays), string(w.Eves), w.Confirmed); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM point_hours_exception WHERE point_id = $1`, point); err != nil {
		return err
	}
	for _, e := range w.Exceptions {
		if _, err := tx.ExecContext(ctx, `INSERT INTO point_hours_exception (point_id, days, open, note) VALUES ($1, daterange($2, $3, '[]'), $4, $5)`,
			point, e.First, e.Last, WriteDay(e.Open), e.Note); err != nil {
			return err
		}
	}
	return nil
}

// WriteWeek writes the times of a week as the database keeps them.
func WriteWeek(w hours.Week) pq.StringArray {
	week := make(pq.StringArray, len(w.Days))
	for i, open := range w.Days {
		week[i] = WriteDay(open)
	}
	return week
}

// WriteDay writes the times of a day as the database keeps them: {[480,960)}.
func WriteDay(open []hours.Interval) string {
	ranges := make([]string, len(open))
	for i, o := range open {
		ranges[i] = "[" + strconv.Itoa(int(o.Opens)) + "," + strconv.Itoa(int(o.Closes)) + ")"
	}
	return "{" + strings.Join(ranges, ",") + "}"
}

var errDay = errors.New("not the times of a day")

// parseDay reads what WriteDay wrote.
func parseDay(s string) ([]hours.Interval, error) {
	inner, begins := strings.CutPrefix(s, "{")
	inner, ends := strings.CutSuffix(inner, "}")
	if !begins || !ends {
		return nil, errDay
	}
	if inner == "" {
		return nil, nil
	}
	var out []hours.Interval
	for _, part := range strings.Split(strings.TrimSuffix(strings.TrimPrefix(inner, "["), ")"), "),[") {
		opens, closes, _ := strings.Cut(part, ",")
		from, wrong := strconv.Atoi(opens)
		to, wrongToo := strconv.Atoi(closes)
		if err := errors.Join(wrong, wrongToo); err != nil {
			return nil, errDay
		}
		out = append(out, hours.Interval{Opens: hours.Clock(from), Closes: hours.Clock(to)})
	}
	return out, nil
}
