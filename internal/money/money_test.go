package money_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/money"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]money.Cents{
		"12,10": 1210, "12.10": 1210, "1 234,5": 123450, "36": 3600, "36 €": 3600, "36,5 €": 3650, "€1,234.50": 123450,
		"1\u00a0234,50\u00a0€": 123450, "1\u202f234": 123400, "1.234,50": 123450, "0": 0, "0,01": 1, " 7 ": 700, "-5": -500,
		"−5,25 €": -525, "−€5.25": -525, "12 EUR": 1200, "92233720368547758,07": math.MaxInt64, "007": 700,
	} {
		got, err := money.Parse(text)
		if err != nil || got != want {
			t.Errorf("Parse(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]error{
		"": money.ErrSyntax, "€": money.ErrSyntax, "-": money.ErrSyntax, "abc": money.ErrSyntax, "NaN": money.ErrSyntax,
		"Inf": money.ErrSyntax, "1e3": money.ErrSyntax, "12,": money.ErrSyntax, ",50": money.ErrSyntax, "1,2,3": money.ErrSyntax,
		"1.234.567": money.ErrSyntax, "12 34": money.ErrSyntax, "1234 567": money.ErrSyntax, "--5": money.ErrSyntax,
		"٣٦": money.ErrSyntax, "36\x00": money.ErrSyntax, "\xff36": money.ErrSyntax, "12,345": money.ErrDecimals,
		"1,234": money.ErrDecimals, "92233720368547758,08": money.ErrOverflow, strings.Repeat("9", 60): money.ErrOverflow,
		strings.Repeat("9", 10_000): money.ErrSyntax,
	} {
		if got, err := money.Parse(text); !errors.Is(err, want) {
			t.Errorf("Parse(%.20q) = %d, %v; want %v", text, got, err, want)
		}
	}
}

func TestFormat(t *testing.T) {
	for _, c := range []struct {
		cents           money.Cents
		machine, fi, en string
	}{
		{0, "0.00", "0,00 €", "€0.00"},
		{5, "0.05", "0,05 €", "€0.05"},
		{-5, "-0.05", "−0,05 €", "−€0.05"},
		{123450, "1234.50", "1 234,50 €", "€1,234.50"},
		{100000000, "1000000.00", "1 000 000,00 €", "€1,000,000.00"},
		{math.MinInt64, "-92233720368547758.08", "−92 233 720 368 547 758,08 €", "−€92,233,720,368,547,758.08"},
	} {
		fi := strings.ReplaceAll(c.fi, " ", "\u00a0")
		if got := c.cents.String(); got != c.machine {
			t.Errorf("String(%d) = %q, want %q", int64(c.cents), got, c.machine)
		}
		for lang, want := range map[string]string{"fi": fi, "sv": fi, "en": c.en} {
			if got := c.cents.Format(lang); got != want {
				t.Errorf("Format(%d, %s) = %q, want %q", int64(c.cents), lang, got, want)
			}
		}
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := money.Cents(rapid.Int64Range(math.MinInt64+1, math.MaxInt64).Draw(t, "cents"))
		for _, text := range []string{c.String(), c.Format("fi"), c.Format("en")} {
			if got, err := money.Parse(text); err != nil || got != c {
				t.Fatalf("Parse(%q) = %d, %v; want %d", text, int64(got), err, int64(c))
			}
		}
	})
}

func TestParseNeverPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[-−€0-9., ]{0,20}`)).Draw(t, "text")
		c, err := money.Parse(text)
		if err != nil && c != 0 {
			t.Fatalf("Parse(%q) = %d with %v", text, c, err)
		}
	})
}

// FuzzParse reads anything: what is an amount is written so that it is read as the same amount again, in each language.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"12,10", "1 234,5 €", "€1,234.50", "−5", "92233720368547758,08", "1.2.3", "\xff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cents, err := money.Parse(text)
		if err != nil {
			return
		}
		for _, written := range []string{cents.String(), cents.Format("fi"), cents.Format("sv"), cents.Format("en")} {
			if again, err := money.Parse(written); err != nil || again != cents {
				t.Errorf("%q is %d, written %q, and that is %d, %v", text, cents, written, again, err)
			}
		}
	})
}
