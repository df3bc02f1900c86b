package identity

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// proof is what somebody has shown when a session was begun, or since.
type proof string

// The proofs. All but the password alone are a second factor, or stand for one: an issuer answers for its own people.
const (
	byPassword proof = "password"
	byCode     proof = "code"
	byRecovery proof = "recovery"
	byIssuer   proof = "issuer"
	byDemo     proof = "demo"
)

// What sealed texts of the second factor are for.
const (
	sealFactor = "second factor"
	sealOffer  = "second factor offered"
)

var (
	// ErrSecondFactor is the answer where a second factor is asked for and the session has shown none.
	ErrSecondFactor = fault.New(fault.CodeForbidden, "fault.identity.second_factor")

	errFactorOn    = fault.New(fault.CodeConflict, "fault.identity.factor_on")
	errFactorOff   = fault.New(fault.CodeConflict, "fault.identity.factor_off")
	errOwnFactor   = fault.New(fault.CodeConflict, "fault.identity.own_factor")
	errWrongCode   = fault.Invalid().On("code", "fault.identity.code_wrong")
	errCodeMissing = fault.Invalid().On("code", "fault.identity.code_missing")
	errOfferOver   = fault.Invalid().On("code", "fault.identity.factor_again")
	errNotChecked  = fault.Invalid().On("checked", "fault.identity.factor_checked")
)

// Factor is how somebody's second factor stands.
type Factor struct {
	On        bool
	Since     time.Time
	CodesLeft int  // recovery codes that are not used
	Required  bool // by the person's role in this session, and the installation
	Proven    bool // the session has shown it
}

// needsFactor tells whether a role is one whose people work only with a second factor, where the installation asks for it: those
// who work for organisers, operators and the service. For a producer it is asked when somebody signs; see signing.
func needsFactor(role actor.Role) bool {
	switch role {
	case actor.RoleOfficer, actor.RoleSupervisor, actor.RoleOperator, actor.RoleGuidance, actor.RoleAdministrator:
		return true
	default:
		return false
	}
}

// signing lists what binds a producer: sending an application, and answering in its matter.
var signing = map[Verb]bool{ApplicationSubmit: true}

// Factor tells how the person's own second factor stands.
func (s *Service) Factor(ctx context.Context, a actor.Actor) (Factor, error) {
	if !a.SignedIn() {
		return Factor{}, ErrSignIn
	}
	row, on, err := readFactor(ctx, s.db, a.Person)
	if err != nil {
		return Factor{}, s.db.Translate(err)
	}
	asked, err := s.asked(ctx, a)
	return Factor{On: on, Since: row.MadeAt, CodesLeft: row.Left, Required: asked, Proven: !a.Unproven}, err
}

// asked tells whether the person holds a role that needs a second factor here.
func (s *Service) asked(ctx context.Context, a actor.Actor) (bool, error) {
	if !s.opt.SecondFactor {
		return false, nil
	}
	memberships, err := s.Memberships(ctx, a)
	for _, m := range memberships {
		if m.State == Active && needsFactor(m.Role) && m.WorksIn(a.Issuer, s.opt.IssuerOnly) {
			return true, err
		}
	}
	return false, err
}

// Offer is what somebody who sets up a second factor is shown.
type Offer struct {
	Secret  string // to type into the app, in groups
	Address string // for the app's camera: otpauth://…
	Ticket  string // comes back with the first code; it holds the secret, sealed for this person
}

// OfferFactor makes a secret for an authenticator app. It is kept nowhere before its first code has been given.
func (s *Service) OfferFactor(ctx context.Context, a actor.Actor) (Offer, error) {
	me, err := s.Me(ctx, a)
	if err != nil {
		return Offer{}, err
	}
	secret, address, err := newSecret(me.Email)
	if err != nil {
		return Offer{}, err
	}
	return s.offer(a.Person, secret, address)
}

