package offering_test

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

func TestEdit(t *testing.T) {
	h := newHouse(t)
	id := h.offering()
	edit := offering.Edit{ID: id, Version: 1, AtHome: true, Areas: []string{laukaa, laukaa}, Spoken: []string{"en"}, Text: offering.Text{Sv: "Vård hemma."}}
	h.ok(h.offerings.Edit(t.Context(), h.own, edit))
	got := h.get(id)
	if got.Version != 2 || !cmp.Equal(got.Areas, []string{laukaa}) || !cmp.Equal(got.Spoken, []string{"en"}) || got.Text != (offering.Text{Sv: "Vård hemma."}) {
		t.Errorf("%+v", got.Offering)
	}
	wantFault(t, h.offerings.Edit(t.Context(), h.own, edit), fault.CodeConflict, "fault.offering.stale")
	edit.Version, edit.Areas = 2, []string{espoo}
	if diff := cmp.Diff(map[string]string{"areas": "fault.offering.area_outside"}, fieldKeys(h.offerings.Edit(t.Context(), h.own, edit))); diff != "" {
		t.Error(diff)
	}
}

func TestEditOfTwoAtOnce(t *testing.T) {
	h := newHouse(t)
	id := h.offering()
	var together sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		together.Go(func() {
			errs[i] = h.offerings.Edit(t.Context(), h.own, offering.Edit{ID: id, Version: 1, AtHome: true, Areas: []string{jyvaskyla}})
		})
	}
	together.Wait()
	saved := 0
	for _, err := range errs {
		if err == nil {
			saved++
			continue
		}
		wantFault(t, err, fault.CodeConflict, "fault.offering.stale")
	}
	if saved != 1 {
		t.Errorf("%d saves went through, want 1", saved)
	}
}

func TestSetPriceKeepsHistory(t *testing.T) {
	h := newHouse(t)
	id := h.offering()
	later := h.today.AddDays(30)
	set := func(p offering.NewPrice) {
		t.Helper()
		_, err := h.offerings.SetPrice(t.Context(), h.own, id, p)
		h.ok(err)
	}
	raise := offering.NewPrice{ID: newID(), Unit: "hour", Cents: 5000, From: later}
	set(raise)
	set(raise) // the form is sent twice
	before := later.AddDays(-1)
	want := []offering.PriceLine{
		{Unit: "hour", Cents: 4810, From: h.today, To: &before},
		{Unit: "hour", Cents: 5000, From: later},
	}
	if diff := cmp.Diff(want, h.get(id).Prices, cmpopts.IgnoreFields(offering.PriceLine{}, "ID")); diff != "" {
		t.Error(diff)
	}
	set(offering.NewPrice{ID: newID(), Unit: "hour", Cents: 5100, From: later}) // mended before it began
	want[1].Cents = 5100
	if diff := cmp.Diff(want, h.get(id).Prices, cmpopts.IgnoreFields(offering.PriceLine{}, "ID")); diff != "" {
		t.Error(diff)
	}
	if got := h.get(id).Pays; *got.Cents != 1210 {
		t.Errorf("a price of later days changed what the client pays today: %+v", got)
	}
	_, over := h.offerings.SetPrice(t.Context(), h.own, id, offering.NewPrice{ID: newID(), Unit: "hour", Cents: 6001, From: later})
	if diff := cmp.Diff(map[string]string{"price": "fault.offering.price_over_cap"}, fieldKeys(over)); diff != "" {
		t.Error(diff)
	}
}

// The database holds what the rule promises, even against a mistake of ours.
func TestPricesNeverOverlap(t *testing.T) {
	h := newHouse(t)
	id := h.offering()
	var together sync.WaitGroup
	for i := range 6 {
		together.Go(func() {
			_, err := h.offerings.SetPrice(t.Context(), h.own, id, offering.NewPrice{ID: newID(), Unit: "hour", Cents: money.Cents(4000 + i%3), From: h.today.AddDays(i % 3 * 10)})
			if err != nil {
				t.Error(err)
			}
		})
	}
	together.Wait()
	if n := h.count(`SELECT count(*) FROM price_line`); n != 3 {
		t.Errorf("%d lines, want one for each first day", n)
	}
	_, err := h.Service.ExecContext(t.Context(), `INSERT INTO price_line (id, offering_id, unit, cents, valid) VALUES ($1, $2, 'hour', 1, '[2026-01-01,)')`, newID(), id)
	wantFault(t, h.Service.Translate(err), fault.CodeConflict, "fault.offering.price_overlap")
}

