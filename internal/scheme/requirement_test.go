package scheme

import (
	"encoding/json"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

func TestCheck(t *testing.T) {
	today := day(t, "2026-05-18")
	number := func(text string) *Number {
		n, err := ParseNumber(text)
		if err != nil {
			t.Fatal(err)
		}
		return &n
	}
	must := func(k Kind) Requirement { return Requirement{Kind: k, Mandatory: true} }
	limit := Requirement{Kind: KindNumber, Mandatory: true, AtLeast: number("500000")}
	reach := Requirement{Kind: KindDate, Mandatory: true, ValidDays: ptr(30)}
	for name, c := range map[string]struct {
		requirement Requirement
		answer      Answer
		want        Finding
	}{
		"declaration not answered":          {must(KindDeclaration), Answer{}, FindingMissing},
		"declaration yes":                   {must(KindDeclaration), Answer{Declared: ptr(true)}, FindingMet},
		"declaration no":                    {must(KindDeclaration), Answer{Declared: ptr(false)}, FindingNo},
		"optional declaration no":           {Requirement{Kind: KindDeclaration}, Answer{Declared: ptr(false)}, FindingMet},
		"number not answered":               {limit, Answer{}, FindingMissing},
		"number under the limit":            {limit, Answer{Number: number("499 999,9999")}, FindingTooLow},
		"number at the limit":               {limit, Answer{Number: number("500000")}, FindingMet},
		"number without limit":              {must(KindNumber), Answer{Number: number("0")}, FindingMet},
		"optional number under the limit":   {Requirement{Kind: KindNumber, AtLeast: number("2")}, Answer{Number: number("1")}, FindingTooLow},
		"optional number left out":          {Requirement{Kind: KindNumber, AtLeast: number("2")}, Answer{}, FindingMet},
		"date not answered":                 {reach, Answer{}, FindingMissing},
		"date one day short":                {reach, Answer{Date: day(t, "2026-06-16")}, FindingTooSoon},
		"date just far enough":              {reach, Answer{Date: day(t, "2026-06-17")}, FindingMet},
		"any date":                          {must(KindDate), Answer{Date: day(t, "1999-01-01")}, FindingMet},
		"valid today is enough with 0 days": {Requirement{Kind: KindDate, ValidDays: ptr(0)}, Answer{Date: today}, FindingMet},
		"yesterday is not with 0 days":      {Requirement{Kind: KindDate, ValidDays: ptr(0)}, Answer{Date: day(t, "2026-05-17")}, FindingTooSoon},
		"attachment not there":              {must(KindAttachment), Answer{Text: "vakuutus.pdf"}, FindingMissing},
		"attachment there":                  {must(KindAttachment), Answer{File: &Evidence{ID: uuid.New()}}, FindingMet},
		"text of spaces":                    {must(KindText), Answer{Text: " \n\t"}, FindingMissing},
		"text":                              {must(KindText), Answer{Text: "Hoidamme sen."}, FindingMet},
		"optional attachment left out":      {Requirement{Kind: KindAttachment}, Answer{}, FindingMet},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.requirement.Check(c.answer, today); got != c.want {
				t.Errorf("found %s, want %s", got, c.want)
			}
		})
	}
}

func TestParseNumber(t *testing.T) {
	for text, want := range map[string]string{
		"500000": "500000", "500 000": "500000", "500\u00a0000,50": "500000.5", "0,0001": "0.0001", "-3": "-3", "\u22123,5": "-3.5",
		"999999999999,9999": "999999999999.9999", "007": "7", "1.50": "1.5", "0": "0", "10": "10",
	} {
		n, err := ParseNumber(text)
		if err != nil || n.String() != want {
			t.Errorf("ParseNumber(%q) = %s, %v; want %s", text, n, err, want)
		}
	}
	for _, text := range []string{"", " ", "-", "1,", ",5", "1,2,3", "1.2.3", "1,00001", "1000000000000", "12e3", "NaN", "٣", "0x10", "1-2", "--1", "5 kpl"} {
		if n, err := ParseNumber(text); !fault.Is(err, fault.CodeInvalid) {
			t.Errorf("ParseNumber(%q) = %s, %v; want it refused", text, n, err)
		}
	}
}

func TestNumberFormat(t *testing.T) {
	for _, c := range []struct{ text, lang, want string }{
		{"1234567.5", "fi", "1\u00a0234\u00a0567,5"}, {"1234567.5", "sv", "1\u00a0234\u00a0567,5"}, {"1234567.5", "en", "1,234,567.5"},
		{"999", "fi", "999"}, {"-1000", "en", "\u22121,000"}, {"0.25", "fi", "0,25"},
	} {
		n, err := ParseNumber(c.text)
		if err != nil {
			t.Fatal(err)
		}
		if got := n.Format(c.lang); got != c.want {
			t.Errorf("%s in %s: %q, want %q", c.text, c.lang, got, c.want)
		}
	}
}

func TestNumberRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := Number(rapid.Int64Range(-9_999_999_999_999_999, 9_999_999_999_999_999).Draw(t, "n"))
		for _, text := range []string{n.String(), n.Format("fi")} {
			if back, err := ParseNumber(text); err != nil || back != n {
				t.Fatalf("%q: %d, %v; want %d", text, back, err, n)
			}
		}
		raw, err := json.Marshal(n)
		if err != nil {
			t.Fatal(err)
		}
		var back Number
		if err := json.Unmarshal(raw, &back); err != nil || back != n {
			t.Fatalf("%s: %d, %v", raw, back, err)
		}
	})
}
