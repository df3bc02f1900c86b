package wording

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/quality"
)

func in(t *testing.T, l locale.Lang) Words {
	t.Helper()
	bundle, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if missing := bundle.Missing(); len(missing) > 0 {
			t.Errorf("texts missing: %v", missing)
		}
	})
	return Words{bundle.Printer(l)}
}

func cents(n int64) *money.Cents { c := money.Cents(n); return &c }

func days(n int) *int { return &n }

func TestAmountsAsTheLanguageWritesThem(t *testing.T) {
	for _, tc := range []struct {
		pays       offering.Pays
		fi, sv, en string
	}{
		{offering.Pays{Kind: "own_share", Cents: cents(1210), Per: "hour"}, "12,10\u00a0€", "12,10\u00a0€", "€12.10"},
		{offering.Pays{Kind: "own_share", Cents: cents(1200), Per: "hour"}, "12,00\u00a0€", "12,00\u00a0€", "€12.00"},
		{offering.Pays{Kind: "own_share", Cents: cents(0), Per: "hour"}, "0\u00a0€", "0\u00a0€", "€0"},
		{offering.Pays{Kind: "client_fee", Cents: cents(0), CentsMax: cents(42000), Per: "month"}, "0–420\u00a0€", "0–420\u00a0€", "€0–420"},
		{offering.Pays{Kind: "client_fee", Cents: cents(1050), CentsMax: cents(120000)}, "10,50–1\u00a0200\u00a0€", "10,50–1\u00a0200\u00a0€", "€10.50–1,200"},
		{offering.Pays{Kind: "client_fee"}, "", "", ""},
	} {
		for l, want := range map[locale.Lang]string{locale.Fi: tc.fi, locale.Sv: tc.sv, locale.En: tc.en} {
			if got := in(t, l).Amount(tc.pays); got != want {
				t.Errorf("%+v in %s: %q, want %q", tc.pays, l, got, want)
			}
		}
	}
}

