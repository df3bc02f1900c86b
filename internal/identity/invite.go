package identity

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Invite is an invitation to act for a producer.
type Invite struct {
	ID       uuid.UUID // of the form; sending it twice invites once, and corrected invites as it says then
	Producer uuid.UUID
	Email    string
	Lang     string // of the mail
	Extent   Extent // of the role
}

// Invitation is what the page behind an invitation's link shows.
type Invitation struct {
	Email         string
	Producer      uuid.UUID
	ProducerName  string
	PersonExists  bool // the address has an account: its owner signs in and accepts
	OtherSignedIn bool // somebody else is signed in here
	Ready         bool // the owner of the address is signed in here
}

// ErrInviteOver is the answer to an invitation whose sender acts for the producer no more.
var ErrInviteOver = fault.New(fault.CodeGone, "fault.identity.invite_over")

var (
	errInviteSignIn = fault.New(fault.CodeConflict, "fault.identity.invite_sign_in")
	errInviteOther  = fault.New(fault.CodeForbidden, "fault.identity.invite_other")
)

// Invite mails a colleague a link with which to begin to act for the producer. An earlier invitation of the same
// address to the same producer stops working.
func (s *Service) Invite(ctx context.Context, a actor.Actor, cmd Invite) error {
	if err := Allow(a, ProducerInvite, Object{Producer: cmd.Producer}); err != nil {
		return err
	}
	email, err := s.checkInvite(ctx, cmd)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		cmd := cmd
		if err := lockForm(ctx, tx, cmd.ID); err != nil {
			return err
		}
		sent, used, err := readLink(ctx, tx, cmd.ID, purposeInvite)
		if err != nil {
			return err
		}
		if used {
			if same, err := s.invited(ctx, tx, cmd, email, sent); err != nil || same {
				return err
			}
			cmd.ID = uuid.Nil // the form again, corrected
		}
		member, err := isMember(ctx, tx, cmd.Producer, email)
		if err != nil {
			return err
		}
		if member {
			return fault.Invalid().On("email", "fault.identity.invite_member")
		}
		if may, err := s.mayMail(ctx, tx, email); err != nil || !may {
			return cmp.Or(err, error(fault.Invalid().On("email", "fault.identity.invite_too_many")))
		}
		return s.invite(ctx, tx, cmd, email)
	})
}

// invited tells whether an invitation is what the form says, so that the form has been sent twice. One that it corrects, which may
// have gone to a wrong address, stops working.
func (s *Service) invited(ctx context.Context, tx *db.Tx, cmd Invite, email string, sent link) (bool, error) {
	units, err := unitsOfLink(ctx, tx, sent.ID)
	if err != nil {
		return false, err
	}
	wanted := slices.Clone(cmd.Extent.Units)
	slices.SortFunc(wanted, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	if *sent.Email == email && sent.InPart == cmd.Extent.InPart && sent.LastDay == cmd.Extent.LastDay && (!sent.InPart || slices.Equal(units, slices.Compact(wanted))) {
		return true, nil
	}
	if sent.ProducerID.UUID != cmd.Producer {
		return false, nil
	}
	now, err := s.now(ctx, tx)
	if err != nil {
		return false, err
	}
	return false, useLink(ctx, tx, sent.ID, now)
}

// checkInvite tells all that is wrong with the form, and the address as it is kept.
func (s *Service) checkInvite(ctx context.Context, cmd Invite) (email string, err error) {
	now, err := s.now(ctx, s.db)
	if err != nil {
		return "", s.db.Translate(err)
	}
	email, wrong := NormalEmail(cmd.Email)
	bad := fault.Invalid()
	for _, err := range []error{wrong, cmd.Extent.check(calendar.Today(now))} {
		if err != nil {
			bad.Fields = append(bad.Fields, fault.From(err).Fields...)
		}
	}
	return email, bad.OrNil()
}

func (s *Service) invite(ctx context.Context, tx *db.Tx, cmd Invite, email string) error {
	now, err := s.now(ctx, tx)
	if err != nil {
		return err
	}
	if err := closeInvitations(ctx, tx, cmd.Producer, email, now); err != nil {
		return err
	}
	link, err := s.newLink(ctx, tx, newLink{id: cmd.ID, purpose: purposeInvite, email: email, producer: cmd.Producer, extent: cmd.Extent})
	if err != nil {
		return err
	}
	if err := s.QueueMail(ctx, tx, MailOut{Template: MailInvite, Link: link, Lang: cmd.Lang}); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{
		Action: "membership.invited", ObjectKind: "mail_link", ObjectID: link, Details: map[string]any{"producer": cmd.Producer},
	})
}

