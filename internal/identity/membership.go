package identity

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

var (
	errAlreadyMember    = fault.New(fault.CodeConflict, "fault.identity.already_member")
	errSettled          = fault.New(fault.CodeConflict, "fault.identity.membership_settled")
	errLastOfKind       = fault.New(fault.CodeConflict, "fault.identity.last_administrator")
	errTooManyMails     = fault.New(fault.CodeConflict, "fault.identity.invite_too_many")
	errOwnAdministrator = fault.New(fault.CodeConflict, "fault.identity.own_administrator")
)

// PendingMembership is somebody who waits for a yes to act for a producer.
type PendingMembership struct {
	ID           uuid.UUID `db:"id"`
	PersonID     uuid.UUID `db:"person_id"`
	PersonName   string    `db:"person_name"`
	Email        string    `db:"email"`
	Producer     uuid.UUID `db:"producer_id"`
	ProducerName string    `db:"producer_name"`
	BusinessID   string    `db:"business_id"`
	Since        time.Time `db:"created_at"`
}

// Colleague is somebody who acts for an organisation.
type Colleague struct {
	Membership uuid.UUID `db:"membership_id"`
	Person     uuid.UUID `db:"person_id"`
	Name       string    `db:"name"`
	Email      string    `db:"email"`
	Since      time.Time `db:"since"`

	LastDay calendar.Date `db:"last_day"` // zero: without end
	InPart  bool          `db:"in_part"`  // for Units only
	Units   unitIDs       `db:"units"`
}

// AddMembership gives a person a role, as the system or an administrator does. A role that the person has is a
// Conflict ("fault.identity.already_member").
func (s *Service) AddMembership(ctx context.Context, tx *db.Tx, m NewMembership) (Membership, error) {
	if m.ID == uuid.Nil {
		var err error
		if m.ID, err = uuid.NewV7(); err != nil {
			return Membership{}, fmt.Errorf("membership id: %w", err)
		}
	}
	if err := insertMembership(ctx, tx, m); err != nil {
		return Membership{}, s.db.Translate(err)
	}
	entry := audit.Entry{
		Action: "membership.created", ObjectKind: "membership", ObjectID: m.ID,
		Details: map[string]any{"person": m.Person, "role": m.Role, "organisation": m.Organisation, "state": m.State},
	}
	if m.Issuer != "" {
		entry.Details["issuer"] = m.Issuer
	}
	if !m.FirstDay.IsZero() {
		entry.Details["first_day"] = m.FirstDay
	}
	if !m.LastDay.IsZero() {
		entry.Details["last_day"] = m.LastDay
	}
	if m.InPart {
		entry.Details["units"] = m.Units
	}
	if err := audit.Record(ctx, tx, entry); err != nil {
		return Membership{}, err
	}
	made, _, err := membershipByID(ctx, tx, m.ID)
	return made, err
}

// JoinProducer asks that the person may act for the producer. The first person with a confirmed address acts at once
// for a producer that came to be by sign-up. Anybody else waits, Pending, for the yes of those who act for the producer,
// or of an official: so does everybody at a producer that an import or an official brought in. Nothing is told to the
// producer before the person's address is confirmed.
func (s *Service) JoinProducer(ctx context.Context, tx *db.Tx, person, producer uuid.UUID) (Membership, error) {
	m, err := s.AddMembership(ctx, tx, NewMembership{Person: person, Role: actor.RoleProducer, Organisation: producer, State: Pending})
	if err != nil {
		return Membership{}, err
	}
	p, ok, err := personByID(ctx, tx, person)
	if err != nil || !ok || p.ConfirmedAt == nil {
		return m, err
	}
	now, err := s.now(ctx, tx)
	if err != nil {
		return Membership{}, err
	}
	if err := s.claimOrAsk(ctx, tx, m, now); err != nil {
		return Membership{}, err
	}
	m, _, err = membershipByID(ctx, tx, m.ID)
	return m, err
}

// claimOrAsk makes a confirmed person's pending membership active when nobody acts for the producer yet and it came
// to be by sign-up, and otherwise tells those who do act for it.
func (s *Service) claimOrAsk(ctx context.Context, tx *db.Tx, m Membership, now time.Time) error {
	claimable, err := lockClaimable(ctx, tx, m.Organisation)
	if err != nil {
		return err
	}
	if !claimable {
		return s.MailMembers(ctx, tx, actor.RoleProducer, m.Organisation, MailOut{Template: MailMembershipPending})
	}
	return s.setState(ctx, tx, m, Active, now)
}

func (s *Service) setState(ctx context.Context, tx *db.Tx, m Membership, state State, now time.Time) error {
	if err := updateMembership(ctx, tx, m.ID, state, tx.Actor.Person, now); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{
		Action: "membership." + string(state), ObjectKind: "membership", ObjectID: m.ID,
		Details: map[string]any{"person": m.PersonID, "role": m.Role, "organisation": m.Organisation, "from": m.State},
	})
}

