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
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

func TestApprove(t *testing.T) {
	w := admissiontest.New(t)
	id := w.Sent(t, w.Alice)
	for _, statement := range []string{`DELETE FROM application WHERE id = $1`, `DELETE FROM application_answer WHERE application_id = $1`, `DELETE FROM application_service WHERE application_id = $1`,
		`UPDATE application_answer SET file_id = NULL, evidence_id = NULL WHERE application_id = $1`, `UPDATE application_service SET service_key = service_key WHERE application_id = $1`} {
		if _, err := w.DB.Service.ExecContext(ctx, statement, id); err == nil {
			t.Errorf("the service may, of what was sent: %s", statement)
		}
	}
	must(t, w.StartReview(ctx, w.Officer, id))
	must(t, w.StartReview(ctx, w.Officer2, id)) // a second start changes nothing
	cmd := w.Approval(id)
	must(t, w.Decide(ctx, w.Officer, cmd))
	must(t, w.Decide(ctx, w.Officer, cmd)) // the same form again
	v, err := w.Verdict(ctx, w.Alice, id)
	must(t, err)
	if v.Status != admission.StatusApproved || v.Decision.By != "Sanna Virtanen" || v.Review.By != "Sanna Virtanen" ||
		v.Decision.Remedy != admission.RemedyProducer || v.Decision.Lang != "fi" || len(v.Unmet) > 0 || !v.AdmissionID.Valid {
		t.Errorf("%+v %+v", v.Decision, v.Review)
	}
	list, err := w.ActiveAdmissions(ctx, w.Alice, w.Alice.Organisation)
	must(t, err)
	if len(list) != 1 || list[0].ID != v.AdmissionID.UUID || list[0].Origin != admission.OriginDecision || list[0].Scheme.Key != w.Voucher.Key {
		t.Fatalf("%+v", list)
	}
	if diff := cmp.Diff([]string{"home_care"}, list[0].Services); diff != "" {
		t.Error(diff)
	}
	for _, query := range []string{
		`SELECT count(*) FROM decision`, `SELECT count(*) FROM admission`, `SELECT count(*) FROM search_change WHERE kind = 'admission'`,
		`SELECT count(*) FROM audit_event WHERE action = 'application.approved' AND organiser_id IS NOT NULL`,
		`SELECT count(*) - 1 FROM mail_out WHERE template = 'application_decided'`, // alice and bob
	} {
		if n := w.Count(t, query); n != 1 {
			t.Errorf("%s: %d", query, n)
		}
	}
}

func TestApproveMore(t *testing.T) {
	w := admissiontest.New(t)
	first := w.Admitted(t, w.Alice)
	d := w.Draft(t, w.Alice, w.Voucher)
	if diff := cmp.Diff([]string{"cleaning"}, d.Choices); diff != "" {
		t.Fatalf("what is admitted already is no choice: %s", diff)
	}
	_, err := w.Owner.ExecContext(ctx, `UPDATE requirement SET mandatory = false`)
	must(t, err)
	must(t, w.SaveServices(ctx, w.Alice, d.ID, d.Version, []string{"cleaning"}))
	must(t, w.AcceptRulebook(ctx, w.Alice, d.ID, d.Version+1, d.Rulebook.ID))
	must(t, w.Submit(ctx, w.Alice, d.ID, d.Version+2, "fi"))
	must(t, w.Decide(ctx, w.Officer, w.Approval(d.ID)))
	list, err := w.ActiveAdmissions(ctx, w.Alice, w.Alice.Organisation)
	must(t, err)
	if len(list) != 1 || list[0].ID != first || !cmp.Equal(list[0].Services, []string{"cleaning", "home_care"}) {
		t.Errorf("%+v", list)
	}
}

