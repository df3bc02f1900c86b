package quality_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/quality"
)

// told records a value and gives its id.
func (w *world) told(change func(*quality.Entry)) uuid.UUID {
	w.t.Helper()
	id := uuid.New()
	if _, err := w.Record(w.Ctx, w.supervisor, id, w.entry(change)); err != nil {
		w.t.Fatal(err)
	}
	return id
}

// public is what everybody may know.
func (w *world) public() quality.Told {
	w.t.Helper()
	told, err := w.Told(w.Ctx, w.own.Unit, "home_care")
	if err != nil {
		w.t.Fatal(err)
	}
	return told
}

func right() quality.Correction {
	return quality.Correction{Value: "3,20", Count: "30", Source: "Kysely", Reason: "Luku oli toisen yksikön"}
}

func TestACorrectionTakesThePlaceOfWhatWasTold(t *testing.T) {
	w := newWorld(t)
	first, second := w.told(nil), uuid.New()
	for range 2 { // sent twice
		if _, err := w.Correct(w.Ctx, w.supervisor, second, first, right()); err != nil {
			t.Fatal(err)
		}
	}
	told := w.public()
	if len(told.History) != 1 || told.History[0].Part.Value != 320 || told.Sets[0].Mean != 320 || told.History[0].Corrected.IsZero() {
		t.Errorf("the public sees %+v", told.History)
	}
	for _, id := range []uuid.UUID{first, second} { // by the id of any row
		story, err := w.ValueStory(w.Ctx, w.supervisor, id)
		if err != nil || len(story.Versions) != 2 || story.Now().ID != second || story.Now().Reason != "Luku oli toisen yksikön" || story.Now().By != "V" || story.Versions[1].Part.Value != 456 {
			t.Errorf("the story is %+v %v", story, err)
		}
	}
	if n := w.count(`audit_event WHERE action = 'indicator_value.corrected' AND object_id = $1`, second); n != 1 {
		t.Errorf("%d audit rows", n)
	}
	if n := w.count(`search_change WHERE kind = 'unit' AND ref = $1`, w.own.Unit); n != 2 {
		t.Errorf("%d notes for the index, want one for each row", n)
	}
	if row, err := w.Correct(w.Ctx, w.supervisor, uuid.New(), second, right()); err != nil || row.State != quality.RowSame || w.count(`indicator_value`) != 2 {
		t.Errorf("the same again: %s %v", row.State, err)
	}
}

func TestOfTwoWhoCorrectAtOnceOneIsFirst(t *testing.T) {
	w := newWorld(t)
	first := w.told(nil)
	inspected := uuid.New()
	if err := w.RecordInspection(w.Ctx, w.supervisor, inspected, w.said()); err != nil {
		t.Fatal(err)
	}
	for name, do := range map[string]func() error{
		"value": func() error { _, err := w.Correct(w.Ctx, w.supervisor, uuid.New(), first, right()); return err },
		"inspection": func() error {
			return w.CorrectInspection(w.Ctx, w.supervisor, uuid.New(), inspected, w.said(), "Päivä oli väärin")
		},
	} {
		var wg sync.WaitGroup
		errs := make([]error, 6)
		for i := range errs {
			wg.Go(func() { errs[i] = do() })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case fault.From(err).Key != "fault.quality.corrected":
				t.Errorf("%s: %v", name, err)
			}
		}
		if won != 1 {
			t.Errorf("%s: %d were first", name, won)
		}
	}
	if err := w.TakeBack(w.Ctx, w.supervisor, uuid.New(), first, "Vanha lomake"); fault.From(err) == nil || fault.From(err).Code != fault.CodeConflict {
		t.Errorf("a form of what was corrected since: %v", err)
	}
	if n := w.count(`indicator_value`) + w.count(`inspection`); n != 4 {
		t.Errorf("%d rows, want two of each", n)
	}
}

