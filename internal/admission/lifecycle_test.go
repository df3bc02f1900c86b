package admission_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/admission/admissiontest"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

func state(t testing.TB, w *admissiontest.World, id uuid.UUID) admission.State {
	t.Helper()
	h, err := w.History(ctx, w.Officer, id)
	must(t, err)
	return h.State
}

func TestLifeOfAnAdmission(t *testing.T) {
	w := admissiontest.New(t)
	id := w.Admitted(t, w.Alice)
	act := func(kind admission.EventKind) admission.Act {
		return admission.Act{ID: uuid.New(), AdmissionID: id, Kind: kind, Reasons: " Selvitys kesken. "}
	}
	suspend := act(admission.EventSuspend)
	must(t, w.Act(ctx, w.Officer, suspend))
	must(t, w.Act(ctx, w.Officer, suspend)) // the same form again
	if got := state(t, w, id); got != admission.StateSuspended {
		t.Errorf("suspended: %s", got)
	}
	if list, err := w.ActiveAdmissions(ctx, w.Alice, w.Alice.Organisation); err != nil || len(list) > 0 {
		t.Errorf("active while suspended: %+v, %v", list, err)
	}
	if err := w.Act(ctx, w.Officer2, act(admission.EventSuspend)); !errors.Is(err, admission.FaultStateMoved) {
		t.Errorf("suspended twice: %v", err)
	}
	must(t, w.Act(ctx, w.Officer2, act(admission.EventLift)))
	if got := state(t, w, id); got != admission.StateActive {
		t.Errorf("lifted: %s", got)
	}
	must(t, w.Act(ctx, w.Officer, act(admission.EventRemove)))
	for _, kind := range admission.EventKinds() {
		if err := w.Act(ctx, w.Officer, act(kind)); !errors.Is(err, admission.FaultStateMoved) {
			t.Errorf("%s after the removal: %v", kind, err)
		}
	}
	h, err := w.History(ctx, w.Alice, id) // the producer sees why
	must(t, err)
	var kinds []string
	for _, e := range h.Events {
		kinds = append(kinds, string(e.Kind)+" by "+e.By+": "+e.Reasons)
	}
	want := []string{"removed by Sanna Virtanen: Selvitys kesken.", "lifted by Mikko Korhonen: Selvitys kesken.", "suspended by Sanna Virtanen: Selvitys kesken."}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Error(diff)
	}
	for query, want := range map[string]int{
		`SELECT count(*) FROM search_change WHERE kind = 'admission'`:                                                             4, // approved and three events
		`SELECT count(*) FROM audit_event WHERE action LIKE 'admission.%'`:                                                        3,
		`SELECT count(*) FROM mail_out WHERE template = 'admission_suspended'`:                                                    2, // alice and bob
		`SELECT count(*) FROM mail_out WHERE template = 'admission_lifted'`:                                                       2,
		`SELECT count(*) FROM mail_out WHERE template = 'admission_removed'`:                                                      2,
		`SELECT count(*) FROM river_job WHERE kind = 'identity_mail'`:                                                             2 * 5,
		`SELECT count(*) FROM audit_event WHERE details::text LIKE '%Selvitys%'`:                                                  0, // ids and states only
		`SELECT count(*) FROM admission_event WHERE reasons = 'Selvitys kesken.'`:                                                 3,
		`SELECT count(*) FROM mail_out WHERE args::text LIKE '%Selvitys%'`:                                                        0,
		`SELECT count(*) FROM audit_event WHERE action = 'admission.suspended' AND organiser_id = '` + w.Organiser.String() + `'`: 1,
	} {
		if n := w.Count(t, query); n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
}

func TestRemovedCanComeBackByDecisionOnly(t *testing.T) {
	w := admissiontest.New(t)
	id := w.Admitted(t, w.Alice)
	must(t, w.Act(ctx, w.Officer, admission.Act{ID: uuid.New(), AdmissionID: id, Kind: admission.EventRemove, Reasons: "Edellytykset puuttuvat."}))
	w.Run(t, func(ctx context.Context, tx *db.Tx) error {
		got, err := admission.Enrol(ctx, tx, w.Voucher.ID, w.Alice.Organisation, []string{"cleaning"}, admission.OriginDemo, w.Today)
		if got != id {
			t.Errorf("enrolment made %s beside the removed %s", got, id)
		}
		return err
	})
	if got := state(t, w, id); got != admission.StateRemoved {
		t.Errorf("after an enrolment: %s", got)
	}
	second := w.Admitted(t, w.Alice)
	if second == id || state(t, w, second) != admission.StateActive || state(t, w, id) != admission.StateRemoved {
		t.Errorf("approved again: %s %s, before %s %s", second, state(t, w, second), id, state(t, w, id))
	}
}

