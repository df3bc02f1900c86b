package scheme

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/search"
)

// EventKind is something that happens to a scheme besides its versions.
type EventKind string

// The kinds.
const (
	EventClosed   EventKind = "closed"   // for a time: no applications, those who are in stay in
	EventReopened EventKind = "reopened" // before its closing was over
	EventEnded    EventKind = "ended"    // its last day was set
)

// EventKinds lists every kind.
func EventKinds() []EventKind { return []EventKind{EventClosed, EventReopened, EventEnded} }

// Act is what an officer does to a published scheme, with reasons.
type Act struct {
	ID      uuid.UUID // of the event to make; the form's, so that a double click does it once
	Scheme  uuid.UUID
	Kind    EventKind
	From    calendar.Date  // closed: the first closed day; ended: the last day
	Until   *calendar.Date // closed: the last closed day; nil: until it is reopened
	Seen    string         // Affected.Seen of what was shown
	Reasons string
}

// Acting is a scheme before something is done to it, with whom that touches.
type Acting struct {
	Scheme   Scheme
	Rules    Rules
	Reserved bool // it was reserved that it may be closed for a time
	Today    calendar.Date
	Affected Affected
}

// May answers whether an act of a kind is open to the scheme on the day, or the fault that says why not.
func (g Acting) May(kind EventKind) error {
	s := g.Scheme
	over := s.ValidTo != nil && s.ValidTo.Before(g.Today)
	closing := s.ClosedFrom != nil && (s.ClosedUntil == nil || !s.ClosedUntil.Before(g.Today))
	switch {
	case over:
		return FaultEnded
	case kind == EventClosed && (!g.Rules.Closable || !s.Open):
		return FaultNotClosable
	case kind == EventClosed && s.Regime == RegimeDPS && !g.Reserved:
		return FaultNotReserved
	case kind == EventClosed && closing:
		return FaultClosed
	case kind == EventReopened && !closing:
		return FaultOpen
	}
	return nil
}

// check answers what is wrong with an act's days.
func (g Acting) check(act Act) error {
	s, bad := g.Scheme, fault.Invalid()
	switch {
	case act.Kind == EventReopened:
		return nil
	case act.From.IsZero():
		return bad.On("from", "fault.form.required")
	case act.From.Before(g.Today):
		return bad.On("from", "fault.scheme.day_past")
	case act.Kind == EventEnded && act.From.Before(s.ValidFrom):
		return bad.On("from", "fault.scheme.ends_first")
	case act.Kind == EventEnded && s.ValidTo != nil && act.From.After(*s.ValidTo):
		return bad.On("from", "fault.scheme.ends_later")
	case act.Kind == EventEnded && g.Affected.Cases > 0 && act.From.Before(g.Affected.LatestDue):
		return bad.On("from", "fault.scheme.undecided", "Count", g.Affected.Cases, "Day", g.Affected.LatestDue)
	case act.Kind == EventClosed && act.Until != nil && act.Until.Before(act.From):
		return bad.On("until", "fault.scheme.ends_first")
	case act.Kind == EventClosed && s.ValidTo != nil && act.From.After(*s.ValidTo):
		return bad.On("from", "fault.scheme.after_end")
	case act.Kind == EventClosed && g.Rules.FirstRoundDays != nil && s.ValidFrom.DaysUntil(act.From) < *g.Rules.FirstRoundDays:
		return bad.On("from", "fault.scheme.first_round", "Limit", *g.Rules.FirstRoundDays)
	}
	return nil
}

// Acting reads a scheme with whom ending or closing it touches.
func (s *Service) Acting(ctx context.Context, a actor.Actor, id uuid.UUID) (Acting, error) {
	if err := mayEver(a, identity.SchemeEdit); err != nil {
		return Acting{}, err
	}
	sch, err := ByID(ctx, s.db, id)
	if err != nil {
		return Acting{}, s.db.Translate(err)
	}
	if err := sch.allow(a, identity.SchemeEdit); err != nil {
		return Acting{}, err
	}
	g, err := s.acting(ctx, s.db, sch)
	return g, s.db.Translate(err)
}

func (s *Service) acting(ctx context.Context, q sqlx.QueryerContext, sch Scheme) (Acting, error) {
	g := Acting{Scheme: sch}
	var err error
	if g.Today, err = db.Today(ctx, q); err != nil {
		return g, err
	}
	if g.Rules, err = RulesOn(ctx, q, sch.Regime, g.Today); err != nil {
		return g, err
	}
	if g.Reserved, err = closingReserved(ctx, q, sch.ID); err != nil {
		return g, err
	}
	g.Affected, err = s.touched(ctx, q, Change{Scheme: sch, On: g.Today, From: g.Today})
	return g, err
}

// Act closes a scheme for a time, reopens it, or sets its last day. Doing it twice with one id does it once. Faults:
// those of May and of the days, FaultMoreTouched when others are touched by now.
func (s *Service) Act(ctx context.Context, a actor.Actor, act Act) error {
	if err := mayEver(a, identity.SchemeEdit); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		sch, err := lockScheme(ctx, tx, act.Scheme)
		if err != nil {
			return err
		}
		if err := sch.allow(a, identity.SchemeEdit); err != nil {
			return err
		}
		if done, err := eventExists(ctx, tx, sch.ID, act.ID, act.Kind); err != nil || done {
			return err
		}
		g, err := s.acting(ctx, tx, sch)
		if err != nil {
			return err
		}
		if err := g.May(act.Kind); err != nil {
			return err
		}
		if err := g.check(act); err != nil {
			return err
		}
		if act.Reasons, err = reasonsOf(act.Reasons); err != nil {
			return err
		}
		if act.Kind != EventReopened && g.Affected.Seen() != act.Seen {
			return FaultMoreTouched
		}
		return s.act(ctx, tx, g, act)
	})
}

func (s *Service) act(ctx context.Context, tx *db.Tx, g Acting, act Act) error {
	sch := g.Scheme
	event := Event{ID: act.ID, Kind: act.Kind, From: act.From, Until: act.Until, Reasons: act.Reasons}
	change := Change{Scheme: sch, On: g.Today, From: act.From}
	var err error
	switch act.Kind {
	case EventClosed:
		err = setClosing(ctx, tx, sch.ID, &act.From, act.Until)
	case EventReopened:
		event.From, event.Until = g.Today, nil
		err = s.reopen(ctx, tx, g)
	default:
		event.Until, change.LastDay = nil, &act.From
		err = setLastDay(ctx, tx, sch.ID, act.From)
	}
	if err != nil {
		return err
	}
	if err := insertEvent(ctx, tx, sch.ID, event); err != nil {
		return err
	}
	for _, room := range s.above {
		if err := room.SchemeChanged(ctx, tx, change); err != nil {
			return err
		}
	}
	if err := search.Touch(ctx, tx, search.KindScheme, sch.ID); err != nil {
		return err
	}
	return note(ctx, tx, "scheme."+string(act.Kind), sch.ID, sch.OrganiserID, map[string]any{"day": event.From.String()})
}

// reopen lets the closing end with yesterday; one that has not begun, or begins today, never was.
func (s *Service) reopen(ctx context.Context, tx *db.Tx, g Acting) error {
	if !g.Scheme.ClosedFrom.Before(g.Today) {
		return setClosing(ctx, tx, g.Scheme.ID, nil, nil)
	}
	yesterday := g.Today.AddDays(-1)
	return setClosing(ctx, tx, g.Scheme.ID, g.Scheme.ClosedFrom, &yesterday)
}