func TestWhatIsTakenBackShowsNoMore(t *testing.T) {
	w := newWorld(t)
	w.told(func(e *quality.Entry) { e.From, e.To, e.Value = "1.1.2025", "31.12.2025", "4,10" })
	wrongly := w.told(nil)
	if told := w.public(); told.Sets[0].Mean != 456 {
		t.Fatalf("%+v", told.Sets[0])
	}
	for _, reason := range []string{"", " \n", strings.Repeat("a", 501)} {
		if err := w.TakeBack(w.Ctx, w.supervisor, uuid.New(), wrongly, reason); !strings.HasPrefix(wrong(err), "reason ") {
			t.Errorf("the reason %.5q: %v", reason, err)
		}
	}
	gone := uuid.New()
	for range 2 {
		if err := w.TakeBack(w.Ctx, w.supervisor, gone, wrongly, "Väärä yksikkö"); err != nil {
			t.Fatal(err)
		}
	}
	told := w.public()
	if told.Sets[0].Mean != 410 || len(told.History) != 2 || !told.History[0].TakenBack || told.History[0].Corrected.IsZero() || told.History[0].Part.Value != 0 {
		t.Errorf("the one before shows again: %+v", told)
	}
	if n := w.count(`audit_event WHERE action = 'indicator_value.taken_back'`); n != 1 {
		t.Errorf("%d audit rows", n)
	}
	if _, err := w.Correct(w.Ctx, w.supervisor, uuid.New(), gone, right()); !fault.Is(err, fault.CodeConflict) {
		t.Errorf("what was taken back is corrected: %v", err)
	}
	again := w.told(func(e *quality.Entry) { e.Value = "2" })
	story, err := w.ValueStory(w.Ctx, w.supervisor, wrongly)
	if err != nil || len(story.Versions) != 3 || story.Now().ID != again || !story.Versions[1].Gone {
		t.Errorf("told anew: %+v %v", story, err)
	}
	if told := w.public(); told.Sets[0].Mean != 200 || len(told.History) != 2 {
		t.Errorf("told anew, the public sees %+v", told)
	}
}

// TestWhatWasNeverPublicIsNotSaidToBeCorrected: a value of too few answers is nobody's to see, nor that it was another.
func TestWhatWasNeverPublicIsNotSaidToBeCorrected(t *testing.T) {
	w := newWorld(t)
	few := w.told(func(e *quality.Entry) { e.Count = "1" }) // a rating of one answer
	if told := w.public(); told.Sets[0].Known || told.History[0].Part.Value != 0 {
		t.Errorf("one answer is shown: %+v", told)
	}
	many := uuid.New()
	if _, err := w.Correct(w.Ctx, w.supervisor, many, few, right()); err != nil {
		t.Fatal(err)
	}
	if h := w.public().History; len(h) != 1 || !h[0].Corrected.IsZero() {
		t.Errorf("%+v", h)
	}
	late := w.told(func(e *quality.Entry) { e.Indicator, e.Count, e.Value = "timeliness", "4", "90" })
	if err := w.TakeBack(w.Ctx, w.supervisor, uuid.New(), late, "Väärin"); err != nil {
		t.Fatal(err)
	}
	if h := w.public().History; len(h) != 1 {
		t.Errorf("what nobody saw is said to be taken back: %+v", h)
	}
}

func TestACorrectionIsCheckedAsAnyValue(t *testing.T) {
	w := newWorld(t)
	id := w.told(nil)
	for want, c := range map[string]quality.Correction{
		"value range, reason reason": {Value: "5,5", Count: "3", Source: "Kysely"},
		"count count":                {Value: "4", Count: "0", Source: "Kysely", Reason: "Koska"},
		"source required":            {Value: "4", Count: "9", Reason: "Koska"},
		"as_of as_of":                {Value: "4", Count: "9", Source: "Kysely", AsOf: "1.1.2026", Reason: "Koska"},
	} {
		_, err := w.Correct(w.Ctx, w.supervisor, uuid.New(), id, c)
		if got := strings.ReplaceAll(wrong(err), "fault.form.", ""); got != want {
			t.Errorf("%+v: %s, want %s", c, got, want)
		}
	}
	if n := w.count(`indicator_value`); n != 1 {
		t.Errorf("%d rows", n)
	}
}

