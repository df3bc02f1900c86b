package identity

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// SignIn is what a person fills in to sign in.
type SignIn struct {
	Email    string
	Password string
	Host     string // the visitor's network address, whose tries are limited
}

var (
	// ErrWrongPassword is the answer to an unknown address, a wrong password and a disabled account alike.
	ErrWrongPassword = fault.New(fault.CodeInvalid, "fault.identity.wrong_password")
	// ErrNotConfirmed is the answer to the right password of an account whose address nobody has confirmed yet.
	ErrNotConfirmed = fault.New(fault.CodeInvalid, "fault.identity.not_confirmed")
	// ErrNoDemo is the answer to signing in by role where demo accounts may not be used.
	ErrNoDemo = fault.New(fault.CodeForbidden, "fault.identity.no_demo")
)

// SignIn opens a session and answers its token. That of somebody with a second factor waits for a code; see ProveCode. The answer to an unknown address is the same as to a wrong password
// and takes as long. Who has not confirmed the address gets the link again, after showing the right password.
func (s *Service) SignIn(ctx context.Context, cmd SignIn) (token string, err error) {
	bad := fault.Invalid()
	email, err := NormalEmail(cmd.Email)
	if err != nil {
		bad = bad.On("email", fault.From(err).Fields[0].Key)
	}
	if cmd.Password == "" {
		bad = bad.On("password", "fault.identity.password_missing")
	}
	if err := bad.OrNil(); err != nil {
		return "", err
	}
	if err := s.mayTry(ctx, email, cmd.Host); err != nil {
		return "", err
	}
	person, hash, err := s.credentials(ctx, email)
	if err != nil {
		return "", err
	}
	right, err := s.hashing.check(ctx, cmd.Password, hash)
	switch {
	case err != nil:
		return "", err
	case !right:
		return "", orFault(s.refused(ctx, person.ID), ErrWrongPassword)
	case person.ConfirmedAt == nil:
		return "", s.remind(ctx, person)
	}
	return s.open(ctx, person.ID, hash)
}

// credentials reads who has the address, and the hash to check. Somebody who may not sign in has none.
func (s *Service) credentials(ctx context.Context, email string) (Person, string, error) {
	person, ok, err := personByEmail(ctx, s.db, email)
	if err != nil {
		return Person{}, "", s.db.Translate(err)
	}
	hash, err := passwordHash(ctx, s.db, person.ID) // asked for nobody too, so that it takes as long
	if err != nil {
		return Person{}, "", s.db.Translate(err)
	}
	if !ok || person.DisabledAt != nil || person.Demo {
		return Person{}, "", nil
	}
	return person, hash, nil
}

// refused records that a password was wrong: at the person whose it is, or, with as much work, at nobody.
func (s *Service) refused(ctx context.Context, person uuid.UUID) error {
	entry := audit.Entry{Action: "session.password_refused", ObjectKind: "person", ObjectID: person}
	if person == uuid.Nil {
		id, err := uuid.NewV7()
		if err != nil {
			return fmt.Errorf("id of a refusal: %w", err)
		}
		entry.ObjectKind, entry.ObjectID = "session", id
	}
	return s.db.InTx(ctx, actor.From(ctx), func(ctx context.Context, tx *db.Tx) error { return audit.Record(ctx, tx, entry) })
}

// open starts the session, unless the password or the account has changed while the hash was checked.
func (s *Service) open(ctx context.Context, id uuid.UUID, checked string) (token string, err error) {
	defer func() {
		if errors.Is(err, ErrUseIssuer) {
			err = orError(s.recordRefused(ctx, refusal{kind: "person", object: id, err: err}), err)
		}
	}()
	err = s.db.InTx(ctx, actor.From(ctx), func(ctx context.Context, tx *db.Tx) error {
		person, ok, err := lockPerson(ctx, tx, id)
		if err != nil {
			return err
		}
		hash, err := passwordHash(ctx, tx, id)
		if err != nil {
			return err
		}
		if !ok || person.DisabledAt != nil || hash != checked {
			return ErrWrongPassword
		}
		if err := s.mayBeginHere(ctx, tx, id); err != nil {
			return err
		}
		o := opening{person: id, by: byPassword, action: "session.started"}
		if _, o.awaits, err = readFactor(ctx, tx, id); err != nil {
			return err
		}
		if o.awaits {
			o.action = "session.code_asked"
		}
		token, err = s.startSession(ctx, tx, o)
		return err
	})
	return token, err
}

