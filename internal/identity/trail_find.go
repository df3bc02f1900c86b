package identity

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// AuditLine is one thing that was done to an object.
type AuditLine struct {
	ID           int64         `db:"id"`
	At           time.Time     `db:"at"`
	Role         string        `db:"role"`
	Person       uuid.NullUUID `db:"person_id"`
	PersonName   string        `db:"person_name"`     // "" for the system, visitors and people who are no more
	Organisation uuid.NullUUID `db:"organisation_id"` // for which the person acted
	Action       string        `db:"action"`
	ObjectKind   string        `db:"object_kind"`
	Object       uuid.UUID     `db:"object_id"`
	Organiser    uuid.NullUUID `db:"organiser_id"` // whose trail it belongs to
	Details      string        `db:"details"`      // JSON: ids and states

	object, organisation named
}

// ObjectName is what the object is called in a language; "" for what has no name.
func (l AuditLine) ObjectName(lang string) string { return l.object.in(lang) }

// OrganisationName is the organisation for which the person acted; "" for none.
func (l AuditLine) OrganisationName(lang string) string { return l.organisation.in(lang) }

func (n named) in(lang string) string {
	return locale.Pick(lang, n.Fi, n.Sv, n.En)
}

// AuditFilter narrows the audit trail. What is zero narrows nothing.
type AuditFilter struct {
	Object, Person, Organiser uuid.UUID // what it was done to, who did it, whose trail it belongs to
	Action                    string
	From, Until               calendar.Date // days of Helsinki, both included

	About uuid.UUID // a person: what they did, and what was done to their account and their roles
}

// auditPage is how much of the trail a page tells, auditBatch how much is read at once for a file.
const (
	auditPage  = 100
	auditBatch = 1000
)

// FindAudit lists what has been done, the latest first, a page at a time. Before is what the page before gave as next; next is 0
// on the last page.
func (s *Service) FindAudit(ctx context.Context, a actor.Actor, f AuditFilter, before int64) (list []AuditLine, next int64, err error) {
	if err := Allow(a, AuditView, Object{}); err != nil {
		return nil, 0, err
	}
	return s.auditFrom(ctx, f, before, auditPage)
}

func (s *Service) auditFrom(ctx context.Context, f AuditFilter, before int64, most int) (list []AuditLine, next int64, err error) {
	if list, err = findAudit(ctx, s.db, f, before, most+1); err != nil {
		return nil, 0, s.db.Translate(err)
	}
	if len(list) > most {
		list = list[:most]
		next = list[most-1].ID
	}
	var ids []uuid.UUID
	for _, l := range list {
		ids = append(ids, l.Object, l.Organisation.UUID)
	}
	slices.SortFunc(ids, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	names, err := namesOf(ctx, s.db, slices.Compact(ids))
	for i := range list {
		list[i].object, list[i].organisation = names[list[i].Object], names[list[i].Organisation.UUID]
	}
	return list, next, s.db.Translate(err)
}

// EachAudit gives all that is found to fn, the latest first, and records that it was taken.
func (s *Service) EachAudit(ctx context.Context, a actor.Actor, f AuditFilter, fn func(AuditLine) error) error {
	if err := Allow(a, AuditView, Object{}); err != nil {
		return err
	}
	details := map[string]any{}
	for name, id := range map[string]uuid.UUID{"object": f.Object, "person": f.Person, "organiser": f.Organiser} {
		if id != uuid.Nil {
			details[name] = id
		}
	}
	err := s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Entry{Action: "audit.taken", ObjectKind: "person", ObjectID: a.Person, Details: details})
	})
	if err != nil {
		return err
	}
	return s.eachAudit(ctx, f, fn)
}

func (s *Service) eachAudit(ctx context.Context, f AuditFilter, fn func(AuditLine) error) error {
	for before, more := int64(0), true; more; more = before > 0 {
		list, next, err := s.auditFrom(ctx, f, before, auditBatch)
		if err != nil {
			return err
		}
		for _, l := range list {
			if err := fn(l); err != nil {
				return err
			}
		}
		before = next
	}
	return nil
}