func TestOnlyTheirOwnSupervisorCorrects(t *testing.T) {
	w := newWorld(t)
	id, inspected := w.told(nil), uuid.New()
	if err := w.RecordInspection(w.Ctx, w.supervisor, inspected, w.said()); err != nil {
		t.Fatal(err)
	}
	other, officer := w.supervisor, w.supervisor
	if err := w.DB.Owner.Get(&other.Organisation, `SELECT id FROM organiser WHERE code = '03'`); err != nil {
		t.Fatal(err)
	}
	officer.Role = actor.RoleOfficer
	for name, a := range map[string]actor.Actor{"another's supervisor": other, "officer": officer, "nobody": {}} {
		_, story := w.ValueStory(w.Ctx, a, id)
		_, correct := w.Correct(w.Ctx, a, uuid.New(), id, right())
		_, seen := w.InspectionStory(w.Ctx, a, inspected)
		for doing, err := range map[string]error{
			"story": story, "correct": correct, "take back": w.TakeBack(w.Ctx, a, uuid.New(), id, "Koska"),
			"inspection": seen, "correct it": w.CorrectInspection(w.Ctx, a, uuid.New(), inspected, w.said(), "Koska"),
			"take it back": w.TakeBackInspection(w.Ctx, a, uuid.New(), inspected, "Koska"),
		} {
			if f := fault.From(err); f == nil || a.Organisation == other.Organisation && f.Key != quality.ErrNotFound.Key || f.Code == fault.CodeInternal {
				t.Errorf("%s, %s: %v", name, doing, err)
			}
		}
	}
	if n := w.count(`indicator_value`) + w.count(`inspection`); n != 2 {
		t.Errorf("%d rows", n)
	}
}

func (w *world) said() quality.Said {
	return quality.Said{Unit: w.own.Unit.String(), Day: "2.3.2026", Inspector: "Alue", Kind: quality.InspectionAnnounced, Finding: quality.FindingSerious, Fi: "Hälytin ei toiminut"}
}

func TestAnInspectionIsCorrectedAndTakenBack(t *testing.T) {
	w := newWorld(t)
	first, second, third := uuid.New(), uuid.New(), uuid.New()
	if err := w.RecordInspection(w.Ctx, w.supervisor, first, w.said()); err != nil {
		t.Fatal(err)
	}
	milder := w.said()
	milder.Finding, milder.Day, milder.Unit = quality.FindingRemarks, "3.3.2026", ""
	if err := w.CorrectInspection(w.Ctx, w.supervisor, uuid.New(), first, quality.Said{}, ""); !strings.Contains(wrong(err), "reason reason") || !strings.Contains(wrong(err), "day ") {
		t.Errorf("an empty correction: %v", err)
	}
	for range 2 {
		if err := w.CorrectInspection(w.Ctx, w.supervisor, second, first, milder, "Havainto oli lievempi"); err != nil {
			t.Fatal(err)
		}
	}
	if seen := w.public().Inspected; len(seen) != 1 || seen[0].Finding != quality.FindingRemarks || seen[0].Corrected.IsZero() || seen[0].On.Day != 3 {
		t.Errorf("the public sees %+v", seen)
	}
	for range 2 {
		if err := w.TakeBackInspection(w.Ctx, w.supervisor, third, second, "Toisen yksikön tarkastus"); err != nil {
			t.Fatal(err)
		}
	}
	if seen := w.public().Inspected; len(seen) != 0 {
		t.Errorf("taken back, and yet the public sees %+v", seen)
	}
	versions, err := w.InspectionStory(w.Ctx, w.supervisor, first)
	if err != nil || len(versions) != 3 || !versions[0].Gone || versions[0].Reason != "Toisen yksikön tarkastus" || versions[2].Finding != quality.FindingSerious {
		t.Errorf("the story is %+v %v", versions, err)
	}
	if n := w.count(`audit_event WHERE action IN ('inspection.corrected', 'inspection.taken_back')`); n != 2 {
		t.Errorf("%d audit rows", n)
	}
	desk, err := w.Desk(w.Ctx, w.supervisor, "aamu")
	if err != nil || len(desk.Inspected.Rows) != 0 {
		t.Errorf("%+v %v", desk, err)
	}
}
