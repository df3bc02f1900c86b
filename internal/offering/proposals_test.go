package offering_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
)

// officer is somebody of an organiser.
func (h *house) officer(of uuid.UUID) actor.Actor {
	person := newID()
	h.exec(`INSERT INTO person (id, email, name) VALUES ($1, $2, 'Virkailija')`, person, person.String()+"@example.fi")
	return actor.Actor{Person: person, Role: actor.RoleOfficer, Organisation: of, RequestID: "test"}
}

// tells lets the room tell the producer's one member what was decided.
func (h *house) tells() {
	h.t.Helper()
	queue, err := jobs.NewQueue(h.Service)
	h.ok(err)
	ring, err := keys.LoadOrCreate(filepath.Join(h.t.TempDir(), "keys.json"))
	h.ok(err)
	h.offerings.Telling(identity.New(h.Service, queue, ring, identity.Options{}))
	person := newID()
	h.exec(`INSERT INTO person (id, email, name, email_confirmed_at) VALUES ($1, 'oma@example.fi', 'Oma Väki', now())`, person)
	h.exec(`INSERT INTO membership (id, person_id, role, producer_id, state) VALUES ($1, $2, 'producer', $3, 'active')`, newID(), person, h.producer)
}

// rules sets what the voucher's scheme says of changes of price.
func (h *house) rules(set string) {
	h.exec(`UPDATE scheme SET `+set+` WHERE id = (SELECT scheme_id FROM admission WHERE id = $1)`, h.voucher)
}

func (h *house) set(id uuid.UUID, cents money.Cents, in int) (offering.Outcome, error) {
	return h.offerings.SetPrice(h.t.Context(), h.own, id, offering.NewPrice{ID: newID(), Unit: "hour", Cents: cents, From: h.today.AddDays(in)})
}

// A change waits for the organiser's yes; the old price holds meanwhile and stays in the history.
func TestPricesThatWaitForAYes(t *testing.T) {
	h := newHouse(t)
	ctx, id := t.Context(), h.offering()
	h.tells()
	h.rules(`price_approval = true, price_notice_days = 30, price_max_changes_year = 300`)
	officer := h.officer(organiser)
	if _, err := h.set(id, 5000, 29); fieldKeys(err)["from"] != "fault.offering.price_notice" {
		t.Fatalf("too short a notice: %v", err)
	}
	for range 2 { // the form is sent twice
		if got, err := h.set(id, 5000, 30); err != nil || got != offering.PriceProposed {
			t.Fatalf("%v %v", got, err)
		}
	}
	list, n, err := h.offerings.Proposals(ctx, officer, offering.ProposalQuery{})
	h.ok(err)
	if n != 1 || len(list) != 1 || list[0].Cents != 5000 || list[0].Old == nil || list[0].Old.Cents != 4810 || *list[0].Cap != 6000 {
		t.Fatalf("%d waiting: %+v", n, list)
	}
	if lines := h.get(id).Prices; len(lines) != 1 || lines[0].To != nil {
		t.Fatalf("the old price does not hold on: %+v", lines)
	}
	if got, err := h.set(id, 5100, 31); err != nil || got != offering.PriceProposed { // takes the first one's place
		t.Fatalf("%v %v", got, err)
	}
	list, n, err = h.offerings.Proposals(ctx, officer, offering.ProposalQuery{})
	h.ok(err)
	if n != 1 || list[0].Cents != 5100 {
		t.Fatalf("%d wait: %+v", n, list)
	}
	row := func(cents money.Cents, days int) offering.PriceRow {
		return offering.PriceRow{Offering: id, NewPrice: offering.NewPrice{Unit: list[0].Unit, Cents: cents, From: h.today.AddDays(days)}}
	}
	looked, err := h.offerings.CheckPrices(ctx, h.own, []offering.PriceRow{row(5100, 31), row(5200, 33), row(5100, 31)})
	h.ok(err)
	if looked[0].Outcome != offering.PriceProposed || fieldKeys(looked[1].Err)["from"] != "fault.offering.one_waits" || looked[2].Outcome != offering.PriceProposed {
		t.Errorf("a list that asks for two changes of one price: %+v", looked)
	}
	_, err = h.offerings.DecidePrices(ctx, officer, []uuid.UUID{list[0].ID}, false, " ")
	if fieldKeys(err)["reasons"] != "fault.offering.reasons_missing" {
		t.Fatalf("refused without reasons: %v", err)
	}
	for range 2 {
		results, err := h.offerings.DecidePrices(ctx, officer, []uuid.UUID{list[0].ID}, true, "")
		h.ok(err)
		h.ok(results[0].Err)
	}
	if n := h.count(`SELECT count(*) FROM mail_out WHERE template = 'prices_decided' AND organisation_id = $1 AND args->>'offering' = $2`, h.producer, id); n != 1 {
		t.Errorf("told %d times of an answer that was sent twice", n)
	}
	if lines := h.get(id).Prices; len(lines) != 2 || lines[1].Cents != 5100 || lines[1].From != h.today.AddDays(31) || *lines[0].To != h.today.AddDays(30) {
		t.Fatalf("%+v", lines)
	}
	history, err := h.offerings.History(ctx, officer, id)
	h.ok(err)
	if len(history) != 2 || !history[0].Approved || history[0].Old.Cents != 4810 || history[0].New.Cents != 5100 || history[1].Old != nil {
		t.Fatalf("%+v", history)
	}
	if results, _ := h.offerings.DecidePrices(ctx, officer, []uuid.UUID{list[0].ID}, false, "Ei sittenkään"); fault.From(results[0].Err).Key != "fault.offering.proposal_decided" {
		t.Errorf("decided again: %v", results[0].Err)
	}
	if n := h.count(`SELECT count(*) FROM audit_event WHERE action IN ('offering.price_proposed', 'price.approved', 'offering.price_set')`); n != 4 {
		t.Errorf("%d lines in the audit trail", n) // two proposals, one yes, and the price that it set
	}
}