// What time alone changes: the state of each day follows from the rows.
func TestStateByDay(t *testing.T) {
	w := admissiontest.New(t)
	id := w.Admitted(t, w.Alice)
	end := w.Today.AddDays(400)
	_, err := w.Owner.ExecContext(ctx, `UPDATE admission SET valid_to = $2 WHERE id = $1`, id, end)
	must(t, err)
	until := w.Today.AddDays(10)
	must(t, w.Act(ctx, w.Officer, admission.Act{ID: uuid.New(), AdmissionID: id, Kind: admission.EventSuspend, Until: until, Reasons: "Kymmeneksi päiväksi."}))
	for day, want := range map[calendar.Date]admission.State{
		w.Today: admission.StateSuspended, until: admission.StateSuspended, until.AddDays(1): admission.StateActive,
		end: admission.StateActive, end.AddDays(1): admission.StateEnded, w.Today.AddDays(-1): admission.StateSuspended,
	} {
		got, err := admission.Find(ctx, w.DB.Service, id, day)
		if err != nil || got.State != want {
			t.Errorf("%s: %s, %v; want %s", day, got.State, err, want)
		}
	}
	if w.Today.AddDays(-1).Before(w.Today) {
		var state string
		must(t, w.DB.Service.GetContext(ctx, &state, `SELECT admission_state($1, $2, NULL, $3)`, uuid.New(), w.Today, w.Today.AddDays(-1)))
		if state != string(admission.StateFuture) {
			t.Errorf("the day before it begins: %s", state)
		}
	}
	if err := w.Act(ctx, w.Officer, admission.Act{ID: uuid.New(), AdmissionID: id, Kind: admission.EventSuspend, Until: w.Today.AddDays(-1), Reasons: "x"}); !fault.Is(err, fault.CodeConflict) {
		t.Errorf("suspended while suspended: %v", err)
	}
}

func TestTwoOfficersSuspendAtOnce(t *testing.T) {
	w := admissiontest.New(t)
	id := w.Admitted(t, w.Alice)
	var group sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		group.Go(func() {
			errs[i] = w.Act(ctx, []actor.Actor{w.Officer, w.Officer2}[i%2],
				admission.Act{ID: uuid.New(), AdmissionID: id, Kind: admission.EventSuspend, Reasons: "Selvitys kesken."})
		})
	}
	group.Wait()
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
		} else if !errors.Is(err, admission.FaultStateMoved) {
			t.Error(err)
		}
	}
	if n := w.Count(t, `SELECT count(*) FROM admission_event`); done != 1 || n != 1 {
		t.Errorf("%d succeeded, %d events", done, n)
	}
}

func TestQueue(t *testing.T) {
	w := admissiontest.New(t)
	var ids []uuid.UUID
	for i := range 53 {
		a := w.Member(t, actor.RoleProducer, w.Producer(t, fmt.Sprintf("Tuottaja %02d", 52-i), fmt.Sprintf("20000%02d-0", i)), fmt.Sprintf("Henkilö %d", i))
		ids = append(ids, w.SentTo(t, a, w.Free, "cleaning"))
	}
	w.Draft(t, w.Alice, w.Voucher) // drafts are not in the queue
	late := ids[7]
	_, err := w.Owner.ExecContext(ctx, `UPDATE application SET due_on = $2 WHERE id = $1`, late, w.Today.AddDays(-14))
	must(t, err)
	first, err := w.Queue(ctx, w.Officer, admission.QueueQuery{})
	must(t, err)
	if first.Rows[0].ID != late || !first.Rows[0].Left.Overdue || first.Overdue != 1 || first.Total != 53 || len(first.Rows) != 50 || first.Next == "" {
		t.Errorf("first row %+v; overdue %d, total %d, rows %d, next %q", first.Rows[0], first.Overdue, first.Total, len(first.Rows), first.Next)
	}
	for _, column := range admission.Columns() {
		for _, desc := range []bool{false, true} {
			q := admission.QueueQuery{Sort: column, Desc: desc}
			var seen []uuid.UUID
			var keys []string
			for {
				page, err := w.Queue(ctx, w.Officer, q)
				must(t, err)
				for _, r := range page.Rows {
					seen, keys = append(seen, r.ID), append(keys, r.SortKey)
				}
				if page.Next == "" {
					break
				}
				q.After = page.Next
			}
			if desc {
				slices.Reverse(keys)
			}
			unique := slices.Compact(slices.SortedFunc(slices.Values(seen), func(a, b uuid.UUID) int { return strings.Compare(a.String(), b.String()) }))
			if len(seen) != 53 || len(unique) != 53 || !slices.IsSorted(keys) {
				t.Errorf("by %s, desc %v: %d rows, %d different, sorted %v", column, desc, len(seen), len(unique), slices.IsSorted(keys))
			}
		}
	}
}

