package duplicate_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/admission/admissiontest"
	"github.com/tuottajatori/tuottajatori/internal/duplicate"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/quality"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

var ctx = context.Background()

// town is a world in which lists were imported.
type town struct {
	*admissiontest.World
	t       testing.TB
	merges  *duplicate.Service
	listing uuid.UUID
}

func newTown(t testing.TB) *town {
	w := &town{World: admissiontest.New(t), t: t}
	w.DB.Service.Constraints(duplicate.Constraints, offering.Constraints)
	w.merges = duplicate.New(w.DB.Service, w.People)
	w.Run(t, func(ctx context.Context, tx *db.Tx) error {
		s, err := scheme.EnsureListing(ctx, tx, w.Organiser, "listing")
		w.listing = s.ID
		return err
	})
	return w
}

func (w *town) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// imported brings a producer in with a unit, a point and an offering of home care, as an import does.
func (w *town) imported(key, name, businessID, street string) (producerID, unitID, pointID, offeringID uuid.UUID) {
	w.t.Helper()
	ext := producer.External{System: "test", Value: key, Source: "test", CheckedOn: w.Today}
	w.Run(w.t, func(ctx context.Context, tx *db.Tx) (err error) {
		if producerID, _, err = producer.UpsertImportedProducer(ctx, tx, producer.ImportedProducer{External: ext, BusinessID: businessID, Name: name}); err != nil {
			return err
		}
		if unitID, _, err = producer.UpsertImportedUnit(ctx, tx, producer.ImportedUnit{External: ext, ProducerID: producerID, Name: name + " yksikkö"}); err != nil {
			return err
		}
		if pointID, _, err = producer.UpsertImportedPoint(ctx, tx, producer.ImportedPoint{External: ext, UnitID: unitID, Name: name, Street: street, PostalCode: "02600", Municipality: "049"}); err != nil {
			return err
		}
		id, err := admission.Enrol(ctx, tx, w.listing, producerID, []string{"home_care"}, admission.OriginListing, w.Today)
		if err != nil {
			return err
		}
		offeringID, _, err = offering.UpsertImported(ctx, tx, offering.Imported{Admission: id, Organiser: w.Organiser, Service: "home_care", Point: pointID, AtHome: true, Areas: []string{"049"}})
		return err
	})
	return producerID, unitID, pointID, offeringID
}

// ask asks as somebody does who has seen the page.
func (w *town) ask(a actor.Actor, kept, gone uuid.UUID, grounds string) (uuid.UUID, string, error) {
	v, err := w.merges.Preview(ctx, a, kept, gone, grounds)
	if err != nil {
		return uuid.Nil, "", err
	}
	id := uuid.New()
	state, err := w.merges.Ask(ctx, a, duplicate.Ask{ID: id, Kept: kept, Gone: gone, Grounds: grounds, Reasons: "Sama yritys.", Sum: v.Plan.Sum()})
	return id, state, err
}

// rows are all that a merge may change, as text.
func (w *town) rows() []string {
	w.t.Helper()
	var out []string
	for _, table := range []string{"producer", "service_unit", "service_point", "admission", "admission_service", "offering", "offering_area", "price_line", "membership", "external_id", "application", "admission_event", "evidence_item"} {
		var rows []string
		w.ok(w.Owner.SelectContext(ctx, &rows, fmt.Sprintf(`SELECT '%s ' || to_jsonb(t)::text FROM %s t ORDER BY 1`, table, table)))
		out = append(out, rows...)
	}
	return out
}

func wantFault(t testing.TB, err error, want *fault.Error) {
	t.Helper()
	if err == nil || fault.From(err).Key != want.Key {
		t.Errorf("%v, want %s", err, want.Key)
	}
}

