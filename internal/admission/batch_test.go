package admission_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/admission/admissiontest"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// pair is two schemes of two organisers that ask for the same certificate and the same sum, one more than the other.
type pair struct {
	*admissiontest.World
	library   *evidence.Service
	one, two  scheme.Scheme
	tax1, sum scheme.Requirement // of one
	tax2      scheme.Requirement
	book      uuid.UUID // of one
}

func newPair(t *testing.T) *pair {
	t.Helper()
	p := &pair{World: admissiontest.New(t)}
	p.library = evidence.New(p.DB.Service)
	number := func(text string) *scheme.Number {
		n, err := scheme.ParseNumber(text)
		must(t, err)
		return &n
	}
	ask := func(least string) []scheme.Requirement {
		return []scheme.Requirement{
			{ID: uuid.New(), Position: 1, Kind: scheme.KindAttachment, Mandatory: true, EvidenceKind: evidence.TaxCertificate, TitleFi: "Vero" + least, TitleSv: "Skatt", TitleEn: "Tax"},
			{ID: uuid.New(), Position: 2, Kind: scheme.KindNumber, Mandatory: true, AtLeast: number(least), TitleFi: "Summa", TitleSv: "Summa", TitleEn: "Sum"},
		}
	}
	days := 30
	make := func(organiser uuid.UUID, key string, demands []scheme.Requirement, books ...scheme.Rulebook) (made scheme.Scheme) {
		p.Run(t, func(ctx context.Context, tx *db.Tx) (err error) {
			made, err = scheme.Create(ctx, tx, scheme.New{Requirements: demands, Rulebooks: books,
				Services: []scheme.ServiceTerms{{Service: "home_care", Unit: "hour", ValidFrom: p.Today.AddDays(-9)}, {Service: "cleaning", Unit: "hour", ValidFrom: p.Today.AddDays(-9)}},
				Scheme: scheme.Scheme{OrganiserID: organiser, Key: key, Regime: scheme.RegimeFreeListing, ClientPays: scheme.PaysFree, Verified: true, Open: true,
					NameFi: key, NameSv: key, NameEn: key, DecisionDays: &days, DaysKind: scheme.CalendarDays, ValidFrom: p.Today.AddDays(-9)}})
			return err
		})
		return made
	}
	first, second := ask("100"), ask("500")
	p.book = uuid.New()
	p.one = make(p.Organiser, "yksi", first, scheme.Rulebook{ID: p.book, Version: 1, TextFi: "S", TextSv: "R", TextEn: "R", ValidFrom: p.Today.AddDays(-9)})
	p.two = make(p.Other, "kaksi", second)
	p.tax1, p.sum, p.tax2 = first[0], first[1], second[0]
	return p
}

func (p *pair) certificate(t *testing.T, a actor.Actor, more string) evidence.Item {
	t.Helper()
	item, err := p.library.Add(ctx, a, evidence.Add{ID: uuid.New(), Kind: evidence.TaxCertificate, File: p.Upload(t, a, "vero.pdf", more).ID, IssuedOn: p.Today})
	must(t, err)
	return item
}

func (p *pair) batch(t *testing.T, id uuid.UUID) admission.Batch {
	t.Helper()
	b, err := p.BatchOf(ctx, p.Alice, id)
	must(t, err)
	return b
}