func TestVacancy(t *testing.T) {
	h := newHouse(t)
	id := h.offering()
	ten, minus := 10, -1
	h.ok(h.offerings.SetVacancy(t.Context(), h.own, id, offering.VacancyQueue, &ten))
	if got := h.get(id); got.Vacancy != offering.VacancyQueue || got.WaitDays == nil || *got.WaitDays != 10 || !fresh(got.VacancyAt) || got.Version != 1 {
		t.Errorf("%+v", got.Offering)
	}
	h.ok(h.offerings.SetVacancy(t.Context(), h.own, id, offering.VacancyFull, &ten))
	if got := h.get(id); got.Vacancy != offering.VacancyFull || got.WaitDays != nil {
		t.Errorf("%+v: full has no wait", got.Offering)
	}
	for _, state := range []string{offering.VacancyUnknown, "", "FREE"} {
		if keys := fieldKeys(h.offerings.SetVacancy(t.Context(), h.own, id, state, nil)); keys["vacancy"] != "fault.offering.vacancy" {
			t.Errorf("%q: %v", state, keys)
		}
	}
	if keys := fieldKeys(h.offerings.SetVacancy(t.Context(), h.own, id, offering.VacancyQueue, &minus)); keys["wait_days"] != "fault.offering.wait_days" {
		t.Errorf("a wait below zero: %v", keys)
	}
}

func TestWithdrawAndRestore(t *testing.T) {
	h := newHouse(t)
	id := h.offering()
	for range 2 {
		h.ok(h.offerings.Withdraw(t.Context(), h.own, id))
	}
	if n := h.count(`SELECT count(*) FROM audit_event WHERE action = 'offering.withdrawn'`); n != 1 {
		t.Errorf("withdrawn %d times, want once", n)
	}
	if got := h.get(id); got.Shown() {
		t.Error("it is shown to the public still")
	}
	_, err := h.offerings.Create(t.Context(), h.own, h.command())
	if keys := fieldKeys(err); keys["points"] != "fault.offering.exists_withdrawn" {
		t.Errorf("making it anew: %v", err)
	}
	list, _, err := h.offerings.List(t.Context(), h.own, h.producer, true, uuid.Nil)
	h.ok(err)
	if len(list) != 1 || list[0].ID != id {
		t.Errorf("%d withdrawn, want 1", len(list))
	}
	h.suspend(h.voucher)
	wantFault(t, h.offerings.Restore(t.Context(), h.own, id), fault.CodeConflict, "fault.offering.admission_not_active")
	h.exec(`INSERT INTO admission_event (id, admission_id, kind, reasons, done_by) VALUES ($1, $2, 'lifted', 'Syy', $3)`, newID(), h.voucher, h.own.Person)
	h.ok(h.offerings.Restore(t.Context(), h.own, id))
	if got := h.get(id); !got.Shown() {
		t.Error("it is not shown after it was restored")
	}
}

func TestListPages(t *testing.T) {
	h := newHouse(t)
	const n = 120
	var first uuid.UUID
	h.ok(h.Owner.GetContext(t.Context(), &first, `SELECT unit_id FROM service_point LIMIT 1`))
	cmd := h.command()
	cmd.At = nil
	for range n {
		point := newID()
		h.exec(`INSERT INTO service_point (id, unit_id, name, municipality_code) VALUES ($1, $2, 'P', '179')`, point, first)
		cmd.At = append(cmd.At, offering.At{ID: newID(), Point: point})
	}
	_, err := h.offerings.Create(t.Context(), h.own, cmd)
	h.ok(err)
	seen, after := map[uuid.UUID]bool{}, uuid.Nil
	for pages := 0; ; pages++ {
		list, next, err := h.offerings.List(t.Context(), h.own, h.producer, false, after)
		h.ok(err)
		for _, l := range list {
			if seen[l.ID] {
				t.Fatalf("%s is on two pages", l.ID)
			}
			seen[l.ID] = true
		}
		if after = next; next == uuid.Nil || pages > n {
			break
		}
	}
	if len(seen) != n {
		t.Errorf("%d offerings on the pages, want %d", len(seen), n)
	}
}

