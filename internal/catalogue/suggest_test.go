package catalogue

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

func TestServicesAreSuggested(t *testing.T) {
	for _, c := range []struct{ typed, lang, text, note, key string }{
		{"kotih", "fi", "Kotihoito", "", "home_care"},
		{"Kotihoito", "sv", "Kotihoito", "Hemvård", "home_care"},
		{"hemv", "sv", "Hemvård", "", "home_care"},
		{"hemvard", "sv", "Hemvård", "", "home_care"},
		{"turvaranne", "fi", "turvaranneke", "Turvapuhelin ja turva-auttaja", "safety_alarm"},
		{"städhj", "sv", "städhjälp", "Städservice", "cleaning"},
		{"nursing h", "en", "nursing home", "Round-the-clock service housing", "round_the_clock_housing"},
	} {
		got := suggestServices(c.typed, c.lang)
		if len(got) == 0 || got[0] != (Suggestion{Kind: SuggestService, Text: c.text, Note: c.note, Service: c.key}) {
			t.Errorf("%q in %s: %+v", c.typed, c.lang, got)
		}
	}
	for typed, key := range map[string]string{"siivosu": "cleaning", "kotihoidosta": "home_care"} { // a slip, and an inflected form
		if got := readServices(typed, "fi"); len(got) == 0 || got[0].Service != key || got[0].Note != "" {
			t.Errorf("%q: %+v", typed, got)
		}
	}
	for _, got := range suggestServices("åbo", "sv") { // "worried about child" is English
		if strings.Contains(got.Text, "about") {
			t.Errorf("%q is suggested in Swedish", got.Text)
		}
	}
	if got := suggestServices("palvelut", "fi"); len(got) > mostServices {
		t.Errorf("%d suggestions", len(got))
	}
	texts := map[string]bool{}
	for _, s := range suggestServices("palv", "fi") {
		if texts[s.Text] {
			t.Errorf("%q is suggested twice", s.Text)
		}
		texts[s.Text] = true
	}
}

func TestSuggestIsParsed(t *testing.T) {
	q, err := ParseSuggest("q=+koti++ho&lang=sv&kind=service,place&kind=producer")
	if err != nil || q.Text != "koti ho" || q.Lang != "sv" || len(q.Kinds) != 3 {
		t.Errorf("%+v, %v", q, err)
	}
	for _, raw := range []string{"q=" + strings.Repeat("a", MaxSuggest+1), "q=%00", "q=%ff", "kind=person", "lang=de", "colour=red", "q=%zz"} {
		if _, err := ParseSuggest(raw); !fault.Is(err, fault.CodeMalformed) {
			t.Errorf("%.30s: %v", raw, err)
		}
	}
}

func TestProducersOfTodayAreSuggested(t *testing.T) {
	w := newWorld(t)
	cat := w.catalogue(nil)
	names := func(text string) []string {
		t.Helper()
		found, err := cat.Suggest(w.Ctx, SuggestQuery{Text: text, Lang: "fi", Kinds: []string{SuggestProducer}})
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, s := range found {
			out = append(out, s.Text)
		}
		return out
	}
	shown := w.HomeCare("Kotihoiva Äiti & Tytär")
	gone := w.HomeCare("Kotihoiva Zeta")
	w.Producer("Kotihoiva Ilman palveluja", "company")
	for _, typed := range []string{"äit", "Aiti", "ÄITI tyt", "tytär koti", "tyt", "äiti & tytär"} {
		if got := names(typed); !slices.Equal(got, []string{"Kotihoiva Äiti & Tytär"}) {
			t.Errorf("%q: %q", typed, got)
		}
	}
	if got := names("kotih"); len(got) != 2 {
		t.Errorf("%q", got)
	}
	w.Event(gone.Admission, "suspended", calendar.Date{})
	if got := names("kotih"); len(got) != 1 {
		t.Errorf("with one suspended: %q", got)
	}
	w.Exec(`UPDATE offering SET withdrawn_at = now() WHERE id = $1`, shown.Offering)
	if got := names("kotih"); len(got) != 0 {
		t.Errorf("with all withdrawn: %q", got)
	}
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-zåäö'\\:*&|!()<>. -]{0,40}`)).Draw(r, "text")
		if strings.ContainsRune(text, 0) {
			return // refused before it comes here
		}
		if _, err := cat.Suggest(w.Ctx, SuggestQuery{Text: text, Lang: "fi"}); err != nil {
			r.Fatalf("%q: %v", text, err)
		}
	})
}
