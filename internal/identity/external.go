package identity

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/issuer"
)

// issuedFor is how long a role that claims gave is held without its holder signing in at the issuer, who may have left:
// mail of the role goes to them, and colleagues see them.
const issuedFor = 90 * 24 * time.Hour

// Why somebody whom the issuer knows is not let in.
var (
	ErrUnverified  = fault.New(fault.CodeForbidden, "fault.identity.issuer_unverified")
	ErrNoRole      = fault.New(fault.CodeForbidden, "fault.identity.issuer_no_role")
	ErrClosed      = fault.New(fault.CodeForbidden, "fault.identity.issuer_closed")
	ErrOtherPerson = fault.New(fault.CodeForbidden, "fault.identity.issuer_other")

	// ErrUseIssuer is the answer to the right password of somebody who signs in at the issuer.
	ErrUseIssuer = fault.New(fault.CodeInvalid, "fault.identity.use_issuer")
)

// AllowGoing takes a try to be sent to an issuer from the network address's share, and AllowComing one to come back.
func (s *Service) AllowGoing(ctx context.Context, host string) error {
	return s.take(ctx, s.attempts.issuer, "going "+network(host))
}

// AllowComing takes one try to come back from an issuer; see AllowGoing.
func (s *Service) AllowComing(ctx context.Context, host string) error {
	return s.take(ctx, s.attempts.issuer, "coming "+network(host))
}

// BegunAtIssuer records that somebody was sent to the issuer with a ticket, by which their return is known.
func (s *Service) BegunAtIssuer(ctx context.Context, name string, ticket uuid.UUID) error {
	return s.db.InTx(ctx, actor.From(ctx), func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Entry{
			Action: "session.issuer_asked", ObjectKind: "session", ObjectID: ticket, Details: map[string]any{"issuer": name},
		})
	})
}

// SignInAtIssuer opens a session for somebody who came from the issuer, and answers its token. Whose account it is says the
// issuer's lasting name of the person, and the first time an address that the issuer vouches for. Somebody new is given an
// account when their claims give a role. Each return is good once.
//
// Roles that claims give are held as long as they do; those that people gave stay.
func (s *Service) SignInAtIssuer(ctx context.Context, came issuer.Came, lang string) (token string, err error) {
	var refused *fault.Error
	err = s.db.InTx(ctx, actor.From(ctx), func(ctx context.Context, tx *db.Tx) error {
		token, refused = "", nil
		now, err := s.now(ctx, tx)
		if err != nil {
			return err
		}
		person, why, err := s.admitFromIssuer(ctx, tx, came, lang, now)
		if err != nil {
			return err
		}
		if why != nil { // what was refused is kept, so no error here
			refused = why
			return recordRefused(ctx, tx, refusal{object: came.Ticket, issuer: came.Issuer, err: why})
		}
		if err := s.followClaims(ctx, tx, person, came, now); err != nil {
			return err
		}
		token, err = s.startSession(ctx, tx, opening{person: person, by: byIssuer, issuer: came.Issuer, action: "session.started_issuer"})
		return err
	})
	if err == nil && refused != nil {
		return "", refused
	}
	return token, err
}

// admitFromIssuer finds or makes the person, or says why not.
func (s *Service) admitFromIssuer(ctx context.Context, tx *db.Tx, came issuer.Came, lang string, now time.Time) (uuid.UUID, *fault.Error, error) {
	first, err := insertReturn(ctx, tx, came.Ticket, now)
	if err != nil {
		return uuid.Nil, nil, err
	}
	if !first {
		return uuid.Nil, issuer.ErrReturn.Because(issuer.Again), nil
	}
	if err := lockExternal(ctx, tx, came.Issuer, came.Subject); err != nil {
		return uuid.Nil, nil, err
	}
	id, known, err := personByExternal(ctx, tx, came.Issuer, came.Subject)
	if err != nil {
		return uuid.Nil, nil, err
	}
	if !known {
		return s.firstFromIssuer(ctx, tx, came, lang, now)
	}
	person, _, err := lockPerson(ctx, tx, id)
	switch {
	case err != nil:
		return uuid.Nil, nil, err
	case person.DisabledAt != nil:
		return uuid.Nil, ErrClosed, nil
	}
	return id, nil, seenExternal(ctx, tx, came.Issuer, came.Subject, now)
}

