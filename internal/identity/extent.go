package identity

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Extent is how far a role for a producer reaches and until when.
type Extent struct {
	InPart  bool          // for Units only: see inPart
	Units   []uuid.UUID   // of the producer
	LastDay calendar.Date // zero: without end
}

func (e Extent) check(today calendar.Date) error {
	bad := fault.Invalid()
	if e.InPart && len(e.Units) == 0 {
		bad = bad.On("units", "fault.identity.units_missing")
	}
	if !e.LastDay.IsZero() && e.LastDay.Before(today) {
		bad = bad.On("until", "fault.identity.grant_past")
	}
	return bad.OrNil()
}

// UnitChoice is a unit that a role can be for.
type UnitChoice struct {
	ID   uuid.UUID `db:"id"`
	Name string    `db:"name"`
}

var (
	errUnits     = fault.Invalid().On("units", "fault.identity.units_missing")
	errLastWhole = fault.New(fault.CodeConflict, "fault.identity.last_whole")
)

// maySettleExtent lets in those who say what a producer's people are for: its own who act for all of it, and administrators.
func maySettleExtent(a actor.Actor, producer uuid.UUID) error {
	if a.Role == actor.RoleAdministrator {
		return Allow(a, PersonAdmin, Object{})
	}
	return Allow(a, ProducerInvite, Object{Producer: producer})
}

// UnitChoices are the producer's units, for those who say what its people are for.
func (s *Service) UnitChoices(ctx context.Context, a actor.Actor, producer uuid.UUID) ([]UnitChoice, error) {
	if err := maySettleExtent(a, producer); err != nil {
		return nil, err
	}
	list, err := unitChoices(ctx, s.db, producer)
	return list, s.db.Translate(err)
}

// SetExtent changes for what and until when somebody acts for the producer; it holds from their next request on. Somebody who
// acts for all of the producer, today and without a last day, is always left ("fault.identity.last_whole"). The producer's own
// people do it, and administrators for any producer.
func (s *Service) SetExtent(ctx context.Context, a actor.Actor, membership uuid.UUID, to Extent) error {
	if err := maySettleExtent(a, a.Organisation); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		m, err := s.lockColleague(ctx, tx, a, membership)
		if err != nil {
			return err
		}
		now, err := s.now(ctx, tx)
		if err != nil {
			return err
		}
		if err := to.check(calendar.Today(now)); err != nil {
			return err
		}
		if to.InPart || !to.LastDay.IsZero() {
			if err := keepOneWhole(ctx, tx, m); err != nil {
				return err
			}
		}
		return s.setExtent(ctx, tx, m, to)
	})
}

func (s *Service) setExtent(ctx context.Context, tx *db.Tx, m Membership, to Extent) error {
	if err := updateExtent(ctx, tx, m.ID, to); err != nil {
		return err
	}
	if to.InPart {
		if err := insertUnits(ctx, tx, m.ID, m.Organisation, to.Units); err != nil {
			return err
		}
	}
	details := map[string]any{"person": m.PersonID, "organisation": m.Organisation, "in_part": to.InPart}
	if to.InPart {
		details["units"] = to.Units
	}
	if !to.LastDay.IsZero() {
		details["last_day"] = to.LastDay
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "membership.extent", ObjectKind: "membership", ObjectID: m.ID, Details: details})
}

// EndColleague ends a colleague's role and their sessions in it. Somebody who acts for all of the producer is always left.
func (s *Service) EndColleague(ctx context.Context, a actor.Actor, membership uuid.UUID) error {
	if err := Allow(a, ProducerInvite, Object{Producer: a.Organisation}); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		m, err := s.lockColleague(ctx, tx, a, membership)
		if err != nil {
			return err
		}
		if err := keepOneWhole(ctx, tx, m); err != nil {
			return err
		}
		now, err := s.now(ctx, tx)
		if err != nil {
			return err
		}
		if err := endSessionsIn(ctx, tx, m.ID); err != nil {
			return err
		}
		return s.setState(ctx, tx, m, Ended, now)
	})
}

// lockColleague locks the producer and reads the membership of somebody who acts for it. Of two changes at once the second sees
// the first, so that two who end each other do not both succeed.
func (s *Service) lockColleague(ctx context.Context, tx *db.Tx, a actor.Actor, id uuid.UUID) (Membership, error) {
	producer, err := colleagueOf(ctx, tx, a, id)
	if err != nil {
		return Membership{}, err
	}
	if _, err := lockClaimable(ctx, tx, producer); err != nil {
		return Membership{}, err
	}
	m, ok, err := lockMembership(ctx, tx, id)
	switch {
	case err != nil:
		return m, err
	case !ok || m.Role != actor.RoleProducer || m.Organisation != producer:
		return m, ErrNotFound
	case m.State != Active:
		return m, errSettled
	}
	return m, nil
}

// keepOneWhole refuses when nobody else would be left who acts for all of the producer without a last day.
func keepOneWhole(ctx context.Context, tx *db.Tx, but Membership) error {
	left, err := wholeMembers(ctx, tx, but.Organisation, but.ID)
	if err == nil && left == 0 {
		err = errLastWhole
	}
	return err
}

// colleagueOf is the producer whose people the actor changes: the actor's own, or for an administrator that of the membership.
func colleagueOf(ctx context.Context, q sqlx.QueryerContext, a actor.Actor, membership uuid.UUID) (uuid.UUID, error) {
	if a.Role != actor.RoleAdministrator {
		return a.Organisation, nil
	}
	m, ok, err := membershipByID(ctx, q, membership)
	if err == nil && (!ok || m.Role != actor.RoleProducer) {
		err = ErrNotFound
	}
	return m.Organisation, err
}

// OneColleague is somebody who acts for the actor's own producer, with its units.
func (s *Service) OneColleague(ctx context.Context, a actor.Actor, membership uuid.UUID) (Colleague, []UnitChoice, error) {
	if err := Allow(a, ProducerInvite, Object{Producer: a.Organisation}); err != nil {
		return Colleague{}, nil, err
	}
	return s.ActsFor(ctx, a, membership)
}

// ActsFor is somebody who acts for the actor's producer, or for an administrator for any, with the units of that producer.
func (s *Service) ActsFor(ctx context.Context, a actor.Actor, membership uuid.UUID) (Colleague, []UnitChoice, error) {
	if err := maySettleExtent(a, a.Organisation); err != nil {
		return Colleague{}, nil, err
	}
	producer, err := colleagueOf(ctx, s.db, a, membership)
	if err != nil {
		return Colleague{}, nil, s.db.Translate(err)
	}
	list, err := colleagues(ctx, s.db, producer)
	if err != nil {
		return Colleague{}, nil, s.db.Translate(err)
	}
	at := slices.IndexFunc(list, func(c Colleague) bool { return c.Membership == membership })
	if at < 0 {
		return Colleague{}, nil, ErrNotFound
	}
	choices, err := unitChoices(ctx, s.db, producer)
	return list[at], choices, s.db.Translate(err)
}