// PersonByEmail finds who has an address, so that a search need not carry it on. ErrNotFound when nobody has.
func (s *Service) PersonByEmail(ctx context.Context, a actor.Actor, email string) (uuid.UUID, error) {
	if err := Allow(a, PersonAdmin, Object{}); err != nil {
		return uuid.Nil, err
	}
	normal, err := NormalEmail(email)
	if err != nil {
		return uuid.Nil, ErrNotFound
	}
	person, there, err := personByEmail(ctx, s.db, normal)
	if err == nil && !there {
		err = ErrNotFound
	}
	return person.ID, s.db.Translate(err)
}

// AccessLog lists what concerns a person in the audit trail: what they did, and what others did to their account and roles or saw
// of them. It is the person's own; an administrator may give it to them, of which the trail is told.
func (s *Service) AccessLog(ctx context.Context, a actor.Actor, person uuid.UUID, before int64) (list []AuditLine, next int64, err error) {
	if err := s.mayReadLog(ctx, a, person); err != nil {
		return nil, 0, err
	}
	return s.auditFrom(ctx, AuditFilter{About: person}, before, auditPage)
}

// EachAccess gives the whole of it to fn, the latest first.
func (s *Service) EachAccess(ctx context.Context, a actor.Actor, person uuid.UUID, fn func(AuditLine) error) error {
	if err := s.mayReadLog(ctx, a, person); err != nil {
		return err
	}
	return s.eachAudit(ctx, AuditFilter{About: person}, fn)
}

// mayReadLog lets in the person, and an administrator, whose look is recorded.
func (s *Service) mayReadLog(ctx context.Context, a actor.Actor, person uuid.UUID) error {
	if a.Person == person && a.SignedIn() {
		return nil
	}
	if err := Allow(a, PersonAdmin, Object{}); err != nil {
		return err
	}
	return s.recordLook(ctx, a, person, "person.log_viewed")
}

// LookAt is Person for whoever opens somebody's page: that they did is recorded, but for one's own.
func (s *Service) LookAt(ctx context.Context, a actor.Actor, id uuid.UUID) (Listed, error) {
	one, err := s.Person(ctx, a, id)
	if err != nil || a.Person == id {
		return one, err
	}
	return one, s.recordLook(ctx, a, id, "person.viewed")
}

func (s *Service) recordLook(ctx context.Context, a actor.Actor, person uuid.UUID, action string) error {
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		_, there, err := personByID(ctx, tx, person)
		if err == nil && !there {
			err = ErrNotFound
		}
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: action, ObjectKind: "person", ObjectID: person})
	})
}

// SetLastDay changes the day until which a role is held; zero is without end. An administrator's has none, and none lies behind.
// Of a role for a producer see SetExtent, which leaves somebody who acts for all of it.
func (s *Service) SetLastDay(ctx context.Context, a actor.Actor, id uuid.UUID, last calendar.Date) error {
	if err := Allow(a, PersonAdmin, Object{}); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		m, ok, err := lockMembership(ctx, tx, id)
		if err != nil {
			return err
		}
		now, err := s.now(ctx, tx)
		if err != nil {
			return err
		}
		today, bad := calendar.Today(now), fault.Invalid()
		switch {
		case !ok || m.Role == actor.RoleProducer:
			return ErrNotFound
		case m.State != Active || !m.LastDay.IsZero() && m.LastDay.Before(today):
			return errSettled
		case last == m.LastDay:
			return nil
		case last.IsZero():
		case m.Role == actor.RoleAdministrator:
			return bad.On("until", "fault.identity.grant_endless")
		case last.Before(today):
			return bad.On("until", "fault.identity.grant_past")
		case last.Before(m.FirstDay):
			return bad.On("until", "fault.identity.grant_order")
		}
		if err := setLastDay(ctx, tx, id, last); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "membership.last_day_changed", ObjectKind: "membership", ObjectID: id,
			Details: map[string]any{"was": m.LastDay.String(), "until": last.String()}})
	})
}
