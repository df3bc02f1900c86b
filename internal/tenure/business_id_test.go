package tenure_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
)

// Another business id opens a case with whoever approved the old one, once however often the form is sent; the admission
// stands until an official has decided, and a producer that nobody has approved changes its own without a case.
func TestAnotherBusinessIDOpensACase(t *testing.T) {
	w := newWorld(t)
	w.Producers.Above(w.Service)
	p, err := w.Producers.Profile(ctx, w.Alice, w.Alice.Organisation)
	must(t, err)
	cmd := producer.ChangeBusinessID{ID: uuid.New(), Producer: p.ID, Version: p.Version, BusinessID: "2000001-6", Why: "Toiminimestä tuli osakeyhtiö."}
	for range 2 {
		must(t, w.Producers.ChangeBusinessID(ctx, w.Alice, cmd))
	}
	f := w.stage(t, tenure.StageDoubted, admission.StateActive)
	open := f.OpenDoubts()
	if len(open) != 1 || open[0].Subject != tenure.SubjectBusinessID || open[0].Rule.Cause != tenure.CauseCondition ||
		!strings.Contains(open[0].Reasons, "1234567-1 → 2000001-6") || !strings.Contains(open[0].Reasons, cmd.Why) {
		t.Errorf("%+v", open)
	}
	if n := w.Count(t, `SELECT count(*) FROM mail_out WHERE template = 'upkeep' AND organisation_id = $1`, w.Organiser); n != 2 {
		t.Errorf("%d mails to the organiser's two officers", n)
	}
	if n := w.Count(t, `SELECT count(*) FROM audit_event WHERE action = 'admission.doubted' AND object_id = $1 AND organiser_id = $2`, w.id, w.Organiser); n != 1 {
		t.Errorf("%d in the trail", n)
	}
	// Another change on the same day is in the case too, beside the first.
	p, err = w.Producers.Profile(ctx, w.Alice, w.Alice.Organisation)
	must(t, err)
	must(t, w.Producers.ChangeBusinessID(ctx, w.Alice, producer.ChangeBusinessID{ID: uuid.New(), Producer: p.ID, Version: p.Version, BusinessID: "2000003-2", Why: "Kirjoitusvirhe."}))
	if open = w.stage(t, tenure.StageDoubted, admission.StateActive).OpenDoubts(); len(open) != 2 ||
		!strings.Contains(open[0].Reasons+open[1].Reasons, "1234567-1 → 2000001-6") || !strings.Contains(open[0].Reasons+open[1].Reasons, "2000001-6 → 2000003-2") {
		t.Errorf("after another change: %+v", open)
	}
	other, err := w.Producers.Profile(ctx, w.Carol, w.Carol.Organisation)
	must(t, err)
	must(t, w.Producers.ChangeBusinessID(ctx, w.Carol, producer.ChangeBusinessID{ID: uuid.New(), Producer: other.ID, Version: other.Version, BusinessID: "2000002-4", Why: "Kirjoitusvirhe."}))
	become := func(a actor.Actor, kind producer.Kind) error {
		t.Helper()
		p, err := w.Producers.Profile(ctx, a, a.Organisation)
		must(t, err)
		return w.Producers.EditProfile(ctx, a, producer.EditProfile{ID: p.ID, Version: p.Version, Name: p.Name, Kind: kind, Website: p.Website})
	}
	// A voucher's producer is private and stays so; one that nobody has approved is what it says it is.
	if err := become(w.Alice, producer.Municipality); !fault.From(err).HasField("kind") {
		t.Errorf("a voucher's producer becomes a municipality: %v", err)
	}
	must(t, become(w.Alice, producer.Cooperative))
	must(t, become(w.Carol, producer.Municipality))
	if n := w.Count(t, `SELECT count(*) FROM doubt`); n != 2 {
		t.Errorf("%d doubts", n)
	}
}