// What time, a cap or the producer has overtaken cannot be approved, and does not hold up what can.
func TestDecidingSeveral(t *testing.T) {
	h := newHouse(t)
	ctx, officer := t.Context(), h.officer(organiser)
	h.tells()
	h.rules(`price_approval = true`)
	cmd := h.command()
	cmd.At = append(cmd.At, offering.At{ID: newID(), Point: h.points[1]})
	ids, err := h.offerings.Create(ctx, h.own, cmd)
	h.ok(err)
	for _, id := range ids {
		_, err := h.set(id, 5500, 10)
		h.ok(err)
	}
	waiting, _, err := h.offerings.Proposals(ctx, officer, offering.ProposalQuery{})
	h.ok(err)
	both := []uuid.UUID{waiting[0].ID, waiting[1].ID}
	for name, stranger := range map[string]actor.Actor{"another organiser's": h.officer(uuid.MustParse("01900000-0000-7000-8000-000000000003")),
		"an operator": {Person: officer.Person, Role: actor.RoleOperator, Organisation: newID()}} {
		results, err := h.offerings.DecidePrices(ctx, stranger, both, true, "")
		if err == nil && (fault.From(results[0].Err).Code != fault.CodeNotFound || fault.From(results[1].Err).Code != fault.CodeNotFound) {
			t.Errorf("%s has decided: %v", name, results)
		}
		if list, n, err := h.offerings.Proposals(ctx, stranger, offering.ProposalQuery{}); err != nil || len(list) > 0 || n > 0 {
			t.Errorf("%s sees %d %v", name, n, err)
		}
		if _, err := h.offerings.Look(ctx, stranger, ids[0]); fault.From(err).Code != fault.CodeNotFound {
			t.Errorf("%s sees the offering: %v", name, err)
		}
	}
	own := h.officer(organiser) // an officer who acts for the producer, besides
	h.exec(`INSERT INTO membership (id, person_id, role, producer_id, state) VALUES ($1, $2, 'producer', $3, 'active')`, newID(), own.Person, h.producer)
	for _, yes := range []bool{true, false} {
		results, err := h.offerings.DecidePrices(ctx, own, both, yes, "Perustelu.")
		h.ok(err)
		for _, one := range results {
			if !errors.Is(one.Err, identity.ErrPartial) {
				t.Errorf("the producer's own person answers its price: %v", one.Err)
			}
		}
	}
	h.exec(`UPDATE price_proposal SET from_day = $2 WHERE id = $1`, both[0], h.today.AddDays(-1))
	results, err := h.offerings.DecidePrices(ctx, officer, both, true, "")
	h.ok(err)
	if fault.From(results[0].Err).Key != "fault.offering.proposal_late" || results[1].Err != nil {
		t.Fatalf("%+v", results)
	}
	if n := h.count(`SELECT count(*) FROM mail_out WHERE template = 'prices_decided' AND NOT args ? 'offering'`); n != 1 {
		t.Errorf("%d mails lead from several answers to the list of what was answered", n)
	}
	answered, err := h.offerings.Answered(ctx, h.own)
	h.ok(err)
	if len(answered) != 1 || answered[0].ID != both[1] || answered[0].Outcome != offering.OutcomeApproved || answered[0].Service != "home_care" || answered[0].PointName == "" {
		t.Errorf("answered of late: %+v", answered)
	}
	if list, err := h.offerings.Answered(ctx, actor.Actor{Person: newID(), Role: actor.RoleProducer, Organisation: newID()}); err != nil || len(list) > 0 {
		t.Errorf("another producer is told %v %v", list, err)
	}
	h.exec(`UPDATE price_decision SET decided_at = decided_at - interval '30 days'`)
	if list, err := h.offerings.Answered(ctx, h.own); err != nil || len(list) > 0 {
		t.Errorf("after 30 days: %v %v", list, err)
	}
	if _, err := h.set(waiting[1].Offering, 5600, 20); err != nil {
		t.Fatal(err)
	}
	h.exec(`UPDATE scheme_service SET price_cap_cents = 5590`)
	waiting, _, err = h.offerings.Proposals(ctx, officer, offering.ProposalQuery{})
	h.ok(err)
	for _, w := range waiting {
		results, err = h.offerings.DecidePrices(ctx, officer, []uuid.UUID{w.ID}, true, "")
		h.ok(err)
		if want := map[bool]string{true: "fault.offering.proposal_late", false: "fault.offering.proposal_cap"}[w.Late(h.today)]; fault.From(results[0].Err).Key != want {
			t.Errorf("%+v, want %s", results[0].Err, want)
		}
		h.ok(h.offerings.WithdrawProposal(ctx, h.own, w.ID))
		h.ok(h.offerings.WithdrawProposal(ctx, h.own, w.ID))
	}
	if n, err := h.offerings.CountProposals(ctx, officer); err != nil || n != 0 {
		t.Errorf("%d wait, %v", n, err)
	}
}

