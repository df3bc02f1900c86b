package admission_test

import (
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/admission/admissiontest"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// Before follows the questions that took one's place back to the last answer, however often, and ends also where they go in a ring.
func TestAnAnswerToAQuestionThatWasReplaced(t *testing.T) {
	ids := []uuid.UUID{uuid.New(), uuid.New(), uuid.New(), uuid.New()} // the oldest first; the last is asked now
	yes := true
	for name, c := range map[string]struct {
		answered []int
		ring     bool
		want     int // which answer is told; -1: none
	}{
		"the first":                      {[]int{0}, false, 0},
		"one between":                    {[]int{1}, false, 1},
		"the latest of several":          {[]int{0, 2}, false, 2},
		"none":                           {nil, false, -1},
		"none, in a ring":                {nil, true, -1},
		"the one that is asked now also": {[]int{0, 3}, false, -1},
	} {
		d := admission.Draft{Answers: map[uuid.UUID]scheme.Answer{}, Replaced: map[uuid.UUID]uuid.UUID{ids[2]: ids[1], ids[1]: ids[0]}}
		if c.ring {
			d.Replaced[ids[0]] = ids[2]
		}
		for _, i := range c.answered {
			d.Answers[ids[i]] = scheme.Answer{Declared: &yes, Text: ids[i].String()}
		}
		was, again := d.Before(scheme.Requirement{ID: ids[3], Kind: scheme.KindDeclaration, Replaces: uuid.NullUUID{UUID: ids[2], Valid: true}})
		if again != (c.want >= 0) || again && was.Text != ids[c.want].String() {
			t.Errorf("%s: %v %+v", name, again, was)
		}
	}
	first := admission.Draft{Answers: map[uuid.UUID]scheme.Answer{uuid.Nil: {Declared: &yes}}}
	if _, again := first.Before(scheme.Requirement{ID: ids[0], Kind: scheme.KindDeclaration}); again {
		t.Error("a question that took nobody's place is to be answered again")
	}
}

func TestStart(t *testing.T) {
	w := admissiontest.New(t)
	t.Run("the same form twice makes one", func(t *testing.T) {
		id := uuid.New()
		for range 2 {
			got, err := w.Start(ctx, w.Alice, id, w.Voucher.ID)
			if err != nil || got != id {
				t.Fatalf("%s, %v", got, err)
			}
		}
	})
	t.Run("a colleague is brought to the open one", func(t *testing.T) {
		mine := w.Draft(t, w.Alice, w.Voucher)
		got, err := w.Start(ctx, w.Bob, uuid.New(), w.Voucher.ID)
		if err != nil || got != mine.ID {
			t.Fatalf("%s, %v; want %s", got, err, mine.ID)
		}
	})
	t.Run("colleagues at the same moment make one", func(t *testing.T) {
		var group sync.WaitGroup
		ids := make([]uuid.UUID, 8)
		for i := range ids {
			group.Go(func() {
				got, err := w.Start(ctx, []actor.Actor{w.Alice, w.Bob}[i%2], uuid.New(), w.Free.ID)
				if err != nil {
					t.Error(err)
				}
				ids[i] = got
			})
		}
		group.Wait()
		for _, id := range ids {
			if id != ids[0] {
				t.Errorf("two applications: %s and %s", id, ids[0])
			}
		}
	})
	t.Run("begun ones go when nobody touches them, after their producer was told", func(t *testing.T) {
		sent := w.SentTo(t, w.Carol, w.DPS, "home_care")
		d, file := w.Draft(t, w.Alice, w.Voucher), w.Upload(t, w.Alice, "vain.pdf", "")
		must(t, second(w.Owner.ExecContext(ctx, `INSERT INTO application_answer (application_id, scheme_id, requirement_id, file_id)
			SELECT a.id, a.scheme_id, r.id, $2 FROM application a JOIN requirement r ON r.scheme_id = a.scheme_id AND r.kind = 'attachment' WHERE a.id = $1 LIMIT 1
			ON CONFLICT (application_id, requirement_id) DO UPDATE SET file_id = excluded.file_id, evidence_id = NULL`, d.ID, file.ID)))
		begun := w.Count(t, `SELECT count(*) FROM application WHERE status = 'draft'`)
		year := time.Now().AddDate(1, 0, 0)
		for _, step := range []struct{ days, told, gone int }{{-30, 0, 0}, {-10, begun, 0}, {1, begun, 0}, {3, begun, 0}, {5, begun, begun}, {6, begun, 0}} {
			gone, err := w.ForgetDrafts(ctx, year.AddDate(0, 0, step.days))
			told := w.Count(t, `SELECT count(DISTINCT args ->> 'application') FROM mail_out WHERE template = 'draft_leaving'`)
			if err != nil || gone != step.gone || told != step.told {
				t.Errorf("day %d: %d told and %d gone, %v; want %+v", step.days, told, gone, err, step)
			}
		}
		if n := w.Count(t, `SELECT count(*) FROM stored_file WHERE id = $1`, file.ID); n != 0 {
			t.Error("a file of it alone is left")
		}
		if n := w.Count(t, `SELECT count(*) FROM audit_event WHERE action = 'application.forgotten' AND organiser_id IS NULL`); n != begun {
			t.Errorf("%d of %d in the audit trail", n, begun)
		}
		if w.Count(t, `SELECT count(*) FROM application WHERE id = $1`, sent) != 1 {
			t.Error("what was sent is gone")
		}
	})
	t.Run("case number", func(t *testing.T) {
		d := w.Draft(t, w.Carol, w.Voucher)
		if !regexp.MustCompile(`^03/\d{6}/20\d\d$`).MatchString(d.CaseNumber) {
			t.Error(d.CaseNumber)
		}
	})
}

func TestStartRefused(t *testing.T) {
	w := admissiontest.New(t)
	county := w.Member(t, actor.RoleProducer, w.Producer(t, "Kunta", "1111111-1"), "Kunnan Kirjuri")
	if _, err := w.Owner.ExecContext(ctx, `UPDATE producer SET kind = 'municipality' WHERE id = $1`, county.Organisation); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Start(ctx, county, uuid.New(), w.Voucher.ID); !errors.Is(err, admission.FaultPrivateOnly) {
		t.Errorf("a municipality to a voucher scheme: %v", err)
	}
	if _, err := w.Start(ctx, county, uuid.New(), w.Free.ID); err != nil {
		t.Errorf("a municipality to a free listing: %v", err)
	}
	for _, change := range []string{`open_for_applications = false`, `valid_to = current_date - 2`} {
		if _, err := w.Owner.ExecContext(ctx, `UPDATE scheme SET `+change+` WHERE id = $1`, w.DPS.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Start(ctx, w.Alice, uuid.New(), w.DPS.ID); !errors.Is(err, admission.FaultClosed) {
			t.Errorf("%s: %v", change, err)
		}
	}
	if _, err := w.Start(ctx, w.Alice, uuid.New(), uuid.New()); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("no such scheme: %v", err)
	}
	for _, a := range []actor.Actor{w.Officer, w.Operator} {
		if _, err := w.Start(ctx, a, uuid.New(), w.Voucher.ID); !fault.Is(err, fault.CodeForbidden) {
			t.Errorf("%s: %v", a.Role, err)
		}
	}
	if _, err := w.Start(ctx, actor.Visitor(""), uuid.New(), w.Voucher.ID); !fault.Is(err, fault.CodeUnauthenticated) {
		t.Errorf("visitor: %v", err)
	}
}

func TestSaveStale(t *testing.T) {
	w := admissiontest.New(t)
	d := w.Draft(t, w.Alice, w.Voucher)
	must(t, w.SaveServices(ctx, w.Alice, d.ID, d.Version, []string{"home_care"}))
	err := w.SaveServices(ctx, w.Bob, d.ID, d.Version, []string{"cleaning"})
	if !errors.Is(err, admission.FaultStale) {
		t.Fatalf("a form filled from an older version: %v", err)
	}
	if diff := cmp.Diff([]string{"home_care"}, w.Read(t, w.Bob, d.ID).Services); diff != "" {
		t.Error(diff)
	}
	var group sync.WaitGroup
	won := make(chan int, 8)
	for i := range 8 {
		group.Go(func() {
			text := strings.Repeat("x", i+1)
			err := w.SaveAnswer(ctx, w.Alice, d.ID, d.Version+1, w.Plan.ID, scheme.Answer{Text: text})
			switch {
			case err == nil:
				won <- i + 1
			case !errors.Is(err, admission.FaultStale):
				t.Error(err)
			}
		})
	}
	group.Wait()
	close(won)
	var winners []int
	for n := range won {
		winners = append(winners, n)
	}
	after := w.Read(t, w.Alice, d.ID)
	if len(winners) != 1 || len(after.Answers[w.Plan.ID].Text) != winners[0] || after.Version != d.Version+2 {
		t.Errorf("winners %v, kept %q, version %d", winners, after.Answers[w.Plan.ID].Text, after.Version)
	}
}

func TestSaveRefused(t *testing.T) {
	w := admissiontest.New(t)
	d := w.Draft(t, w.Alice, w.Voucher)
	theirs := w.Upload(t, w.Carol, "toisen.pdf", "carol")
	for name, c := range map[string]struct {
		save func() error
		code fault.Code
	}{
		"service that the scheme does not take": {func() error { return w.SaveServices(ctx, w.Alice, d.ID, d.Version, []string{"dentistry"}) }, fault.CodeInvalid},
		"no service":                            {func() error { return w.SaveServices(ctx, w.Alice, d.ID, d.Version, nil) }, fault.CodeInvalid},
		"file of another producer": {func() error {
			return w.SaveAnswer(ctx, w.Alice, d.ID, d.Version, w.Proof.ID, scheme.Answer{File: &scheme.Evidence{ID: theirs.ID}})
		}, fault.CodeNotFound},
		"requirement of nowhere": {func() error {
			return w.SaveAnswer(ctx, w.Alice, d.ID, d.Version, uuid.New(), scheme.Answer{Text: "x"})
		}, fault.CodeNotFound},
		"text too long": {func() error {
			return w.SaveAnswer(ctx, w.Alice, d.ID, d.Version, w.Plan.ID, scheme.Answer{Text: strings.Repeat("ä", 4001)})
		}, fault.CodeInvalid},
		"rulebook of nowhere":      {func() error { return w.AcceptRulebook(ctx, w.Alice, d.ID, d.Version, uuid.New()) }, fault.CodeConflict},
		"draft of another":         {func() error { return w.SaveServices(ctx, w.Carol, d.ID, d.Version, []string{"home_care"}) }, fault.CodeNotFound},
		"withdrawal of another":    {func() error { return w.Withdraw(ctx, w.Carol, d.ID) }, fault.CodeNotFound},
		"submission of another":    {func() error { return w.Submit(ctx, w.Carol, d.ID, d.Version, "fi") }, fault.CodeNotFound},
		"officer writes":           {func() error { return w.SaveServices(ctx, w.Officer, d.ID, d.Version, []string{"home_care"}) }, fault.CodeForbidden},
		"submission not ready yet": {func() error { return w.Submit(ctx, w.Alice, d.ID, d.Version, "fi") }, fault.CodeInvalid},
	} {
		if err := c.save(); !fault.Is(err, c.code) {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	after := w.Read(t, w.Alice, d.ID)
	if diff := cmp.Diff(d, after); diff != "" {
		t.Errorf("refused saves changed the draft: %s", diff)
	}
}

func TestMissing(t *testing.T) {
	w := admissiontest.New(t)
	d := w.Draft(t, w.Alice, w.Voucher)
	want := []admission.Missing{
		{Part: admission.PartServices},
		{Part: admission.PartRequirement, Requirement: w.Declaration.ID, Finding: scheme.FindingMissing},
		{Part: admission.PartRequirement, Requirement: w.Sum.ID, Finding: scheme.FindingMissing},
		{Part: admission.PartRequirement, Requirement: w.Until.ID, Finding: scheme.FindingMissing},
		{Part: admission.PartRequirement, Requirement: w.Proof.ID, Finding: scheme.FindingMissing},
		{Part: admission.PartRulebook},
	}
	if diff := cmp.Diff(want, d.Missing()); diff != "" {
		t.Error(diff)
	}
	if left := w.Filled(t, w.Alice).Missing(); len(left) > 0 {
		t.Errorf("filled in, and still missing: %v", left)
	}
}

func TestSubmit(t *testing.T) {
	w := admissiontest.New(t)
	d := w.Filled(t, w.Alice)
	file := w.Upload(t, w.Alice, "todistus.pdf", "") // the same again: stored once
	if err := w.Submit(ctx, w.Alice, d.ID, d.Version-1, "fi"); !errors.Is(err, admission.FaultStale) {
		t.Fatalf("checked an older version: %v", err)
	}
	must(t, w.Submit(ctx, w.Alice, d.ID, d.Version, "sv"))
	first, err := w.Receipt(ctx, w.Alice, d.ID)
	must(t, err)
	must(t, w.Submit(ctx, w.Bob, d.ID, d.Version, "fi")) // again, by a colleague
	second, err := w.Receipt(ctx, w.Bob, d.ID)
	must(t, err)
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("another receipt: %s", diff)
	}
	if n := w.Count(t, `SELECT count(*) FROM submission`); n != 1 {
		t.Errorf("%d submissions", n)
	}
	if first.Status != admission.StatusSubmitted || first.Submission.Lang != "sv" || first.Submission.By != "Aino Aamu" {
		t.Errorf("%+v", first.Submission)
	}
	if want := w.Clock(t, w.Voucher).Due(first.Submission.At, nil); first.Submission.DueOn != want || first.DueOn != want {
		t.Errorf("due on %s, want %s", first.Submission.DueOn, want)
	}
	s := first.Snapshot
	proof, _ := s.Demand(w.Proof.ID)
	if proof.TitleSv != "Intyg" || proof.Answer.File.ID != file.ID || len(proof.Answer.File.SHA256) != 64 || proof.Answer.File.Name != "todistus.pdf" {
		t.Errorf("snapshot of the evidence: %+v", proof)
	}
	if diff := cmp.Diff([]string{"home_care"}, s.ServiceKeys()); diff != "" {
		t.Error(diff)
	}
	if s.Rulebook == nil || s.Rulebook.TextSv != "Regler" || s.CaseNumber != d.CaseNumber || len(s.Requirements) != 5 || s.Producer.BusinessID != "1234567-1" {
		text, _ := json.MarshalIndent(s, "", " ")
		t.Errorf("snapshot: %s", text)
	}
	for _, query := range []string{
		`SELECT count(*) FROM mail_out WHERE template = 'application_received'`, // alice and bob
		`SELECT count(*) + 1 FROM audit_event WHERE action = 'application.submitted' AND organiser_id IS NOT NULL`,
	} {
		if n := w.Count(t, query); n != 2 {
			t.Errorf("%s: %d", query, n)
		}
	}
}

func TestSubmittedNeverChanges(t *testing.T) {
	w := admissiontest.New(t)
	id := w.Sent(t, w.Alice)
	before, err := w.Receipt(ctx, w.Alice, id)
	must(t, err)
	for name, err := range map[string]error{
		"services": w.SaveServices(ctx, w.Alice, id, before.Version, []string{"cleaning"}),
		"answer":   w.SaveAnswer(ctx, w.Alice, id, before.Version, w.Plan.ID, scheme.Answer{Text: "Uutta"}),
		"rulebook": w.AcceptRulebook(ctx, w.Alice, id, before.Version, before.Snapshot.Rulebook.ID),
	} {
		if !errors.Is(err, admission.FaultAlreadySent) {
			t.Errorf("%s after the submission: %v", name, err)
		}
	}
	// The scheme's questions change; what was sent does not.
	_, err = w.Owner.ExecContext(ctx, `UPDATE requirement SET title_fi = 'Uusi kysymys', mandatory = false WHERE scheme_id = $1`, w.Voucher.ID)
	must(t, err)
	after, err := w.Receipt(ctx, w.Alice, id)
	must(t, err)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Error(diff)
	}
}

// The service's own role cannot change what has happened, whatever the program does.
func TestInsertOnly(t *testing.T) {
	w := admissiontest.New(t)
	must(t, w.Act(ctx, w.Officer, admission.Act{ID: uuid.New(), AdmissionID: w.Admitted(t, w.Alice), Kind: admission.EventSuspend, Reasons: "Selvitys kesken."}))
	must(t, w.Decide(ctx, w.Officer, w.Rejection(w.Sent(t, w.Carol))))
	for _, table := range []string{"submission", "review", "withdrawal", "decision", "decision_unmet", "admission_event", "admission_service", "audit_event"} {
		column := map[string]string{"decision_unmet": "decision_id", "admission_service": "admission_id", "audit_event": "action"}[table]
		if column == "" {
			column = "id"
		}
		for _, statement := range []string{"UPDATE " + table + " SET " + column + " = " + column, "DELETE FROM " + table, "TRUNCATE " + table} {
			if _, err := w.DB.Service.ExecContext(ctx, statement); err == nil || !strings.Contains(err.Error(), "permission denied") {
				t.Errorf("%s: %v", statement, err)
			}
		}
	}
}

func TestWithdraw(t *testing.T) {
	w := admissiontest.New(t)
	draft := w.Draft(t, w.Alice, w.Free)
	sent := w.Sent(t, w.Alice)
	decided := w.Sent(t, w.Carol)
	must(t, w.Decide(ctx, w.Officer, w.Approval(decided)))
	for _, id := range []uuid.UUID{draft.ID, sent, sent} {
		must(t, w.Withdraw(ctx, w.Bob, id))
	}
	if err := w.Withdraw(ctx, w.Carol, decided); !errors.Is(err, admission.FaultAlreadyDecided) {
		t.Errorf("after the decision: %v", err)
	}
	if err := w.Decide(ctx, w.Officer, w.Approval(sent)); !errors.Is(err, admission.FaultWithdrawn) {
		t.Errorf("a decision on what was withdrawn: %v", err)
	}
	if err := w.Submit(ctx, w.Alice, sent, 1, "fi"); !errors.Is(err, admission.FaultWithdrawn) {
		t.Errorf("a submission of what was withdrawn: %v", err)
	}
	if _, err := w.Start(ctx, w.Alice, uuid.New(), w.Voucher.ID); err != nil {
		t.Errorf("a new application after the withdrawal: %v", err)
	}
	if _, err := w.Receipt(ctx, w.Officer, draft.ID); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("an officer looks at a draft that was withdrawn: %v", err)
	}
}

