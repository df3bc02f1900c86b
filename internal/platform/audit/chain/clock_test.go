package chain_test

import (
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/audit/chain"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
)

var quiet = slog.New(slog.DiscardHandler)

// The database's clock is moved back and forth, by an hour as whoever sets it to the local time at both changes of clocks, by a
// day and by years, and rows are written and sealed in between, some across the moving. Nothing of it is tampering, the heads go
// on being signed, and a row that is slipped in is found all the same.
func TestTheClockIsSetBackAndForth(t *testing.T) {
	for name, steps := range map[string][]time.Duration{
		"summer time, as local time has it, and both mended": {time.Hour, -time.Hour, -time.Hour, time.Hour},
		"a day":               {-24 * time.Hour, 24 * time.Hour},
		"a day too early":     {24 * time.Hour, -24 * time.Hour},
		"years, and by parts": {-2 * 8760 * time.Hour, 100 * time.Hour, 8760 * time.Hour, 8660 * time.Hour},
		"a little":            {-5 * time.Minute, 5 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			var clock *dbtest.Clock
			w.DB, clock = dbtest.NewWithClock(t)
			w.sealer = chain.NewSealer(w.Service, w.signer, quiet)
			w.record(6)
			w.seal()
			set := map[bool]int{}
			for _, by := range steps {
				w.record(3) // is sealed by the clock as it will be
				clock.Advance(by)
				w.waits(3)
				w.seal()
				w.record(6)
				w.seal()
				set[by < -10*time.Minute]++
			}
			heads := w.heads()
			r := w.verify(heads...)
			if r.Err() != nil || r.Tail != 0 || r.Signed != r.Sealed || r.Sealed != 6+9*len(steps) {
				t.Errorf("%+v", r)
			}
			if (r.SetBacks > 0) != (set[true] > 0) || r.SetBacks != len(r.Clock) || slices.ContainsFunc(r.Clock, func(c chain.SetBack) bool { return !c.To.Before(c.From) }) {
				t.Errorf("set back %d times: %+v", set[true], r.Clock)
			}
			w.owner(`INSERT INTO audit_event (at, role, action, object_kind, object_id) VALUES (clock_timestamp() - interval '20 minutes', 'officer', 'thing.done', 'thing', gen_random_uuid())`)
			w.seal()
			if r := w.verify(heads...); len(r.Problems) != 1 || r.Problems[0].Fault != chain.Inserted {
				t.Errorf("a row that was slipped in: %+v", r.Problems)
			}
			w.owner(`UPDATE audit_link SET sealed_at = sealed_at - interval '1 day' WHERE chain = $1 AND seq = 2`, organisers[0])
			if r := w.verify(heads...); !slices.ContainsFunc(r.Problems, func(p chain.Problem) bool { return p.Fault == chain.Broken }) {
				t.Errorf("a link that was to have been made by another clock: %+v", r.Problems)
			}
		})
	}
}

// waits expects so many rows to wait for the sealer, and none to be hidden from it, whatever the clock tells.
func (w *world) waits(rows int) {
	w.Helper()
	if r := w.verify(); r.Err() != nil || r.Tail != rows {
		w.Errorf("%d rows wait: %+v", rows, r)
	}
}

// A head is signed every hour, also when the clock has been set back behind the last one.
func TestHeadsAreSignedAfterTheClockWasSetBack(t *testing.T) {
	w := newWorld(t)
	var clock *dbtest.Clock
	w.DB, clock = dbtest.NewWithClock(t)
	w.sealer = chain.NewSealer(w.Service, w.signer, quiet)
	for range 2 {
		w.record(3)
		w.seal()
		clock.Advance(-24 * time.Hour)
	}
	if r := w.verify(); r.Signed != 6 || r.Err() != nil {
		t.Errorf("%+v", r)
	}
}

// Links of earlier programs have no time of sealing, and lead on to those that have.
func TestLinksFromBeforeLeadOn(t *testing.T) {
	w := newWorld(t)
	w.record(6)
	w.seal()
	var links []chain.Link
	w.must(w.Owner.Select(&links, `SELECT chain, seq, event_id, event_at, digest FROM audit_link ORDER BY chain, seq`))
	var hash []byte
	for _, l := range links {
		if l.Seq == 1 {
			hash = nil
		}
		hash = chain.HashOf(hash, l)
		w.owner(`UPDATE audit_link SET sealed_at = NULL, hash = $3 WHERE chain = $1 AND seq = $2`, l.Chain, l.Seq, hash)
	}
	w.owner(`DELETE FROM audit_head`)
	w.record(6)
	exported := w.heads()
	if r := w.verify(exported...); r.Err() != nil || r.Sealed != 12 || len(links) != 6 {
		t.Errorf("%d older links: %+v", len(links), r)
	}
}