// A cap lowered under standing prices: they are listed, and may come down without window or approval.
func TestACapLoweredUnderPrices(t *testing.T) {
	h := newHouse(t)
	ctx, id, officer := t.Context(), h.offering(), h.officer(organiser)
	h.rules(`price_approval = true, price_notice_days = 90, price_months = '{1}', price_max_changes_year = 1`)
	h.exec(`UPDATE scheme_service SET valid = daterange(lower(valid), $1) WHERE service_key = 'home_care'`, h.today.AddDays(20))
	h.exec(`INSERT INTO scheme_service (id, scheme_id, service_key, unit, value_cents, price_cap_cents, valid)
		SELECT gen_random_uuid(), scheme_id, service_key, unit, value_cents, 4500, daterange($1, NULL) FROM scheme_service WHERE service_key = 'home_care'`, h.today.AddDays(20))
	over, err := h.offerings.OverCaps(ctx, officer)
	h.ok(err)
	if len(over) != 1 || over[0].Offering != id || over[0].Cap != 4500 || over[0].From != h.today.AddDays(20) {
		t.Fatalf("%+v", over)
	}
	if c := h.get(id).OverCap(); c == nil || c.Cents != 4500 || c.From != h.today.AddDays(20) {
		t.Fatalf("the producer is told %+v", c)
	}
	if got, err := h.set(id, 4501, 20); got == offering.PriceSet || fieldKeys(err)["price"] != "fault.offering.price_over_cap" {
		t.Fatalf("%v %v", got, err)
	}
	if got, err := h.set(id, 4500, 20); err != nil || got != offering.PriceSet {
		t.Fatalf("%v %v", got, err)
	}
	if over, err := h.offerings.OverCaps(ctx, officer); err != nil || len(over) > 0 || h.get(id).OverCap() != nil {
		t.Errorf("still over: %+v %v", over, err)
	}
}