func TestReject(t *testing.T) {
	w := admissiontest.New(t)
	id := w.Sent(t, w.Alice)
	incomplete := w.Rejection(id)
	incomplete.Judgements[w.Until.ID] = admission.Judgement{Judged: true}
	err := w.Decide(ctx, w.Officer, incomplete)
	if !fault.Is(err, fault.CodeInvalid) || !fault.From(err).HasField(admission.FieldReason(w.Until.ID)) {
		t.Fatalf("an unmet requirement without a reason: %v", err)
	}
	if n := w.Count(t, `SELECT count(*) FROM decision`); n != 0 {
		t.Fatalf("%d decisions", n)
	}
	must(t, w.Decide(ctx, w.Officer, w.Rejection(id)))
	v, err := w.Verdict(ctx, w.Bob, id)
	must(t, err)
	if v.Status != admission.StatusRejected || len(v.Unmet) != 1 || v.Unmet[0].ID != w.Sum.ID || v.Unmet[0].Reason != "Summa puuttuu todistuksesta." {
		t.Errorf("%+v", v.Unmet)
	}
	if n := w.Count(t, `SELECT count(*) FROM admission`); n != 0 {
		t.Errorf("%d admissions", n)
	}
	if _, err := w.Start(ctx, w.Alice, uuid.New(), w.Voucher.ID); err != nil {
		t.Errorf("a new application after a rejection: %v", err)
	}
}

func TestRemedyOfDPS(t *testing.T) {
	w := admissiontest.New(t)
	id := w.SentTo(t, w.Alice, w.DPS, "home_care")
	must(t, w.Decide(ctx, w.Officer, admission.Decide{ID: uuid.New(), ApplicationID: id, Outcome: admission.Approved}))
	v, err := w.Verdict(ctx, w.Alice, id)
	must(t, err)
	if v.Decision.Remedy != admission.RemedyProcurementLeave || v.Decision.Lang != "sv" {
		t.Errorf("%+v", v.Decision)
	}
}

func TestTwoOfficersAtOnce(t *testing.T) {
	w := admissiontest.New(t)
	id := w.Sent(t, w.Alice)
	var group sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		cmd, who := w.Approval(id), w.Officer
		if i%2 == 1 {
			cmd, who = w.Rejection(id), w.Officer2
		}
		group.Go(func() { errs[i] = w.Decide(ctx, who, cmd) })
	}
	group.Wait()
	decided := 0
	for _, err := range errs {
		switch {
		case err == nil:
			decided++
		case !errors.Is(err, admission.FaultAlreadyDecided):
			t.Error(err)
		}
	}
	if decided != 1 || w.Count(t, `SELECT count(*) FROM decision`) != 1 {
		t.Errorf("%d decided, %d decisions", decided, w.Count(t, `SELECT count(*) FROM decision`))
	}
	v, err := w.Verdict(ctx, w.Alice, id)
	must(t, err)
	if n := w.Count(t, `SELECT count(*) FROM admission`); (n == 1) != (v.Decision.Outcome == admission.Approved) {
		t.Errorf("%s with %d admissions", v.Decision.Outcome, n)
	}
}

func TestDecideAndWithdrawAtOnce(t *testing.T) {
	w := admissiontest.New(t)
	id := w.Sent(t, w.Alice)
	var group sync.WaitGroup
	var decided, withdrawn error
	group.Go(func() { decided = w.Decide(ctx, w.Officer, w.Approval(id)) })
	group.Go(func() { withdrawn = w.Withdraw(ctx, w.Alice, id) })
	group.Wait()
	if (decided == nil) == (withdrawn == nil) {
		t.Errorf("decided: %v, withdrawn: %v; want one of them", decided, withdrawn)
	}
	if n := w.Count(t, `SELECT (SELECT count(*) FROM decision) + (SELECT count(*) FROM withdrawal)`); n != 1 {
		t.Errorf("%d ends of one case", n)
	}
}

