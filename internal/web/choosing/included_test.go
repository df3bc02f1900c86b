package choosing

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// tells is an offering of home care that tells these things of its price; none: nothing is told.
func tells(service service.Service, note string, states ...string) catalogue.Item {
	it := catalogue.Item{Service: service}
	if note == "" && len(states) == 0 {
		return it
	}
	told := offering.Included{States: map[string]string{}, Note: offering.Text{Fi: note}}
	for i := 0; i < len(states); i += 2 {
		told.States[states[i]] = states[i+1]
	}
	it.Included = &told
	return it
}

func TestWhatPricesIncludeDiffersOnlyWhereTheySayOtherwise(t *testing.T) {
	care, _ := service.ByKey("home_care")
	meals, _ := service.ByKey("meals")
	in, extra := offering.InPrice, offering.CostsExtra
	for name, tc := range map[string]struct {
		items []catalogue.Item
		want  string
	}{
		"contradiction":         {[]catalogue.Item{tells(care, "", "travel", in), tells(care, "", "travel", extra)}, differ},
		"one tells more":        {[]catalogue.Item{tells(care, "", "travel", in), tells(care, "", "travel", in, "evenings", extra)}, partly},
		"of different things":   {[]catalogue.Item{tells(care, "", "travel", in), tells(care, "", "evenings", extra)}, partly},
		"two notes":             {[]catalogue.Item{tells(care, "Pyhinä tuplahinta."), tells(care, "Ei lisiä.")}, differ},
		"one note":              {[]catalogue.Item{tells(care, "Pyhinä tuplahinta.", "travel", in), tells(care, "", "travel", in)}, partly},
		"two services":          {[]catalogue.Item{tells(care, "", "travel", in), tells(meals, "", "salad", in)}, differ},
		"the third contradicts": {[]catalogue.Item{tells(care, "", "travel", in), tells(care, ""), tells(care, "", "travel", offering.NotOffered)}, differ},
	} {
		if got := includedVerdict(differ, tc.items); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
	if got := includedVerdict(alike, nil); got != alike {
		t.Errorf("the same words are %q", got)
	}
}

// TestSilenceIsNoDifference: taking away what one tells never makes a difference, and the order of columns says nothing.
func TestSilenceIsNoDifference(t *testing.T) {
	care, _ := service.ByKey("home_care")
	rapid.Check(t, func(t *rapid.T) {
		state := rapid.SampledFrom([]string{"", offering.InPrice, offering.CostsExtra, offering.NotOffered})
		var items, silent, back []catalogue.Item
		for range rapid.IntRange(2, 4).Draw(t, "columns") {
			var states []string
			for _, thing := range offering.Things("home_care") {
				if s := state.Draw(t, thing.Key); s != "" {
					states = append(states, thing.Key, s)
				}
			}
			items = append(items, tells(care, "", states...))
		}
		silenced := rapid.IntRange(0, len(items)-1).Draw(t, "silenced")
		for i, it := range items {
			back = append([]catalogue.Item{it}, back...)
			if i == silenced {
				it = tells(care, "")
			}
			silent = append(silent, it)
		}
		for _, thing := range offering.Things("home_care") {
			was := toldDifferently(thing.Key, "home_care", items)
			if toldDifferently(thing.Key, "home_care", silent) && !was {
				t.Fatalf("%s: silence made a difference", thing.Key)
			}
			if toldDifferently(thing.Key, "home_care", back) != was {
				t.Fatalf("%s: the order of columns matters", thing.Key)
			}
		}
	})
}

// What a producer has written itself keeps its language, beside answers in the page's own.
func TestANoteOfAPriceKeepsItsLanguage(t *testing.T) {
	care, _ := service.ByKey("home_care")
	it := tells(care, "Pyhinä tuplahinta.", "travel", offering.InPrice)
	sv := in(t, locale.Sv).included(it, asked{})
	if sv.Main == "" || sv.Lang != "" || sv.Note.Text != "Pyhinä tuplahinta." || sv.Note.Lang != "fi" {
		t.Errorf("%+v", sv)
	}
	if fi := in(t, locale.Fi).included(it, asked{}); fi.Note.Lang != "" {
		t.Errorf("%+v", fi)
	}
	if sayingOf(sv) == sayingOf(in(t, locale.Sv).included(tells(care, "", "travel", offering.InPrice), asked{})) {
		t.Error("a note is no difference")
	}
}
