package offering_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// answerAll goes through the steps and checks that each leads to the next.
func (h *house) answerAll(draft, admissionID uuid.UUID) {
	h.t.Helper()
	ctx := h.t.Context()
	next := func(want offering.Step) {
		h.t.Helper()
		d, err := h.offerings.Draft(ctx, h.own, draft)
		h.ok(err)
		if got := d.Answers.Next(); got != want {
			h.t.Fatalf("next is %s, want %s", got, want)
		}
	}
	next(offering.StepAdmission)
	h.ok(h.offerings.AnswerAdmission(ctx, h.own, draft, admissionID))
	next(offering.StepService)
	h.ok(h.offerings.AnswerService(ctx, h.own, draft, "home_care"))
	next(offering.StepPoints)
	h.ok(h.offerings.AnswerPoints(ctx, h.own, draft, h.points))
	next(offering.StepArea)
	h.ok(h.offerings.AnswerArea(ctx, h.own, draft, offering.AreaAnswer{AtHome: true, Areas: []string{jyvaskyla}}))
	next(offering.StepDetails)
	h.ok(h.offerings.AnswerDetails(ctx, h.own, draft, offering.Details{Spoken: []string{"fi"}}))
	if admissionID != h.free {
		next(offering.StepPrice)
		h.ok(h.offerings.AnswerPrice(ctx, h.own, draft, &offering.NewPrice{Unit: "hour", Cents: 4000, From: h.today}))
	}
	next(offering.StepIncluded)
	h.ok(h.offerings.AnswerIncluded(ctx, h.own, draft, offering.Included{States: map[string]string{"travel": offering.InPrice, "evenings": offering.CostsExtra}}))
	next(offering.StepCheck)
}

func TestDraftBecomesOfferings(t *testing.T) {
	h := newHouse(t)
	for name, admissionID := range map[string]uuid.UUID{"voucher": h.voucher, "free": h.free} {
		t.Run(name, func(t *testing.T) {
			draft := newID()
			for range 2 {
				h.ok(h.offerings.BeginDraft(t.Context(), h.own, h.producer, draft))
			}
			h.answerAll(draft, admissionID)
			before := h.count(`SELECT count(*) FROM offering`)
			var together sync.WaitGroup
			for range 4 { // the last page is sent many times
				together.Go(func() {
					if _, err := h.offerings.Publish(t.Context(), h.own, draft); err != nil {
						t.Error(err)
					}
				})
			}
			together.Wait()
			if n := h.count(`SELECT count(*) FROM offering`) - before; n != 2 {
				t.Errorf("%d offerings, want one for each point", n)
			}
			left, err := h.offerings.Drafts(t.Context(), h.own, h.producer)
			h.ok(err)
			if len(left) != 0 {
				t.Errorf("%d drafts are left", len(left))
			}
			h.ok(h.offerings.Discard(t.Context(), h.own, draft))
			if n := h.count(`SELECT count(*) FROM offering_draft WHERE id = $1`, draft); n != 1 {
				t.Error("a draft that has become offerings was thrown away")
			}
		})
	}
}

func TestDraftForgetsWhatDependsOnAnotherAnswer(t *testing.T) {
	h := newHouse(t)
	draft := newID()
	h.ok(h.offerings.BeginDraft(t.Context(), h.own, h.producer, draft))
	h.answerAll(draft, h.voucher)
	h.ok(h.offerings.AnswerAdmission(t.Context(), h.own, draft, h.listing))
	d, err := h.offerings.Draft(t.Context(), h.own, draft)
	h.ok(err)
	if d.Answers.Service != "home_care" || d.Answers.Price != nil || d.Answers.Details == nil {
		t.Errorf("%+v: want the service and details kept, the price forgotten", d.Answers)
	}
	_, err = h.offerings.Publish(t.Context(), h.own, draft)
	wantFault(t, err, fault.CodeConflict, "fault.offering.draft_unfinished")
}

func TestDraftFaults(t *testing.T) {
	h := newHouse(t)
	draft := newID()
	ctx := t.Context()
	h.ok(h.offerings.BeginDraft(ctx, h.own, h.producer, draft))
	h.answerAll(draft, h.voucher)
	_, _, theirs := h.newProducer(1)
	for name, tt := range map[string]struct {
		err  error
		want map[string]string
	}{
		"no admission": {h.offerings.AnswerAdmission(ctx, h.own, draft, uuid.Nil), map[string]string{"admission": "fault.offering.admission_missing"}},
		"no service":   {h.offerings.AnswerService(ctx, h.own, draft, ""), map[string]string{"service": "fault.offering.service_not_admitted"}},
		"no points":    {h.offerings.AnswerPoints(ctx, h.own, draft, nil), map[string]string{"points": "fault.offering.points_missing"}},
		"no area":      {h.offerings.AnswerArea(ctx, h.own, draft, offering.AreaAnswer{AtHome: true}), map[string]string{"areas": "fault.offering.areas_missing"}},
		"no language":  {h.offerings.AnswerDetails(ctx, h.own, draft, offering.Details{Spoken: []string{"x"}}), map[string]string{"spoken": "fault.offering.spoken_unknown"}},
		"no price":     {h.offerings.AnswerPrice(ctx, h.own, draft, nil), map[string]string{"price": "fault.offering.price_missing"}},
		"over the cap": {h.offerings.AnswerPrice(ctx, h.own, draft, &offering.NewPrice{Unit: "hour", Cents: 6001, From: h.today}), map[string]string{"price": "fault.offering.price_over_cap"}},
	} {
		if diff := cmp.Diff(tt.want, fieldKeys(tt.err)); diff != "" {
			t.Errorf("%s: %v\n%s", name, tt.err, diff)
		}
	}
	wantFault(t, h.offerings.AnswerPoints(ctx, h.own, draft, theirs), fault.CodeNotFound, "fault.identity.not_found")
	d, err := h.offerings.Draft(ctx, h.own, draft)
	h.ok(err)
	if d.Answers.Next() != offering.StepCheck || len(d.Answers.At) != 2 {
		t.Errorf("%+v: a wrong answer was saved", d.Answers)
	}
	h.suspend(h.voucher)
	_, err = h.offerings.Publish(ctx, h.own, draft)
	wantFault(t, err, fault.CodeConflict, "fault.offering.admission_not_active")
	left := newID() // begun, and not touched for ten months and a half
	h.ok(h.offerings.BeginDraft(ctx, h.own, h.producer, left))
	h.exec(`UPDATE offering_draft SET saved_at = saved_at - interval '10 months 15 days' WHERE id = $1`, left)
	for months, want := range []int{0, 0, 1, 0} {
		gone, err := h.offerings.ForgetDrafts(ctx, time.Now().AddDate(0, months, 0))
		if h.ok(err); gone != want {
			t.Errorf("after %d months more %d drafts go, want %d", months, gone, want)
		}
	}
	if h.count(`SELECT count(*) FROM audit_event WHERE action = 'offering.draft_forgotten' AND object_id = $1`, left) != 1 {
		t.Error("the trail does not tell of it")
	}
	h.ok(h.offerings.Discard(ctx, h.own, draft))
	_, err = h.offerings.Draft(ctx, h.own, draft)
	wantFault(t, err, fault.CodeNotFound, "fault.identity.not_found")
}
