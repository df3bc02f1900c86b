package locale_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

const nb = "\u00a0"

func TestWritten(t *testing.T) {
	for want, of := range map[string][4]string{ // reader, then Finnish, Swedish and English
		"a": {"fi", "a", "b", "c"}, "b": {"sv", "a", "b", "c"}, "c": {"en", "a", "b", "c"}, "a in fi": {"sv", "a", "", "c"}, "x in fi": {"en", "x", "b", ""},
		"b in sv": {"fi", "", "b", "c"}, "c in en": {"sv", "", "", "c"}, "": {"en", "", "", ""}, "y": {"??", "y", "", ""},
	} {
		text, other := locale.Written(of[0], of[1], of[2], of[3])
		if locale.Pick(of[0], of[1], of[2], of[3]) != text {
			t.Errorf("Pick of %v is not %q", of, text)
		}
		if other != "" {
			text += " in " + string(other)
		}
		if text != want {
			t.Errorf("%v: %q, want %q", of, text, want)
		}
	}
}

func files(pairs ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		m["locales/"+pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return m
}

func load(t *testing.T, pairs ...string) *locale.Bundle {
	t.Helper()
	b, err := locale.Load(files(pairs...))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func texts(t *testing.T) *locale.Bundle {
	t.Helper()
	return load(t,
		"results.fi.toml", `
[results]
title = "Palvelut"
found = { one = "{{.Count}} palvelu", other = "{{.Count}} palvelua" }
price = "Maksat {{.Price}} alkaen {{.From}}"
[results.kind]
description = "Kuvaus"
other = "Muu"`,
		"results.sv.toml", `
[results]
title = "Tjänster"
found = { one = "{{.Count}} tjänst", other = "{{.Count}} tjänster" }
price = "Du betalar {{.Price}} från {{.From}}"
[results.kind]
description = "Beskrivning"
other = "Annan"`,
		"results.en.toml", `
[results]
title = "Services"
found = { one = "{{.Count}} service", other = "{{.Count}} services" }
price = "You pay {{.Price}} from {{.From}}"
[results.kind]
description = "Description"
other = "Other"`)
}

func TestTexts(t *testing.T) {
	b := texts(t)
	from := calendar.Date{Year: 2026, Month: time.May, Day: 8}
	for _, test := range []struct {
		lang locale.Lang
		key  string
		args []any
		want string
	}{
		{locale.Fi, "results.title", nil, "Palvelut"},
		{locale.Sv, "results.title", nil, "Tjänster"},
		{locale.En, "results.title", []any{"Unused", 1}, "Services"},
		{locale.Fi, "results.found", []any{"Count", 0}, "0 palvelua"},
		{locale.Fi, "results.found", []any{"Count", 1}, "1 palvelu"},
		{locale.Fi, "results.found", []any{"Count", 12345}, "12" + nb + "345 palvelua"},
		{locale.Sv, "results.found", []any{"Count", 1}, "1 tjänst"},
		{locale.Sv, "results.found", []any{"Count", 2}, "2 tjänster"},
		{locale.En, "results.found", []any{"Count", 0}, "0 services"},
		{locale.En, "results.found", []any{"Count", 1}, "1 service"},
		{locale.En, "results.found", []any{"Count", int64(2)}, "2 services"},
		{locale.Fi, "results.price", []any{"Price", money.Cents(123450), "From", from}, "Maksat 1" + nb + "234,50" + nb + "€ alkaen 8.5.2026"},
		{locale.En, "results.price", []any{"Price", money.Cents(123450), "From", from}, "You pay €1,234.50 from 8 May 2026"},
		{locale.Fi, "results.kind.description", nil, "Kuvaus"}, // not taken for go-i18n's own words
		{locale.Fi, "results.kind.other", nil, "Muu"},
	} {
		if got := b.Printer(test.lang).T(test.key, test.args...); got != test.want {
			t.Errorf("%s %s: %q, want %q", test.lang, test.key, got, test.want)
		}
	}
	if missing := b.Missing(); len(missing) != 0 {
		t.Errorf("missing: %v", missing)
	}
	if differences := b.Differences(); len(differences) != 0 {
		t.Errorf("differences: %v", differences)
	}
}

func TestWhatIsMissingIsMarkedAndListed(t *testing.T) {
	b := texts(t)
	p := b.Printer(locale.Sv)
	for _, test := range []struct {
		key  string
		args []any
	}{
		{"no.such", nil},
		{"results", nil},
		{"results.price", []any{"Price", 1}}, // without From
		{"results.price", nil},
	} {
		if got := p.T(test.key, test.args...); got != "⟦"+test.key+"⟧" {
			t.Errorf("%s: %q", test.key, got)
		}
	}
	if diff := cmp.Diff([]string{"sv no.such", "sv results", "sv results.price"}, b.Missing()); diff != "" {
		t.Error(diff)
	}
	if p.Has("no.such") || !p.Has("results.found") || !p.Has("results.title") {
		t.Error("Has is wrong")
	}
}

func TestALanguageIsNotFilledFromAnother(t *testing.T) {
	b := load(t, "a.fi.toml", "x = \"suomeksi\"\ny = \"suomeksi {{.A}}\"", "a.sv.toml", `y = "på svenska {{.B}}"`, "a.en.toml", `x = " "`)
	if got := b.Printer(locale.Sv).T("x"); got != "⟦x⟧" {
		t.Errorf("Swedish shows %q", got)
	}
	want := []string{
		"sv has no x",
		"x is empty in en",
		"y has variables [A] in fi and [B] in sv",
		"en has no y",
	}
	if diff := cmp.Diff(want, b.Differences()); diff != "" {
		t.Error(diff)
	}
}

func TestFaultsOfTheFilesAreListedAtOnce(t *testing.T) {
	_, err := locale.Load(files(
		"a.fi.toml", "[a]\nx = \"1\"",
		"b.fi.toml", "[a]\nx = \"2\"",
		"c.fi.toml", "no toml",
		"d.de.toml", "[d]\nx = \"1\"",
		"e.toml", "[e]\nx = \"1\"",
		"f.sv.toml", "[f]\nx = 1",
		"g.en.toml", "[g]\nx = \"{{.A\"",
	))
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range []string{"b.fi.toml: a.x is there already", "c.fi.toml", "d.de.toml", "e.toml", "f.sv.toml: f.x is neither", "g.en.toml"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("not told: %s\nin: %v", part, err)
		}
	}
}

func TestNegotiate(t *testing.T) {
	for header, want := range map[string]locale.Lang{
		"":                                  locale.Fi,
		"sv":                                locale.Sv,
		"sv-FI,sv;q=0.9,fi;q=0.8":           locale.Sv,
		"en-GB,en;q=0.9":                    locale.En,
		"fi;q=0.5,en;q=0.8":                 locale.En,
		"de-DE,de;q=0.9,sv;q=0.5,en;q=.4":   locale.Sv,
		"nb,da;q=0.9":                       locale.Fi,
		"de":                                locale.Fi,
		"sv;q=0":                            locale.Fi,
		"*":                                 locale.Fi,
		";;;,":                              locale.Fi,
		"\x00\xff":                          locale.Fi,
		"sv," + strings.Repeat("de,", 5000): locale.Sv,
		strings.Repeat("x", 5000):           locale.Fi,
	} {
		if got := locale.Negotiate(header); got != want {
			t.Errorf("%.40q: %s, want %s", header, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) { locale.Negotiate(rapid.String().Draw(t, "header")) })
}

func TestParse(t *testing.T) {
	for _, l := range locale.Langs() {
		if got, ok := locale.Parse(string(l)); !ok || got != l {
			t.Errorf("%s: %s, %v", l, got, ok)
		}
	}
	for _, s := range []string{"", "FI", "fin", "de", "fi "} {
		if got, ok := locale.Parse(s); ok || got != "" {
			t.Errorf("%q: %s, %v", s, got, ok)
		}
	}
}

func TestDatesAndTimes(t *testing.T) {
	b := texts(t)
	day := calendar.Date{Year: 2026, Month: time.May, Day: 18}
	late := time.Date(2026, 5, 18, 22, 5, 0, 0, time.UTC) // the next day in Helsinki
	winter := time.Date(2026, 1, 2, 7, 5, 59, 0, time.UTC)
	for _, test := range []struct {
		lang              locale.Lang
		day, late, winter string
	}{
		{locale.Fi, "18.5.2026", "19.5.2026 klo 1.05", "2.1.2026 klo 9.05"},
		{locale.Sv, "18.5.2026", "19.5.2026 kl. 01.05", "2.1.2026 kl. 09.05"},
		{locale.En, "18 May 2026", "19 May 2026 at 01:05", "2 January 2026 at 09:05"},
	} {
		p := b.Printer(test.lang)
		got := []string{p.Date(day), p.DateTime(late), p.DateTime(winter)}
		if diff := cmp.Diff([]string{test.day, test.late, test.winter}, got); diff != "" {
			t.Errorf("%s: %s", test.lang, diff)
		}
	}
}

func TestNumbers(t *testing.T) {
	b := texts(t)
	for n, want := range map[int][2]string{
		0: {"0", "0"}, 999: {"999", "999"}, 1000: {"1" + nb + "000", "1,000"},
		1234567: {"1" + nb + "234" + nb + "567", "1,234,567"}, -1000: {"−1" + nb + "000", "−1,000"},
	} {
		if got := [2]string{b.Printer(locale.Fi).Number(n), b.Printer(locale.En).Number(n)}; got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestTheContextCarriesThePrinter(t *testing.T) {
	p := texts(t).Printer(locale.Sv)
	if got := locale.From(locale.With(context.Background(), p)).T("results.title"); got != "Tjänster" {
		t.Errorf("got %q", got)
	}
	if got := locale.From(context.Background()).T("results.title"); got != "⟦results.title⟧" {
		t.Errorf("without a printer: %q", got)
	}
	if got := texts(t).Printer("xx").Lang(); got != locale.Fi {
		t.Errorf("an unknown language is %s", got)
	}
}

// BenchmarkT holds a page's texts to nothing that shows: a plain text allocates nothing.
func BenchmarkT(b *testing.B) {
	bundle, err := locale.Load(files("a.fi.toml", "plain = \"x\"\ncount = { one = \"{{.Count}}\", other = \"{{.Count}}\" }"))
	if err != nil {
		b.Fatal(err)
	}
	p := bundle.Printer(locale.Fi)
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			p.T("plain")
		}
	})
	b.Run("plural", func(b *testing.B) {
		for b.Loop() {
			p.T("count", "Count", 3)
		}
	})
}
