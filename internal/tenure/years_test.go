package tenure_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// TestYears lets years pass over random evidence: on each day on which the regular work runs, an admission is in doubt
// exactly when what was shown has lapsed, a second run on the day does nothing, and its state by history is that by its rows.
func TestYears(t *testing.T) {
	w := newWorld(t)
	type item struct{ issued, last calendar.Date }
	for seed := range uint64(12) {
		rt := rand.New(rand.NewPCG(seed, 23))
		id, who := uuid.New(), w.Alice
		who.Organisation = w.Producer(t, fmt.Sprintf("Vuosien tuottaja %d", seed), fmt.Sprintf("%07d-0", seed))
		_, err := w.Owner.ExecContext(ctx, `INSERT INTO admission (id, scheme_id, producer_id, origin, valid_from) VALUES ($1, $2, $3, 'demo', $4)`,
			id, w.Voucher.ID, who.Organisation, w.Today.AddDays(-3000))
		must(t, err)
		day := w.Today.AddDays(-2000)
		var items []item
		for range 10 {
			day = day.AddDays(1 + rt.IntN(120))
			if rt.IntN(2) == 0 {
				one := item{issued: day.AddDays(-rt.IntN(101))}
				one.last = one.issued.AddDays(1 + rt.IntN(400))
				items = append(items, one)
				w.insure(t, who, one.issued, &one.last)
			}
			w.tend(t, day)
			if again := w.tend(t, day); again.Told+again.Raised+again.Renewed+again.Overdue > 0 {
				t.Fatalf("walk %d: the second run on %s did %+v", seed, day, again)
			}
			shown, held := false, false
			for _, one := range items {
				shown = true
				held = held || !one.last.Before(day)
			}
			want := 0
			if shown && !held {
				want = 1
			}
			if n := w.Count(t, `SELECT count(*) FROM doubt d WHERE d.admission_id = $1 AND NOT EXISTS (SELECT FROM doubt_end e WHERE e.doubt_id = d.id)`, id); n != want {
				t.Fatalf("walk %d: on %s %d doubts are open, want %d: %v", seed, day, n, want, items)
			}
		}
		if n := w.Count(t, `SELECT count(*) FROM admission a WHERE admission_state_on(a.id, $1) IS DISTINCT FROM admission_state(a.id, a.valid_from, a.valid_to, $1)`, w.Today); n > 0 {
			t.Fatalf("walk %d: %d admissions have another state by history than by their rows", seed, n)
		}
		_, err = w.Owner.ExecContext(ctx, `UPDATE admission SET removed = true WHERE id = $1`, id)
		must(t, err)
	}
}
