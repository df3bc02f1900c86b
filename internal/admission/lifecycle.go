package admission

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/search"
)

// Act is something that an official does to an admission. ID is the form's, so that a double click does it once.
type Act struct {
	ID          uuid.UUID
	AdmissionID uuid.UUID
	Kind        EventKind
	Until       calendar.Date // a suspension's last day; zero: until lifted
	Reasons     string        // told to the producer
}

// Event is something that has happened to an admission.
type Event struct {
	Kind    EventKind     `db:"kind"`
	Until   calendar.Date `db:"until"` // zero: until lifted
	Reasons string        `db:"reasons"`
	By      string        `db:"by_name"`
	At      time.Time     `db:"at"`
}

// CheckAct tells whether an act may be done to an admission in a state on a day: reasons are always given, and a
// suspension with an end reaches today at least.
func CheckAct(state State, act Act, today calendar.Date) error {
	if !MayHappen(state, act.Kind) {
		return FaultStateMoved
	}
	bad := fault.Invalid()
	if act.Kind == EventSuspend && !act.Until.IsZero() && act.Until.Before(today) {
		bad = bad.On("until", "fault.admission.until_past")
	}
	switch n := utf8.RuneCountInString(strings.TrimSpace(act.Reasons)); {
	case n == 0:
		bad = bad.On("reasons", "fault.admission.reason_missing")
	case n > maxText:
		bad = bad.On("reasons", "fault.admission.too_long", "Limit", maxText)
	}
	return bad.OrNil()
}

// Act suspends an admission, lifts a suspension, or removes the admission: at the commit the producer's offerings
// under it are gone from, or back on, every page. Revoking a voucher producer's approval is a duty when its conditions
// lapse, after a hearing (569/2009 §4). An operator's people may not: it is an official's decision (612/2021 §12).
func (s *Service) Act(ctx context.Context, a actor.Actor, act Act) error {
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error { return s.ActIn(ctx, tx, act) })
}

// ActIn is Act within a transaction of the caller's.
func (s *Service) ActIn(ctx context.Context, tx *db.Tx, act Act) error {
	one, err := s.LockToAct(ctx, tx, act.AdmissionID)
	if err != nil {
		return err
	}
	done, err := eventExists(ctx, tx, act.ID, act.AdmissionID)
	if err != nil || done {
		return err // the same form again
	}
	today, err := db.Today(ctx, tx)
	if err != nil {
		return err
	}
	if err := CheckAct(one.State, act, today); err != nil {
		return err
	}
	if err := insertEvent(ctx, tx, act); err != nil {
		return err
	}
	if act.Kind == EventRemove {
		if err := freePlace(ctx, tx, act.AdmissionID); err != nil {
			return err
		}
	}
	if err := search.Touch(ctx, tx, search.KindAdmission, act.AdmissionID); err != nil {
		return err
	}
	if err := s.tellOfAdmission(ctx, tx, one, act.Kind); err != nil {
		return err
	}
	details := map[string]any{"event": act.ID}
	if !act.Until.IsZero() {
		details["until"] = act.Until.String()
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "admission." + string(act.Kind), ObjectKind: "admission",
		ObjectID: act.AdmissionID, Organiser: one.Scheme.OrganiserID, Details: details})
}

// LockToAct locks an admission for an official of its organiser and reads its state of today.
func (s *Service) LockToAct(ctx context.Context, tx *db.Tx, id uuid.UUID) (Admission, error) {
	verb := identity.AdmissionSuspend
	if tx.Actor.Role == actor.RoleOperator {
		verb = identity.AdmissionView
	}
	if err := mayEver(tx.Actor, verb); err != nil {
		return Admission{}, err
	}
	if err := lockAdmission(ctx, tx, id); err != nil {
		return Admission{}, err
	}
	today, err := db.Today(ctx, tx)
	if err != nil {
		return Admission{}, err
	}
	one, err := Find(ctx, tx, id, today)
	if err != nil {
		return Admission{}, err
	}
	if err := identity.Allow(tx.Actor, verb, one.Object()); err != nil {
		return Admission{}, err
	}
	if verb != identity.AdmissionSuspend {
		return Admission{}, FaultOfficialDecides
	}
	return one, identity.Impartial(ctx, tx, one.ProducerID)
}

// Object says whose the admission is, for permissions.
func (a Admission) Object() identity.Object {
	return identity.Object{Producer: a.ProducerID, Organiser: a.Scheme.OrganiserID, Operator: a.Scheme.OperatorID.UUID}
}

// History is an admission with its producer and all that has happened to it, the latest first.
type History struct {
	Admission
	Organiser Organiser
	Producer  Applicant
	Events    []Event
	Today     calendar.Date
}

// Until is the last day of the suspension that is in force; zero when there is none, or no end to it.
func (h History) Until() calendar.Date {
	if h.State != StateSuspended || len(h.Events) == 0 {
		return calendar.Date{}
	}
	return h.Events[0].Until
}

// History reads an admission for those who may see it.
func (s *Service) History(ctx context.Context, a actor.Actor, id uuid.UUID) (History, error) {
	if err := mayEver(a, identity.AdmissionView); err != nil {
		return History{}, err
	}
	h, err := s.history(ctx, id)
	if err != nil {
		return History{}, s.db.Translate(err)
	}
	if err := identity.Allow(a, identity.AdmissionView, h.Object()); err != nil {
		return History{}, err
	}
	return h, nil
}

func (s *Service) history(ctx context.Context, id uuid.UUID) (History, error) {
	today, err := db.Today(ctx, s.db)
	if err != nil {
		return History{}, err
	}
	h := History{Today: today}
	if h.Admission, err = Find(ctx, s.db, id, today); err != nil {
		return History{}, err
	}
	if h.Organiser, err = organiserByID(ctx, s.db, h.Scheme.OrganiserID); err != nil {
		return History{}, err
	}
	if h.Producer, err = applicantByID(ctx, s.db, h.ProducerID); err != nil {
		return History{}, err
	}
	h.Events, err = eventsOf(ctx, s.db, id)
	return h, err
}