// Invitation reads what an invitation's link is for, and uses nothing.
func (s *Service) Invitation(ctx context.Context, a actor.Actor, token string) (Invitation, error) {
	l, err := s.peekLink(ctx, purposeInvite, token)
	if err != nil {
		return Invitation{}, err
	}
	if err := s.inviterStays(ctx, s.db, l); err != nil {
		return Invitation{}, s.db.Translate(err)
	}
	inv := Invitation{Email: *l.Email, Producer: l.ProducerID.UUID}
	if inv.ProducerName, err = producerName(ctx, s.db, inv.Producer); err != nil {
		return Invitation{}, s.db.Translate(err)
	}
	person, exists, err := personByEmail(ctx, s.db, inv.Email)
	if err != nil {
		return Invitation{}, s.db.Translate(err)
	}
	inv.PersonExists = exists
	inv.Ready = exists && a.SignedIn() && a.Person == person.ID
	inv.OtherSignedIn = a.SignedIn() && !inv.Ready
	return inv, nil
}

// inviterStays refuses an invitation whose sender could send none any more: it lets in as long as its sender acts for all of the
// producer, as a token does.
func (s *Service) inviterStays(ctx context.Context, q sqlx.QueryerContext, l link) error {
	now, err := s.now(ctx, q)
	if err != nil || !l.MadeBy.Valid {
		return err
	}
	stays, err := actsForAll(ctx, q, l.MadeBy.UUID, l.ProducerID.UUID, now)
	if err == nil && !stays {
		err = ErrInviteOver
	}
	return err
}

// Accept is the answer to an invitation. Name and password are of somebody who has no account yet.
type Accept struct {
	Token    string
	Name     string
	Password string
	Lang     string
}

// Accept uses an invitation. Somebody without an account gets one: the link has shown that the address is theirs.
// Somebody with an account must be signed in to it, so that whoever reads the mailbox does not get in by the link alone.
func (s *Service) Accept(ctx context.Context, a actor.Actor, cmd Accept) error {
	inv, err := s.Invitation(ctx, a, cmd.Token)
	if err != nil {
		return s.linkRefused(ctx, purposeInvite, cmd.Token, err)
	}
	fresh := NewPerson{Name: cmd.Name, Email: inv.Email, Lang: cmd.Lang, Confirmed: true}
	if !inv.PersonExists {
		if fresh.PasswordHash, err = s.acceptable(ctx, cmd, inv.Email); err != nil {
			return err
		}
	}
	err = s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		l, now, err := s.openLink(ctx, tx, purposeInvite, cmd.Token)
		if err == nil {
			err = s.inviterStays(ctx, tx, l)
		}
		if err != nil {
			return err
		}
		person, err := s.acceptor(ctx, tx, a, inv, fresh)
		if err != nil {
			return err
		}
		if err := useLink(ctx, tx, l.ID, now); err != nil {
			return err
		}
		tx.Actor.Person = person
		return s.admitColleague(ctx, tx, person, l)
	})
	return s.linkRefused(ctx, purposeInvite, cmd.Token, err)
}

// acceptable checks name and password together, and hashes the password.
func (s *Service) acceptable(ctx context.Context, cmd Accept, email string) (string, error) {
	bad := fault.Invalid()
	for _, err := range []error{CheckName(cmd.Name), CheckPassword(cmd.Password, email)} {
		if err != nil {
			bad.Fields = append(bad.Fields, fault.From(err).Fields...)
		}
	}
	if err := bad.OrNil(); err != nil {
		return "", err
	}
	return s.HashPassword(ctx, cmd.Password)
}

// acceptor is who accepts: the signed-in owner of the address, or a new person.
func (s *Service) acceptor(ctx context.Context, tx *db.Tx, a actor.Actor, inv Invitation, fresh NewPerson) (uuid.UUID, error) {
	old, exists, err := personByEmail(ctx, tx, inv.Email)
	switch {
	case err != nil:
		return uuid.Nil, err
	case exists && !a.SignedIn():
		return uuid.Nil, errInviteSignIn
	case exists && a.Person != old.ID:
		return uuid.Nil, errInviteOther
	case exists:
		return old.ID, nil
	case strings.TrimSpace(fresh.PasswordHash) == "": // the account went away between reading and writing
		return uuid.Nil, errInviteSignIn
	}
	person, err := s.CreatePerson(ctx, tx, fresh)
	if fault.Is(err, fault.CodeConflict) {
		return uuid.Nil, errInviteSignIn
	}
	return person.ID, err
}

// admitColleague makes the person act for the producer: a new membership, or the one that waited for a yes.
func (s *Service) admitColleague(ctx context.Context, tx *db.Tx, person uuid.UUID, l link) error {
	m, exists, err := lockOpenMembership(ctx, tx, person, l.ProducerID.UUID)
	switch {
	case err != nil:
		return err
	case exists && m.State == Active:
		return nil
	}
	units, err := unitsOfLink(ctx, tx, l.ID)
	if err != nil {
		return err
	}
	if exists {
		now, err := s.now(ctx, tx)
		if err != nil {
			return err
		}
		if err := s.setExtent(ctx, tx, m, Extent{InPart: l.InPart, Units: units, LastDay: l.LastDay}); err != nil {
			return err
		}
		return s.setState(ctx, tx, m, Active, now)
	}
	_, err = s.AddMembership(ctx, tx, NewMembership{Person: person, Role: actor.RoleProducer, Organisation: l.ProducerID.UUID, State: Active,
		InPart: l.InPart, Units: units, LastDay: l.LastDay})
	return err
}
