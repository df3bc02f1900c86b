package producer

import (
	"context"
	"slices"
	"strconv"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/hours"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// PointHours is a point with when it is open. Version is 0 when nothing has ever been told.
type PointHours struct {
	Point   Point
	Week    hours.Week
	Version int
}

// SetHours is when a point is open as its producer's people have told it. Exceptions are in the order of the form.
type SetHours struct {
	PointID uuid.UUID
	Version int
	Week    hours.Week
}

// Hours returns when a point is open, without the exceptions that are over. Another's point is not found.
func (s *Service) Hours(ctx context.Context, a actor.Actor, pointID uuid.UUID) (PointHours, error) {
	p, err := s.point(ctx, a, identity.ProducerView, pointID)
	if err != nil {
		return PointHours{}, err
	}
	told, err := hoursOf(ctx, s.db, []uuid.UUID{pointID})
	if err != nil {
		return PointHours{}, s.db.Translate(err)
	}
	today, err := db.Today(ctx, s.db)
	if err != nil {
		return PointHours{}, s.db.Translate(err)
	}
	of := told[pointID]
	return PointHours{Point: p, Week: of.week.Over(today), Version: of.version}, nil
}

// HoursOf reads when points are open, for a room above. Points of which nothing has been told are not among them.
func HoursOf(ctx context.Context, q sqlx.QueryerContext, points []uuid.UUID) (map[uuid.UUID]hours.Week, error) {
	told, err := hoursOf(ctx, q, points)
	if err != nil {
		return nil, err
	}
	out := make(map[uuid.UUID]hours.Week, len(told))
	for id, of := range told {
		if of.week.State != hours.NotTold {
			out[id] = of.week
		}
	}
	return out, nil
}

// SetHours tells when a point is open, and that this is right today. An older version is refused with
// "fault.producer.stale". No search depends on it, so the indexer is told nothing.
func (s *Service) SetHours(ctx context.Context, a actor.Actor, cmd SetHours) error {
	if _, err := s.point(ctx, a, identity.UnitEdit, cmd.PointID); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		today, err := db.Today(ctx, tx)
		if err != nil {
			return err
		}
		week, err := CheckHours(cmd.Week, today)
		if err != nil {
			return err
		}
		week.Confirmed = today
		if _, err := lockPoint(ctx, tx, cmd.PointID); err != nil { // there may be no hours to lock yet
			return err
		}
		told, err := hoursOf(ctx, tx, []uuid.UUID{cmd.PointID})
		if err != nil {
			return err
		}
		if told[cmd.PointID].version != cmd.Version {
			return errStale
		}
		if err := writeHours(ctx, tx, cmd.PointID, week); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "point.hours_set", ObjectKind: "service_point", ObjectID: cmd.PointID,
			Details: map[string]any{"version": cmd.Version + 1, "exceptions": len(week.Exceptions)}})
	})
}

// CheckHours puts hours in order, or answers the faults of their fields.
func CheckHours(w hours.Week, today calendar.Date) (hours.Week, error) {
	c := newChecked()
	w.Exceptions = slices.Clone(w.Exceptions)
	for i := range w.Exceptions {
		w.Exceptions[i].Note = c.line("exception"+strconv.Itoa(i), w.Exceptions[i].Note, hours.MostNote)
	}
	for _, p := range w.Check(today) {
		if !c.bad.HasField(p.Part) {
			c.on(p.Part, "fault.hours."+p.Kind, "Limit", limitOf(p))
		}
	}
	return w.Clean(), c.bad.OrNil()
}

func limitOf(p hours.Problem) int {
	switch {
	case p.Kind == hours.NoteTooLong:
		return hours.MostNote
	case p.Part == "exceptions":
		return hours.MostExceptions
	}
	return hours.MostIntervals
}
