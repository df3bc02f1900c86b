package language

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// withVoikko is one for all tests, since loading is not what they try.
var withVoikko = sync.OnceValue(WithVoikko)

// needVoikko skips where the library or its dictionary is not installed.
func needVoikko(t testing.TB) *Morphology {
	t.Helper()
	m := withVoikko()
	if !m.Status().Voikko {
		t.Skipf("SKIPPED, FINNISH BY VOIKKO WAS NOT TRIED (install libvoikko1 and voikko-fi): %v", m.Status().Reason)
	}
	return m
}

func TestStatusSaysWhatIsThere(t *testing.T) {
	if s := WithoutVoikko().Status(); s.Voikko || s.Reason == nil || s.Mode() != "snowball" {
		t.Errorf("without: %+v", s)
	}
	if s := needVoikko(t).Status(); s.Reason != nil || !strings.HasPrefix(s.Version, "4.") || s.Mode() != "voikko" {
		t.Errorf("with: %+v", s)
	}
}

func TestAnalyse(t *testing.T) {
	m := needVoikko(t)
	for word, want := range map[string]string{
		"kotihoidon":             "kotihoito: koti hoito; kotihoito: koti hoito<hoitaa",
		"hoivakodeissa":          "hoivakoti: hoiva koti",
		"vanhustenpalvelutaloon": "vanhustenpalvelutalo: vanhusten(vanhus) palvelu<palvella talo",
		"kaatumisen":             "kaatua!: kaatua",
		"espoossa":               "espoo*: espoo",
		"hierojalle":             "hieroja: hieroja<hieroa",
		"qwertz":                 "",
		"fysioterpia":            "",
	} {
		var got []string
		for _, a := range m.Analyse(word) {
			var parts []string
			for _, p := range a.Parts {
				s := p.Text
				if p.Base != p.Text {
					s += "(" + p.Base + ")"
				}
				if p.Root != "" {
					s += "<" + p.Root
				}
				parts = append(parts, s)
			}
			mark := ""
			if a.Name {
				mark = "*"
			}
			if a.Verb {
				mark = "!"
			}
			got = append(got, a.Base+mark+": "+strings.Join(parts, " "))
		}
		slices.Sort(got)
		wanted := strings.Split(want, "; ")
		slices.Sort(wanted)
		if strings.Join(got, "; ") != strings.Join(wanted, "; ") {
			t.Errorf("%s: %q, want %q", word, got, wanted)
		}
	}
}

func TestSuggest(t *testing.T) {
	m := needVoikko(t)
	for typed, want := range map[string]string{"kotisairanhoito": "kotisairaanhoito", "omaishoitja": "omaishoitaja"} {
		if got := m.Suggest(typed); !slices.Contains(got, want) || len(got) > mostSuggested {
			t.Errorf("%s: %v", typed, got)
		}
	}
	if got := m.Suggest(strings.Repeat("kotihoito", 4)); got != nil {
		t.Errorf("a long word was mended to %v", got)
	}
}

func TestBases(t *testing.T) {
	m := needVoikko(t)
	for word, want := range map[string]string{
		"kotihoidon":   "kotihoito koti hoito kotihoido",
		"hemvården":    "hemvård hemvård",
		"kotihoitoa":   "kotihoito koti hoito",
		"nursing":      "nurs",
		"päivätoimint": "",
		"24":           "",
		"":             "",
	} {
		got := m.Bases(word)
		for _, w := range strings.Fields(want) {
			if !slices.Contains(got, w) {
				t.Errorf("%s: %v lacks %s", word, got, w)
			}
		}
	}
}

// TestBasesMeetWithoutVoikko: what one process indexed with Voikko, another finds without it.
func TestBasesMeetWithoutVoikko(t *testing.T) {
	m := needVoikko(t)
	for _, word := range []string{"kotihoidon", "siivousta", "hemvården", "cleaning", "hoivakodeissa"} {
		if stems := WithoutVoikko().Bases(word); !slices.Equal(stems, keep(m.Bases(word), stems)) {
			t.Errorf("%s: %v without, %v with", word, stems, m.Bases(word))
		}
	}
}

func keep(all, of []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return !slices.Contains(of, s) })
}