func (s *Service) offer(person uuid.UUID, secret, address string) (Offer, error) {
	sealed, err := s.ring.Seal(sealOffer, person, secret+" "+address)
	return Offer{Secret: grouped(secret), Address: address, Ticket: base64.RawURLEncoding.EncodeToString(sealed)}, err
}

// Offered is the offer of a ticket again, for the form whose code was wrong.
func (s *Service) Offered(a actor.Actor, ticket string) (Offer, error) {
	secret, address, err := s.redeem(a, ticket)
	if err != nil {
		return Offer{}, err
	}
	return Offer{Secret: grouped(secret), Address: address, Ticket: ticket}, nil
}

func (s *Service) redeem(a actor.Actor, ticket string) (secret, address string, err error) {
	if !a.SignedIn() {
		return "", "", ErrSignIn
	}
	sealed, err := base64.RawURLEncoding.DecodeString(ticket)
	if err != nil {
		return "", "", errOfferOver.Because(err)
	}
	text, err := s.ring.Unseal(sealOffer, a.Person, sealed)
	if err != nil {
		return "", "", errOfferOver.Because(err)
	}
	secret, address, _ = strings.Cut(text, " ")
	return secret, address, nil
}

// grouped is a secret in groups of four, which are easier to type.
func grouped(secret string) string {
	var b strings.Builder
	for i, r := range secret {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Proven is what a change of the second factor gives: the session's new secret, and recovery codes to be shown this once.
type Proven struct {
	Token string
	Codes []string
}

// AddFactor turns the second factor on with the first code from the app that the offer's secret was given to. The session goes
// on as one that has shown it; the person's others end.
func (s *Service) AddFactor(ctx context.Context, a actor.Actor, ticket, code string) (Proven, error) {
	secret, _, err := s.redeem(a, ticket)
	if err != nil {
		return Proven{}, err
	}
	if code = typed(code); code == "" {
		return Proven{}, errCodeMissing
	}
	if err := s.mayChangeOwn(ctx, a); err != nil {
		return Proven{}, err
	}
	if err := s.take(ctx, s.attempts.codes, a.Person.String()); err != nil {
		return Proven{}, err
	}
	sealed, err := s.ring.Seal(sealFactor, a.Person, secret)
	if err != nil {
		return Proven{}, err
	}
	out := Proven{Codes: newRecoveryCodes()}
	err = s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		if _, _, err := lockPerson(ctx, tx, a.Person); err != nil {
			return err
		}
		now, err := s.now(ctx, tx)
		if err != nil {
			return err
		}
		step, right := stepOf(secret, code, now, 0)
		if !right {
			return errWrongCode
		}
		made, err := insertFactor(ctx, tx, a.Person, sealed, step, now)
		if err != nil || !made {
			return orFault(err, errFactorOn)
		}
		if err := insertRecoveryCodes(ctx, tx, a.Person, out.Codes); err != nil {
			return err
		}
		if out.Token, err = s.proveOnly(ctx, tx, a, byCode, now); err != nil {
			return err
		}
		return s.tellOfFactor(ctx, tx, a.Person, "factor.added", MailFactorAdded, nil)
	})
	if errors.Is(err, errWrongCode) {
		return Proven{}, s.codeRefused(ctx, a)
	}
	return out, err
}

// codeRefused records that the first code of an offer was wrong, and answers that.
func (s *Service) codeRefused(ctx context.Context, a actor.Actor) error {
	return orFault(s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Entry{Action: "factor.code_refused", ObjectKind: "person", ObjectID: a.Person})
	}), errWrongCode)
}

// proveOnly makes the actor's session one with another proof and a new secret, and ends the person's other sessions.
func (s *Service) proveOnly(ctx context.Context, tx *db.Tx, a actor.Actor, by proof, now time.Time) (string, error) {
	token, hash, err := newToken()
	if err != nil {
		return "", err
	}
	done, err := proveSession(ctx, tx, a.Session, by, hash, now, now.Add(SessionAbsolute))
	if err != nil || !done {
		return "", orFault(err, ErrSessionEnded)
	}
	return token, s.endOthers(ctx, tx, a)
}