// remind mails the confirmation link again and answers ErrNotConfirmed.
func (s *Service) remind(ctx context.Context, person Person) error {
	err := s.db.InTx(ctx, actor.From(ctx), func(ctx context.Context, tx *db.Tx) error {
		if err := recordRefused(ctx, tx, refusal{kind: "person", object: person.ID, err: ErrNotConfirmed}); err != nil {
			return err
		}
		if may, err := s.mayMail(ctx, tx, person.Email); err != nil || !may {
			return err
		}
		tx.Actor.Person = person.ID
		return s.mailConfirmation(ctx, tx, person)
	})
	if err != nil {
		return err
	}
	return ErrNotConfirmed
}

// DemoAccount is one of the accounts that anyone may sign in to while demo data is shown.
type DemoAccount struct {
	Person uuid.UUID  `db:"person_id"`
	Name   string     `db:"name"`
	Role   actor.Role `db:"role"`
	NameFi string     `db:"name_fi"` // the organisation's
	NameSv string     `db:"name_sv"`
	NameEn string     `db:"name_en"`
}

// OrganisationName is the organisation's name in the language, "" for an administrator.
func (d DemoAccount) OrganisationName(lang string) string {
	return Membership{NameFi: d.NameFi, NameSv: d.NameSv, NameEn: d.NameEn}.OrganisationName(lang)
}

// DemoRoles are the roles that have a demo account, in the order of the sign-in page.
func DemoRoles() []actor.Role {
	return []actor.Role{actor.RoleProducer, actor.RoleOfficer, actor.RoleSupervisor, actor.RoleOperator, actor.RoleGuidance, actor.RoleAdministrator}
}

// demoAllowed tells whether anyone may sign in to demo accounts: demo data is shown, and the service is reached at
// this machine's own address only. A service that others can reach never lets people in without a password.
func (s *Service) demoAllowed() bool { return s.opt.Demo && config.IsLoopback(s.opt.PublicURL) }

// DemoAccounts lists one demo account for each role that has one; none where demo sign-in is refused.
func (s *Service) DemoAccounts(ctx context.Context) ([]DemoAccount, error) {
	if !s.demoAllowed() {
		return nil, nil
	}
	all, err := demoAccounts(ctx, s.db)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	var list []DemoAccount
	for _, role := range DemoRoles() {
		for _, account := range all {
			if account.Role == role {
				list = append(list, account)
				break
			}
		}
	}
	return list, nil
}

// Demo signs in to the demo account of the role, without a password. It refuses with ErrNoDemo unless demo data is
// shown and PUBLIC_URL is this machine's own.
func (s *Service) Demo(ctx context.Context, role actor.Role, host string) (token string, err error) {
	if err := s.take(ctx, s.attempts.demo, network(host)); err != nil {
		return "", err
	}
	if !s.demoAllowed() {
		return "", orError(s.recordRefused(ctx, refusal{err: ErrNoDemo}), ErrNoDemo)
	}
	accounts, err := s.DemoAccounts(ctx)
	if err != nil {
		return "", err
	}
	for _, account := range accounts {
		if account.Role != role {
			continue
		}
		err := s.db.InTx(ctx, actor.From(ctx), func(ctx context.Context, tx *db.Tx) error {
			token, err = s.startSession(ctx, tx, opening{person: account.Person, by: byDemo, action: "session.started_demo"})
			return err
		})
		return token, err
	}
	return "", orError(s.recordRefused(ctx, refusal{err: ErrNotFound}), ErrNotFound)
}
