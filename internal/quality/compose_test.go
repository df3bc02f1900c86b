package quality

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

var all = Weights{Main: true, Of: map[string]int{"feedback": 40, "thl": 20, "timeliness": 15, "continuity": 10, "complaints": 10, "inspections": 5}}

func drawParts(t *rapid.T) []Part {
	var parts []Part
	for _, i := range Indicators() {
		if rapid.Bool().Draw(t, "has "+i.Key) {
			parts = append(parts, Part{Indicator: i.Key, Value: rapid.IntRange(i.Low, i.High).Draw(t, i.Key), N: rapid.IntRange(1, 400).Draw(t, "n")})
		}
	}
	return parts
}

func drawWeights(t *rapid.T) Weights {
	w := Weights{Of: map[string]int{}}
	for _, i := range Indicators() {
		if weight := rapid.IntRange(0, 100).Draw(t, "weight of "+i.Key); weight > 0 {
			w.Of[i.Key] = weight
		}
	}
	return w
}

func TestAFigureStaysWithinItsScaleAndItsParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Compose(drawParts(t), drawWeights(t), rapid.IntRange(SmallestLeast, LargestLeast).Draw(t, "needed"))
		if !c.Known {
			if c.Mean != 0 {
				t.Fatalf("not known, and yet %d", c.Mean)
			}
			return
		}
		low, high := 500, 100
		for _, s := range c.Steps {
			if s.Why == Counted {
				low, high = min(low, s.Points), max(high, s.Points)
			}
		}
		if c.Mean < 100 || c.Mean > 500 || c.Mean < low || c.Mean > high || c.Answers < c.Needed || c.Weight > c.Of {
			t.Fatalf("%+v is outside %d–%d", c, low, high)
		}
	})
}

func TestABetterValueNeverLowersTheFigure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts, w, needed := drawParts(t), drawWeights(t), rapid.IntRange(SmallestLeast, 20).Draw(t, "needed")
		if len(parts) == 0 {
			return
		}
		at := rapid.IntRange(0, len(parts)-1).Draw(t, "which")
		i, _ := ByKey(parts[at].Indicator)
		better := append([]Part(nil), parts...)
		if i.More {
			better[at].Value = rapid.IntRange(parts[at].Value, i.High).Draw(t, "better")
		} else {
			better[at].Value = rapid.IntRange(i.Low, parts[at].Value).Draw(t, "better")
		}
		if before, after := Compose(parts, w, needed), Compose(better, w, needed); after.Known != before.Known || after.Mean < before.Mean {
			t.Fatalf("%s from %d to %d: %d becomes %d", i.Key, parts[at].Value, better[at].Value, before.Mean, after.Mean)
		}
	})
}

func TestTheOrderOfPartsSaysNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts, w := drawParts(t), drawWeights(t)
		mixed := rapid.Permutation(parts).Draw(t, "mixed")
		if diff := cmp.Diff(Compose(parts, w, 5), Compose(mixed, w, 5)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestAloneAnIndicatorIsTheFigure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.SampledFrom(Indicators()).Draw(t, "indicator")
		value := rapid.IntRange(i.Low, i.High).Draw(t, "value")
		weight := rapid.IntRange(1, 1000).Draw(t, "weight")
		c := Compose([]Part{{Indicator: i.Key, Value: value, N: 50}}, Weights{Of: map[string]int{i.Key: weight}}, 5)
		if got := c.Steps[0]; got.Points != points(i.Worth(value), 1) || got.Share != 1000 {
			t.Fatalf("%+v", got)
		}
		switch {
		case i.Counts != CountAnswers && c.Known:
			t.Fatal("nobody answered, and yet a figure")
		case i.Counts == CountAnswers && c.Mean != value:
			t.Fatalf("%d alone gives %d", value, c.Mean)
		}
	})
}

func TestWhatDoesNotCountLeavesItsWeightOut(t *testing.T) {
	parts := []Part{{Indicator: "feedback", Value: 450, N: 5}, {Indicator: "thl", Value: 100, N: 4}, {Indicator: "timeliness", Value: 10_000, N: 900}}
	c := Compose(parts, all, 5)
	// (40 × 8 750 + 15 × 10 000) ÷ 55 = 9 091 of 10 000, which is 4.64
	if !c.Known || c.Mean != 464 || c.Answers != 5 || c.Weight != 55 || c.Of != 100 {
		t.Errorf("%+v", c)
	}
	why := map[string]string{}
	for _, s := range c.Steps {
		why[s.Indicator.Key] = s.Why
	}
	want := map[string]string{"feedback": Counted, "thl": WhyFew, "timeliness": Counted, "continuity": WhyMissing, "complaints": WhyMissing, "inspections": WhyMissing}
	if diff := cmp.Diff(want, why); diff != "" {
		t.Error(diff)
	}
	only := Compose(parts, Weights{Of: map[string]int{"feedback": 1}}, 5)
	if only.Mean != 450 || only.Steps[2].Why != WhyWeight {
		t.Errorf("%+v", only)
	}
}