// firstFromIssuer is for somebody who has never come from the issuer. An address that it does not vouch for says nothing of
// who they are.
func (s *Service) firstFromIssuer(ctx context.Context, tx *db.Tx, came issuer.Came, lang string, now time.Time) (uuid.UUID, *fault.Error, error) {
	email, err := NormalEmail(came.Email)
	if err != nil || !came.Verified {
		return uuid.Nil, ErrUnverified, nil
	}
	if err := lockExternal(ctx, tx, "mailto", email); err != nil { // of two who come at once with one address, one is first
		return uuid.Nil, nil, err
	}
	person, there, err := personByEmail(ctx, tx, email)
	if err != nil {
		return uuid.Nil, nil, err
	}
	if there {
		why, err := s.claimAccount(ctx, tx, person.ID, came, now)
		if err != nil || why != nil {
			return uuid.Nil, why, err
		}
		if err := s.QueueMail(ctx, tx, MailOut{Template: MailIssuerLinked, Person: person.ID}); err != nil { // who may be another than who came
			return uuid.Nil, nil, err
		}
	} else {
		if len(came.Roles) == 0 {
			return uuid.Nil, ErrNoRole, nil
		}
		name := []rune(cmp.Or(came.Name, email))
		if person, err = s.CreatePerson(ctx, tx, NewPerson{Email: email, Name: string(name[:min(len(name), nameMax)]), Lang: lang, Confirmed: true}); err != nil {
			return uuid.Nil, nil, err
		}
	}
	if err := insertExternal(ctx, tx, came.Issuer, came.Subject, person.ID, now); err != nil {
		return uuid.Nil, nil, err
	}
	return person.ID, nil, audit.Record(ctx, tx, audit.Entry{
		Action: "person.linked", ObjectKind: "person", ObjectID: person.ID, Details: map[string]any{"issuer": came.Issuer},
	})
}

