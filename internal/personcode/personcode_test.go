package personcode_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/personcode"
)

const checks = "0123456789ABCDEFHJKLMNPRSTUVWXY"

// signs are the centuries with their signs, as the decree has them.
var signs = map[int]string{1800: "+", 1900: "-YXWVU", 2000: "ABCDEF"}

func TestParse(t *testing.T) {
	for text, want := range map[string]struct {
		err  error
		born string
		test bool
	}{
		"131052-308T":     {born: "1952-10-13"}, // the example of the Digital and Population Data Services Agency
		" 131052-308t\n":  {born: "1952-10-13"},
		"131052Y308T":     {born: "1952-10-13"},
		"131052A308T":     {born: "2052-10-13"},
		"010594Y9032":     {born: "1994-05-01", test: true}, // its examples of the new signs
		"010594Y9021":     {born: "1994-05-01", test: true},
		"020594X903P":     {born: "1994-05-02", test: true},
		"030594W903B":     {born: "1994-05-03", test: true},
		"040594V9030":     {born: "1994-05-04", test: true},
		"050594U903M":     {born: "1994-05-05", test: true},
		"010516B903X":     {born: "2016-05-01", test: true},
		"020516C903K":     {born: "2016-05-02", test: true},
		"131052-308S":     {err: personcode.ErrCheck},
		"131052-309T":     {err: personcode.ErrCheck},
		"310652-308T":     {err: personcode.ErrDay},
		"290201-308T":     {err: personcode.ErrDay},
		"001052-308T":     {err: personcode.ErrDay},
		"131352-308T":     {err: personcode.ErrDay},
		"131052-001T":     {err: personcode.ErrForm},
		"131052G308T":     {err: personcode.ErrForm},
		"131052 308T":     {err: personcode.ErrForm},
		"131052308T":      {err: personcode.ErrForm},
		"131052-3088T":    {err: personcode.ErrForm},
		"+31052-308T":     {err: personcode.ErrForm},
		"1310_2-308T":     {err: personcode.ErrForm},
		"131052−308T":     {err: personcode.ErrForm}, // a minus that is none of ASCII
		"":                {err: personcode.ErrForm},
		"١٣١٠٥٢-308T":     {err: personcode.ErrForm},
		"131052-308T 1 2": {err: personcode.ErrForm},
	} {
		code, err := personcode.Parse(text)
		if !errors.Is(err, want.err) || code.IsZero() != (want.err != nil) {
			t.Errorf("%q: %v, want %v", text, err, want.err)
			continue
		}
		if year, month, day := code.Born(); err == nil && fmt.Sprintf("%04d-%02d-%02d", year, month, day) != want.born || code.Test() != want.test {
			t.Errorf("%q: born %d-%d-%d, test %v", text, year, month, day, code.Test())
		}
		if err != nil && strings.Contains(err.Error(), "308") {
			t.Errorf("the fault tells the code: %v", err)
		}
	}
}

// Every code that is made by the rule is read as what it was made of; one changed character is always found, but for the
// sign of a century, which the check character does not know.
func TestEveryCode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		century := rapid.SampledFrom([]int{1800, 1900, 2000}).Draw(t, "century")
		born := time.Date(century, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 36523).Draw(t, "day"))
		sign := rapid.SampledFrom(strings.Split(signs[century], "")).Draw(t, "sign")
		n := rapid.IntRange(2, 999).Draw(t, "number")
		var whole int
		if _, err := fmt.Sscan("1"+born.Format("020106")+fmt.Sprintf("%03d", n), &whole); err != nil {
			t.Fatal(err)
		}
		text := born.Format("020106") + sign + fmt.Sprintf("%03d", n) + string(checks[(whole-1_000_000_000)%31])
		code, err := personcode.Parse(text)
		if err != nil || code.Plain() != text || code.Test() != (n >= 900) {
			t.Fatalf("%s: %v", text, err)
		}
		if year, month, day := code.Born(); year != born.Year() || month != born.Month() || day != born.Day() {
			t.Fatalf("%s: born %d-%d-%d", text, year, month, day)
		}
		at := rapid.IntRange(0, 10).Filter(func(i int) bool { return i != 6 }).Draw(t, "at")
		other := rapid.SampledFrom([]byte(checks)).Filter(func(b byte) bool { return b != text[at] }).Draw(t, "other")
		if _, err := personcode.Parse(text[:at] + string(other) + text[at+1:]); err == nil {
			t.Fatalf("%s with %c at %d is taken", text, other, at)
		}
	})
}

// However a code is written, nobody reads it.
func TestNothingPrintsACode(t *testing.T) {
	code, err := personcode.Parse("131052-308T")
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "code", code, "in", struct{ C personcode.Code }{code})
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "code", code, "in", &struct{ C personcode.Code }{code})
	asJSON, err := json.Marshal(map[string]any{"code": code, "codes": []personcode.Code{code}})
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{log.String(), string(asJSON), code.String()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		texts = append(texts, fmt.Sprintf(verb, code), fmt.Sprintf(verb, struct{ C personcode.Code }{code}), fmt.Sprintf(verb, &code))
	}
	for _, text := range texts {
		for _, secret := range []string{"131052", "308T", "3133", "308t"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s is told in %s", secret, text)
			}
		}
	}
	if v, err := code.Value(); err == nil {
		t.Errorf("a database would keep %v", v)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"131052-308T", "010594Y9032", "", "131052", "+++++++++++", "\xff31052-308T", "291200+9000"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code, err := personcode.Parse(text)
		if (err == nil) == code.IsZero() {
			t.Fatalf("%q: %v", text, err)
		}
		if again, err2 := personcode.Parse(code.Plain()); err == nil && (err2 != nil || again != code) {
			t.Fatalf("%q is read otherwise again: %v", text, err2)
		}
	})
}