func TestEvidence(t *testing.T) {
	w := admissiontest.New(t)
	id := w.Sent(t, w.Alice)
	read := func(a actor.Actor) error {
		found, body, err := w.Evidence(ctx, a, id, w.Proof.ID)
		if err != nil {
			return err
		}
		defer body.Close()
		content, err := io.ReadAll(body)
		if err != nil || string(content) != admissiontest.PDF || found.Name != "todistus.pdf" {
			t.Errorf("%q, %s, %v", content, found.Name, err)
		}
		return nil
	}
	for _, a := range []actor.Actor{w.Alice, w.Bob, w.Officer, w.Officer2} {
		if err := read(a); err != nil {
			t.Errorf("%s: %v", a.Name, err)
		}
	}
	for _, a := range append([]actor.Actor{w.Carol, w.Operator}, w.Strangers...) { // the voucher scheme is not delegated
		if err := read(a); !fault.Is(err, fault.CodeNotFound) {
			t.Errorf("%s: %v", a.Name, err)
		}
	}
	if _, _, err := w.Evidence(ctx, w.Officer, id, w.Plan.ID); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("a requirement without a file: %v", err)
	}
	if n := w.Count(t, `SELECT count(*) FROM audit_event WHERE action = 'evidence.viewed'`); n != 2 {
		t.Errorf("%d looks recorded, want those of the two officers", n)
	}
}

