package quality_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/quality"
)

// world has a unit of the supervisor's organiser.
type world struct {
	*cataloguetest.World
	*quality.Service
	t          *testing.T
	supervisor actor.Actor
	own        cataloguetest.HomeCare
}

func newWorld(t *testing.T) *world {
	w := &world{World: cataloguetest.New(t), t: t}
	w.DB.Service.Constraints(quality.Constraints)
	w.Service = quality.New(w.DB.Service, func() time.Time { return w.Now })
	w.own = w.HomeCare("Aamurusko")
	var organiser uuid.UUID
	if err := w.DB.Owner.Get(&organiser, `SELECT id FROM organiser WHERE code = '15'`); err != nil {
		t.Fatal(err)
	}
	w.supervisor = actor.Actor{Person: uuid.New(), Role: actor.RoleSupervisor, Organisation: organiser, Membership: uuid.New()}
	w.Exec(`INSERT INTO person (id, email, name) VALUES ($1, 'v@example.fi', 'V')`, w.supervisor.Person)
	return w
}

func (w *world) unitName() string {
	var name string
	if err := w.DB.Owner.Get(&name, `SELECT name FROM service_unit WHERE id = $1`, w.own.Unit); err != nil {
		w.t.Fatal(err)
	}
	return name
}

func (w *world) entry(change func(*quality.Entry)) quality.Entry {
	e := quality.Entry{Indicator: "feedback", Unit: w.unitName(), Service: "home_care", From: "1.1.2026", To: "30.4.2026", Value: "4,56", Count: "21", Source: "Kysely"}
	if change != nil {
		change(&e)
	}
	return e
}

// wrong are the names and keys of what is wrong.
func wrong(err error) string {
	var out []string
	if err != nil {
		for _, f := range fault.From(err).Fields {
			out = append(out, f.Name+" "+strings.TrimPrefix(f.Key, "fault.quality."))
		}
	}
	return strings.Join(out, ", ")
}

func (w *world) count(query string, args ...any) int {
	var n int
	if err := w.DB.Owner.Get(&n, `SELECT count(*) FROM `+query, args...); err != nil {
		w.t.Fatal(err)
	}
	return n
}

