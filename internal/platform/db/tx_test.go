package db_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

var someone = actor.System("test")

// counters makes a table of two rows that clients fight over.
func counters(t *testing.T) *dbtest.DB {
	t.Helper()
	d := dbtest.New(t)
	d.Owner.MustExec(`CREATE TABLE counter (id int PRIMARY KEY, n int NOT NULL)`)
	d.Owner.MustExec(`INSERT INTO counter VALUES (1, 0), (2, 0)`)
	d.Owner.MustExec(`GRANT SELECT, INSERT, UPDATE ON counter TO tuottajatori_service`)
	return d
}

func count(t *testing.T, d *db.DB, id int) int {
	t.Helper()
	var n int
	if err := d.Get(&n, `SELECT n FROM counter WHERE id = $1`, id); err != nil {
		t.Fatal(err)
	}
	return n
}

// together runs n clients at once and answers their errors.
func together(n int, client func(i int) error) error {
	faults := make([]error, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { faults[i] = client(i) })
	}
	group.Wait()
	return errors.Join(faults...)
}

// TestInTxRetriesSerializationFailures lets two clients read the same row before either writes it. PostgreSQL undoes
// the second, and its whole closure must run again on what the first wrote.
func TestInTxRetriesSerializationFailures(t *testing.T) {
	d := counters(t)
	var bothRead sync.WaitGroup
	bothRead.Add(2)
	runs := make([]int, 2)
	err := together(2, func(i int) error {
		return d.Service.InTx(t.Context(), someone, func(ctx context.Context, tx *db.Tx) error {
			runs[i]++
			if _, err := tx.ExecContext(ctx, `SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`); err != nil {
				return err
			}
			var n int
			if err := tx.GetContext(ctx, &n, `SELECT n FROM counter WHERE id = 1`); err != nil {
				return err
			}
			if runs[i] == 1 {
				bothRead.Done()
				bothRead.Wait()
			}
			_, err := tx.ExecContext(ctx, `UPDATE counter SET n = $1 WHERE id = 1`, n+1)
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, d.Owner, 1); n != 2 {
		t.Errorf("two clients counted to %d", n)
	}
	if runs[0]+runs[1] != 3 {
		t.Errorf("closures ran %v times, want one of them twice", runs)
	}
}

// TestInTxRetriesDeadlocks lets two clients take two rows in opposite order.
func TestInTxRetriesDeadlocks(t *testing.T) {
	d := counters(t)
	var bothHold sync.WaitGroup
	bothHold.Add(2)
	runs := make([]int, 2)
	err := together(2, func(i int) error {
		return d.Owner.InTx(t.Context(), someone, func(ctx context.Context, tx *db.Tx) error {
			runs[i]++
			if _, err := tx.ExecContext(ctx, `SET LOCAL deadlock_timeout = '20ms'`); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `UPDATE counter SET n = n + 1 WHERE id = $1`, 1+i); err != nil {
				return err
			}
			if runs[i] == 1 {
				bothHold.Done()
				bothHold.Wait()
			}
			_, err := tx.ExecContext(ctx, `UPDATE counter SET n = n + 1 WHERE id = $1`, 2-i)
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if a, b := count(t, d.Owner, 1), count(t, d.Owner, 2); a != 2 || b != 2 {
		t.Errorf("counted to %d and %d, want 2 and 2", a, b)
	}
	if runs[0]+runs[1] < 3 {
		t.Errorf("closures ran %v times: there was no deadlock", runs)
	}
}

func TestInTxGivesUpAfterSomeTries(t *testing.T) {
	d := dbtest.New(t)
	runs := 0
	err := d.Service.InTx(t.Context(), someone, func(ctx context.Context, tx *db.Tx) error {
		runs++
		_, err := tx.ExecContext(ctx, `DO $$ BEGIN RAISE EXCEPTION 'always' USING ERRCODE = '40001'; END $$`)
		return err
	})
	if !fault.Is(err, fault.CodeUnavailable) || runs < 2 || runs > 10 {
		t.Errorf("after %d runs: %v", runs, err)
	}
}

func TestInTxRollsBack(t *testing.T) {
	boom := errors.New("boom")
	for name, fn := range map[string]func(ctx context.Context, tx *db.Tx) error{
		"error":             func(context.Context, *db.Tx) error { return boom },
		"wrapped error":     func(context.Context, *db.Tx) error { return errors.Join(boom) },
		"swallowed failure": func(_ context.Context, tx *db.Tx) error { _, _ = tx.Exec(`SELECT 1/0`); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			d := counters(t)
			err := d.Service.InTx(t.Context(), someone, func(ctx context.Context, tx *db.Tx) error {
				if _, err := tx.ExecContext(ctx, `UPDATE counter SET n = 7`); err != nil {
					return err
				}
				return fn(ctx, tx)
			})
			if err == nil || name != "swallowed failure" && !errors.Is(err, boom) {
				t.Errorf("answer %v", err)
			}
			if n := count(t, d.Owner, 1); n != 0 {
				t.Errorf("the change was kept: %d", n)
			}
		})
	}
}

func TestInTxRollsBackAPanic(t *testing.T) {
	d := counters(t)
	d.Service.SetMaxOpenConns(1) // a connection that is not given back would block what follows
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_ = d.Service.InTx(t.Context(), someone, func(_ context.Context, tx *db.Tx) error {
			tx.MustExec(`UPDATE counter SET n = 7`)
			panic("boom")
		})
	}()
	if n := count(t, d.Service, 1); n != 0 {
		t.Errorf("the change was kept: %d", n)
	}
}

// TestInTxJoinsRollbackErrors kills the connection before the closure fails: both the closure's error and the failed
// rollback are told.
func TestInTxJoinsRollbackErrors(t *testing.T) {
	d := dbtest.New(t)
	boom := errors.New("boom")
	err := d.Service.InTx(t.Context(), someone, func(_ context.Context, tx *db.Tx) error {
		terminate(t, d, tx)
		return boom
	})
	if !errors.Is(err, boom) || !fault.Is(err, fault.CodeUnavailable) {
		t.Errorf("answer %v, want boom and a failed rollback", err)
	}
}

// terminate ends the transaction's connection from outside, as a restart of the server does.
func terminate(t *testing.T, d *dbtest.DB, tx *db.Tx) {
	t.Helper()
	var pid int
	if err := tx.Get(&pid, `SELECT pg_backend_pid()`); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Owner.Exec(`SELECT pg_terminate_backend($1, 5000)`, pid); err != nil {
		t.Fatal(err)
	}
}

func TestInTxConnectionLoss(t *testing.T) {
	d := counters(t)
	err := d.Service.InTx(t.Context(), someone, func(ctx context.Context, tx *db.Tx) error {
		terminate(t, d, tx)
		_, err := tx.ExecContext(ctx, `UPDATE counter SET n = 7`)
		return err
	})
	if !fault.Is(err, fault.CodeUnavailable) {
		t.Errorf("answer %v, want unavailable", err)
	}
	err = d.Service.InTx(t.Context(), someone, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE counter SET n = n + 1 WHERE id = 1`)
		return err
	})
	if err != nil || count(t, d.Owner, 1) != 1 {
		t.Errorf("the next transaction: %v", err)
	}
}

func TestInTxContext(t *testing.T) {
	d := counters(t)
	sleep := func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE counter SET n = 7`); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `SELECT pg_sleep(60)`)
		return err
	}
	short, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := d.Service.InTx(short, someone, sleep); !errors.Is(err, context.DeadlineExceeded) || !fault.Is(err, fault.CodeUnavailable) {
		t.Errorf("out of time: %v", err)
	}
	left, leave := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, leave)
	if err := d.Service.InTx(left, someone, sleep); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if err := d.Service.InTx(left, someone, sleep); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before it began: %v", err)
	}
	if n := count(t, d.Owner, 1); n != 0 {
		t.Errorf("a cut off change was kept: %d", n)
	}
}