// TestAnImportedProducerBecomesOneWithItsOwn walks a suggestion to its merge and back, with the import coming again between.
func TestAnImportedProducerBecomesOneWithItsOwn(t *testing.T) {
	w := newTown(t)
	kept, keptUnit, keptPoint, _ := w.imported("a", "Hoivakoti Aurinko Oy", "2454419-2", "Leppäkatu 5 A 3")
	gone, goneUnit, gonePoint, goneOffering := w.imported("b", "HOIVAKOTI AURINKO", "", "Leppäkatu 5")
	w.imported("c", "Toinen Palvelu Oy", "", "Leppäkatu 7")
	own := w.Member(t, actor.RoleProducer, kept, "Oma Ihminen")

	found, err := w.merges.Suggestions(ctx, w.Officer)
	w.ok(err)
	if len(found) != 1 || found[0].Kept.ID != kept || found[0].Gone.ID != gone || len(found[0].Grounds) != 2 {
		t.Fatalf("suggested: %+v", found)
	}
	for _, statement := range []string{ // what was told of the place under its other name
		`INSERT INTO indicator_value (id, indicator, unit_id, service_key, first_day, last_day, value, n, source, as_of) VALUES ($1, 'feedback', $1, 'home_care', '2026-01-01', '2026-03-31', 420, 20, 'Kysely', '2026-04-01')`,
		`INSERT INTO inspection (id, unit_id, inspected_on, inspector, kind, finding, outcome_fi) VALUES ($1, $1, '2026-02-02', 'Lupa- ja valvontavirasto', 'announced', 'none', 'Ei huomautettavaa.')`,
	} {
		_, err := w.Owner.ExecContext(ctx, statement, goneUnit)
		w.ok(err)
	}
	before := w.rows()
	v, err := w.merges.Preview(ctx, w.Officer, kept, gone, duplicate.Duplicate)
	w.ok(err)
	if !v.Plan.Allowed() || len(v.Plan.Joined) != 1 || v.Plan.Offerings+v.Plan.Withdrawn != 1 {
		t.Fatalf("%+v", v.Plan)
	}
	if diff := cmp.Diff(before, w.rows()); diff != "" {
		t.Fatalf("looking changed something:\n%s", diff)
	}
	stranger := w.Strangers[0]
	if _, err := w.merges.Preview(ctx, stranger, kept, gone, duplicate.Duplicate); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("an officer of neither sees: %v", err)
	}
	if _, err := w.merges.Preview(ctx, w.Operator, kept, gone, duplicate.Duplicate); !fault.Is(err, fault.CodeForbidden) {
		t.Errorf("an operator sees: %v", err)
	}
	if _, err := w.merges.Ask(ctx, w.Officer, duplicate.Ask{ID: uuid.New(), Kept: kept, Gone: gone, Grounds: duplicate.Duplicate, Reasons: "x", Sum: "old"}); err == nil {
		t.Error("a plan that nobody saw is done")
	}

	// Two officers at once: one merges, the other is told.
	var wait sync.WaitGroup
	var errs [2]error
	var ids [2]uuid.UUID
	for i, a := range []actor.Actor{w.Officer, w.Officer2} {
		wait.Go(func() { ids[i], _, errs[i] = w.ask(a, kept, gone, duplicate.Duplicate) })
	}
	wait.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("two at once: %v, %v", errs[0], errs[1])
	}
	id := ids[0]
	if errs[0] != nil {
		id = ids[1]
	}
	if again, err := w.merges.Ask(ctx, w.Officer, duplicate.Ask{ID: id, Kept: kept, Gone: gone, Grounds: duplicate.Duplicate, Reasons: "x"}); again != "done" || err != nil {
		t.Errorf("the same form sent twice: %q, %v", again, err)
	}

	told, err := quality.New(w.DB.Service, nil).Told(ctx, keptUnit, "home_care")
	if w.ok(err); len(told.History) != 1 || told.History[0].UnitName != "HOIVAKOTI AURINKO yksikkö" || len(told.Inspected) != 1 {
		t.Errorf("quality: %+v, %+v", told.History, told.Inspected)
	}
	merged := w.rows()
	for key, want := range map[string][3]uuid.UUID{"b": {kept, keptUnit, keptPoint}, "a": {kept, keptUnit, keptPoint}} {
		name, street := "HOIVAKOTI AURINKO", "Leppäkatu 5"
		if key == "a" {
			name, street = "Hoivakoti Aurinko Oy", "Leppäkatu 5 A 3"
		}
		p, u, pt, _ := w.imported(key, name, "", street)
		if want != [3]uuid.UUID{p, u, pt} {
			t.Errorf("the import of %s comes to %v, want %v", key, [3]uuid.UUID{p, u, pt}, want)
		}
	}
	if diff := cmp.Diff(merged, w.rows()); diff != "" {
		t.Errorf("the same list again changed something:\n%s", diff)
	}
	var at struct {
		Producer  uuid.UUID `db:"producer_id"`
		Point     uuid.UUID `db:"point_id"`
		Withdrawn bool      `db:"withdrawn"`
	}
	w.ok(w.Owner.GetContext(ctx, &at, `SELECT a.producer_id, o.point_id, o.withdrawn_at IS NOT NULL AS withdrawn FROM offering o JOIN admission a ON a.id = o.admission_id WHERE o.id = $1`, goneOffering))
	if !at.Withdrawn { // the same service stood there already
		t.Errorf("the offering is at %v", at)
	}
	if found, err = w.merges.Suggestions(ctx, w.Officer); err != nil || len(found) != 0 {
		t.Errorf("suggested after: %v %v", found, err)
	}
	wantFault(t, w.merges.Undo(ctx, stranger, id, "x"), identity.ErrNotFound)
	wantFault(t, w.merges.Undo(ctx, own, id, "x"), identity.ErrNotFound)
	w.ok(w.merges.Undo(ctx, w.Officer2, id, "Ei ollutkaan sama."))
	wantFault(t, w.merges.Undo(ctx, w.Officer, id, "x"), duplicate.FaultDone)
	if diff := cmp.Diff(before, w.rows()); diff != "" {
		t.Errorf("merge and undo leave (-before +after):\n%s", diff)
	}
	_ = gonePoint
}

