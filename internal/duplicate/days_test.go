package duplicate_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/duplicate"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
)

// TestADayBeforeAMergeIsToldAsItWas: whose an admission was, what stood in the registers of its holder, and that one ended with
// the merge, are told of each day as they were, also after an undoing.
func TestADayBeforeAMergeIsToldAsItWas(t *testing.T) {
	w := newTown(t)
	tending := tenure.New(w.DB.Service, w.People, w.Service)
	kept, _, _, _ := w.imported("a", "Jatko Oy", "3456780-6", "Leppäkatu 1")
	gone, _, _, _ := w.imported("b", "Lähde Oy", "2454419-2", "Leppäkatu 2")
	exec := func(statement string) {
		t.Helper()
		_, err := w.Owner.ExecContext(ctx, statement)
		w.ok(err)
	}
	exec(`UPDATE producer SET kind = 'company'`)
	moved := w.Admitted(t, w.Member(t, actor.RoleProducer, gone, "Entinen Ihminen"))
	joined := w.admission(gone)
	w.ok(tending.Examine(ctx, w.Officer, tenure.Examine{ID: uuid.New(), AdmissionID: moved, Register: "tax", Finding: "in_order", Source: "Vero", On: w.Today}))
	exec(`UPDATE admission SET valid_from = valid_from - 10, created_at = created_at - interval '10 days'`)
	exec(`UPDATE registry_check SET at = at - interval '10 days'`)
	merge, state, err := w.ask(w.Officer, kept, gone, duplicate.Succession)
	if w.ok(err); state != "done" {
		t.Fatal(state)
	}
	// It was done three days ago.
	exec(`UPDATE producer_merge_event SET at = at - interval '3 days'`)
	exec(`UPDATE producer_merge_move SET became = (became::date - 3)::text WHERE field = 'admission.valid_to'`)
	exec(`UPDATE admission SET valid_to = valid_to - 3`)

	holds := func(id uuid.UUID, back int, producer string, state admission.State) {
		t.Helper()
		was, err := tending.OnDay(ctx, w.Officer, id, w.Today.AddDays(-back))
		w.ok(err)
		if was.Producer != producer || was.State != state || id == moved && len(was.Checks) != 1 {
			t.Errorf("%d days ago: %q, %s, %d checks; want %q, %s", back, was.Producer, was.State, len(was.Checks), producer, state)
		}
	}
	holds(moved, 5, "Lähde Oy", admission.StateActive)
	holds(moved, 2, "Jatko Oy", admission.StateActive)
	holds(moved, 0, "Jatko Oy", admission.StateActive)
	holds(joined, 5, "Lähde Oy", admission.StateActive)
	holds(joined, 2, "Lähde Oy", admission.StateEnded)
	w.ok(w.merges.Undo(ctx, w.Officer, merge, "Ei sulautunutkaan."))
	for id, between := range map[uuid.UUID]struct {
		producer string
		state    admission.State
	}{moved: {"Jatko Oy", admission.StateActive}, joined: {"Lähde Oy", admission.StateEnded}} {
		holds(id, 5, "Lähde Oy", admission.StateActive)
		holds(id, 2, between.producer, between.state)
		holds(id, 0, "Lähde Oy", admission.StateActive)
	}
	// What the kept one was found in registers before is its own, and what the other was, is not.
	own, err := tending.OnDay(ctx, w.Officer, w.admission(kept), w.Today)
	if w.ok(err); len(own.Checks) != 0 {
		t.Errorf("%d checks of another", len(own.Checks))
	}
}

// admission is a producer's in the listing.
func (w *town) admission(producer uuid.UUID) (id uuid.UUID) {
	w.t.Helper()
	w.ok(w.Owner.GetContext(ctx, &id, `SELECT id FROM admission WHERE producer_id = $1 AND scheme_id = $2`, producer, w.listing))
	return id
}