// A free listing without services of its own takes any; a voucher scheme takes what it names.
func TestChoices(t *testing.T) {
	w := admissiontest.New(t)
	_, err := w.Owner.ExecContext(ctx, `DELETE FROM scheme_service`)
	must(t, err)
	if got := w.Draft(t, w.Alice, w.Free).Choices; len(got) != len(service.All()) {
		t.Errorf("a free listing takes %d services", len(got))
	}
	if got := w.Draft(t, w.Alice, w.Voucher).Choices; len(got) != 0 {
		t.Errorf("a voucher scheme takes %v", got)
	}
}

// A half-written application is not yet told to the organiser, not even that it exists.
func TestDraftIsItsProducersAlone(t *testing.T) {
	w := admissiontest.New(t)
	d := w.Filled(t, w.Alice)
	delegated := w.Draft(t, w.Alice, w.DPS)
	for name, err := range map[string]error{
		"look":     second(w.Application(ctx, w.Officer, d.ID)),
		"review":   w.StartReview(ctx, w.Officer, d.ID),
		"decide":   w.Decide(ctx, w.Officer, w.Approval(d.ID)),
		"operator": w.StartReview(ctx, w.Operator, delegated.ID),
	} {
		if !errors.Is(err, admission.FaultNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := w.Evidence(ctx, w.Officer, d.ID, w.Proof.ID); !errors.Is(err, admission.FaultNotFound) {
		t.Errorf("evidence: %v", err)
	}
}
