package admission_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/admission/admissiontest"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// desk is the officers' desk of schemes over the world.
type desk struct {
	*admissiontest.World
	*testing.T
	schemes *scheme.Service
}

// publishes saves the parts in a working copy of the voucher scheme and publishes it.
func (d desk) publishes(parts ...scheme.Part) error {
	d.T.Helper()
	id := d.Voucher.ID
	must(d.T, d.schemes.Change(ctx, d.Officer, id))
	for _, key := range []string{"home_care", "cleaning"} {
		value := money.Cents(3000)
		parts = append(parts, scheme.PutTerms{FormTerms: scheme.FormTerms{Service: key, Unit: "hour", Value: &value}})
	}
	for _, part := range parts {
		e, err := d.schemes.Editing(ctx, d.Officer, id)
		must(d.T, err)
		must(d.T, d.schemes.Save(ctx, d.Officer, id, e.Version, part))
	}
	p, err := d.schemes.Publishing(ctx, d.Officer, id)
	must(d.T, err)
	return d.schemes.Publish(ctx, d.Officer, scheme.Publish{ID: uuid.New(), Scheme: id, Version: p.Version, Seen: p.Affected.Seen(), Reasons: "Tarkennus."})
}

// shownFromTheLibrary makes Proof ask for an insurance, which the draft shows from the library.
func (d desk) shownFromTheLibrary(t *testing.T, a actor.Actor, draft uuid.UUID) scheme.Requirement {
	t.Helper()
	item := uuid.New()
	for _, do := range []struct {
		sql  string
		args []any
	}{
		{`UPDATE requirement SET evidence_kind = 'liability_insurance' WHERE id = $1`, []any{d.Proof.ID}},
		{`INSERT INTO evidence_item (id, producer_id, kind, file_id, issued_on, valid_to, business_id, added_by)
			SELECT $1, p.id, 'liability_insurance', $2, $3, $4, p.business_id, $5 FROM producer p WHERE p.id = $6`,
			[]any{item, d.Upload(t, a, "vakuutus.pdf", "v").ID, d.Today.AddDays(-10), d.Today.AddDays(300), a.Person, a.Organisation}},
		{`UPDATE application_answer SET evidence_id = $1 WHERE application_id = $2 AND requirement_id = $3`, []any{item, draft, d.Proof.ID}},
	} {
		_, err := d.Owner.ExecContext(ctx, do.sql, do.args...)
		must(t, err)
	}
	proof := d.Proof
	proof.EvidenceKind = "liability_insurance"
	return proof
}

