package walk

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// A scheme ends only when the cases that were sent to it are due. What is still not decided then can be rejected, and is
// not approved into a scheme that there is no more; the officer is told so.
func TestWhatIsUndecidedWhenASchemeEnds(t *testing.T) {
	w := &walk{world: newWorld(t)}
	a, firm := w.officers[1], w.firms[0]
	var id uuid.UUID
	w.must(w.Owner.Get(&id, `SELECT id FROM scheme WHERE organiser_id = $1 AND regime = 'voucher'`, a.Organisation))
	w.exec(`UPDATE requirement SET mandatory = false WHERE scheme_id = $1`, id)
	app, err := w.admissions.Start(ctx, firm.people[0], uuid.New(), id)
	w.must(err)
	w.must(w.admissions.SaveServices(ctx, firm.people[0], app, 1, []string{"home_care"}))
	d, err := w.admissions.DraftOf(ctx, firm.people[0], app)
	w.must(err)
	w.must(w.admissions.AcceptRulebook(ctx, firm.people[0], app, d.Version, d.Rulebook.ID))
	w.must(w.admissions.Submit(ctx, firm.people[0], app, d.Version+1, "fi"))
	g, err := w.schemes.Acting(ctx, a, id)
	w.must(err)
	end := scheme.Act{ID: uuid.New(), Scheme: id, Kind: scheme.EventEnded, From: g.Today.AddDays(5), Seen: g.Affected.Seen(), Reasons: "Seteli loppuu."}
	if err := w.schemes.Act(ctx, a, end); !fault.From(err).HasField("from") {
		t.Fatalf("ended before a case is due: %v", err)
	}
	end.From = g.Affected.LatestDue
	w.must(w.schemes.Act(ctx, a, end))
	w.clock.Advance(60 * 24 * time.Hour)
	receipt, err := w.admissions.Receipt(ctx, a, app)
	w.must(err)
	cmd := admission.Decide{ID: uuid.New(), ApplicationID: app, Outcome: admission.Approved, Judgements: map[uuid.UUID]admission.Judgement{}}
	for _, asked := range receipt.Snapshot.Requirements {
		cmd.Judgements[asked.ID] = admission.Judgement{Judged: true, Met: true}
	}
	if err := w.admissions.Decide(ctx, a, cmd); fault.From(err).Code != fault.CodeConflict {
		t.Errorf("approved into what has ended: %v", err)
	}
	one := receipt.Snapshot.Requirements[0].ID
	cmd.Outcome, cmd.Reasons, cmd.Judgements[one] = admission.Rejected, "Järjestämistapa on päättynyt.", admission.Judgement{Judged: true, Reason: "Ei täyty."}
	w.must(w.admissions.Decide(ctx, a, cmd))
}