// claimAccount lets somebody into the account that has their address. One that belongs to another of the issuer's people
// stays theirs: an address that a workplace has given to somebody new opens nothing of who had it before. One that nobody
// has confirmed may have been made by somebody else: what that one set is forgotten.
func (s *Service) claimAccount(ctx context.Context, tx *db.Tx, id uuid.UUID, came issuer.Came, now time.Time) (*fault.Error, error) {
	person, _, err := lockPerson(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	others, err := hasExternal(ctx, tx, id, came.Issuer)
	switch {
	case err != nil:
		return nil, err
	case others:
		return ErrOtherPerson, nil
	case person.DisabledAt != nil || person.Demo:
		return ErrClosed, nil
	case person.ConfirmedAt != nil:
		return nil, nil
	}
	if err := s.forgetMaker(ctx, tx, id, cmp.Or(came.Name, person.Name), now); err != nil {
		return nil, err
	}
	return nil, setConfirmed(ctx, tx, id, now)
}

// followClaims gives the roles that the claims give and takes away those that they gave and give no more. A role that people
// gave is not given twice. What the mapping says of organisations that are not there is told in the audit trail.
func (s *Service) followClaims(ctx context.Context, tx *db.Tx, person uuid.UUID, came issuer.Came, now time.Time) error {
	if err := s.endLapsed(ctx, tx, person, now); err != nil {
		return err
	}
	var wanted []NewMembership
	var unknown []string
	for _, r := range came.Roles {
		organisation, there, err := organisationNamed(ctx, tx, r.Role, r.Organisation)
		switch {
		case err != nil:
			return err
		case !there:
			unknown = append(unknown, string(r.Role)+" "+r.Organisation)
		default:
			wanted = append(wanted, NewMembership{Person: person, Role: r.Role, Organisation: organisation, State: Active, Issuer: came.Issuer})
		}
	}
	held, err := lockIssued(ctx, tx, person, came.Issuer)
	if err != nil {
		return err
	}
	for _, m := range held {
		if slices.ContainsFunc(wanted, func(n NewMembership) bool { return n.Role == m.Role && n.Organisation == m.Organisation }) {
			continue
		}
		if err := s.setState(ctx, tx, m, Ended, now); err != nil {
			return err
		}
	}
	for _, n := range wanted {
		has, err := holds(ctx, tx, person, n.Role, n.Organisation)
		if err != nil {
			return err
		}
		if has {
			continue
		}
		if _, err := s.AddMembership(ctx, tx, n); err != nil {
			return err
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "membership.not_mapped", ObjectKind: "person", ObjectID: person, Details: map[string]any{"unknown": unknown}})
}

// RefusedAtIssuer records that what a browser came back with from the issuer did not hold, or was not enough, or that it could
// not be sent there. The ticket is zero when it is not known.
func (s *Service) RefusedAtIssuer(ctx context.Context, name string, ticket uuid.UUID, err error) error {
	return s.recordRefused(ctx, refusal{object: ticket, issuer: name, err: err})
}

// mayBeginHere refuses somebody whose roles all work in sessions of the issuer only.
func (s *Service) mayBeginHere(ctx context.Context, tx *db.Tx, person uuid.UUID) error {
	if s.opt.Issuer == "" {
		return nil
	}
	now, err := s.now(ctx, tx)
	if err != nil {
		return err
	}
	list, err := membershipsOf(ctx, tx, person, now)
	if err != nil {
		return err
	}
	elsewhere := false
	for _, m := range list {
		switch {
		case m.WorksIn("", s.opt.IssuerOnly): // one that waits for a yes, too
			return nil
		case m.State == Active:
			elsewhere = true
		}
	}
	if elsewhere {
		return ErrUseIssuer
	}
	return nil
}

// endIssued ends what claims gave, so that people can give the same for longer.
func (s *Service) endIssued(ctx context.Context, tx *db.Tx, person uuid.UUID, role actor.Role, organisation uuid.UUID, now time.Time) error {
	issued, err := lockIssued(ctx, tx, person, "")
	if err != nil {
		return err
	}
	for _, m := range issued {
		if m.Role != role || m.Organisation != organisation {
			continue
		}
		if err := s.setState(ctx, tx, m, Ended, now); err != nil {
			return err
		}
	}
	return nil
}

// endUnseen ends roles that claims gave to those who have not come from the issuer for long.
func (s *Service) endUnseen(ctx context.Context, tx *db.Tx, now time.Time) error {
	unseen, err := lockUnseen(ctx, tx, now.Add(-issuedFor))
	if err != nil {
		return err
	}
	for _, m := range unseen {
		if err := s.setState(ctx, tx, m, Ended, now); err != nil {
			return err
		}
	}
	return nil
}

// Unlink parts a person from the issuer's, so that another of its people with the same address can come: the command line's
// way for addresses that change hands and issuers whose names of people have changed.
func (s *Service) Unlink(ctx context.Context, a actor.Actor, address string) error {
	if err := Allow(a, PersonAdmin, Object{}); err != nil {
		return err
	}
	email, err := NormalEmail(address)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		person, ok, err := personByEmail(ctx, tx, email)
		if err != nil {
			return err
		}
		if !ok {
			return ErrNotFound
		}
		done, err := deleteExternal(ctx, tx, person.ID)
		if err != nil {
			return err
		}
		if !done {
			return ErrNotFound
		}
		if err := endSessionsOf(ctx, tx, person.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "person.parted", ObjectKind: "person", ObjectID: person.ID})
	})
}