func TestOperatorPreparesAndNeverDecides(t *testing.T) {
	w := admissiontest.New(t)
	mine, theirs := w.SentTo(t, w.Alice, w.DPS, "home_care"), w.Sent(t, w.Alice)
	if _, err := w.Receipt(ctx, w.Operator, mine); err != nil {
		t.Errorf("the delegated scheme's application: %v", err)
	}
	must(t, w.StartReview(ctx, w.Operator, mine))
	cmd := admission.Decide{ID: uuid.New(), ApplicationID: mine, Outcome: admission.Approved}
	if err := w.Decide(ctx, w.Operator, cmd); !errors.Is(err, admission.FaultOfficialDecides) {
		t.Errorf("an operator decides: %v", err)
	}
	cmd.ApplicationID = theirs
	for _, err := range []error{w.Decide(ctx, w.Operator, cmd), w.StartReview(ctx, w.Operator, theirs)} {
		if !fault.Is(err, fault.CodeNotFound) {
			t.Errorf("an application of a scheme that is not delegated: %v", err)
		}
	}
	must(t, w.Decide(ctx, w.Officer, admission.Decide{ID: uuid.New(), ApplicationID: mine, Outcome: admission.Approved}))
	v, err := w.Verdict(ctx, w.Operator, mine)
	must(t, err)
	for _, kind := range admission.EventKinds() {
		act := admission.Act{ID: uuid.New(), AdmissionID: v.AdmissionID.UUID, Kind: kind, Reasons: "Syy."}
		if err := w.Act(ctx, w.Operator, act); !errors.Is(err, admission.FaultOfficialDecides) {
			t.Errorf("an operator %s: %v", kind, err)
		}
	}
	q, err := w.Queue(ctx, w.Operator, admission.QueueQuery{View: admission.ViewDecided})
	must(t, err)
	if len(q.Rows) != 1 || q.Rows[0].ID != mine {
		t.Errorf("the operator's queue: %+v", q.Rows)
	}
}

// Ids of another organisation are answered as ids that do not exist.
func TestOthersSeeNothing(t *testing.T) {
	w := admissiontest.New(t)
	id := w.Sent(t, w.Alice)
	admitted := w.Admitted(t, w.Carol)
	for _, a := range append([]actor.Actor{w.Operator}, w.Strangers...) {
		for name, err := range map[string]error{
			"look":         second(w.Receipt(ctx, a, id)),
			"verdict":      second(w.Verdict(ctx, a, id)),
			"review":       w.StartReview(ctx, a, id),
			"decide":       w.Decide(ctx, a, w.Approval(id)),
			"history":      second(w.History(ctx, a, admitted)),
			"suspend":      w.Act(ctx, a, admission.Act{ID: uuid.New(), AdmissionID: admitted, Kind: admission.EventSuspend, Reasons: "x"}),
			"no such case": second(w.Receipt(ctx, a, uuid.New())),
			"nor decided":  w.Decide(ctx, a, w.Approval(uuid.New())),
		} {
			if !errors.Is(err, admission.FaultNotFound) {
				t.Errorf("%s, %s: %v", a.Name, name, err)
			}
		}
		q, err := w.Queue(ctx, a, admission.QueueQuery{})
		if err != nil || len(q.Rows) > 0 || q.Total > 0 {
			t.Errorf("%s: queue %+v, %v", a.Name, q, err)
		}
		list, err := w.AdmissionList(ctx, a, admission.AdmissionQuery{})
		if err != nil || len(list.Rows) > 0 || list.Total > 0 {
			t.Errorf("%s: admissions %+v, %v", a.Name, list, err)
		}
		if q, err = w.Queue(ctx, a, admission.QueueQuery{Scheme: w.Voucher.ID}); err != nil || len(q.Rows) > 0 {
			t.Errorf("%s asks for another's scheme: %+v, %v", a.Name, q, err)
		}
	}
	if err := second(w.Receipt(ctx, w.Carol, id)); !errors.Is(err, admission.FaultNotFound) {
		t.Errorf("another producer: %v", err)
	}
	if err := second(w.Admissions(ctx, w.Carol, w.Alice.Organisation)); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("another producer's admissions: %v", err)
	}
	admin := w.Member(t, actor.RoleAdministrator, uuid.Nil, "Ylli Ylläpitäjä")
	for _, a := range []actor.Actor{admin, actor.Visitor("")} {
		for name, err := range map[string]error{
			"look": second(w.Receipt(ctx, a, id)), "decide": w.Decide(ctx, a, w.Approval(id)), "queue": second(w.Queue(ctx, a, admission.QueueQuery{})),
			"admissions": second(w.AdmissionList(ctx, a, admission.AdmissionQuery{})),
		} {
			if !fault.Is(err, fault.CodeForbidden) && !fault.Is(err, fault.CodeUnauthenticated) {
				t.Errorf("%s, %s: %v", a.Role, name, err)
			}
		}
	}
}

