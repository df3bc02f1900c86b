package producer_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// TestFactsAreComplete holds the list: every fact has its words in three languages, a heading, and a key of its own.
func TestFactsAreComplete(t *testing.T) {
	seen := map[string]bool{}
	at := 0
	for _, f := range producer.Facts() {
		if f.Key == "" || seen[f.Key] {
			t.Errorf("key %q is empty or there twice", f.Key)
		}
		seen[f.Key] = true
		group := slices.Index(producer.FactGroups(), f.Group)
		if group < at {
			t.Errorf("%s: heading %q is unknown, or stands in two places", f.Key, f.Group)
		}
		at = max(at, group)
		for _, lang := range []string{"fi", "sv", "en"} {
			name, about := f.Name(lang), f.About(lang)
			if n := utf8.RuneCountInString(name); n == 0 || n > 60 || strings.HasSuffix(name, ".") || seen[lang+name] {
				t.Errorf("%s in %s: the name %q is empty, long, a sentence or used twice", f.Key, lang, name)
			}
			seen[lang+name] = true
			if n := utf8.RuneCountInString(about); n < 20 || n > 220 || !strings.HasSuffix(about, ".") || about == name {
				t.Errorf("%s in %s: %q does not explain it in a sentence or two", f.Key, lang, about)
			}
		}
	}
	if len(seen) < 15 {
		t.Errorf("only %d facts", len(seen))
	}
}

// TestSilenceIsNeverANo: every fact is in exactly one of yes, no and not told, whatever the database keeps.
func TestSilenceIsNeverANo(t *testing.T) {
	keys := []string{"dropped_long_ago"}
	for _, f := range producer.Facts() {
		keys = append(keys, f.Key)
	}
	rapid.Check(t, func(t *rapid.T) {
		answers := rapid.MapOf(rapid.SampledFrom(keys), rapid.Bool()).Draw(t, "answers")
		var yes, no []string
		for key, answer := range answers {
			if answer {
				yes = append(yes, key)
			} else {
				no = append(no, key)
			}
		}
		told := producer.PointFacts{Answers: producer.FactsFrom(yes, no)}
		count := map[string]int{}
		for _, list := range [][]producer.Fact{told.Answered(true), told.Answered(false), told.Untold()} {
			for _, f := range list {
				count[f.Key]++
			}
		}
		for _, f := range producer.Facts() {
			if count[f.Key] != 1 {
				t.Fatalf("%s is told %d times", f.Key, count[f.Key])
			}
		}
		for _, f := range told.Answered(false) {
			if answer, there := answers[f.Key]; !there || answer {
				t.Fatalf("%s is told as a no", f.Key)
			}
		}
	})
}

// pointOf makes a unit with a point of the producer's.
func (h *house) pointOf(of uuid.UUID) uuid.UUID {
	h.t.Helper()
	unit, point := newID(), newID()
	_, err := h.Owner.ExecContext(h.t.Context(), `INSERT INTO service_unit (id, producer_id, name) VALUES ($1, $2, 'Yksikkö')`, unit, of)
	h.ok(err)
	_, err = h.Owner.ExecContext(h.t.Context(), `INSERT INTO service_point (id, unit_id, name, municipality_code, location_source)
		VALUES ($1, $2, 'Piste', '179', 'municipality')`, point, unit)
	h.ok(err)
	return point
}

func TestTellFacts(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	id, own := h.producer("Hoiva Mäkinen Oy")
	point := h.pointOf(id)
	_, told, err := h.producers.PointFacts(ctx, own, point)
	h.ok(err)
	if told.Told() || told.Version != 0 {
		t.Fatalf("before anybody has told: %+v", told)
	}
	cmd := producer.SaveFacts{Point: point, Answers: map[string]string{"step_free_entrance": "yes", "induction_loop": "no", "seats": ""},
		Note: producer.Note{Fi: "  Luiska\r\npihalla. ", Sv: "Ramp på gården."}}
	h.ok(h.producers.TellFacts(ctx, own, cmd))
	wantFault(t, h.producers.TellFacts(ctx, own, cmd), fault.CodeConflict, "fault.producer.stale")
	_, told, err = h.producers.PointFacts(ctx, own, point)
	h.ok(err)
	if diff := cmp.Diff(map[string]bool{"step_free_entrance": true, "induction_loop": false}, told.Answers); diff != "" {
		t.Error(diff)
	}
	if told.Version != 1 || told.Note.Fi != "Luiska pihalla." || told.On.IsZero() {
		t.Errorf("%+v", told)
	}
	h.ok(h.producers.TellFacts(ctx, own, producer.SaveFacts{Point: point, Version: 1}))
	if _, told, err = h.producers.PointFacts(ctx, own, point); err != nil || told.Told() || told.Version != 2 {
		t.Errorf("after taking it all back: %+v, %v", told, err)
	}
	if n := h.count(`SELECT count(*) FROM audit_event WHERE action = 'point.facts_told' AND object_id = $1 AND details::text NOT LIKE '%Luiska%'`, point); n != 2 {
		t.Errorf("%d audit rows, want one for each time and no note in them", n)
	}
}

