package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

// attempts is how many times a transaction is tried in all when PostgreSQL asks for another try.
const attempts = 5

// firstPause is the longest pause before the second try; it doubles for each one after.
const firstPause = 10 * time.Millisecond

// Tx is an open transaction, and who acts in it: audit and the rooms read the actor from here.
type Tx struct {
	*sqlx.Tx
	Actor actor.Actor
}

// ErrNested is what InTx answers inside another InTx. The inner one would not see what the outer one wrote and could
// wait for it for ever; pass the *Tx along instead.
var ErrNested = errors.New("db: InTx inside InTx")

type insideKey struct{}

// InTx runs fn in a transaction at READ COMMITTED: commits when fn answers nil, and otherwise rolls back. Lock rows
// with SELECT … FOR UPDATE where two people may meet.
//
// The whole of fn runs again when PostgreSQL reports a serialization failure or a deadlock, so fn must set what it
// gives back anew each time, and must not talk to anything but tx: mail and other slow or outside work is enqueued
// with package jobs in the same transaction.
//
// Errors come back translated (see Translate). When the connection is lost while committing, nobody knows whether the
// change was made: the answer is fault.CodeUnavailable, and ids made by the caller make a second try safe.
func (d *DB) InTx(ctx context.Context, a actor.Actor, fn func(ctx context.Context, tx *Tx) error) error {
	if ctx.Value(insideKey{}) != nil {
		return ErrNested
	}
	pause := firstPause
	for try := 1; ; try++ {
		err := d.once(ctx, a, fn)
		if err == nil {
			return nil
		}
		if try == attempts || !wantsRetry(err) || ctx.Err() != nil {
			return d.translate(ctx, err)
		}
		select {
		case <-ctx.Done():
			return d.translate(ctx, errors.Join(ctx.Err(), err))
		case <-time.After(rand.N(pause) + time.Millisecond):
			pause *= 2
		}
	}
}

// once runs fn in one transaction. A failed rollback is joined to the error that caused it; a panic rolls back too.
func (d *DB) once(ctx context.Context, a actor.Actor, fn func(ctx context.Context, tx *Tx) error) (err error) {
	tx, err := d.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	done := false
	defer func() {
		if done {
			return
		}
		if back := tx.Rollback(); back != nil && !errors.Is(back, sql.ErrTxDone) {
			err = errors.Join(err, fmt.Errorf("roll back: %w", back))
		}
	}()
	if err := fn(context.WithValue(ctx, insideKey{}, true), &Tx{Tx: tx, Actor: a}); err != nil {
		return err
	}
	done = true
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// wantsRetry tells whether PostgreSQL undid the transaction only because of others that ran beside it.
func wantsRetry(err error) bool {
	return pq.As(err, pqerror.TRSerializationFailure, pqerror.TRDeadlockDetected) != nil
}
