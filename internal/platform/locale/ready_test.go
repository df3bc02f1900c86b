package locale_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// T fills most texts by itself. Whatever the text and the variables, it must write what go-i18n writes.
func TestTextsAreFilledAsGoI18nFillsThem(t *testing.T) {
	ours, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	odd := load(t, "odd.fi.toml", `
[odd]
counted = "Tuloksia {{.Count}}"
twice = "{{.A}}{{.A}} ja {{.B}}"
spaced = "{{ .A }}!"
piped = '{{.A | printf "%q"}}'
chosen = "{{if .A}}on{{else}}ei ole{{end}}"
braces = "{ {{.A}} }"
plural = { one = "{{.Count}} koti {{.A}}", other = "{{.Count}} kotia" }
bare = { one = "yksi", other = "monta" }
`)
	value := rapid.OneOf(
		rapid.StringN(0, 8, 40).AsAny(), rapid.IntRange(-5, 2_000_000).AsAny(), rapid.IntRange(0, 3).AsAny(), rapid.Bool().AsAny(),
		rapid.Map(rapid.IntRange(-500, 5_000_000), func(n int) any { return money.Cents(n) }),
		rapid.Map(rapid.IntRange(1, 28), func(n int) any { return calendar.Date{Year: 2026, Month: time.May, Day: n} }),
		rapid.Map(rapid.Int64Range(0, 2_000_000_000), func(n int64) any { return time.Unix(n, 0) }),
		rapid.Map(rapid.Float64Range(-5, 5), func(f float64) any { return f }),
		rapid.Just[any](nil), rapid.Map(rapid.Int8(), func(n int8) any { return n }),
	)
	rapid.Check(t, func(rt *rapid.T) {
		b, lang := ours, rapid.SampledFrom(locale.Langs()).Draw(rt, "lang")
		if rapid.Bool().Draw(rt, "odd") {
			b, lang = odd, locale.Fi
		}
		key := rapid.SampledFrom(b.Keys()).Draw(rt, "key")
		names := append(b.Variables(lang, key), "Count", "Other")
		given := map[string]any{}
		for _, name := range names {
			if rapid.IntRange(0, 9).Draw(rt, "given "+name) > 0 {
				given[name] = value.Draw(rt, name)
			}
		}
		if len(names) == 2 || rapid.Bool().Draw(rt, "no count") { // a text without variables does not look at them
			delete(given, "Count")
		}
		var pairs []any
		for _, name := range slices.Sorted(maps.Keys(given)) {
			pairs = append(pairs, name, given[name])
		}
		p := b.Printer(lang)
		if got, want := p.T(key, pairs...), p.ByGoI18n(key, given); got != want {
			rt.Fatalf("%s in %s with %v: %q, and go-i18n writes %q", key, lang, given, got, want)
		}
	})
}

func TestOfTwoVariablesOfOneNameTheLastIsWritten(t *testing.T) {
	p := load(t, "a.fi.toml", `a = "{{.A}}"`).Printer(locale.Fi)
	if got := p.T("a", "A", "first", "A", "last", "odd"); got != "last" {
		t.Errorf("%q", got)
	}
}

func BenchmarkText(b *testing.B) {
	ours, err := locale.Load(frontend.Locales)
	if err != nil {
		b.Fatal(err)
	}
	p := ours.Printer(locale.Fi)
	b.Run("ready", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.T("public.quality.count", "Count", 12)
		}
	})
	b.Run("go-i18n", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.ByGoI18n("public.quality.count", map[string]any{"Count": 12})
		}
	})
}
