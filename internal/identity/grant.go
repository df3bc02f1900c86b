package identity

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Grant is a role that an administrator gives to somebody with an address, who need not have an account yet.
type Grant struct {
	ID           uuid.UUID // of the form and of the membership; sending it twice gives once, and corrected gives what it says then
	Email, Name  string    // the name is for a new account; one that is in use keeps its own
	Lang         string    // of the mail and of a new account; Finnish when it is none of ours
	Role         actor.Role
	Organisation uuid.UUID // an organiser or an operator; zero for an administrator

	FirstDay, LastDay calendar.Date // zero: at once, and without end
}

// Granted is what came of it.
type Granted struct {
	Person uuid.UUID
	Token  string // of the link with which a new account gets its password (paths.Reset); "": the person signs in
}

// GrantableRoles are the roles that an administrator gives. Producers' people invite each other or sign up.
func GrantableRoles() []actor.Role {
	return []actor.Role{actor.RoleOfficer, actor.RoleSupervisor, actor.RoleGuidance, actor.RoleOperator, actor.RoleAdministrator}
}

// check tells what is wrong with a grant on a day, but for the organisation, the address and the name.
func (g Grant) check(today calendar.Date) error {
	bad := fault.Invalid()
	switch {
	case !slices.Contains(GrantableRoles(), g.Role):
		bad = bad.On("role", "fault.identity.grant_role")
	case (g.Role == actor.RoleAdministrator) != (g.Organisation == uuid.Nil):
		bad = bad.On("organisation", "fault.identity.grant_organisation")
	}
	if !g.FirstDay.IsZero() && g.FirstDay.Before(today) {
		bad = bad.On("from", "fault.identity.grant_past")
	}
	switch {
	case g.LastDay.IsZero():
	case g.Role == actor.RoleAdministrator:
		bad = bad.On("until", "fault.identity.grant_endless")
	case g.LastDay.Before(today):
		bad = bad.On("until", "fault.identity.grant_past")
	case g.LastDay.Before(g.FirstDay):
		bad = bad.On("until", "fault.identity.grant_order")
	}
	return bad.OrNil()
}

// wrong tells all that is wrong with the form of a grant.
func (g Grant) wrong(today calendar.Date) error {
	bad := fault.Invalid()
	_, email := NormalEmail(g.Email)
	for _, err := range []error{CheckName(g.Name), email, g.check(today)} {
		if err != nil {
			bad.Fields = append(bad.Fields, fault.From(err).Fields...)
		}
	}
	return bad.OrNil()
}

// CheckGrant tells what is wrong with a grant before it is given, as an Invalid fault.
func (s *Service) CheckGrant(ctx context.Context, a actor.Actor, cmd Grant) error {
	if err := Allow(a, PersonAdmin, Object{}); err != nil {
		return err
	}
	now, err := s.now(ctx, s.db)
	if err != nil {
		return s.db.Translate(err)
	}
	return cmd.wrong(calendar.Today(now))
}

// Grant gives the role. Somebody without an account gets one, and a mail with a link to set its password, which shows
// that the address is theirs; others are told to sign in. An account that nobody has confirmed may have been made by
// somebody else: its password, its links and what it asked for stop
// working.
func (s *Service) Grant(ctx context.Context, a actor.Actor, cmd Grant) (Granted, error) {
	if err := Allow(a, PersonAdmin, Object{}); err != nil {
		return Granted{}, err
	}
	now, err := s.now(ctx, s.db)
	if err != nil {
		return Granted{}, s.db.Translate(err)
	}
	if err := cmd.wrong(calendar.Today(now)); err != nil {
		return Granted{}, err
	}
	if cmd.Email, err = NormalEmail(cmd.Email); err != nil {
		return Granted{}, err
	}
	var out Granted
	err = s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		cmd := cmd
		if err := lockForm(ctx, tx, cmd.ID); err != nil {
			return err
		}
		m, used, err := membershipByID(ctx, tx, cmd.ID)
		if err != nil {
			return err
		}
		if used {
			same, err := s.granted(ctx, tx, cmd, m)
			if err != nil || same {
				out = Granted{Person: m.PersonID}
				return err
			}
			cmd.ID = uuid.Nil // the form again, corrected: another role
		}
		out, err = s.grant(ctx, tx, cmd, now)
		return err
	})
	return out, err
}

// granted tells whether a membership is what the form gives, so that the form has been sent twice.
func (s *Service) granted(ctx context.Context, tx *db.Tx, cmd Grant, m Membership) (bool, error) {
	person, _, err := personByID(ctx, tx, m.PersonID)
	return person.Email == cmd.Email && m.Role == cmd.Role && m.Organisation == cmd.Organisation && m.FirstDay == cmd.FirstDay && m.LastDay == cmd.LastDay, err
}