func TestFactsThatCannotBe(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	id, own := h.producer("Hoiva Mäkinen Oy")
	_, stranger := h.producer("Toinen Oy")
	point := h.pointOf(id)
	for name, tt := range map[string]struct {
		cmd  producer.SaveFacts
		want map[string]string
	}{
		"unknown fact":   {producer.SaveFacts{Answers: map[string]string{"golden_door": "yes"}}, map[string]string{"": "fault.facts.unknown"}},
		"unknown silent": {producer.SaveFacts{Answers: map[string]string{"golden_door": ""}}, map[string]string{"": "fault.facts.unknown"}},
		"unknown answer": {producer.SaveFacts{Answers: map[string]string{"seats": "perhaps"}}, map[string]string{"fact-seats": "fault.facts.answer"}},
		"long notes": {producer.SaveFacts{Note: producer.Note{Fi: strings.Repeat("ä", 501), En: strings.Repeat("x", 10_000)}},
			map[string]string{"note_fi": "fault.producer.too_long", "note_en": "fault.producer.too_long"}},
		"turned text":  {producer.SaveFacts{Note: producer.Note{Sv: "ab\u202ecd"}}, map[string]string{"note_sv": "fault.producer.not_text"}},
		"broken UTF-8": {producer.SaveFacts{Note: producer.Note{Sv: "a\xff"}}, map[string]string{"note_sv": "fault.producer.not_text"}},
	} {
		tt.cmd.Point = point
		if diff := cmp.Diff(tt.want, fieldKeys(h.producers.TellFacts(ctx, own, tt.cmd))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	h.ok(h.producers.TellFacts(ctx, own, producer.SaveFacts{Point: point, Note: producer.Note{Fi: strings.Repeat("ä", 500)}}))
	wantFault(t, h.producers.TellFacts(ctx, own, producer.SaveFacts{Point: point, Version: -1}), fault.CodeConflict, "fault.producer.stale")
	wantFault(t, h.producers.TellFacts(ctx, stranger, producer.SaveFacts{Point: point, Version: 1}), fault.CodeNotFound, "fault.identity.not_found")
	wantFault(t, h.producers.TellFacts(ctx, own, producer.SaveFacts{Point: newID()}), fault.CodeNotFound, "fault.identity.not_found")
	_, _, err := h.producers.PointFacts(ctx, stranger, point)
	wantFault(t, err, fault.CodeNotFound, "fault.identity.not_found")
	if n := h.count(`SELECT count(*) FROM point_facts WHERE version = 1`); n != 1 {
		t.Error("what was refused was saved")
	}
}

// TestTwoWhoTellAtOnce: of two people who fill the form at the same time, one is first and the other is told.
func TestTwoWhoTellAtOnce(t *testing.T) {
	h := newHouse(t)
	id, own := h.producer("Hoiva Mäkinen Oy")
	point := h.pointOf(id)
	for version := range 3 {
		faults := make([]error, 4)
		var together sync.WaitGroup
		for i := range faults {
			together.Go(func() {
				faults[i] = h.producers.TellFacts(t.Context(), own, producer.SaveFacts{Point: point, Version: version, Answers: map[string]string{"seats": "yes"}})
			})
		}
		together.Wait()
		saved := 0
		for _, err := range faults {
			if err == nil {
				saved++
			} else {
				wantFault(t, err, fault.CodeConflict, "fault.producer.stale")
			}
		}
		if saved != 1 {
			t.Errorf("version %d was saved over %d times", version, saved)
		}
	}
}