func TestSeveralInOneGo(t *testing.T) {
	p := newPair(t)
	already := p.certificate(t, p.Alice, "1")
	id := uuid.New()
	for range 2 { // a double click
		must(t, p.StartBatch(ctx, p.Alice, id, []uuid.UUID{p.one.ID, p.two.ID, p.one.ID}))
	}
	b := p.batch(t, id)
	if len(b.Drafts) != 2 || len(b.Questions()) != 2 {
		t.Fatalf("%d drafts, %d questions", len(b.Drafts), len(b.Questions()))
	}
	q, _ := b.Question(p.tax2.ID)
	if answer, agreed := admission.AnswerOf(b.Drafts, q); !agreed || answer.File == nil || answer.File.Item != already.ID {
		t.Errorf("the certificate that was there answers neither: %+v", answer)
	}
	if q, _ := b.Question(p.sum.ID); q.AtLeast.String() != "500" {
		t.Errorf("asked as %s at least", q.AtLeast)
	}

	sum, err := scheme.ParseNumber("700")
	must(t, err)
	must(t, p.SaveBatchServices(ctx, p.Alice, id, b.Version(), []string{"home_care"}))
	if err := p.SaveQuestion(ctx, p.Bob, id, b.Version(), p.sum.ID, scheme.Answer{Number: &sum}); !errors.Is(err, admission.FaultStale) {
		t.Errorf("a form filled from an older version: %v", err)
	}
	b = p.batch(t, id)
	must(t, p.SaveQuestion(ctx, p.Bob, id, b.Version(), p.sum.ID, scheme.Answer{Number: &sum}))
	b = p.batch(t, id)
	if err := p.SubmitBatch(ctx, p.Alice, id, b.Version(), "fi"); !errors.Is(err, admission.FaultIncomplete) {
		t.Fatalf("without the rulebook: %v", err)
	}
	if b = p.batch(t, id); len(b.Sent) != 0 {
		t.Fatal("one was sent and the other was not")
	}
	for _, d := range b.Drafts {
		if d.Rulebook != nil {
			must(t, p.AcceptRulebook(ctx, p.Alice, d.ID, d.Version, d.Rulebook.ID))
		}
	}
	version := p.batch(t, id).Version()
	var group sync.WaitGroup
	for range 4 { // sent four times at once
		group.Go(func() {
			if err := p.SubmitBatch(ctx, p.Alice, id, version, "sv"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	b = p.batch(t, id)
	if len(b.Drafts) != 0 || len(b.Sent) != 2 || b.Sent[0].CaseNumber == b.Sent[1].CaseNumber {
		t.Fatalf("%d left, sent %+v", len(b.Drafts), b.Sent)
	}
	for _, one := range b.Sent {
		r, err := p.Receipt(ctx, p.Bob, one.ID)
		must(t, err)
		if d, _ := r.Snapshot.Demand(r.Snapshot.Requirements[0].ID); d.Answer.File == nil || d.Answer.File.Item != already.ID || d.Answer.File.ValidTo == nil {
			t.Errorf("%s was sent with %+v", one.CaseNumber, d.Answer.File)
		}
	}
	// Each organiser sees its own.
	if _, err := p.Receipt(ctx, p.Officer, b.Sent[0].ID); err != nil {
		t.Errorf("its officer: %v", err)
	}
	if _, err := p.Receipt(ctx, p.Officer, b.Sent[1].ID); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("an officer reads what was sent to another organiser: %v", err)
	}
	uses, err := p.EvidenceUses(ctx, p.Alice)
	must(t, err)
	if len(uses[already.ID]) != 2 {
		t.Errorf("used in %v", uses[already.ID])
	}
	if theirs, err := p.EvidenceUses(ctx, p.Carol); err != nil || len(theirs) != 0 {
		t.Errorf("another sees %v, %v", theirs, err)
	}
}

func TestBatchRefused(t *testing.T) {
	p := newPair(t)
	id := uuid.New()
	must(t, p.StartBatch(ctx, p.Alice, id, []uuid.UUID{p.one.ID, p.two.ID}))
	sent := p.SentTo(t, p.Alice, p.Free, "cleaning")
	b := p.batch(t, id)
	theirs := p.certificate(t, p.Carol, "c")
	for name, c := range map[string]struct {
		do   func() error
		code fault.Code
	}{
		"one only":      {func() error { return p.StartBatch(ctx, p.Alice, uuid.New(), []uuid.UUID{p.one.ID}) }, fault.CodeInvalid},
		"sent already":  {func() error { return p.StartBatch(ctx, p.Alice, uuid.New(), []uuid.UUID{p.one.ID, p.Free.ID}) }, fault.CodeInvalid},
		"nowhere":       {func() error { return p.StartBatch(ctx, p.Alice, uuid.New(), []uuid.UUID{p.one.ID, uuid.New()}) }, fault.CodeNotFound},
		"an officer":    {func() error { return p.StartBatch(ctx, p.Officer, uuid.New(), []uuid.UUID{p.one.ID, p.two.ID}) }, fault.CodeForbidden},
		"another reads": {func() error { _, err := p.BatchOf(ctx, p.Carol, id); return err }, fault.CodeNotFound},
		"another saves": {func() error { return p.SaveBatchServices(ctx, p.Carol, id, b.Version(), []string{"home_care"}) }, fault.CodeNotFound},
		"another sends": {func() error { return p.SubmitBatch(ctx, p.Carol, id, b.Version(), "fi") }, fault.CodeNotFound},
		"no service":    {func() error { return p.SaveBatchServices(ctx, p.Alice, id, b.Version(), nil) }, fault.CodeInvalid},
		"a requirement of nowhere": {func() error {
			return p.SaveQuestion(ctx, p.Alice, id, b.Version(), uuid.New(), scheme.Answer{Text: "x"})
		}, fault.CodeNotFound},
		"another's certificate": {func() error {
			return p.SaveQuestion(ctx, p.Alice, id, b.Version(), p.tax1.ID, scheme.Answer{File: &scheme.Evidence{Item: theirs.ID}})
		}, fault.CodeNotFound},
		"another's certificate in one draft": {func() error {
			return p.SaveAnswer(ctx, p.Alice, b.Drafts[0].ID, b.Drafts[0].Version, p.tax1.ID, scheme.Answer{File: &scheme.Evidence{Item: theirs.ID}})
		}, fault.CodeNotFound},
		"another's file as a certificate": {func() error {
			return p.SaveAnswer(ctx, p.Alice, b.Drafts[0].ID, b.Drafts[0].Version, p.tax1.ID, scheme.Answer{File: &scheme.Evidence{ID: theirs.File.ID}})
		}, fault.CodeNotFound},
	} {
		if err := c.do(); !fault.Is(err, c.code) {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	if diff := cmp.Diff(b, p.batch(t, id)); diff != "" {
		t.Errorf("what was refused changed the drafts: %s", diff)
	}
	if app, err := p.Application(ctx, p.Alice, sent); err != nil || app.Status != admission.StatusSubmitted {
		t.Errorf("%v, %v", app.Status, err)
	}
	// One that is closed meanwhile keeps the others from being sent, until it leaves.
	_, err := p.Owner.ExecContext(ctx, `UPDATE scheme SET open_for_applications = false WHERE id = $1`, p.two.ID)
	must(t, err)
	if b = p.batch(t, id); b.Ready() {
		t.Error("ready to be sent to a closed scheme")
	}
	must(t, p.LeaveBatch(ctx, p.Alice, b.Drafts[1].ID))
	if b = p.batch(t, id); len(b.Drafts) != 1 {
		t.Errorf("%d are left", len(b.Drafts))
	}
}

func TestEvidenceUnderADraft(t *testing.T) {
	p := newPair(t)
	d := p.Draft(t, p.Alice, p.one)
	finding := func() scheme.Finding { return p.Read(t, p.Alice, d.ID).Finding(p.tax1) }
	if got := finding(); got != scheme.FindingMissing {
		t.Errorf("without a certificate: %s", got)
	}
	first := p.certificate(t, p.Alice, "1")
	reuse := func(want int) {
		t.Helper()
		if n, err := p.Reuse(ctx, p.Alice, evidence.TaxCertificate); err != nil || n != want {
			t.Errorf("reused in %d, %v; want %d", n, err, want)
		}
	}
	reuse(1)
	reuse(0) // nothing is new
	if after := p.Read(t, p.Alice, d.ID); after.Version != d.Version+1 || after.Answers[p.tax1.ID].File.Item != first.ID {
		t.Errorf("version %d, answer %+v", after.Version, after.Answers[p.tax1.ID])
	}
	// The page that was open when the library answered is stale, so nobody sends what was not checked.
	if err := p.Submit(ctx, p.Alice, d.ID, d.Version, "fi"); !errors.Is(err, admission.FaultStale) {
		t.Errorf("%v", err)
	}
	for _, c := range []struct {
		change string
		want   scheme.Finding
	}{
		{`UPDATE evidence_item SET issued_on = current_date - 500, valid_to = current_date - 9`, scheme.FindingLapsed},
		{`UPDATE evidence_item SET business_id = '7654321-4', valid_to = current_date + 9`, scheme.FindingElsewhere},
		{`UPDATE evidence_item SET business_id = '1234567-1'`, scheme.FindingMet},
	} {
		if _, err := p.Owner.ExecContext(ctx, c.change); err != nil {
			t.Fatal(err)
		}
		if got := finding(); got != c.want {
			t.Errorf("%s: %s, want %s", c.change, got, c.want)
		}
	}
	must(t, p.library.Retire(ctx, p.Alice, first.ID))
	if got := finding(); got != scheme.FindingRetired {
		t.Errorf("taken out of use: %s", got)
	}
	reuse(0)
	second := p.certificate(t, p.Alice, "2")
	reuse(1)
	if got := p.Read(t, p.Alice, d.ID); got.Finding(p.tax1) != scheme.FindingMet || got.Answers[p.tax1.ID].File.Item != second.ID {
		t.Errorf("renewed: %+v", got.Answers[p.tax1.ID].File)
	}
}

// A rulebook that changes while a draft is open is said, asked again, and keeps the draft from being sent.
func TestRulebookMovesUnderADraft(t *testing.T) {
	w := admissiontest.New(t)
	d := w.Filled(t, w.Alice)
	if d.RulebookMoved() || len(d.Missing()) != 0 {
		t.Fatalf("%v", d.Missing())
	}
	_, err := w.Owner.ExecContext(ctx, `INSERT INTO rulebook (id, scheme_id, version, text_fi, text_sv, text_en, valid_from)
		VALUES ($1, $2, 2, 'Uudet', 'Nya', 'New', $3)`, uuid.New(), w.Voucher.ID, w.Today)
	must(t, err)
	old := d.Rulebook.ID
	d = w.Read(t, w.Alice, d.ID)
	if !d.RulebookMoved() || len(d.Missing()) != 1 || d.Missing()[0].Part != admission.PartRulebook {
		t.Errorf("moved %v, missing %v", d.RulebookMoved(), d.Missing())
	}
	if err := w.Submit(ctx, w.Alice, d.ID, d.Version, "fi"); !errors.Is(err, admission.FaultIncomplete) {
		t.Errorf("sent under the old rules: %v", err)
	}
	if err := w.AcceptRulebook(ctx, w.Alice, d.ID, d.Version, old); !errors.Is(err, admission.FaultStale) {
		t.Errorf("the old rules accepted: %v", err)
	}
	must(t, w.AcceptRulebook(ctx, w.Alice, d.ID, d.Version, d.Rulebook.ID))
	must(t, w.Submit(ctx, w.Alice, d.ID, d.Version+1, "fi"))
}
