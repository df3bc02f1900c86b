package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// The limits of a session.
const (
	SessionIdle     = 2 * time.Hour    // without a request
	SessionAbsolute = 12 * time.Hour   // from signing in, whatever happens: a working day
	rotateAfter     = 15 * time.Minute // a stolen token is of use this long at most, while its owner is at work
	rotationGrace   = time.Minute      // how long the previous token serves requests that were under way
	touchAfter      = time.Minute      // a request within this time of the last one writes nothing
	SessionWarning  = 10 * time.Minute // how long before its end a page asks whether to go on
	codeWait        = 10 * time.Minute // how long a session whose password was right waits for the code
	clockBack       = time.Hour        // how much farther off than it can be a session's end may lie when the clock was set back
)

// ErrSessionEnded is the answer to a token that is unknown, too old, or whose person may no longer sign in.
var ErrSessionEnded = fault.New(fault.CodeUnauthenticated, "fault.identity.session_ended")

// newToken makes a session's secret: 256 random bits, safe in a cookie. The database holds its hash only.
func newToken() (token string, hash []byte, err error) {
	var secret [32]byte
	if _, err := rand.Read(secret[:]); err != nil {
		return "", nil, fmt.Errorf("session token: %w", err)
	}
	token = base64.RawURLEncoding.EncodeToString(secret[:])
	return token, tokenHash(token), nil
}

func tokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// opening is how a session begins.
type opening struct {
	person uuid.UUID
	by     proof
	issuer string // at which the person signed in; "": here
	awaits bool   // a code is asked for: until it comes nobody is signed in
	action string
}

// startSession opens a session in the transaction and records it.
func (s *Service) startSession(ctx context.Context, tx *db.Tx, o opening) (string, error) {
	token, hash, err := newToken()
	if err != nil {
		return "", err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("session id: %w", err)
	}
	now, err := s.now(ctx, tx)
	if err != nil {
		return "", err
	}
	if err := sweepSessions(ctx, tx, o.person, now); err != nil {
		return "", err
	}
	end := now.Add(SessionAbsolute)
	if o.awaits {
		end = now.Add(codeWait)
	}
	if err := insertSession(ctx, tx, newSession{opening: o, hash: hash, id: id, start: now, end: end, only: s.opt.IssuerOnly}); err != nil {
		return "", err
	}
	tx.Actor.Person = o.person
	return token, audit.Record(ctx, tx, audit.Entry{Action: o.action, ObjectKind: "session", ObjectID: id})
}

// SessionView is what a session's token stands for.
type SessionView struct {
	Actor    actor.Actor // its role is visitor while the person has no active membership; with Awaits, nobody
	Awaits   bool        // the password was right, and a code is asked for
	NewToken string      // when not "", the browser is to get it in place of the token that it sent
}

// Session answers whose the token is. An ended session is ErrSessionEnded.
func (s *Service) Session(ctx context.Context, token, requestID string) (SessionView, error) {
	if len(token) != base64.RawURLEncoding.EncodedLen(32) {
		return SessionView{}, ErrSessionEnded
	}
	hash := tokenHash(token)
	row, ok, err := readSession(ctx, s.db, hash, s.opt.Now, s.opt.IssuerOnly)
	if err != nil {
		return SessionView{}, s.db.Translate(err)
	}
	if !ok {
		return SessionView{}, ErrSessionEnded
	}
	view := SessionView{Actor: s.actorOf(row, requestID), Awaits: row.Awaits}
	switch row.next() {
	case sessionEnded:
		return SessionView{}, ErrSessionEnded
	case sessionRotates:
		view.NewToken, err = s.rotate(ctx, row, hash)
		row.SeenAt = row.Now
	case sessionTouched:
		err = touchSession(ctx, s.db, row.ID, row.Current, row.Now)
		row.SeenAt = row.Now
	}
	view.Actor.Until = SessionEnds(row.SeenAt, row.ExpiresAt)
	return view, s.db.Translate(err)
}

// SessionEnds is when a session ends that was last seen at a time and ends at another one whatever happens.
func SessionEnds(seen, expires time.Time) time.Time {
	if idle := seen.Add(SessionIdle); idle.Before(expires) {
		return idle
	}
	return expires
}

// sessionStep is what a request does to its session.
type sessionStep int

const (
	sessionStays sessionStep = iota
	sessionTouched
	sessionRotates
	sessionEnded
)

