package admission

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// The whole table is written here a second time, by hand: a changed rule must be changed in both.
func TestApplicationSteps(t *testing.T) {
	legal := map[Status]map[Step]Status{
		StatusDraft:     {StepSave: StatusDraft, StepSubmit: StatusSubmitted, StepWithdraw: StatusWithdrawn},
		StatusSubmitted: {StepReview: StatusInReview, StepAsk: StatusWaiting, StepPrepare: StatusInReview, StepApprove: StatusApproved, StepReject: StatusRejected, StepWithdraw: StatusWithdrawn},
		StatusInReview:  {StepAsk: StatusWaiting, StepPrepare: StatusInReview, StepApprove: StatusApproved, StepReject: StatusRejected, StepWithdraw: StatusWithdrawn},
		StatusWaiting:   {StepAnswer: StatusInReview, StepGoOn: StatusInReview, StepWithdraw: StatusWithdrawn},
		StatusApproved:  {}, StatusRejected: {}, StatusWithdrawn: {},
	}
	if len(legal) != len(Statuses()) {
		t.Fatalf("the table has %d statuses, Statuses() %d", len(legal), len(Statuses()))
	}
	refused := 0
	for _, from := range Statuses() {
		for _, step := range Steps() {
			want, wantOK := legal[from][step]
			got, ok := Next(from, step)
			if got != want || ok != wantOK {
				t.Errorf("Next(%s, %s) = %q, %v; want %q, %v", from, step, got, ok, want, wantOK)
			}
			if !ok {
				refused++
			}
		}
	}
	if refused != 53 {
		t.Errorf("%d steps are refused, want 53 of 70", refused)
	}
}

func TestAdmissionEvents(t *testing.T) {
	legal := map[State][]EventKind{
		StateFuture:    {EventSuspend, EventRemove},
		StateActive:    {EventSuspend, EventRemove},
		StateSuspended: {EventLift, EventRemove},
		StateRemoved:   nil, StateEnded: nil,
	}
	for _, state := range States() {
		want, known := legal[state]
		if !known {
			t.Errorf("state %s is not in the table", state)
		}
		for _, event := range EventKinds() {
			if got := MayHappen(state, event); got != slices.Contains(want, event) {
				t.Errorf("MayHappen(%s, %s) = %v", state, event, got)
			}
		}
	}
}

func TestMayEnrol(t *testing.T) {
	want := map[Origin][]scheme.Regime{
		OriginDecision:  nil,
		OriginListing:   {scheme.RegimeListing},
		OriginEnrolment: {scheme.RegimeOwnProduction, scheme.RegimeInHouse, scheme.RegimeAlliance, scheme.RegimeFreeListing},
		OriginDemo:      scheme.Regimes(),
	}
	for origin, regimes := range want {
		for _, r := range scheme.Regimes() {
			if got := MayEnrol(r, origin); got != slices.Contains(regimes, r) {
				t.Errorf("MayEnrol(%s, %s) = %v", r, origin, got)
			}
		}
	}
}

func TestMayApply(t *testing.T) {
	private := []producer.Kind{producer.Company, producer.SoleTrader, producer.Cooperative, producer.Association, producer.Foundation, producer.Parish}
	public := []producer.Kind{producer.Municipality, producer.County}
	for _, kind := range append(slices.Clone(private), public...) {
		for _, r := range scheme.Regimes() {
			var want bool
			switch r {
			case scheme.RegimeVoucher:
				want = slices.Contains(private, kind)
			case scheme.RegimeDPS, scheme.RegimeAnnexE, scheme.RegimeFramework, scheme.RegimeSelfPaidListing, scheme.RegimeFreeListing:
				want = true
			}
			if got := MayApply(r, kind); got != want {
				t.Errorf("MayApply(%s, %s) = %v", r, kind, got)
			}
		}
	}
}

func TestRemedyFor(t *testing.T) {
	want := map[scheme.Regime]Remedy{
		scheme.RegimeVoucher: RemedyProducer, scheme.RegimeSelfPaidListing: RemedyProducer, scheme.RegimeFreeListing: RemedyProducer,
		scheme.RegimeDPS: RemedyProcurementLeave, scheme.RegimeFramework: RemedyProcurementLeave, scheme.RegimeAnnexE: RemedyProcurement,
	}
	got := map[scheme.Regime]Remedy{}
	for _, r := range scheme.Regimes() {
		if remedy, ok := RemedyFor(r); ok {
			got[r] = remedy
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, r := range scheme.Regimes() { // whoever can apply gets a decision, and a decision has a remedy
		if _, ok := RemedyFor(r); ok != MayApply(r, producer.Company) {
			t.Errorf("%s: remedy %v, applications %v", r, ok, MayApply(r, producer.Company))
		}
	}
}

func TestCaseNumber(t *testing.T) {
	if got := CaseNumber("03", 42, day(t, "2026-05-18")); got != "03/000042/2026" {
		t.Error(got)
	}
}