// TestWhatStandsInTheWay lists each block, and that a later change is undone first.
func TestWhatStandsInTheWay(t *testing.T) {
	w := newTown(t)
	a, _, _, _ := w.imported("a", "Aamu Oy", "2454419-2", "Leppäkatu 1")
	b, _, _, bOffering := w.imported("b", "Ilta Oy", "", "Leppäkatu 2")
	c, _, _, _ := w.imported("c", "Yö Oy", "3456780-6", "Leppäkatu 3")
	d, _, _, _ := w.imported("d", "Päivä Oy", "", "Leppäkatu 4")
	blocked := func(kept, gone uuid.UUID, grounds string, want ...string) {
		t.Helper()
		v, err := w.merges.Preview(ctx, w.Officer, kept, gone, grounds)
		w.ok(err)
		var got []string
		for _, x := range v.Plan.Blocks {
			got = append(got, x.Why)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("blocks: %s", diff)
		}
	}
	blocked(a, c, duplicate.Duplicate, "business_ids")
	blocked(a, c, duplicate.Succession)
	blocked(a, b, duplicate.Duplicate)
	blocked(a, a, duplicate.Duplicate, "merged")

	// An officer who acts for one of the two takes no part in it.
	_, err := w.Owner.ExecContext(ctx, `INSERT INTO membership (id, person_id, role, producer_id, state) VALUES (gen_random_uuid(), $1, 'producer', $2, 'active')`, w.Officer2.Person, b)
	w.ok(err)
	_, _, err = w.ask(w.Officer2, a, b, duplicate.Duplicate)
	wantFault(t, err, identity.ErrPartial)
	_, err = w.Owner.ExecContext(ctx, `DELETE FROM membership WHERE person_id = $1 AND producer_id = $2`, w.Officer2.Person, b)
	w.ok(err)

	first, state, err := w.ask(w.Officer, a, b, duplicate.Duplicate)
	if w.ok(err); state != "done" {
		t.Fatal(state)
	}
	blocked(a, b, duplicate.Duplicate, "merged")
	blocked(b, c, duplicate.Duplicate, "merged") // nothing leads in a circle
	second, _, err := w.ask(w.Officer, d, a, duplicate.Duplicate)
	w.ok(err)
	wantFault(t, w.merges.Undo(ctx, w.Officer, first, "x"), duplicate.FaultMoved)
	w.ok(w.merges.Undo(ctx, w.Officer, second, "x"))
	w.ok(w.merges.Undo(ctx, w.Officer, first, "x"))
	var withdrawn bool
	w.ok(w.Owner.GetContext(ctx, &withdrawn, `SELECT withdrawn_at IS NOT NULL FROM offering WHERE id = $1`, bOffering))
	if withdrawn {
		t.Error("an offering is withdrawn after the undoing")
	}

	// A sent application stands in the way of the one that sent it; suspended and active are not the same.
	_, err = w.Owner.ExecContext(ctx, `INSERT INTO admission_event (id, admission_id, kind, reasons, done_by) SELECT gen_random_uuid(), a.id, 'suspended', 'x', $2 FROM admission a WHERE a.producer_id = $1`, b, w.Officer.Person)
	w.ok(err)
	blocked(a, b, duplicate.Duplicate, "states")
	_, err = w.Owner.ExecContext(ctx, `UPDATE producer SET demo = true WHERE id = $1`, b)
	w.ok(err)
	blocked(a, b, duplicate.Duplicate, "demo", "states")
	w.ok(w.merges.Apart(ctx, w.Officer, a, d))
	w.ok(w.merges.Apart(ctx, w.Officer, d, a))
}

// TestAnApprovalIsNotLeftWithoutItsAdmission: what was decided since rests on an admission that came along.
func TestAnApprovalIsNotLeftWithoutItsAdmission(t *testing.T) {
	w := newTown(t)
	gone, kept := w.Producer(t, "Lähde Oy", "2454419-2"), w.Producer(t, "Jatko Oy", "3456780-6")
	w.Admitted(t, w.Member(t, actor.RoleProducer, gone, "Entinen Ihminen"))
	waiting := w.Sent(t, w.Member(t, actor.RoleProducer, kept, "Uusi Ihminen"))
	id, state, err := w.ask(w.Officer, kept, gone, duplicate.Succession)
	if w.ok(err); state != "done" {
		t.Fatal(state)
	}
	w.ok(w.Decide(ctx, w.Officer, w.Approval(waiting)))
	wantFault(t, w.merges.Undo(ctx, w.Officer, id, "x"), duplicate.FaultMoved)
	if n := w.Count(t, `SELECT count(*) FROM decision d JOIN application a ON a.id = d.application_id WHERE d.outcome = 'approved' AND a.producer_id = $1
		AND NOT EXISTS (SELECT FROM admission m WHERE m.scheme_id = a.scheme_id AND m.producer_id = $1)`, kept); n != 0 {
		t.Error("an approval has no admission")
	}
}
