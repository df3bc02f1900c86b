package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Translate turns what PostgreSQL answered into a fault where a person can be told something useful:
//
//   - a constraint in the table of Constraints → its fault;
//   - no connection, a server that starts, stops or is full, or others in the way each time → fault.CodeUnavailable;
//   - a statement cut off by its context → fault.CodeUnavailable that still is context.DeadlineExceeded.
//
// Anything else comes back as it is: faults, sql.ErrNoRows (what it means is the room's to say), and mistakes of ours.
// InTx does this by itself; stores call it on plain reads.
func (d *DB) Translate(err error) error { return d.translate(context.Background(), err) }

func (d *DB) translate(ctx context.Context, err error) error {
	if err == nil || errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	if known := d.constraintFault(err); known != nil {
		return known.Because(err)
	}
	if cut := cutOff(ctx, err); cut != nil {
		return fault.New(fault.CodeUnavailable, fault.KeyUnavailable).Because(fmt.Errorf("%w: %w", cut, err))
	}
	if isAway(err) {
		return fault.New(fault.CodeUnavailable, fault.KeyUnavailable).Because(err)
	}
	return err
}

// constraintFault finds the fault that a room declared for the broken constraint, or nil.
func (d *DB) constraintFault(err error) *fault.Error {
	broken := pq.As(err, pqerror.UniqueViolation, pqerror.CheckViolation, pqerror.ForeignKeyViolation,
		pqerror.ExclusionViolation, pqerror.RestrictViolation)
	if broken == nil {
		return nil
	}
	return d.constraints[broken.Constraint]
}

// cutOff finds the context's error behind a failed statement. PostgreSQL reports it as a cancelled query; without the
// context at hand we cannot know whether time ran out or the caller left, and say the former.
func cutOff(ctx context.Context, err error) error {
	for _, known := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, known) {
			return known
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if pq.As(err, pqerror.QueryCanceled) != nil {
		return context.DeadlineExceeded
	}
	return nil
}

// isAway tells whether the server could not be reached, went away, or has no room for us now.
func isAway(err error) bool {
	if answer := pq.As(err); answer != nil {
		switch answer.Code {
		case pqerror.AdminShutdown, pqerror.CrashShutdown, pqerror.CannotConnectNow, pqerror.DatabaseDropped,
			pqerror.IdleSessionTimeout, pqerror.TRSerializationFailure, pqerror.TRDeadlockDetected,
			pqerror.LockNotAvailable, pqerror.IdleInTransactionSessionTimeout, // the limits of WithTimeLimits
			pqerror.ReadOnlySQLTransaction: // a failover has left us at a replica
			return true
		case pqerror.FeatureNotSupported:
			return strings.Contains(answer.Message, "during recovery") // BEGIN READ WRITE, which lib/pq says, at a replica
		}
		return strings.HasPrefix(string(answer.Code), "08") || strings.HasPrefix(string(answer.Code), "53")
	}
	for _, known := range []error{
		driver.ErrBadConn, sql.ErrConnDone, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed,
		syscall.ECONNREFUSED, syscall.ECONNRESET, syscall.EPIPE,
	} {
		if errors.Is(err, known) {
			return true
		}
	}
	_, ok := errors.AsType[net.Error](err)
	return ok
}