func TestExpand(t *testing.T) {
	for name, m := range map[string]*Morphology{"with": withVoikko(), "without": WithoutVoikko()} {
		got := strings.Fields(m.Expand("Kotihoidon palvelut, hemvården & home care. Kotihoidon!"))
		for _, w := range []string{"kotihoidon", "kotihoido", "palvelut", "hemvård", "care"} {
			if !slices.Contains(got, w) {
				t.Errorf("%s: %v lacks %s", name, got, w)
			}
		}
		if sorted := slices.Compact(slices.Sorted(slices.Values(got))); len(sorted) != len(got) {
			t.Errorf("%s: repeats words: %v", name, got)
		}
		if n := len(strings.Fields(m.Expand(strings.Repeat("sana 123 ", 10_000)))); n == 0 || n > 10 {
			t.Errorf("%s: %d words", name, n)
		}
		long := &strings.Builder{}
		for i := range 5000 {
			fmt.Fprintf(long, "%d ", i)
		}
		if n := len(strings.Fields(m.Expand(long.String()))); n != mostExpanded {
			t.Errorf("%s: read %d words", name, n)
		}
	}
}

// TestManyAtOnce asks the same and different words from many goroutines; run with -race.
func TestManyAtOnce(t *testing.T) {
	m := WithVoikko()
	if m.voikko != nil {
		t.Cleanup(m.voikko.close)
	}
	typed := strings.Fields("kotihoidon hoivakodeissa kotisairanhoito omaishoitja kaatuilee siivousta fysioterpia hoitajaa")
	want := map[string]string{}
	for _, w := range typed {
		want[w] = fmt.Sprint(withVoikko().Bases(w), withVoikko().Suggest(w))
	}
	var wait sync.WaitGroup
	for n := range 32 {
		wait.Go(func() {
			for i := range 50 {
				w := typed[(n+i)%len(typed)]
				if got := fmt.Sprint(m.Bases(w), m.Suggest(w)); got != want[w] {
					t.Errorf("%s: %s, alone %s", w, got, want[w])
					return
				}
				m.Bases(fmt.Sprintf("%s%c%c", w, 'a'+n%26, 'a'+i%26))
			}
		})
	}
	wait.Wait()
}

func TestMemoryIsBounded(t *testing.T) {
	var c cache[int]
	for i := range 5 * generation {
		if got := c.get(fmt.Sprint(i), func() int { return i }); got != i {
			t.Fatalf("%d became %d", i, got)
		}
	}
	if n := len(c.new) + len(c.old); n > 2*generation || n < generation {
		t.Errorf("%d answers are kept", n)
	}
	if got := c.get(fmt.Sprint(5*generation-1), func() int { return -1 }); got != 5*generation-1 {
		t.Error("the last answer was forgotten")
	}
}

// TestNothingStrangeReachesC: bytes that are no word of letters have no analysis, and any bytes are survived.
func TestNothingStrangeReachesC(t *testing.T) {
	m := withVoikko()
	for _, word := range []string{"", "koti\x00hoito", "\xff\xfe", "koti hoito", "a'b", "%s%n", "👵", "שלום", "кот", strings.Repeat("ä", MaxWord+1), "a\u0308iti"} {
		if speakable(word, MaxWord) {
			t.Errorf("%q may reach C", word)
		}
		if got := m.Analyse(word); got != nil {
			t.Errorf("%q is %v", word, got)
		}
		m.Bases(word)
		m.Suggest(word)
	}
	rapid.Check(t, func(t *rapid.T) {
		word := string(rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "word"))
		m.Bases(word)
		m.Suggest(word)
	})
	letters := rapid.StringOfN(rapid.SampledFrom([]rune("aäoöuyiektsnlåéœß")), 1, MaxWord, -1)
	rapid.Check(t, func(t *rapid.T) {
		word := letters.Draw(t, "word")
		if bases := m.Bases(word); len(bases) > mostBases || !slices.Equal(bases, m.Bases(word)) {
			t.Fatalf("%q: %v", word, bases)
		}
		m.Suggest(word)
	})
}

func FuzzBases(f *testing.F) {
	for _, word := range []string{"kotihoidon", "koti\x00hoito", "ää\xff", strings.Repeat("hoito", 8), "e\u0301", "wc-remontti"} {
		f.Add(word)
	}
	f.Fuzz(func(t *testing.T, word string) {
		m := withVoikko()
		for _, b := range m.Bases(word) {
			if b == "" || strings.ContainsAny(b, "\x00") {
				t.Errorf("%q has the base %q", word, b)
			}
		}
		m.Suggest(word)
		m.Expand(word)
	})
}

func BenchmarkVoikko(b *testing.B) {
	m := needVoikko(b)
	b.Run("analyse", func(b *testing.B) {
		for b.Loop() {
			parse(m.voikko.analyse("vanhustenkotihoidossa"))
		}
	})
	b.Run("remembered", func(b *testing.B) {
		for b.Loop() {
			m.Analyse("vanhustenkotihoidossa")
		}
	})
	for _, word := range []string{"kotisairanhoito", "fysioterpia", "ätkäyspälisöhommeliosasto"} {
		b.Run("suggest/"+word, func(b *testing.B) {
			for b.Loop() {
				m.voikko.suggest(word)
			}
		})
	}
}