// Every use case gives everybody else the same answer about another's offering as about none.
func TestOthersAreNotFound(t *testing.T) {
	h := newHouse(t)
	id, draft := h.offering(), newID()
	h.ok(h.offerings.BeginDraft(t.Context(), h.own, h.producer, draft))
	_, stranger, _ := h.newProducer(0)
	ctx := t.Context()
	of := func(id, draft uuid.UUID) map[string]func(actor.Actor) error {
		return map[string]func(actor.Actor) error{
			"get":  func(a actor.Actor) error { _, err := h.offerings.Get(ctx, a, id); return err },
			"edit": func(a actor.Actor) error { return h.offerings.Edit(ctx, a, offering.Edit{ID: id, Version: 1}) },
			"price": func(a actor.Actor) error {
				_, err := h.offerings.SetPrice(ctx, a, id, offering.NewPrice{Unit: "hour", From: h.today})
				return err
			},
			"vacancy":  func(a actor.Actor) error { return h.offerings.SetVacancy(ctx, a, id, offering.VacancyFull, nil) },
			"withdraw": func(a actor.Actor) error { return h.offerings.Withdraw(ctx, a, id) },
			"restore":  func(a actor.Actor) error { return h.offerings.Restore(ctx, a, id) },
			"draft":    func(a actor.Actor) error { _, err := h.offerings.Draft(ctx, a, draft); return err },
			"answer":   func(a actor.Actor) error { return h.offerings.AnswerAdmission(ctx, a, draft, h.voucher) },
			"discard":  func(a actor.Actor) error { return h.offerings.Discard(ctx, a, draft) },
			"publish":  func(a actor.Actor) error { _, err := h.offerings.Publish(ctx, a, draft); return err },
		}
	}
	for name, use := range of(id, draft) {
		t.Run(name, func(t *testing.T) {
			wantFault(t, use(stranger), fault.CodeNotFound, "fault.identity.not_found")
			wantFault(t, of(newID(), newID())[name](stranger), fault.CodeNotFound, "fault.identity.not_found")
			wantFault(t, use(actor.Visitor("")), fault.CodeUnauthenticated, "fault.identity.sign_in")
			wantFault(t, use(actor.Actor{Person: newID(), Role: actor.RoleAdministrator}), fault.CodeForbidden, "fault.identity.forbidden")
		})
	}
	_, _, err := h.offerings.List(ctx, stranger, h.producer, false, uuid.Nil)
	wantFault(t, err, fault.CodeNotFound, "fault.identity.not_found")
	_, err = h.offerings.Pricing(ctx, stranger, h.voucher, "home_care")
	wantFault(t, err, fault.CodeNotFound, "fault.identity.not_found")
	_, err = h.offerings.Drafts(ctx, stranger, h.producer)
	wantFault(t, err, fault.CodeNotFound, "fault.identity.not_found")
	if got := h.get(id); got.Version != 1 || got.WithdrawnAt != nil || got.Vacancy != offering.VacancyUnknown {
		t.Errorf("a stranger changed it: %+v", got.Offering)
	}
}

func TestPricing(t *testing.T) {
	h := newHouse(t)
	soon, sunday := h.today.AddDays(30), money.Cents(7500)
	for _, valid := range []string{"[2020-01-01,2025-01-01)", "[" + soon.String() + ",)"} { // what is past is not told, what is to come is
		h.exec(`UPDATE scheme_service SET valid = daterange(lower(valid), lower($1::daterange)) WHERE upper_inf(valid) AND lower(valid) < lower($1::daterange)`, valid)
		h.exec(`INSERT INTO scheme_service (id, scheme_id, service_key, unit, value_cents, price_cap_cents, cap_sunday_holiday_cents, valid)
			SELECT $1, scheme_id, 'home_care', 'hour', 3600, 6500, 7500, $2::daterange FROM admission WHERE id = $3`, newID(), valid, h.voucher)
	}
	got, err := h.offerings.Pricing(t.Context(), h.own, h.voucher, "home_care")
	h.ok(err)
	want := offering.Pricing{Asked: true, Required: true, Today: h.today,
		Units: []offering.UnitTerms{{Unit: "hour", Value: cents(3600), Caps: []offering.Cap{
			{Unit: "hour", Cents: 6000, From: calendar.Date{Year: 2026, Month: 1, Day: 1}, To: new(soon.AddDays(-1))},
			{Unit: "hour", Cents: 6500, From: soon, Times: scheme.TimeCaps{Sunday: &sunday}}}}}}
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(calendar.Date{})); diff != "" {
		t.Error(diff)
	}
	free, err := h.offerings.Pricing(t.Context(), h.own, h.free, "home_care")
	h.ok(err)
	if free.Asked || free.Required {
		t.Errorf("%+v: a price is asked for what is free", free)
	}
}