// Prices by time of day and week: a percentage follows the price, and stands under the same cap.
func TestPricesOfTimes(t *testing.T) {
	h := newHouse(t)
	ctx, id := t.Context(), h.offering()
	set := func(class string, cents money.Cents, percent, in int) error {
		_, err := h.offerings.SetPrice(ctx, h.own, id, offering.NewPrice{ID: newID(), Unit: "hour", Class: class, Cents: cents, Percent: percent, From: h.today.AddDays(in)})
		return err
	}
	h.ok(set(offering.ClassEvening, 0, 115, 0))
	h.ok(set(offering.ClassSunday, 5900, 0, 0))
	for name, err := range map[string]error{
		"a percentage over the cap":            set(offering.ClassNight, 0, 125, 0), // 60,13
		"an amount over the cap":               set(offering.ClassNight, 6001, 0, 0),
		"a price that takes a percentage over": set("", 5300, 0, 5), // 115 % is 60,95
	} {
		if fieldKeys(err)["price"] != "fault.offering.price_over_cap" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := set("", 0, 110, 0); fieldKeys(err)["percent"] == "" {
		t.Errorf("a percentage of itself: %v", err)
	}
	if err := set("morning", 4000, 0, 0); fieldKeys(err)["class"] != "fault.offering.class_unknown" {
		t.Errorf("%v", err)
	}
	h.ok(set("", 5200, 0, 5))
	o := h.get(id)
	for in, want := range map[int]string{0: "5532 5900", 5: "5980 5900"} {
		var got []string
		for _, l := range offering.ClassesOn(o.Offering, "hour", h.today.AddDays(in)) {
			got = append(got, fmt.Sprint(int64(l.Cents)))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("in %d days %v, want %s", in, got, want)
		}
	}
	_, err := h.Service.ExecContext(ctx, `INSERT INTO price_class (id, offering_id, unit, class, cents, valid) VALUES ($1, $2, 'hour', 'evening', 1, '[2026-01-01,)')`, newID(), id)
	wantFault(t, h.Service.Translate(err), fault.CodeConflict, "fault.offering.price_overlap")
}

// Many at once set, propose, approve and lower the cap; whatever came first, the database holds what the rules promise.
func TestManyAtOnceSetPrices(t *testing.T) {
	h := newHouse(t)
	ctx, officer := t.Context(), h.officer(organiser)
	cmd := h.command()
	cmd.At = append(cmd.At, offering.At{ID: newID(), Point: h.points[1]})
	ids, err := h.offerings.Create(ctx, h.own, cmd)
	h.ok(err)
	h.rules(`price_approval = true`)
	var together sync.WaitGroup
	for i := range 6 {
		together.Go(func() {
			for n := range 4 {
				p := offering.NewPrice{ID: newID(), Unit: "hour", Cents: money.Cents(4000 + 500*((i+n)%6)), From: h.today.AddDays((i*7 + n*3) % 20)}
				if n%2 == 1 {
					p.Class, p.Cents, p.Percent = offering.ClassEvening, 0, 90+10*(i%4)
				}
				switch i {
				case 5:
					waiting, _, err := h.offerings.Proposals(ctx, officer, offering.ProposalQuery{})
					if err != nil {
						t.Error(err)
					}
					for _, w := range waiting {
						if _, err := h.offerings.DecidePrices(ctx, officer, []uuid.UUID{w.ID}, n != 1, "Peruste"); err != nil {
							t.Error(err)
						}
					}
				case 4:
					err := h.Service.InTx(ctx, h.own, func(ctx context.Context, tx *db.Tx) error {
						_, err := offering.SetPricesIn(ctx, tx, []offering.PriceRow{{Offering: ids[1], NewPrice: p}, {Offering: ids[0], NewPrice: p}})
						return err
					})
					if err != nil {
						t.Error(err)
					}
				default:
					_, err := h.offerings.SetPrice(ctx, h.own, ids[i%2], p)
					if err != nil && fault.From(err).Code != fault.CodeInvalid {
						t.Error(err)
					}
				}
			}
		})
	}
	together.Wait()
	waiting, _, err := h.offerings.Proposals(ctx, officer, offering.ProposalQuery{})
	h.ok(err)
	for _, w := range waiting {
		_, err := h.offerings.DecidePrices(ctx, officer, []uuid.UUID{w.ID}, true, "")
		h.ok(err)
	}
	for what, query := range map[string]string{
		"two prices on a day": `SELECT count(*) FROM price_line a JOIN price_line b ON b.offering_id = a.offering_id AND b.unit = a.unit AND b.valid && a.valid AND b.id <> a.id`,
		"over the cap":        `SELECT count(*) FROM price_line WHERE cents NOT BETWEEN 0 AND 6000`,
		"a percentage over the cap": `SELECT count(*) FROM price_class c JOIN price_line l ON l.offering_id = c.offering_id AND l.unit = c.unit AND l.valid && c.valid
			WHERE (l.cents * c.percent + 50) / 100 > 6000`,
		"open and answered":       `SELECT count(*) FROM price_proposal n WHERE n.closed <> EXISTS (SELECT FROM price_decision d WHERE d.proposal_id = n.id)`,
		"two that wait":           `SELECT count(*) FROM (SELECT FROM price_proposal WHERE NOT closed GROUP BY offering_id, unit, class HAVING count(*) > 1) x`,
		"a line without history":  `SELECT count(*) FROM price_line l WHERE NOT EXISTS (SELECT FROM price_change c WHERE c.offering_id = l.offering_id AND c.from_day = lower(l.valid))`,
		"approved without a line": `SELECT count(*) FROM price_decision d WHERE d.outcome = 'approved' AND NOT EXISTS (SELECT FROM price_change c WHERE c.proposal_id = d.proposal_id)`,
	} {
		if n := h.count(query); n > 0 {
			t.Errorf("%s: %d", what, n)
		}
	}
	if n := h.count(`SELECT count(*) FROM price_decision WHERE outcome = 'approved'`); n == 0 {
		t.Error("nothing was approved, so little was tried")
	}
}

// A list of prices: each row has its own answer, a preview does nothing, the same list again changes nothing.
func TestAListOfPrices(t *testing.T) {
	h := newHouse(t)
	ctx, id := t.Context(), h.offering()
	_, stranger, points := h.newProducer(1)
	cmd := h.command()
	cmd.Admission, cmd.At[0].Point = h.admit(stranger.Organisation, "voucher", offering.OwnShare, "home_care"), points[0]
	theirs, err := h.offerings.Create(ctx, stranger, cmd)
	h.ok(err)
	row := func(of uuid.UUID, unit string, cents money.Cents, in int) offering.PriceRow {
		return offering.PriceRow{Offering: of, NewPrice: offering.NewPrice{Unit: unit, Cents: cents, From: h.today.AddDays(in)}}
	}
	rows := []offering.PriceRow{row(id, "hour", 4810, 0), row(id, "hour", 5000, 10), row(id, "hour", 5200, 20), row(id, "hour", 9000, 30),
		row(id, "month", 5000, 10), row(theirs[0], "hour", 1000, 10), row(newID(), "hour", 1000, 10), row(id, "hour", -1, 10)}
	want := []offering.Outcome{offering.PriceSame, offering.PriceSet, offering.PriceSet, offering.PriceRefused, offering.PriceRefused,
		offering.PriceRefused, offering.PriceRefused, offering.PriceRefused}
	held := func(results []offering.PriceResult, want []offering.Outcome) {
		t.Helper()
		for i, r := range results {
			if r.Outcome != want[i] || (r.Err != nil) != (want[i] == offering.PriceRefused) {
				t.Errorf("row %d: %s %v, want %s", i, r.Outcome, r.Err, want[i])
			}
		}
	}
	results, err := h.offerings.CheckPrices(ctx, h.own, rows)
	h.ok(err)
	held(results, want)
	if n := h.count(`SELECT count(*) FROM price_line`); n != 2 {
		t.Fatalf("a preview has written: %d lines", n)
	}
	apply := func() {
		h.ok(h.Service.InTx(ctx, h.own, func(ctx context.Context, tx *db.Tx) (err error) {
			results, err = offering.SetPricesIn(ctx, tx, rows)
			return err
		}))
	}
	apply()
	held(results, want)
	if !offeringErrIs(results[5].Err, identity.ErrNotFound) || !offeringErrIs(results[6].Err, identity.ErrNotFound) {
		t.Errorf("another's: %v %v", results[5].Err, results[6].Err)
	}
	lines, audits := h.count(`SELECT count(*) FROM price_line`), h.count(`SELECT count(*) FROM audit_event`)
	if lines != 4 {
		t.Errorf("%d lines", lines)
	}
	want[1], want[2] = offering.PriceSame, offering.PriceSame
	apply()
	held(results, want)
	if h.count(`SELECT count(*) FROM price_line`) != lines || h.count(`SELECT count(*) FROM audit_event`) != audits {
		t.Error("the same list again has changed something")
	}
}

func offeringErrIs(err error, want *fault.Error) bool {
	return err != nil && fault.From(err).Key == want.Key
}