func TestQueueFilters(t *testing.T) {
	w := admissiontest.New(t)
	voucher, dps := w.Sent(t, w.Alice), w.SentTo(t, w.Carol, w.DPS, "home_care")
	must(t, w.StartReview(ctx, w.Officer, voucher))
	receipt, err := w.Receipt(ctx, w.Officer, dps)
	must(t, err)
	for name, c := range map[string]struct {
		q    admission.QueueQuery
		want []uuid.UUID
	}{
		"everything, by due day":   {admission.QueueQuery{}, []uuid.UUID{dps, voucher}},
		"one scheme":               {admission.QueueQuery{Scheme: w.Voucher.ID}, []uuid.UUID{voucher}},
		"part of the name":         {admission.QueueQuery{Text: "tuomiKUMPU"}, []uuid.UUID{dps}},
		"business id":              {admission.QueueQuery{Text: "1234567"}, []uuid.UUID{voucher}},
		"case number":              {admission.QueueQuery{Text: receipt.CaseNumber}, []uuid.UUID{dps}},
		"signs of the pattern":     {admission.QueueQuery{Text: "%"}, nil},
		"decided, none yet":        {admission.QueueQuery{View: admission.ViewDecided}, nil},
		"withdrawn, none yet":      {admission.QueueQuery{View: admission.ViewWithdrawn}, nil},
		"by state, new ones first": {admission.QueueQuery{Sort: admission.ByState}, []uuid.UUID{dps, voucher}},
	} {
		got, err := w.Queue(ctx, w.Officer, c.q)
		must(t, err)
		var ids []uuid.UUID
		for _, r := range got.Rows {
			ids = append(ids, r.ID)
		}
		if diff := cmp.Diff(c.want, ids); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for _, q := range []admission.QueueQuery{{Sort: "name"}, {View: "all"}, {After: "!"}, {After: "e30x"}} {
		if _, err := w.Queue(ctx, w.Officer, q); !fault.Is(err, fault.CodeMalformed) {
			t.Errorf("%+v: %v", q, err)
		}
	}
	q, err := w.Queue(ctx, w.Officer, admission.QueueQuery{Scheme: w.Voucher.ID})
	must(t, err)
	if r := q.Rows[0]; r.Status != admission.StatusInReview || r.Assignee != "Sanna Virtanen" || r.Left != admission.DaysLeft(r.DueOn, w.Today) {
		t.Errorf("%+v", r)
	}
}

func TestAdmissionList(t *testing.T) {
	w := admissiontest.New(t)
	one, two := w.Admitted(t, w.Alice), w.Admitted(t, w.Carol)
	until := w.Today.AddDays(3)
	must(t, w.Act(ctx, w.Officer, admission.Act{ID: uuid.New(), AdmissionID: one, Kind: admission.EventSuspend, Until: until, Reasons: "Syy."}))
	list, err := w.AdmissionList(ctx, w.Officer, admission.AdmissionQuery{})
	must(t, err)
	if len(list.Rows) != 2 || list.Rows[0].ID != two || list.Rows[1].ID != one || list.Rows[1].Until != until || list.Rows[1].State != admission.StateSuspended {
		t.Errorf("%+v", list)
	}
	if list, err = w.AdmissionList(ctx, w.Officer, admission.AdmissionQuery{State: admission.StateActive}); err != nil || list.Total != 1 || list.Rows[0].ID != two {
		t.Errorf("%+v, %v", list, err)
	}
	if list, err = w.AdmissionList(ctx, w.Officer, admission.AdmissionQuery{Text: "aamurusko"}); err != nil || list.Total != 1 || list.Rows[0].ID != one {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestOpenSchemes(t *testing.T) {
	w := admissiontest.New(t)
	d := w.Draft(t, w.Alice, w.Voucher)
	w.Admitted(t, w.Carol)
	list, err := w.OpenSchemes(ctx, w.Alice)
	must(t, err)
	if len(list) != 3 {
		t.Fatalf("%d schemes", len(list))
	}
	for _, one := range list {
		if mine := one.Scheme.ID == w.Voucher.ID; one.Mine.Valid != mine || mine && one.Mine.UUID != d.ID || one.Admitted || one.May != nil {
			t.Errorf("%+v", one)
		}
	}
	if list, err = w.OpenSchemes(ctx, w.Carol); err != nil {
		t.Fatal(err)
	}
	for _, one := range list {
		if one.Admitted != (one.Scheme.ID == w.Voucher.ID) || one.Mine.Valid {
			t.Errorf("%+v", one)
		}
	}
	v, err := w.SchemeToApply(ctx, w.Alice, w.Voucher.ID)
	if err != nil || len(v.Requirements) != 5 || v.Rulebook == nil {
		t.Errorf("%+v, %v", v, err)
	}
	if _, err := w.SchemeToApply(ctx, w.Alice, uuid.New()); !fault.Is(err, fault.CodeNotFound) {
		t.Error(err)
	}
	sent, err := w.Applications(ctx, w.Alice)
	if err != nil || len(sent) != 1 || sent[0].ID != d.ID || sent[0].Status != admission.StatusDraft {
		t.Errorf("%+v, %v", sent, err)
	}
}