func TestInTxRefusesToNest(t *testing.T) {
	d := dbtest.New(t)
	err := d.Service.InTx(t.Context(), someone, func(ctx context.Context, _ *db.Tx) error {
		return d.Service.InTx(ctx, someone, func(context.Context, *db.Tx) error { return nil })
	})
	if !errors.Is(err, db.ErrNested) {
		t.Errorf("answer %v", err)
	}
}

func TestInTxCarriesTheActor(t *testing.T) {
	d := dbtest.New(t)
	a := actor.Actor{Person: uuid.New(), Role: actor.RoleOfficer, RequestID: "r1"}
	err := d.Service.InTx(t.Context(), a, func(_ context.Context, tx *db.Tx) error {
		if tx.Actor != a {
			t.Errorf("actor %+v", tx.Actor)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestConstraintsBecomeFaults(t *testing.T) {
	d := dbtest.New(t)
	taken := fault.New(fault.CodeConflict, "fault.test.taken")
	d.Service.Constraints(db.Constraints{"operator_business_id_key": taken})
	add := func(name string) error {
		return d.Service.InTx(t.Context(), someone, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.ExecContext(ctx, `INSERT INTO operator (id, business_id, name) VALUES ($1, '1234567-1', $2)`, uuid.New(), name)
			return err
		})
	}
	if err := add("Yksi"); err != nil {
		t.Fatal(err)
	}
	err := add("Kaksi")
	if !errors.Is(err, taken) || pq.As(err) == nil {
		t.Errorf("a registered constraint: %v, want the fault with its cause", err)
	}
	if taken.Unwrap() != nil {
		t.Error("the shared fault was changed")
	}
	if err := add(""); !fault.Is(err, fault.CodeInternal) || pq.As(err) == nil {
		t.Errorf("a constraint that nobody registered: %v, want the error as it is", err)
	}
}

// Somebody who holds a lock and does not come back stops the others for as long as the limit, and no longer.
func TestLocksAreNotWaitedForWithoutEnd(t *testing.T) {
	d := dbtest.New(t)
	limited, err := db.Open(t.Context(), d.ServiceURL, db.WithPool(2), db.WithTimeLimits())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = limited.Close() })
	for name, want := range map[string]string{"statement_timeout": "5min", "lock_timeout": "15s", "idle_in_transaction_session_timeout": "1min"} {
		var is string
		if err := limited.Get(&is, `SELECT current_setting($1)`, name); err != nil || is != want {
			t.Errorf("%s: %q, %v", name, is, err)
		}
	}
	lock := `SELECT id FROM organiser WHERE code = '15' FOR UPDATE`
	err = limited.InTx(t.Context(), actor.System("holds"), func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.ExecContext(ctx, lock); err != nil {
			return err
		}
		other, err := limited.Beginx()
		if err != nil {
			return err
		}
		defer other.Rollback()
		if _, err := other.Exec(`SET LOCAL lock_timeout = '50ms'`); err != nil {
			return err
		}
		_, err = other.Exec(lock)
		return err
	})
	if !fault.Is(err, fault.CodeUnavailable) {
		t.Errorf("the wait for a lock ended with %v", err)
	}

	// Who waits for another process to end its work is not stuck.
	holder, waiter := conn(t, limited), conn(t, limited)
	for _, setting := range []string{`SET lock_timeout = '50ms'`, `SET statement_timeout = '60ms'`} {
		if _, err := waiter.ExecContext(t.Context(), setting); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.WaitForLock(t.Context(), holder, 77); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(200*time.Millisecond, func() { _, _ = holder.ExecContext(context.Background(), `SELECT pg_advisory_unlock(77)`) })
	if err := db.WaitForLock(t.Context(), waiter, 77); err != nil {
		t.Errorf("waiting for a process: %v", err)
	}
}

func conn(t *testing.T, d *db.DB) *sqlx.Conn {
	t.Helper()
	c, err := d.Connx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}