func second[T any](_ T, err error) error { return err }

// A transaction that fails in its last step leaves nothing of the first.
func TestDecisionIsWhole(t *testing.T) {
	w := admissiontest.New(t)
	id := w.Sent(t, w.Alice)
	_, err := w.Owner.ExecContext(ctx, `ALTER TABLE audit_event ADD CHECK (action <> 'application.approved')`)
	must(t, err)
	if err := w.Decide(ctx, w.Officer, w.Approval(id)); err == nil {
		t.Fatal("decided without its audit row")
	}
	for _, table := range []string{"decision", "admission", "search_change", "mail_out WHERE template = 'application_decided'"} {
		if n := w.Count(t, `SELECT count(*) FROM `+table); n != 0 {
			t.Errorf("%d rows in %s", n, table)
		}
	}
	receipt, err := w.Receipt(ctx, w.Alice, id)
	if err != nil || receipt.Status != admission.StatusSubmitted {
		t.Errorf("%s, %v", receipt.Status, err)
	}
}

func TestEnrol(t *testing.T) {
	w := admissiontest.New(t)
	var listing scheme.Scheme
	var first, again uuid.UUID
	w.Run(t, func(ctx context.Context, tx *db.Tx) (err error) {
		if listing, err = scheme.EnsureListing(ctx, tx, w.Organiser, "listing"); err != nil {
			return err
		}
		same, err := scheme.EnsureListing(ctx, tx, w.Organiser, "listing")
		if err != nil || !cmp.Equal(same, listing) {
			t.Errorf("%+v, %v", same, err)
		}
		first, err = admission.Enrol(ctx, tx, listing.ID, w.Alice.Organisation, []string{"home_care"}, admission.OriginListing, w.Today)
		if err != nil {
			return err
		}
		again, err = admission.Enrol(ctx, tx, listing.ID, w.Alice.Organisation, []string{"cleaning", "home_care"}, admission.OriginListing, w.Today)
		return err
	})
	list, err := w.ActiveAdmissions(ctx, w.Alice, w.Alice.Organisation)
	must(t, err)
	if first != again || len(list) != 1 || !cmp.Equal(list[0].Services, []string{"cleaning", "home_care"}) || list[0].Scheme.Verified || list[0].Scheme.Open {
		t.Errorf("%+v", list)
	}
	for name, enrol := range map[string]func(context.Context, *db.Tx) error{
		"into a voucher scheme": func(ctx context.Context, tx *db.Tx) error {
			return second(admission.Enrol(ctx, tx, w.Voucher.ID, w.Alice.Organisation, []string{"home_care"}, admission.OriginListing, w.Today))
		},
		"as decided": func(ctx context.Context, tx *db.Tx) error {
			return second(admission.Enrol(ctx, tx, listing.ID, w.Alice.Organisation, nil, admission.OriginDecision, w.Today))
		},
		"listing by a voucher scheme's key": func(ctx context.Context, tx *db.Tx) error {
			return second(scheme.EnsureListing(ctx, tx, w.Organiser, w.Voucher.Key))
		},
	} {
		err := w.DB.Service.InTx(ctx, actor.System("test"), enrol)
		if !errors.Is(err, admission.FaultNotDecided) && !errors.Is(err, scheme.FaultNotListing) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An admission whose validity is over comes back by a new approval, with what was applied for.
func TestApproveAgainAfterTheEnd(t *testing.T) {
	w := admissiontest.New(t)
	first := w.Admitted(t, w.Alice)
	_, err := w.Owner.ExecContext(ctx, `UPDATE admission SET valid_from = $1, valid_to = $2`, w.Today.AddDays(-60), w.Today.AddDays(-1))
	must(t, err)
	if got := state(t, w, first); got != admission.StateEnded {
		t.Fatalf("after its last day: %s", got)
	}
	if again := w.Admitted(t, w.Alice); again != first || state(t, w, first) != admission.StateActive {
		t.Errorf("approved again: %s, %s; before %s", again, state(t, w, first), first)
	}
}
