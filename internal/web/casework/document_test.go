package casework_test

import (
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
)

// Each instruction names its own days, law and court, in each language, and none of another's.
func TestAppealInstructions(t *testing.T) {
	texts, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	last, err := calendar.Parse("2026-06-04")
	if err != nil {
		t.Fatal(err)
	}
	leave := map[locale.Lang]string{locale.Fi: "käsittelyluvan", locale.Sv: "behandlingstillstånd", locale.En: "grants leave"}
	court := map[locale.Lang]string{locale.Fi: "markkinaoikeuteen", locale.Sv: "marknadsdomstolen", locale.En: "Market Court"}
	for _, l := range locale.Langs() {
		p := texts.Printer(l)
		for _, r := range admission.Remedies() {
			for _, city := range []bool{false, true} {
				appeal := casework.Appeal(p, r, casework.AppealFacts{CaseNumber: "03/000042/2026", Authority: "Viranomainen", City: city, LastDay: last})
				text := appeal.Title
				for _, part := range appeal.Parts {
					text += " " + part.Title + " " + strings.Join(part.Lines, " ")
				}
				for _, want := range []string{"03/000042/2026", "Viranomainen", p.Date(last)} {
					if !strings.Contains(text, want) {
						t.Errorf("%s in %s does not say %q", r, l, want)
					}
				}
				if strings.ContainsAny(text, "⟦<{") {
					t.Errorf("%s in %s: %s", r, l, text)
				}
				says := func(what string, want bool) {
					if strings.Contains(text, what) != want {
						t.Errorf("%s in %s, city %v: says %q is %v", r, l, city, what, !want)
					}
				}
				procurement := r == admission.RemedyProcurement || r == admission.RemedyProcurementLeave
				says(court[l], procurement)
				says(leave[l], r == admission.RemedyProcurementLeave)
				says("611/2021", r == admission.RemedyProducer && !city)
				says("410/2015", r == admission.RemedyProducer && city)
				says("569/2009", r == admission.RemedyClient)
				says("1397/2016", procurement)
				says("14 ", r != admission.RemedyClient)
			}
		}
	}
	if missing := texts.Missing(); len(missing) > 0 {
		t.Errorf("texts are missing: %v", missing)
	}
}

func TestDue(t *testing.T) {
	texts, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	due, err := calendar.Parse("2026-05-21")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		left       admission.Left
		text, kind string
	}{
		{admission.Left{Days: 1, Overdue: true}, "Myöhässä 1 arkipäivä", "stop"},
		{admission.Left{Days: 3, Overdue: true}, "Myöhässä 3 arkipäivää", "stop"},
		{admission.Left{Overdue: true}, "Myöhässä", "stop"},
		{admission.Left{}, "Viimeinen päivä tänään", "stop"},
		{admission.Left{Days: 2}, "2 arkipäivää", "stop"},
		{admission.Left{Days: 4}, "4 arkipäivää", "wait"},
		{admission.Left{Days: 17}, "17 arkipäivää", "good"},
	} {
		got := casework.Due(texts.Printer(locale.Fi), c.left, due)
		if got.Text != c.text || got.Kind != c.kind || got.Note != "21.5.2026" {
			t.Errorf("%+v: %+v", c.left, got)
		}
	}
}

func TestLapse(t *testing.T) {
	texts, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	for left, want := range map[int][2]string{0: {"Upphör i dag", "wait"}, 1: {"Upphör i morgon", "wait"}, 7: {"Upphör om 7 dagar", "wait"},
		30: {"Upphör om 30 dagar", "wait"}, 31: {"Upphör om 31 dagar", "info"}, 60: {"Upphör om 60 dagar", "info"}} {
		if got := casework.Lapse(texts.Printer(locale.Sv), left); got.Text != want[0] || got.Kind != want[1] {
			t.Errorf("%d days: %+v, want %q", left, got, want)
		}
	}
}

func TestSize(t *testing.T) {
	texts, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	for bytes, want := range map[int64]string{1: "1 kt", 84_400: "84 kt", 999_999: "1 000 kt", 1_000_000: "1 Mt", 2_449_999: "2,4 Mt", 10_485_760: "10,5 Mt"} {
		if got := strings.ReplaceAll(casework.Size(texts.Printer(locale.Fi), bytes), "\u00a0", " "); got != want {
			t.Errorf("%d: %s, want %s", bytes, got, want)
		}
	}
}