// next is the rule of idle and absolute limits and of rotation. The previous token serves for a moment after a
// rotation. It serves longer when the browser has never shown the new one: the answer that carried it was lost, and
// the browser gets another. A clock that was set back must not lengthen any of it: what was done in the future is long ago,
// and a session that would last far too long ends.
func (r sessionRow) next() sessionStep {
	now := r.Now
	sinceRotation := now.Sub(r.RotatedAt)
	ahead := sinceRotation < -rotationGrace || now.Sub(r.SeenAt) < -touchAfter
	switch {
	case r.Disabled, !now.Before(r.ExpiresAt), now.Sub(r.SeenAt) >= SessionIdle, r.ExpiresAt.Sub(now) > SessionAbsolute+clockBack:
		return sessionEnded
	case r.Current && (ahead || sinceRotation >= rotateAfter):
		return sessionRotates
	case !r.Current && (ahead || sinceRotation >= rotationGrace) && r.CurrentSeen:
		return sessionEnded
	case !r.Current && (ahead || sinceRotation >= rotationGrace):
		return sessionRotates
	case r.Current && !r.CurrentSeen, now.Sub(r.SeenAt) >= touchAfter:
		return sessionTouched
	default:
		return sessionStays
	}
}

// rotate gives the session a new token. When another request has done so meanwhile, there is none to give: the
// presented one is the previous one now, and serves for the grace.
func (s *Service) rotate(ctx context.Context, row sessionRow, presented []byte) (string, error) {
	token, hash, err := newToken()
	if err != nil {
		return "", err
	}
	done, err := rotateSession(ctx, s.db, row, presented, hash)
	if err != nil || !done {
		return "", err
	}
	return token, nil
}

// actorOf is who acts in the session. Where the installation asks for a second factor, a role that needs one is not held in a
// session that has shown none.
func (s *Service) actorOf(r sessionRow, requestID string) actor.Actor {
	if r.Awaits {
		return actor.Actor{Role: actor.RoleVisitor, Session: r.ID, RequestID: requestID}
	}
	a := actor.Actor{Person: r.PersonID, Role: actor.RoleVisitor, Session: r.ID, Name: r.Name, Issuer: r.Issuer, RequestID: requestID}
	a.Unproven = s.opt.SecondFactor && r.Proof == byPassword
	if r.Membership.Valid && !(a.Unproven && needsFactor(actor.Role(r.Role.String))) {
		a.Membership, a.Role, a.Organisation = r.Membership.UUID, actor.Role(r.Role.String), r.Organisation.UUID
		if r.InPart.Bool {
			a.Part = &actor.Part{Units: r.Units}
		}
	}
	return a
}

// SignOut ends the actor's session.
func (s *Service) SignOut(ctx context.Context, a actor.Actor) error {
	if a.Session == uuid.Nil {
		return nil
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		ended, err := endSession(ctx, tx, a.Session)
		if err != nil || !ended {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "session.ended", ObjectKind: "session", ObjectID: a.Session})
	})
}

// SwitchMembership makes the session act in another of the person's active memberships. The session gets a new token,
// since what it may do has changed.
func (s *Service) SwitchMembership(ctx context.Context, a actor.Actor, membership uuid.UUID) (token string, err error) {
	if err := s.mayChangeOwn(ctx, a); err != nil {
		return "", err
	}
	var hash []byte
	if token, hash, err = newToken(); err != nil {
		return "", err
	}
	err = s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		m, ok, err := lockMembership(ctx, tx, membership)
		if err != nil {
			return err
		}
		now, err := s.now(ctx, tx)
		if err != nil {
			return err
		}
		if !ok || m.PersonID != a.Person || !m.Works(calendar.Today(now)) || !m.WorksIn(a.Issuer, s.opt.IssuerOnly) {
			return ErrNotFound
		}
		done, err := switchSession(ctx, tx, a.Session, m.ID, hash, now)
		if err != nil {
			return err
		}
		if !done {
			return ErrSessionEnded
		}
		return audit.Record(ctx, tx, audit.Entry{
			Action: "session.switched", ObjectKind: "session", ObjectID: a.Session, Details: map[string]any{"membership": m.ID},
		})
	})
	if errors.Is(err, ErrNotFound) {
		err = orError(s.recordRefused(ctx, refusal{object: a.Session, err: err}), err)
	}
	if err != nil {
		return "", err
	}
	return token, nil
}