func (s *Service) grant(ctx context.Context, tx *db.Tx, cmd Grant, now time.Time) (Granted, error) {
	if there, err := organisationThere(ctx, tx, cmd.Role, cmd.Organisation); err != nil || !there {
		if err == nil {
			err = fault.Invalid().On("organisation", "fault.identity.grant_organisation")
		}
		return Granted{}, err
	}
	person, err := s.grantee(ctx, tx, cmd, now)
	if err != nil {
		return Granted{}, err
	}
	if err := s.endLapsed(ctx, tx, person.ID, now); err != nil {
		return Granted{}, err
	}
	if err := s.endIssued(ctx, tx, person.ID, cmd.Role, cmd.Organisation, now); err != nil {
		return Granted{}, err
	}
	held, err := holds(ctx, tx, person.ID, cmd.Role, cmd.Organisation)
	if err != nil {
		return Granted{}, err
	}
	if held {
		return Granted{}, fault.Invalid().On("role", "fault.identity.already_member")
	}
	if may, err := s.mayMail(ctx, tx, person.Email); err != nil || !may {
		return Granted{}, cmp.Or(err, error(fault.Invalid().On("email", "fault.identity.invite_too_many")))
	}
	m := NewMembership{ID: cmd.ID, Person: person.ID, Role: cmd.Role, Organisation: cmd.Organisation, State: Active, FirstDay: cmd.FirstDay, LastDay: cmd.LastDay}
	if _, err := s.AddMembership(ctx, tx, m); err != nil {
		return Granted{}, err
	}
	if person.ConfirmedAt != nil {
		return Granted{Person: person.ID}, s.QueueMail(ctx, tx, MailOut{Template: MailRole, Person: person.ID})
	}
	token, err := s.welcome(ctx, tx, person.ID, cmd.Lang)
	return Granted{Person: person.ID, Token: token}, err
}

// grantee is who has the address, made when nobody has.
func (s *Service) grantee(ctx context.Context, tx *db.Tx, cmd Grant, now time.Time) (Person, error) {
	old, exists, err := personByEmail(ctx, tx, cmd.Email)
	if err != nil {
		return Person{}, err
	}
	if !exists {
		return s.CreatePerson(ctx, tx, NewPerson{Email: cmd.Email, Name: cmd.Name, Lang: cmd.Lang})
	}
	if old, _, err = lockPerson(ctx, tx, old.ID); err != nil {
		return Person{}, err
	}
	switch {
	case old.DisabledAt != nil:
		return Person{}, fault.Invalid().On("email", "fault.identity.grant_closed")
	case old.ConfirmedAt != nil:
		return old, nil
	}
	return old, s.forgetMaker(ctx, tx, old.ID, cmd.Name, now)
}

// forgetMaker forgets what whoever made an account that nobody has confirmed has set: its password, its links and what it
// asked for.
func (s *Service) forgetMaker(ctx context.Context, tx *db.Tx, person uuid.UUID, name string, now time.Time) error {
	if err := useLinksOf(ctx, tx, purposeConfirm, person, now); err != nil {
		return err
	}
	if err := endSessionsOf(ctx, tx, person); err != nil {
		return err
	}
	asked, err := pendingOf(ctx, tx, person)
	if err != nil {
		return err
	}
	for _, m := range asked {
		if err := s.setState(ctx, tx, m, Ended, now); err != nil {
			return err
		}
	}
	return forgetUnconfirmed(ctx, tx, person, strings.TrimSpace(name))
}

// welcome mails a link to set the first password. Earlier ones stop working.
func (s *Service) welcome(ctx context.Context, tx *db.Tx, person uuid.UUID, lang string) (token string, err error) {
	if err := s.closeLinks(ctx, tx, purposeReset, person); err != nil {
		return "", err
	}
	link, err := s.newLink(ctx, tx, newLink{purpose: purposeReset, person: person, lasts: inviteFor})
	if err != nil {
		return "", err
	}
	if err := s.QueueMail(ctx, tx, MailOut{Template: MailWelcome, Person: person, Link: link, Lang: lang}); err != nil {
		return "", err
	}
	entry := audit.Entry{Action: "person.invited", ObjectKind: "person", ObjectID: person}
	return s.ring.Token(purposeReset.ring(), link), audit.Record(ctx, tx, entry)
}

// InviteAgain sends the link for the first password again, to somebody who has a role and has not come yet.
func (s *Service) InviteAgain(ctx context.Context, a actor.Actor, id uuid.UUID) error {
	if err := Allow(a, PersonAdmin, Object{}); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		person, ok, err := lockPerson(ctx, tx, id)
		if err != nil {
			return err
		}
		if !ok {
			return ErrNotFound
		}
		held, err := holdsAny(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case !held || person.ConfirmedAt != nil || person.DisabledAt != nil:
			return errSettled
		}
		if may, err := s.mayMail(ctx, tx, person.Email); err != nil || !may {
			return cmp.Or(err, error(errTooManyMails))
		}
		_, err = s.welcome(ctx, tx, id, "")
		return err
	})
}

// withdrawInvitation closes the links of somebody who has not come yet and whose role ends.
func (s *Service) withdrawInvitation(ctx context.Context, tx *db.Tx, m Membership, now time.Time) error {
	person, ok, err := lockPerson(ctx, tx, m.PersonID)
	if err != nil || !ok || person.ConfirmedAt != nil {
		return err
	}
	return useLinksOf(ctx, tx, purposeReset, person.ID, now)
}

// endLapsed ends the roles whose last day is over, of one person or, given none, of all: they have not worked since, and
// the same role can be given again.
func (s *Service) endLapsed(ctx context.Context, tx *db.Tx, person uuid.UUID, now time.Time) error {
	lapsed, err := lockLapsed(ctx, tx, person, calendar.Today(now))
	if err != nil {
		return err
	}
	for _, m := range lapsed {
		if err := s.setState(ctx, tx, m, Ended, now); err != nil {
			return err
		}
	}
	return nil
}
