package language

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestWords(t *testing.T) {
	for text, want := range map[string][]string{
		"":                          nil,
		"Kotihoito, Espoo!":         {"kotihoito", "espoo"},
		"nepsy-valmennus 24/7":      {"nepsy", "valmennus", "24", "7"},
		"A\u0308ITI":                {"äiti"}, // the dots as a character of their own
		"koti\x00hoito\xff\xfekoti": {"koti", "hoito", "koti"},
		"👵🏽 \u0301":                 nil,
		"a & !b <-> c:*":            {"a", "b", "c"},
	} {
		if diff := cmp.Diff(want, Words(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestWordsHaveBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOfN(rapid.Byte(), 0, 3000).Draw(t, "text"))
		text = strings.Repeat(text, rapid.IntRange(1, 5).Draw(t, "times"))
		words := Words(text)
		if len(words) > MaxWords {
			t.Fatalf("%d words", len(words))
		}
		for _, w := range words {
			if w == "" || !utf8.ValidString(w) || utf8.RuneCountInString(w) > MaxWord || strings.ContainsAny(w, " \x00&|!()':*") {
				t.Fatalf("%q is no word", w)
			}
			for _, lang := range append(Languages(), "xx") {
				Stem(lang, w)
			}
			Forms(w)
		}
	})
}

func TestForms(t *testing.T) {
	for base, forms := range map[string]string{
		"kotihoito":       "kotihoidon kotihoitoa kotihoitoon kotihoidossa kotihoidot",
		"hoivakoti":       "hoivakodin hoivakodit hoivakodeissa hoivakotiin hoivakotia",
		"kuljetus":        "kuljetuksen kuljetusta kuljetukset kuljetuksia kuljetukseen",
		"vammainen":       "vammaisen vammaisten vammaista vammaiselle vammaisille",
		"turvaranneke":    "turvarannekkeen turvaranneketta turvarannekkeet",
		"apu":             "avun apua avulla apuun",
		"kampaaja":        "kampaajan kampaajia kampaajalle",
		"ikkunat":         "ikkunan ikkunoiden ikkunoita",
		"asuminen":        "asumisen asumista asumiseen",
		"neuvonta":        "neuvonnan neuvontaa neuvontaan",
		"lääkäri":         "lääkärin lääkärille lääkäreitä lääkäriin",
		"pyykki":          "pyykin pyykit pyykkiä",
		"muistisairas":    "muistisairaan muistisairaalle muistisairasta muistisairaiden",
		"yksinäisyys":     "yksinäisyyden yksinäisyyttä yksinäisyyteen",
		"fysioterapeutti": "fysioterapeutin fysioterapeuttia fysioterapeutille",
	} {
		stems := stemsOf(base)
		for form := range strings.FieldsSeq(forms) {
			if !slices.Contains(stems, Stem("fi", form)) {
				t.Errorf("%s (%s) is not among the forms of %s", form, Stem("fi", form), base)
			}
		}
	}
}

func stemsOf(base string) []string {
	var stems []string
	for _, form := range Forms(base) {
		stems = append(stems, Stem("fi", form))
	}
	return stems
}

// TestFormsMeetWhatPeopleWrite compares with forms that a full morphology has found in real service texts.
func TestFormsMeetWhatPeopleWrite(t *testing.T) {
	f, err := os.Open("../../../shared/data/text/fi_inflection_lemma_service_texts.csv")
	if err != nil {
		t.Skipf("SKIPPED, NOTHING WAS COMPARED: the shared data is not beside the project: %v", err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string][]string{}
	met, all := 0, 0
	var missed []string
	for _, row := range rows[1:] { // form, lemmas, parts, class, …
		lemma, _, _ := strings.Cut(row[1], "|")
		if row[3] != "nimisana" || strings.ContainsAny(lemma+row[0], "-: ") {
			continue
		}
		if known[lemma] == nil {
			known[lemma] = stemsOf(lemma)
		}
		all++
		if slices.Contains(known[lemma], Stem("fi", row[0])) {
			met++
		} else {
			missed = append(missed, row[0]+"<"+lemma)
		}
	}
	t.Logf("%d of %d forms are met; not %v", met, all, missed[:min(len(missed), 60)])
	if met*100 < all*93 {
		t.Errorf("only %d of %d forms are met", met, all)
	}
}

// slowDistance is the definition, letter by letter.
func slowDistance(a, b []rune) int {
	switch {
	case len(a) == 0:
		return len(b)
	case len(b) == 0:
		return len(a)
	}
	cost := 1
	if a[0] == b[0] {
		cost = 0
	}
	best := min(slowDistance(a[1:], b)+1, slowDistance(a, b[1:])+1, slowDistance(a[1:], b[1:])+cost)
	if len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] {
		best = min(best, slowDistance(a[2:], b[2:])+1)
	}
	return best
}

func TestDistance(t *testing.T) {
	letters := rapid.SliceOfN(rapid.SampledFrom([]rune("abä")), 0, 6)
	rapid.Check(t, func(t *rapid.T) {
		a, b, most := letters.Draw(t, "a"), letters.Draw(t, "b"), rapid.IntRange(0, 4).Draw(t, "most")
		if want, got := min(slowDistance(a, b), most+1), Distance(a, b, most); got != want {
			t.Fatalf("%q %q at most %d: %d, want %d", string(a), string(b), most, got, want)
		}
	})
}

func TestNearest(t *testing.T) {
	var d Dictionary
	d.Add("siivous", "siivooja", "siika", "kotihoito", "kotisairaanhoito", "äiti", "yö", "siivous")
	if d.Len() != 7 || !d.Has("siika") || d.Has("siik") {
		t.Errorf("%d words", d.Len())
	}
	for typed, want := range map[string]string{
		"siivuos": "siivous", "sivous": "siivous", "kotihoitoo": "kotihoito", "kotisairanhoito": "kotisairaanhoito",
		"isivous": "siivous", "potihoito": "kotihoito", "xiivous": "", "kotiruoka": "", "yö": "", "yä": "", "siivous": "",
	} {
		near, _ := d.Nearest(typed)
		if strings.Join(near, " ") != want {
			t.Errorf("%q: %v, want %q", typed, near, want)
		}
	}
	if got := d.Undotted("aiti"); !slices.Equal(got, []string{"äiti"}) {
		t.Errorf("aiti: %v", got)
	}
}

// TestNearestPassesNothingOver compares with looking at every word.
func TestNearestPassesNothingOver(t *testing.T) {
	word := rapid.StringMatching("[abcdäö]{4,12}")
	rapid.Check(t, func(t *rapid.T) {
		var d Dictionary
		words := rapid.SliceOfN(word, 1, 30).Draw(t, "words")
		d.Add(words...)
		typed := []rune(word.Draw(t, "typed"))
		best := Slips(len(typed)) + 1
		for _, w := range words {
			r := []rune(w)
			begins := r[0] == typed[0] || r[0] == typed[1] && r[1] == typed[0]
			if n := Distance(typed, r, 9); n > 0 && (begins || len(typed) >= longWord) {
				best = min(best, n)
			}
		}
		near, slips := d.Nearest(string(typed))
		if (len(near) > 0) != (best <= Slips(len(typed))) || len(near) > 0 && slips != best {
			t.Fatalf("%q: %v with %d slips, want %d", string(typed), near, slips, best)
		}
	})
}