func TestTooFewAnswersGiveNoFigure(t *testing.T) {
	one := Part{Indicator: "feedback", Value: 500, N: 1}
	for _, c := range []struct {
		name    string
		parts   []Part
		needed  int
		mean    int
		answers int
	}{
		{"one answer", []Part{one}, 5, 0, 1},
		{"one answer and many visits on time", []Part{one, {Indicator: "timeliness", Value: 9900, N: 5000}}, 5, 0, 1},
		{"nobody answered", []Part{{Indicator: "inspections", Value: 0, N: 1}}, 5, 0, 0},
		{"just enough", []Part{{Indicator: "feedback", Value: 431, N: 5}}, 5, 431, 5},
		{"the organiser asks for more", []Part{{Indicator: "feedback", Value: 431, N: 9}}, 10, 0, 9},
		{"two surveys, each too small, are not one", []Part{{Indicator: "feedback", Value: 431, N: 4}, {Indicator: "thl", Value: 431, N: 3}}, 5, 0, 4},
	} {
		r := Rate(uuid.Nil, "home_care", c.parts, all, c.needed)
		if r.Mean != c.mean || r.Answers != c.answers || r.Published() != (c.mean > 0) {
			t.Errorf("%s: %+v", c.name, r)
		}
	}
	if Rate(uuid.Nil, "home_care", nil, all, 5) != nil {
		t.Error("nothing told is rated")
	}
}

func TestARatingTellsWhatItCovers(t *testing.T) {
	jan, jun, may := calendar.Date{Year: 2026, Month: 1, Day: 1}, calendar.Date{Year: 2026, Month: 6, Day: 30}, calendar.Date{Year: 2026, Month: 5, Day: 1}
	r := Rate(uuid.Nil, "home_care", []Part{
		{Indicator: "feedback", Value: 456, N: 20, From: may, To: jun, AsOf: jun}, {Indicator: "complaints", Value: 0, N: 800, From: jan, To: may, AsOf: may, Demo: true},
		{Indicator: "thl", Value: 100, N: 1, From: calendar.Date{Year: 2019, Month: 1, Day: 1}, To: jun, AsOf: jun},
	}, all, 5)
	if r.Source != SourceSeveral || r.Indicators != 2 || r.From != jan || r.To != jun || r.AsOf != jun || !r.Demo {
		t.Errorf("%+v", r)
	}
}

func TestWeightsInForce(t *testing.T) {
	at := func(y int) calendar.Date { return calendar.Date{Year: y, Month: 1, Day: 1} }
	sets := []Weights{{ID: 1, Main: true, ValidFrom: at(2023)}, {ID: 2, ValidFrom: at(2024)}, {ID: 3, Main: true, ValidFrom: at(2026)}}
	for _, c := range []struct{ year, want int }{{2022, 0}, {2023, 1}, {2025, 1}, {2026, 3}, {2030, 3}} {
		if got, ok := InForce(sets, at(c.year)); got.ID != c.want || ok != (c.want > 0) {
			t.Errorf("%d: set %d, want %d", c.year, got.ID, c.want)
		}
	}
}

func TestWorth(t *testing.T) {
	for _, c := range []struct {
		key         string
		value, want int
	}{
		{"feedback", 100, 0}, {"feedback", 500, 10_000}, {"feedback", 456, 8900},
		{"timeliness", 7000, 0}, {"timeliness", 5000, 0}, {"timeliness", 8500, 5000}, {"timeliness", 10_000, 10_000},
		{"continuity", 300, 10_000}, {"continuity", 100, 10_000}, {"continuity", 2000, 0}, {"continuity", 9000, 0}, {"continuity", 1150, 5000},
		{"complaints", 0, 10_000}, {"complaints", 250, 7500}, {"inspections", 100, 8000},
	} {
		i, _ := ByKey(c.key)
		if got := i.Worth(c.value); got != c.want {
			t.Errorf("%s %d: %d, want %d", c.key, c.value, got, c.want)
		}
	}
}

func TestDefinitionsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, i := range Indicators() {
		for _, text := range []Text{i.Name, i.Measures, i.Origin} {
			if text.Fi == "" || text.Sv == "" || text.En == "" {
				t.Errorf("%s lacks a language: %+v", i.Key, text)
			}
		}
		if seen[i.Key] || i.Worst == i.Best || i.More != (i.Best > i.Worst) || i.Low > i.High {
			t.Errorf("%+v", i)
		}
		seen[i.Key] = true
	}
}
