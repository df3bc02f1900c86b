package words

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/search/language"
)

// TestTableNamesEveryService holds the table to the list of services, in all languages, and each service's own name to
// finding it.
func TestTableNamesEveryService(t *testing.T) {
	table := Default()
	lines := map[string]bool{}
	for _, e := range table.Entries() {
		lines[e.Service+" "+e.Lang] = true
		if _, known := service.ByKey(e.Service); !known && e.Service != "" {
			t.Errorf("%q is no service", e.Service)
		}
	}
	for _, s := range service.All() {
		for _, lang := range language.Languages() {
			if !lines[s.Key+" "+lang] {
				t.Errorf("no %s words for %s", lang, s.Key)
			}
			if got := table.Read(s.Name(lang), lang, Options{}).Services; len(got) == 0 || got[0] != s.Key {
				t.Errorf("%q means %v, not %s", s.Name(lang), got, s.Key)
			}
		}
	}
}

func TestRead(t *testing.T) {
	table := Default()
	for _, c := range []struct {
		text, lang string
		want       string
	}{
		{"kotihoidon", "fi", "home_care"},
		{"KOTIHOITOON", "sv", "home_care"},
		{"koti hoito", "fi", "home_care"},
		{"hemvard", "sv", "home_care"},
		{"siivousfirma", "fi", "cleaning"},
		{"vanhustenkotihoito", "fi", "home_care"},
		{"hemvårdstjänster", "sv", "home_care"},
		{"kotisairanhoito", "fi", "home_nursing"},
		{"asunnon pienet muutostyöt", "fi", "home_alterations"},
		{"nursing home", "en", "round_the_clock_housing"},
		{"mistä äidille siivousta", "fi", "cleaning"},
		{"mata mamma", "sv", "home_care"},
	} {
		if got := table.Read(c.text, c.lang, Options{}).Services; len(got) == 0 || got[0] != c.want {
			t.Errorf("%q means %v, not %s", c.text, got, c.want)
		}
	}
	if got := table.Read("mat hem", "sv", Options{}).Services; len(got) != 1 || got[0] != "meals" { // not to be fed as well, which has the same stem
		t.Errorf("mat hem means %v", got)
	}
	for _, text := range []string{"", "👵", "ja tai on", "qwertzuiop", "x", strings.Repeat("a", 100_000)} {
		if got := table.Read(text, "fi", Options{}).Services; len(got) > 0 {
			t.Errorf("%.20q means %v", text, got)
		}
	}
}

func TestReadSaysWhatItMadeOfAWord(t *testing.T) {
	table := Default()
	read := table.Read("kotisairanhoito Espoossa ja Mehiläispesä äidille", "fi", Options{Names: func(w string) bool { return w == "mehiläispesä" }})
	w := read.Words
	if len(w) != 5 {
		t.Fatalf("%d words", len(w))
	}
	if w[0].Mended != "kotisairaanhoito" || w[0].Sure() == 0 {
		t.Errorf("mended to %q, %v", w[0].Mended, w[0].Services)
	}
	if w[1].Town != "049" || w[1].Services != nil {
		t.Errorf("Espoossa is town %q, services %v", w[1].Town, w[1].Services)
	}
	if !w[2].Empty || !w[4].Empty {
		t.Error("words that say nothing say something")
	}
	if w[3].Empty || w[3].Services != nil || w[3].Mended != "" {
		t.Errorf("a name became %+v", w[3])
	}
}

func TestParseRefusesBadLines(t *testing.T) {
	for _, tsv := range []string{"home_care\tfi", "home_care\tde\tHauspflege", "home_care\tfi\tkotihoito; ; apu", "home_care kotihoito"} {
		if _, err := parse(tsv, language.WithoutVoikko()); err == nil {
			t.Errorf("%q is taken", tsv)
		}
	}
}

// TestManyReadAtOnce reads all queries from many goroutines; run with -race.
func TestManyReadAtOnce(t *testing.T) {
	table, all := Default(), queries(t, "../testdata/relevance.tsv")
	want := make([]string, len(all))
	for i, q := range all {
		want[i] = fmt.Sprint(table.Read(q.text, q.lang, Options{}))
	}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for i, q := range all {
				if got := fmt.Sprint(table.Read(q.text, q.lang, Options{})); got != want[i] {
					t.Errorf("%q: %s, alone %s", q.text, got, want[i])
				}
			}
		})
	}
	wait.Wait()
}

func FuzzRead(f *testing.F) {
	for _, text := range []string{"kotihoito", "\x00", "äö\xff", "a b c d e f g h i j k l m n o p q r s t", "e\u0301"} {
		f.Add(text)
	}
	table := Default()
	f.Fuzz(func(t *testing.T, text string) {
		read := table.Read(text, "fi", Options{})
		if len(read.Words) > language.MaxWords {
			t.Errorf("%d words", len(read.Words))
		}
	})
}

func BenchmarkRead(b *testing.B) {
	table := Default()
	for name, text := range map[string]string{"phrase": "äiti kaatuu usein yöllä", "mistyped": "kotisairanhoitx"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				table.Read(text, "fi", Options{})
			}
		})
	}
	b.Run("unseen", func(b *testing.B) { // words that Voikko has not been asked about
		n := 0
		for b.Loop() {
			n++
			table.Read("äidin"+string(rune('a'+n%26))+string(rune('a'+n/26%26))+string(rune('a'+n/676%26))+" kaatuminen öisin", "fi", Options{AsTyped: true})
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := load(language.Default()); err != nil {
			b.Fatal(err)
		}
	}
}
