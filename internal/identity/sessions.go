package identity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// Device is what somebody signed in on, in a word each; "" where it is not known. No more than that is kept of it.
type Device struct {
	Browser string // firefox, chrome, …
	System  string // windows, android, …
}

// OpenSession is one of somebody's own sessions.
type OpenSession struct {
	ID      uuid.UUID `db:"id"`
	Browser string    `db:"browser"`
	System  string    `db:"system"`
	Since   time.Time `db:"created_at"`
	Seen    time.Time `db:"seen_at"`
	Current bool      // the one that asks
}

// NoteDevice says on what the actor's session was begun.
func (s *Service) NoteDevice(ctx context.Context, a actor.Actor, on Device) error {
	return s.db.Translate(setDevice(ctx, s.db, a.Session, on))
}

// Sessions are the person's own that are open, the one used last first.
func (s *Service) Sessions(ctx context.Context, a actor.Actor) ([]OpenSession, error) {
	if !a.SignedIn() {
		return nil, ErrSignIn
	}
	now, err := s.now(ctx, s.db)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	list, err := openSessions(ctx, s.db, a.Person, now)
	for i := range list {
		list[i].Current = list[i].ID == a.Session
	}
	return list, s.db.Translate(err)
}

// EndSession ends one of the person's own sessions. One that is over already, or is somebody else's, is not found.
func (s *Service) EndSession(ctx context.Context, a actor.Actor, id uuid.UUID) error {
	if err := s.mayChangeOwn(ctx, a); err != nil {
		return err
	}
	ended := false
	err := s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		var err error
		if ended, err = endOwnSession(ctx, tx, a.Person, id); err != nil {
			return err
		}
		if !ended {
			return recordRefused(ctx, tx, refusal{object: id, err: ErrNotFound})
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "session.ended", ObjectKind: "session", ObjectID: id})
	})
	if err == nil && !ended {
		return ErrNotFound
	}
	return err
}

// mayChangeOwn takes a try from the share of the session of somebody who is signed in, for what they do to their own
// sessions and second factor.
func (s *Service) mayChangeOwn(ctx context.Context, a actor.Actor) error {
	if !a.SignedIn() || a.Session == uuid.Nil {
		return ErrSignIn
	}
	return s.take(ctx, s.attempts.own, a.Session.String())
}

// EndOtherSessions ends all of the person's sessions but the one that asks.
func (s *Service) EndOtherSessions(ctx context.Context, a actor.Actor) error {
	if err := s.mayChangeOwn(ctx, a); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error { return s.endOthers(ctx, tx, a) })
}

func (s *Service) endOthers(ctx context.Context, tx *db.Tx, a actor.Actor) error {
	ended, err := endOtherSessions(ctx, tx, a.Person, a.Session)
	if err != nil {
		return err
	}
	entries := make([]audit.Entry, len(ended))
	for i, id := range ended {
		entries[i] = audit.Entry{Action: "session.ended", ObjectKind: "session", ObjectID: id}
	}
	return audit.RecordAll(ctx, tx, entries)
}