func TestAValueIsToldOnceAndCorrectedByANewRow(t *testing.T) {
	w := newWorld(t)
	id := uuid.New()
	for range 2 {
		if _, err := w.Record(w.Ctx, w.supervisor, id, w.entry(nil)); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.count(`indicator_value`); n != 1 {
		t.Fatalf("sent twice, %d values", n)
	}
	row, err := w.Record(w.Ctx, w.supervisor, uuid.New(), w.entry(nil))
	if err != nil || row.State != quality.RowSame {
		t.Errorf("told just so again: %s %v", row.State, err)
	}
	row, err = w.Record(w.Ctx, w.supervisor, uuid.New(), w.entry(func(e *quality.Entry) { e.Value, e.Count = "3,20", "30" }))
	if err != nil || row.State != quality.RowCorrects {
		t.Errorf("another value: %s %v", row.State, err)
	}
	told, err := w.Told(w.Ctx, w.own.Unit, "home_care")
	if err != nil || len(told.History) != 1 || told.History[0].Part.Value != 320 || told.Sets[0].Mean != 320 || !told.Sets[0].Weights.Main || len(told.Sets) != 4 {
		t.Errorf("%+v %v", told, err)
	}
	if n := w.count(`indicator_value`); n != 2 {
		t.Errorf("%d rows, want the old one as well", n)
	}
	if n := w.count(`search_change WHERE kind = 'unit' AND ref = $1`, w.own.Unit); n != 2 {
		t.Errorf("%d notes for the index", n)
	}
	if n := w.count(`audit_event WHERE action = 'indicator_value.recorded'`); n != 2 {
		t.Errorf("%d audit rows", n)
	}
}

func TestOneAnswerIsAcceptedAndNotShown(t *testing.T) {
	w := newWorld(t)
	row, err := w.Record(w.Ctx, w.supervisor, uuid.New(), w.entry(func(e *quality.Entry) { e.Count = "1" }))
	if err != nil || !row.Few {
		t.Fatalf("%+v %v", row, err)
	}
	told, err := w.Told(w.Ctx, w.own.Unit, "home_care")
	if err != nil || told.Sets[0].Known || told.Sets[0].Answers != 1 || told.History[0].Part.Value != 0 || told.Enough(told.History[0].Part) {
		t.Errorf("%+v %v", told, err)
	}
	if err := w.SetLeast(w.Ctx, w.supervisor, 2); wrong(err) != "least least" {
		t.Errorf("two answers: %v", err)
	}
	if err := w.SetLeast(w.Ctx, w.supervisor, 3); err != nil {
		t.Error(err)
	}
	if told, err = w.Told(w.Ctx, w.own.Unit, "home_care"); err != nil || told.Needed != 3 {
		t.Errorf("needs %d, %v", told.Needed, err)
	}
}

func TestWhatIsWrongBesideTheRegister(t *testing.T) {
	w := newWorld(t)
	if _, err := w.Record(w.Ctx, w.supervisor, uuid.New(), w.entry(nil)); err != nil {
		t.Fatal(err)
	}
	scheme := w.Scheme(cataloguetest.SchemeSpec{Organiser: "06", Key: "muu", Regime: "voucher", Pays: "own_share"})
	producer := w.Producer("Vieras", "company")
	unit, point := w.Point(producer, "Vieras koti", "Tampere")
	w.Offer(w.Admit(scheme, producer, "home_care"), point, "home_care", "837")
	for _, c := range []struct {
		want   string
		change func(*quality.Entry)
	}{
		{"unit unknown_unit", func(e *quality.Entry) { e.Unit = "Ei ole" }},
		{"unit others_unit", func(e *quality.Entry) { e.Unit = unit.String() }},
		{"service not_given", func(e *quality.Entry) { e.Service = "meals" }},
		{"from overlap", func(e *quality.Entry) { e.From = "1.4.2026" }},
		{"", func(e *quality.Entry) { e.Indicator, e.Value = "timeliness", "96,5 %" }},
		{"", func(e *quality.Entry) { e.Unit, e.From, e.To = w.own.Unit.String(), "1.1.2025", "31.12.2025" }},
	} {
		_, err := w.Record(w.Ctx, w.supervisor, uuid.New(), w.entry(c.change))
		if got := wrong(err); got != c.want {
			t.Errorf("got %q (%v), want %q", got, err, c.want)
		}
	}
	for role, want := range map[actor.Role]error{actor.RoleOfficer: identity.ErrForbidden, actor.RoleProducer: identity.ErrForbidden} {
		a := w.supervisor
		a.Role = role
		if _, err := w.Record(w.Ctx, a, uuid.New(), w.entry(nil)); !errors.Is(err, want) {
			t.Errorf("%s: %v", role, err)
		}
	}
}

func TestAUnitThatMovedKeepsItsPast(t *testing.T) {
	w := newWorld(t)
	unit, point := w.Point(w.own.Producer, "Uusi koti", "Jyväskylä")
	w.Exec(`INSERT INTO offering (id, admission_id, service_key, point_id, at_home) SELECT gen_random_uuid(), admission_id, service_key, $1, at_home FROM offering WHERE id = $2`, point, w.own.Offering)
	old := w.own.Unit.String()
	for range 2 {
		if err := w.Succeed(w.Ctx, w.supervisor, old, unit.String(), "1.4.2026"); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Succeed(w.Ctx, w.supervisor, unit.String(), old, "1.5.2026"); wrong(err) != "successor moved" {
		t.Errorf("two lead to each other: %v", err)
	}
	for _, c := range []struct{ from, to, want string }{
		{"1.4.2026", "30.4.2026", "unit moved"}, {"1.3.2026", "30.4.2026", "to across"}, {"1.1.2026", "31.3.2026", ""},
	} {
		_, err := w.Record(w.Ctx, w.supervisor, uuid.New(), w.entry(func(e *quality.Entry) { e.Unit, e.From, e.To = old, c.from, c.to }))
		if got := wrong(err); got != c.want {
			t.Errorf("%s–%s: %q (%v), want %q", c.from, c.to, got, err, c.want)
		}
		if c.want != "" && fault.From(err).Fields[0].Args["Successor"] != "Uusi koti" {
			t.Errorf("the successor is not named: %+v", fault.From(err).Fields)
		}
	}
	told, err := w.Told(w.Ctx, unit, "home_care")
	if err != nil || len(told.History) != 1 || told.History[0].Unit != w.own.Unit || len(told.Newest) != 0 || told.Sets[0].Known {
		t.Errorf("the successor's past: %+v %v", told, err)
	}
	if told, err = w.Told(w.Ctx, w.own.Unit, "home_care"); err != nil || told.Successor == nil || told.Successor.Name != "Uusi koti" {
		t.Errorf("the old unit: %+v %v", told, err)
	}
}

func TestAFileIsLookedAtBeforeItIsSaved(t *testing.T) {
	w := newWorld(t)
	name := w.unitName()
	text := "Mittari;Yksikkö;Palvelu;Alku;Loppu;Arvo;Lukumäärä;Lähde\n" +
		"Asiakaspalaute;" + name + ";Kotihoito;1.1.2026;30.4.2026;4,56;21;Kysely\n" +
		"Täsmällisyys;" + name + ";Kotihoito;1.1.2026;30.4.2026;96,5;800;Käynnit\n" +
		"Asiakaspalaute;" + name + ";Kotihoito;1.2.2026;31.3.2026;4;5;Kysely\n" +
		"Asiakaspalaute;Ei ole;Kotihoito;1.1.2026;30.4.2026;4;5;Kysely\n"
	id := uuid.New()
	if err := w.Upload(w.Ctx, w.supervisor, id, "laatu.csv", []byte(text)); err != nil {
		t.Fatal(err)
	}
	states := func() (out []string) {
		file, err := w.Import(w.Ctx, w.supervisor, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range file.Rows {
			out = append(out, r.State)
		}
		return out
	}
	if diff := cmp.Diff([]string{"new", "new", "wrong", "wrong"}, states()); diff != "" {
		t.Error(diff)
	}
	if err := w.SaveImport(w.Ctx, w.supervisor, id, false); !fault.Is(err, fault.CodeConflict) || w.count(`indicator_value`) != 0 {
		t.Errorf("all of a file with wrong rows: %v", err)
	}
	var wait sync.WaitGroup
	for range 4 { // pressed many times at once
		wait.Go(func() {
			if err := w.SaveImport(w.Ctx, w.supervisor, id, true); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if n := w.count(`indicator_value WHERE import_id = $1`, id); n != 2 {
		t.Errorf("%d values of the file", n)
	}
	again := uuid.New()
	if err := w.Upload(w.Ctx, w.supervisor, again, "laatu.csv", []byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.SaveImport(w.Ctx, w.supervisor, again, true); err != nil || w.count(`indicator_value`) != 2 {
		t.Errorf("the same file again: %v", err)
	}
	stranger := w.supervisor
	if err := w.DB.Owner.Get(&stranger.Organisation, `SELECT id FROM organiser WHERE code = '06'`); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Import(w.Ctx, stranger, id); !errors.Is(err, quality.ErrNotFound) {
		t.Errorf("another organiser's file: %v", err)
	}
}

func TestInspections(t *testing.T) {
	w := newWorld(t)
	said := quality.Said{Unit: w.unitName(), Day: "2.3.2026", Inspector: "Alue", Kind: "announced", Finding: "none", Fi: "Kunnossa"}
	id := uuid.New()
	for range 2 {
		if err := w.RecordInspection(w.Ctx, w.supervisor, id, said); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.count(`inspection`); n != 1 {
		t.Errorf("sent twice, %d inspections", n)
	}
	bad := quality.Said{Day: "1.6.2026", Kind: "secret", Link: "javascript:alert(1)"}
	if got := wrong(w.RecordInspection(w.Ctx, w.supervisor, uuid.New(), bad)); got != "day future, inspector fault.form.required, kind fault.form.choose, finding fault.form.choose, fi outcome, link fault.form.url, unit fault.form.required" {
		t.Errorf("got %s", got)
	}
	told, err := w.Told(w.Ctx, w.own.Unit, "home_care")
	if err != nil || len(told.Inspected) != 1 || told.Inspected[0].Outcome.In("sv") != "Kunnossa" {
		t.Errorf("%+v %v", told.Inspected, err)
	}
}