// TestDraftsFollowTheScheme changes a scheme while one application is being written and another is sent.
func TestDraftsFollowTheScheme(t *testing.T) {
	w := admissiontest.New(t)
	d := desk{w, t, scheme.NewService(w.DB.Service, w.Service)}
	draft := w.Filled(t, w.Alice)
	sent := w.Sent(t, w.Carol)
	before, err := w.Receipt(ctx, w.Carol, sent)
	must(t, err)

	acting, err := d.schemes.Acting(ctx, w.Officer, w.Voucher.ID)
	must(t, err)
	if a := acting.Affected; a.Drafts != 1 || a.Cases != 1 || a.Admitted != 0 || a.LatestDue != before.Submission.DueOn {
		t.Errorf("touches %+v; want one draft and one case due on %s", a, before.Submission.DueOn)
	}
	// A clarification or a longer time moves the day on which the case is due, and a scheme does not end before that.
	later := before.Submission.DueOn.AddDays(7)
	if _, err := w.DB.Owner.Exec(`UPDATE application SET due_on = $2 WHERE id = $1`, sent, later); err != nil {
		t.Fatal(err)
	}
	acting, err = d.schemes.Acting(ctx, w.Officer, w.Voucher.ID)
	must(t, err)
	if acting.Affected.LatestDue != later {
		t.Errorf("the latest is due on %s, want %s", acting.Affected.LatestDue, later)
	}

	declaration, sum, plan := w.Declaration, w.Sum, w.Plan
	proof := d.shownFromTheLibrary(t, w.Alice, draft.ID)
	proof.TitleFi = "Todistus vastuuvakuutuksesta"
	declaration.TitleFi = "Onko yksikkö Soteri-rekisterissä?"
	more, err := scheme.ParseNumber("2000000")
	must(t, err)
	sum.AtLeast = &more
	text := scheme.RulebookText{TextFi: "Uudet säännöt", TextSv: "Nya regler", TextEn: "New rules", From: w.Today}
	must(t, d.publishes(scheme.PutRequirement{Requirement: proof}, scheme.PutRequirement{Requirement: declaration}, scheme.PutRequirement{Requirement: sum}, scheme.DropRequirement{ID: plan.ID}, text))

	now := w.Read(t, w.Alice, draft.ID)
	var lacks []string
	for _, m := range now.Missing() {
		lacks = append(lacks, string(m.Part)+" "+string(m.Finding))
	}
	if want := []string{"requirement missing", "requirement too_low", "rulebook "}; !slices.Equal(lacks, want) {
		t.Errorf("the draft lacks %v; want %v: a declaration is made of the new words, a number is held against the new limit", lacks, want)
	}
	for _, r := range now.Requirements {
		was, again := now.Before(r)
		switch {
		case again != (r.TitleFi == declaration.TitleFi):
			t.Errorf("%s: to be answered again: %v", r.TitleFi, again)
		case again && (was.Declared == nil || !*was.Declared):
			t.Errorf("what was declared before is not told: %+v", was)
		case r.TitleFi == proof.TitleFi && (now.Answers[r.ID].File == nil || now.Answers[r.ID].File.Item == uuid.Nil):
			t.Errorf("the evidence has lost its place in the library: %+v", now.Answers[r.ID].File)
		}
	}
	if len(now.Requirements) != 4 {
		t.Errorf("%d requirements, want 4 without the one that was dropped", len(now.Requirements))
	}
	if err := w.SaveServices(ctx, w.Alice, draft.ID, draft.Version, []string{"cleaning"}); !errors.Is(err, admission.FaultStale) {
		t.Errorf("a form that was open when the scheme changed: %v", err)
	}
	if err := w.Submit(ctx, w.Alice, draft.ID, now.Version, "fi"); !errors.Is(err, admission.FaultIncomplete) {
		t.Errorf("sent with what the old version asked: %v", err)
	}
	after, err := w.Receipt(ctx, w.Carol, sent)
	must(t, err)
	if len(after.Snapshot.Requirements) != 5 || after.Snapshot.Rulebook.TextFi != before.Snapshot.Rulebook.TextFi || after.Snapshot.Requirements[0].TitleFi != w.Declaration.TitleFi {
		t.Errorf("what was sent has changed: %+v", after.Snapshot)
	}
	must(t, w.Decide(ctx, w.Officer, w.Approval(sent))) // by what it was sent on
	if n := w.Count(t, `SELECT count(DISTINCT person_id) FROM mail_out WHERE template = 'scheme_changed'`); n != 3 {
		t.Errorf("%d people were told, want both of the one who writes and the one who has sent", n)
	}
	// A question whose place is taken twice tells the answer that was given to the first one.
	for _, r := range now.Requirements {
		if r.TitleFi == declaration.TitleFi {
			r.TitleFi = "Onko yksikkö yhä Soteri-rekisterissä?"
			must(t, d.publishes(scheme.PutRequirement{Requirement: r}))
		}
	}
	asked := 0
	now = w.Read(t, w.Alice, draft.ID)
	for _, r := range now.Requirements {
		if was, again := now.Before(r); again {
			asked++
			if r.TitleFi != "Onko yksikkö yhä Soteri-rekisterissä?" || was.Declared == nil || !*was.Declared {
				t.Errorf("%s: answered before with %+v", r.TitleFi, was)
			}
		}
	}
	if asked != 1 {
		t.Errorf("%d questions are to be answered again after two changes of one", asked)
	}
}

// TestEndingWaitsForDecisions refuses a last day before the day by which open cases are to be decided.
func TestEndingWaitsForDecisions(t *testing.T) {
	w := admissiontest.New(t)
	schemes := scheme.NewService(w.DB.Service, w.Service)
	sent := w.Sent(t, w.Alice)
	g, err := schemes.Acting(ctx, w.Officer, w.Voucher.ID)
	must(t, err)
	end := scheme.Act{ID: uuid.New(), Scheme: w.Voucher.ID, Kind: scheme.EventEnded, From: w.Today, Seen: g.Affected.Seen(), Reasons: "Palvelu tuotetaan itse."}
	if err := schemes.Act(ctx, w.Officer, end); !fault.From(err).HasField("from") {
		t.Errorf("ended today with a case undecided: %v", err)
	}
	must(t, w.Decide(ctx, w.Officer, w.Approval(sent)))
	if err := schemes.Act(ctx, w.Officer, end); !errors.Is(err, scheme.FaultMoreTouched) {
		t.Errorf("what was shown is no longer so: %v", err)
	}
	if g, err = schemes.Acting(ctx, w.Officer, w.Voucher.ID); err != nil || g.Affected.Admitted != 1 || g.Affected.Cases != 0 {
		t.Fatalf("touches %+v, %v", g.Affected, err)
	}
	end.Seen = g.Affected.Seen()
	for range 2 { // a double click ends it once
		must(t, schemes.Act(ctx, w.Officer, end))
	}
	if n := w.Count(t, `SELECT count(*) FROM scheme_event WHERE scheme_id = $1`, w.Voucher.ID); n != 1 {
		t.Errorf("%d events", n)
	}
	if _, err := w.Start(ctx, w.Carol, uuid.New(), w.Voucher.ID); err != nil {
		t.Errorf("on its last day it still takes applications: %v", err)
	}
}
