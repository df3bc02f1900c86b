package db_test

import (
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
)

// The clock that is remembered follows the database's, forwards and back, and goes on while the database is away.
func TestTheClockIsTheDatabases(t *testing.T) {
	d, clock := dbtest.NewWithClock(t)
	always, seldom := d.Service.Clock(0), d.Service.Clock(time.Hour)
	near := func(name string, now, want time.Time) {
		t.Helper()
		if off := now.Sub(want); off < -time.Second || off > time.Second {
			t.Errorf("%s: %s, %v off", name, now, off)
		}
	}
	near("at first", seldom(), clock.Now())
	for _, by := range []time.Duration{48 * time.Hour, -72 * time.Hour} {
		before := seldom()
		clock.Advance(by)
		near("asked each time", always(), clock.Now())
		near("remembered", seldom(), before)
	}
	want := clock.Now()
	if err := d.Service.Close(); err != nil {
		t.Fatal(err)
	}
	near("away", always(), want)
	near("away before it ever answered", d.Service.Clock(0)(), time.Now())
}
