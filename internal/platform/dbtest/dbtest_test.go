package dbtest_test

import (
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/migrate"
)

func TestNewIsMigratedAndAlone(t *testing.T) {
	first, second := dbtest.New(t), dbtest.New(t)
	pending, err := migrate.Pending(t.Context(), first.Service)
	if err != nil || len(pending) != 0 {
		t.Fatalf("pending %v, error %v", pending, err)
	}
	const add = `INSERT INTO operator (id, name) VALUES (gen_random_uuid(), 'Koordinaattori')`
	if _, err := first.Service.Exec(add); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := second.Service.Get(&n, `SELECT count(*) FROM operator`); err != nil || n != 0 {
		t.Fatalf("the second database has %d operators, error %v", n, err)
	}
}

func TestClockMovesForAllThatReadsIt(t *testing.T) {
	d, clock := dbtest.NewWithClock(t)
	before := clock.Now()
	clock.Advance(400 * 24 * time.Hour)
	if _, err := d.Service.Exec(`INSERT INTO person (id, email, name) VALUES (gen_random_uuid(), 'a@example.fi', 'A')`); err != nil {
		t.Fatal(err)
	}
	var made time.Time
	if err := d.Service.Get(&made, `SELECT created_at FROM person`); err != nil {
		t.Fatal(err)
	}
	now, err := db.Now(t.Context(), d.Service)
	if err != nil || now.Sub(before) < 400*24*time.Hour || made.After(now) || made.Sub(before) < 400*24*time.Hour {
		t.Errorf("before %s, made %s, now %s, %v", before, made, now, err)
	}
}
