package report

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

// pageSize is how many reports a page of the queue has.
const pageSize = 50

// Query asks for a page of a queue: of open reports from the oldest, or of closed ones from the newest.
type Query struct {
	Closed bool
	After  int64 // the number of the last report on the page before; 0: the first page
}

// Queue is a page of what an actor sees.
type Queue struct {
	Rows []Report
	Open int   // all that are open
	Own  int   // of them those that the actor's side has now
	Late int   // of them those past their day
	Next int64 // After of the next page; 0: this is the last
	Now  time.Time
}

// side is as whom an actor holds reports.
func side(a actor.Actor) Holder {
	switch a.Role {
	case actor.RoleProducer:
		return ByProducer
	case actor.RoleOfficer:
		return ByOrganiser
	default:
		return ByAdministrator
	}
}

// may asks whether the actor handles reports at all: its own organisation's.
func may(a actor.Actor) error {
	return identity.Allow(a, identity.ReportHandle, identity.Object{Producer: a.Organisation, Organiser: a.Organisation})
}

// object is whose a report is. What is nobody's belongs to every organiser: the pages are common to them.
func object(a actor.Actor, r Report) identity.Object {
	o := identity.Object{Producer: r.Producer.UUID, Organiser: r.Organiser.UUID}
	if !r.Producer.Valid && !r.Organiser.Valid && a.Role == actor.RoleOfficer {
		o.Organiser = a.Organisation
	}
	return o
}

// Queue is a page of the reports that the actor sees.
func (s *Service) Queue(ctx context.Context, a actor.Actor, q Query) (Queue, error) {
	if err := may(a); err != nil {
		return Queue{}, err
	}
	rows, err := readQueue(ctx, s.db, a, q, pageSize+1)
	if err != nil {
		return Queue{}, err
	}
	out := Queue{Rows: rows, Now: s.now()}
	if len(rows) > pageSize {
		out.Rows = rows[:pageSize]
		out.Next = out.Rows[pageSize-1].No
	}
	out.Open, out.Own, out.Late, err = countOpen(ctx, s.db, a, side(a))
	return out, err
}

// Waiting is how many open reports the actor's side has now, for a desk's navigation.
func (s *Service) Waiting(ctx context.Context, a actor.Actor) (int, error) {
	if err := may(a); err != nil {
		return 0, err
	}
	_, own, _, err := countOpen(ctx, s.db, a, side(a))
	return own, err
}

// Case is a report with what has happened to it, and to whom the actor may forward it.
type Case struct {
	Report
	Events []Event
	Onward []Holder // none when it is closed
	Now    time.Time
}

// Read gives a report to who may handle it. Another's is not found.
func (s *Service) Read(ctx context.Context, a actor.Actor, id uuid.UUID) (Case, error) {
	if err := may(a); err != nil {
		return Case{}, err
	}
	r, err := readReport(ctx, s.db, id)
	if err != nil {
		return Case{}, s.db.Translate(err)
	}
	if err := identity.Allow(a, identity.ReportHandle, object(a, r)); err != nil {
		return Case{}, hidden(err)
	}
	events, err := readEvents(ctx, s.db, id)
	if err != nil {
		return Case{}, s.db.Translate(err)
	}
	c := Case{Report: r, Events: events, Now: s.now()}
	if r.ClosedAt == nil {
		c.Onward = onward(r.Holder, r.owned())
	}
	return c, nil
}

// hidden is the same answer for another's report as for one that is not there.
func hidden(err error) error {
	if identity.ErrNotFound.Is(err) {
		return ErrNotFound
	}
	return err
}

func (r Report) owned() owned {
	return owned{producer: r.Producer.Valid, organiser: r.Organiser.Valid, members: r.Members}
}