// tellOfFactor records the change and mails the person, whose account somebody else may have got into.
func (s *Service) tellOfFactor(ctx context.Context, tx *db.Tx, person uuid.UUID, action, mail string, details map[string]any) error {
	if err := s.QueueMail(ctx, tx, MailOut{Template: mail, Person: person}); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: action, ObjectKind: "person", ObjectID: person, Details: details})
}

// NewCodes makes new recovery codes in place of the old ones, of which none opens any more.
func (s *Service) NewCodes(ctx context.Context, a actor.Actor, code string) (codes []string, err error) {
	codes = newRecoveryCodes()
	err = s.withCode(ctx, a, code, func(ctx context.Context, tx *db.Tx, _ time.Time) error {
		if err := deleteRecoveryCodes(ctx, tx, a.Person); err != nil {
			return err
		}
		if err := insertRecoveryCodes(ctx, tx, a.Person, codes); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "factor.codes_made", ObjectKind: "person", ObjectID: a.Person})
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// RemoveFactor turns the second factor off, by a code of either kind: to set it up on another phone, or to do without. The
// session goes on as one begun with a password.
func (s *Service) RemoveFactor(ctx context.Context, a actor.Actor, code string) (token string, err error) {
	err = s.withCode(ctx, a, code, func(ctx context.Context, tx *db.Tx, now time.Time) error {
		if _, err := deleteFactor(ctx, tx, a.Person); err != nil {
			return err
		}
		var err error
		if token, err = s.proveOnly(ctx, tx, a, byPassword, now); err != nil {
			return err
		}
		return s.tellOfFactor(ctx, tx, a.Person, "factor.removed", MailFactorRemoved, map[string]any{"by": "self"})
	})
	return token, err
}

// withCode does something for which the signed-in person gives a code once more.
func (s *Service) withCode(ctx context.Context, a actor.Actor, code string, do func(ctx context.Context, tx *db.Tx, now time.Time) error) error {
	if err := s.mayChangeOwn(ctx, a); err != nil {
		return err
	}
	return s.checked(ctx, a, a.Person, code, func(ctx context.Context, tx *db.Tx, _ proof, now time.Time) error {
		return do(ctx, tx, now)
	})
}

// checked looks at a person's code, uses it, and goes on in the same transaction. A wrong one is recorded, and limited as
// passwords are. A recovery code cannot be guessed and is not held back by wrong codes of the app, so that somebody else's
// tries lock nobody out.
func (s *Service) checked(ctx context.Context, a actor.Actor, person uuid.UUID, code string, do func(ctx context.Context, tx *db.Tx, by proof, now time.Time) error) error {
	if code = typed(code); code == "" {
		return errCodeMissing
	}
	if isCode(code) {
		if err := s.take(ctx, s.attempts.codes, person.String()); err != nil {
			return err
		}
	}
	wrong := false
	err := s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		now, err := s.now(ctx, tx)
		if err != nil {
			return err
		}
		by, right, err := s.useCode(ctx, tx, person, code, now)
		if err != nil {
			return err
		}
		if wrong = !right; wrong {
			return audit.Record(ctx, tx, audit.Entry{Action: "factor.code_refused", ObjectKind: "person", ObjectID: person})
		}
		return do(ctx, tx, by, now)
	})
	if err == nil && wrong {
		return errWrongCode
	}
	return err
}