func TestOwnShareShowsPriceAndVoucher(t *testing.T) {
	it := catalogue.Item{Pays: offering.Pays{Kind: "own_share", Cents: cents(1210), Per: "hour"},
		Price: &catalogue.Price{Cents: 3850, Unit: "hour"}, Value: cents(2640)}
	want := views.Pays{Kind: "own_share", Title: "Maksat itse", Sum: "12,10\u00a0€", Per: "/t", Price: "38,50\u00a0€", Voucher: "−26,40\u00a0€", Share: "31.4"}
	if diff := cmp.Diff(want, in(t, locale.Fi).Pays(it)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	it.Pays.Cents, it.Price.Cents = cents(0), 2000
	if got := in(t, locale.Fi).Pays(it); got.Voucher != "−20,00\u00a0€" || got.Note != "Palveluseteli kattaa koko hinnan." {
		t.Errorf("a voucher over the price: %+v, it never pays more than the price", got)
	}
	it.Pays.From = true
	if got := in(t, locale.Sv).Pays(it); got.From != "från" || got.Price != "" {
		t.Errorf("the least of several: %+v, whose price would be one of them only", got)
	}
}

func TestVacancyInWords(t *testing.T) {
	at := time.Date(2026, 5, 18, 22, 30, 0, 0, time.UTC) // past midnight in Helsinki
	for _, tc := range []struct {
		vacancy    catalogue.Vacancy
		text, kind string
	}{
		{catalogue.Vacancy{State: "free"}, "Tilaa on", "good"},
		{catalogue.Vacancy{State: "free", WaitDays: days(0)}, "Voi aloittaa heti", "good"},
		{catalogue.Vacancy{State: "free", WaitDays: days(5)}, "Voi aloittaa noin 5 päivän kuluttua", "good"},
		{catalogue.Vacancy{State: "queue"}, "Jonoa on", "wait"},
		{catalogue.Vacancy{State: "queue", WaitDays: days(1)}, "Jonoa noin 1 päivä", "wait"},
		{catalogue.Vacancy{State: "queue", WaitDays: days(13)}, "Jonoa noin 13 päivää", "wait"},
		{catalogue.Vacancy{State: "queue", WaitDays: days(15)}, "Jonoa noin 3 viikkoa", "wait"}, // never less than told
		{catalogue.Vacancy{State: "full", WaitDays: days(3)}, "Täynnä", "stop"},
		{catalogue.Vacancy{State: "unknown"}, "Kysy tilannetta tuottajalta", ""},
	} {
		got := in(t, locale.Fi).Vacancy(tc.vacancy)
		if got.Text != tc.text || got.Kind != tc.kind {
			t.Errorf("%+v: %q, %q; want %q, %q", tc.vacancy, got.Text, got.Kind, tc.text, tc.kind)
		}
	}
	if got := in(t, locale.Fi).Vacancy(catalogue.Vacancy{State: "full", At: &at}).At; got != "päivitetty 19.5.2026" {
		t.Errorf("told %q, want the day in Helsinki", got)
	}
}

func TestQualityInWords(t *testing.T) {
	day := calendar.Date{Year: 2026, Month: time.April, Day: 30}
	unit := uuid.New()
	rated := &quality.Rating{Unit: unit, Service: "home_care", Mean: 462, Answers: 1280, Needed: 5, Source: "thl", Indicators: 1, From: day, To: day, AsOf: day}
	want := views.Quality{Word: "Erinomainen", Number: "4,6 / 5", Count: "1\u00a0280 arviota", Source: "THL:n asiakaskysely, 30.4.2026",
		Why: "/fi/laatu/" + unit.String() + "/home_care"}
	if diff := cmp.Diff(want, in(t, locale.Fi).Quality(rated)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	several := *rated
	several.Source, several.Indicators, several.From = quality.SourceSeveral, 3, calendar.Date{Year: 2026, Month: time.January, Day: 1}
	if got := in(t, locale.Sv).Quality(&several).Source; got != "Sammanställt av 3 mätare, 1.1.2026–30.4.2026" {
		t.Errorf("several indicators: %q", got)
	}
	few := in(t, locale.En).Quality(&quality.Rating{Answers: 4, Needed: 5})
	if few.Number != "" || few.Count != "4 answers, 5 needed" {
		t.Errorf("four answers give %+v, which tells too much", few)
	}
	if got := in(t, locale.Sv).Quality(nil); got != (views.Quality{Word: "Ännu inga omdömen"}) {
		t.Errorf("nobody has answered: %+v", got)
	}
}

func TestDistances(t *testing.T) {
	w := in(t, locale.Fi)
	for metres, want := range map[int]string{0: "alle 1 km", 999: "alle 1 km", 1000: "1,0 km", 2449: "2,4 km", 9949: "9,9 km", 12_600: "13 km"} {
		if got := w.Away(metres); got != want {
			t.Errorf("%d m: %q, want %q", metres, got, want)
		}
	}
}

func TestLanguagesByName(t *testing.T) {
	codes := []string{"ar", "en", "fi", "ru", "se", "sgn", "sv"}
	for l, want := range map[locale.Lang]string{
		locale.Fi: "suomi, ruotsi, pohjoissaame, viittomakieli, englanti, arabia, venäjä",
		locale.Sv: "svenska, finska, nordsamiska, teckenspråk, engelska, arabiska, ryska",
		locale.En: "English, Finnish, Swedish, Northern Sami, sign language, Arabic, Russian",
	} {
		if got := in(t, l).Spoken(codes); got != want {
			t.Errorf("%s: %q, want %q", l, got, want)
		}
	}
}

func TestShareOfThePrice(t *testing.T) {
	for _, tc := range []struct {
		part, whole money.Cents
		want        string
	}{{1210, 3850, "31.4"}, {0, 100, "0.0"}, {100, 100, "100.0"}, {1, 3, "33.3"}, {2, 3, "66.7"}, {1, 0, ""}} {
		if got := share(tc.part, tc.whole); got != tc.want {
			t.Errorf("%d of %d: %s, want %s", tc.part, tc.whole, got, tc.want)
		}
	}
}

func TestACountyThatInspectedIsNamedInTheLanguageOfThePage(t *testing.T) {
	for _, tc := range []struct {
		l             locale.Lang
		written, want string
	}{
		{locale.Sv, "Keski-Suomen hyvinvointialue", "Mellersta Finlands välfärdsområde"},
		{locale.Fi, "Österbottens välfärdsområde", "Pohjanmaan hyvinvointialue"},
		{locale.En, "Keski-Suomen hyvinvointialue", "Central Finland wellbeing services county"},
		{locale.Sv, "Lupa- ja valvontavirasto", "Lupa- ja valvontavirasto"},
		{locale.Sv, "", ""},
	} {
		if got := in(t, tc.l).Inspection(&quality.Inspection{Inspector: tc.written, Finding: "none", Kind: "announced"}).Inspector; got != tc.want {
			t.Errorf("%s %q: %q", tc.l, tc.written, got)
		}
	}
}