// Memberships are the person's own, oldest first: active, pending, and those that were refused.
func (s *Service) Memberships(ctx context.Context, a actor.Actor) ([]Membership, error) {
	if !a.SignedIn() {
		return nil, ErrSignIn
	}
	now, err := s.now(ctx, s.db)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	list, err := membershipsOf(ctx, s.db, a.Person, now)
	return slices.DeleteFunc(list, func(m Membership) bool { return m.State == Active && !m.WorksIn(a.Issuer, s.opt.IssuerOnly) }), s.db.Translate(err)
}

// Colleagues are the people who act for the producer.
func (s *Service) Colleagues(ctx context.Context, a actor.Actor, producer uuid.UUID) ([]Colleague, error) {
	if err := Allow(a, ProducerInvite, Object{Producer: producer}); err != nil {
		return nil, err
	}
	list, err := colleagues(ctx, s.db, producer)
	return list, s.db.Translate(err)
}

// PendingMemberships are those that the actor may settle: of the actor's own producer, of producers that have to do
// with the official's organiser, or all for an administrator. Only people with a confirmed address are listed.
func (s *Service) PendingMemberships(ctx context.Context, a actor.Actor) ([]PendingMembership, error) {
	var list []PendingMembership
	var err error
	switch a.Role {
	case actor.RoleProducer:
		if err := Allow(a, MembershipSettle, Object{Producer: a.Organisation}); err != nil {
			return nil, err
		}
		list, err = pendingAtProducer(ctx, s.db, a.Organisation)
	case actor.RoleOfficer:
		if err := Allow(a, MembershipSettle, Object{Organiser: a.Organisation}); err != nil {
			return nil, err
		}
		list, err = pendingAtOrganiser(ctx, s.db, a.Organisation)
	default:
		if err := Allow(a, MembershipSettle, Object{}); err != nil {
			return nil, err
		}
		list, err = pendingEverywhere(ctx, s.db)
	}
	return list, s.db.Translate(err)
}

// SettleMembership answers a pending membership with yes or no, and tells the person by mail. One that has been
// answered is a Conflict; one that is not the actor's to settle is not found.
func (s *Service) SettleMembership(ctx context.Context, a actor.Actor, id uuid.UUID, yes bool) error {
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		m, ok, err := lockMembership(ctx, tx, id)
		if err != nil {
			return err
		}
		if !ok || m.Role != actor.RoleProducer {
			return orSignIn(a)
		}
		object := Object{Producer: m.Organisation}
		if a.Role == actor.RoleOfficer {
			related, err := hasToDoWith(ctx, tx, m.Organisation, a.Organisation)
			if err != nil {
				return err
			}
			if related {
				object.Organiser = a.Organisation
			}
		}
		if err := Allow(a, MembershipSettle, object); err != nil {
			return err
		}
		switch {
		case m.PersonID == a.Person: // nobody lets themselves in
			return ErrPartial
		case m.State != Pending:
			return errSettled
		}
		return s.settle(ctx, tx, m, yes)
	})
}

func (s *Service) settle(ctx context.Context, tx *db.Tx, m Membership, yes bool) error {
	person, ok, err := lockPerson(ctx, tx, m.PersonID)
	if err != nil {
		return err
	}
	if !ok || person.ConfirmedAt == nil { // nobody has shown yet that the address is theirs
		return ErrNotFound
	}
	now, err := s.now(ctx, tx)
	if err != nil {
		return err
	}
	state := Refused
	if yes {
		state = Active
	}
	if err := s.setState(ctx, tx, m, state, now); err != nil {
		return err
	}
	return s.QueueMail(ctx, tx, MailOut{Template: MailMembershipSettled, Person: m.PersonID})
}

// orSignIn is the answer about a thing that is not there: not found, after signing in.
func orSignIn(a actor.Actor) error {
	if !a.SignedIn() && a.Role != actor.RoleSystem {
		return ErrSignIn
	}
	return ErrNotFound
}

// EndMembership takes a role away, and ends the sessions that act in it. The last administrator stays.
func (s *Service) EndMembership(ctx context.Context, a actor.Actor, id uuid.UUID) error {
	if err := Allow(a, PersonAdmin, Object{}); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		m, ok, err := lockMembership(ctx, tx, id)
		if err != nil {
			return err
		}
		if !ok {
			return ErrNotFound
		}
		if m.State != Active && m.State != Pending {
			return errSettled
		}
		if m.Role == actor.RoleAdministrator {
			if err := s.keepOneAdministrator(ctx, tx, m.PersonID); err != nil {
				return err
			}
		}
		now, err := s.now(ctx, tx)
		if err != nil {
			return err
		}
		if err := s.withdrawInvitation(ctx, tx, m, now); err != nil {
			return err
		}
		if err := endSessionsIn(ctx, tx, m.ID); err != nil {
			return err
		}
		return s.setState(ctx, tx, m, Ended, now)
	})
}

// keepOneAdministrator refuses when nobody but the person could administer the service.
// Nobody ends their own: another administrator does, so that it never happens by a slip.
func (s *Service) keepOneAdministrator(ctx context.Context, tx *db.Tx, person uuid.UUID) error {
	now, err := s.now(ctx, tx)
	if err != nil {
		return err
	}
	others, err := lockOtherAdministrators(ctx, tx, person, now)
	switch {
	case err != nil:
		return err
	case others == 0:
		return errLastOfKind
	case tx.Actor.Person == person:
		return errOwnAdministrator
	}
	return nil
}