// useCode uses a code up, if it is right.
func (s *Service) useCode(ctx context.Context, tx *db.Tx, person uuid.UUID, code string, now time.Time) (by proof, right bool, err error) {
	f, on, err := lockFactor(ctx, tx, person)
	if err != nil || !on {
		return "", false, orFault(err, errFactorOff)
	}
	if !isCode(code) {
		right, err = useRecoveryCode(ctx, tx, person, recoveryHash(person, code), now)
		if err != nil || !right {
			return byRecovery, false, err
		}
		return byRecovery, true, s.tellOfFactor(ctx, tx, person, "factor.code_used", MailFactorCodeUsed, nil)
	}
	secret, err := s.ring.Unseal(sealFactor, person, f.Sealed)
	if err != nil {
		return "", false, err
	}
	step, right := stepOf(secret, code, now, f.LastStep)
	if !right {
		return byCode, false, nil
	}
	sealed, err := s.ring.Seal(sealFactor, person, secret) // with the newest key, so that an old one is needed no longer
	if err != nil {
		return "", false, err
	}
	return byCode, true, useStep(ctx, tx, person, step, sealed)
}

// ProveCode ends the wait of a session whose password was right: it is whole from here on, and has a new secret.
func (s *Service) ProveCode(ctx context.Context, a actor.Actor, code, host string) (token string, err error) {
	if a.SignedIn() || a.Session == uuid.Nil {
		return "", ErrSessionEnded
	}
	if err := s.AllowVisitor(ctx, host); err != nil {
		return "", err
	}
	person, waits, err := waitingSession(ctx, s.db, a.Session, s.opt.Now)
	if err != nil || !waits {
		return "", orFault(s.db.Translate(err), ErrSessionEnded)
	}
	err = s.checked(ctx, a, person, code, func(ctx context.Context, tx *db.Tx, by proof, now time.Time) error {
		var hash []byte
		if token, hash, err = newToken(); err != nil {
			return err
		}
		done, err := proveSession(ctx, tx, a.Session, by, hash, now, now.Add(SessionAbsolute))
		if err != nil || !done {
			return orFault(err, ErrSessionEnded)
		}
		tx.Actor.Person = person
		return audit.Record(ctx, tx, audit.Entry{
			Action: "session.proven", ObjectKind: "session", ObjectID: a.Session, Details: map[string]any{"by": by},
		})
	})
	return token, err
}

// IdentityChecks are the ways in which an administrator can have made sure who somebody is.
func IdentityChecks() []string { return []string{"met", "called", "superior"} }

// TakeOffFactor turns somebody's second factor off who has lost both phone and recovery codes. The administrator says how they
// made sure who it is. The person is told by mail, and their sessions end.
func (s *Service) TakeOffFactor(ctx context.Context, a actor.Actor, person uuid.UUID, check string) error {
	if err := Allow(a, PersonAdmin, Object{}); err != nil {
		return err
	}
	known := false
	for _, c := range IdentityChecks() {
		known = known || c == check
	}
	switch {
	case !known:
		return errNotChecked
	case person == a.Person: // by a recovery code of their own, or by a colleague
		return errOwnFactor
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		return s.takeOff(ctx, tx, person, map[string]any{"by": "administrator", "check": check})
	})
}

func (s *Service) takeOff(ctx context.Context, tx *db.Tx, person uuid.UUID, details map[string]any) error {
	if _, ok, err := lockPerson(ctx, tx, person); err != nil || !ok {
		return orFault(err, ErrNotFound)
	}
	gone, err := deleteFactor(ctx, tx, person)
	if err != nil || !gone {
		return orFault(err, errFactorOff)
	}
	if err := endSessionsOf(ctx, tx, person); err != nil {
		return err
	}
	return s.tellOfFactor(ctx, tx, person, "factor.removed", MailFactorRemoved, details)
}

// FactorOf tells an administrator whether somebody has a second factor.
func (s *Service) FactorOf(ctx context.Context, a actor.Actor, person uuid.UUID) (bool, error) {
	if err := Allow(a, PersonAdmin, Object{}); err != nil {
		return false, err
	}
	_, on, err := readFactor(ctx, s.db, person)
	return on, s.db.Translate(err)
}

// orFault is err, or what else was wrong.
func orFault(err error, wrong *fault.Error) error {
	if err != nil {
		return err
	}
	return wrong
}
