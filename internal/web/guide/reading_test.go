package guide

import (
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

var langs = locale.Langs()

func bundle(t *testing.T) *locale.Bundle {
	t.Helper()
	b, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What easy language is held to: sentences short on average and none long, and no line that does not fit the measure.
const (
	meanWords    = 8.0
	mostWords    = 12
	mostOfHelp   = 30 // standard language may say more at once, but not much
	meanOfHelp   = 12.0
	sentenceEnds = ".?!:"
)

// sentences are the sentences of a text: they end in a full stop, a question mark or an exclamation mark, or, as a row of
// a list or a heading does, with the line.
func sentences(text string) [][]string {
	var out [][]string
	for _, line := range strings.Split(text, "\n") {
		var words []string
		for _, word := range strings.Fields(strings.TrimPrefix(line, "- ")) {
			words = append(words, word)
			if strings.ContainsAny(word[len(word)-1:], sentenceEnds) && !number1(word) {
				out, words = append(out, words), nil
			}
		}
		if len(words) > 0 {
			out = append(out, words)
		}
	}
	return out
}

// number1 tells "1." at the head of a heading, which ends no sentence.
func number1(word string) bool { return len(word) == 2 && word[0] >= '0' && word[0] <= '9' }

func TestEasyLanguageIsEasy(t *testing.T) {
	texts := bundle(t)
	for _, l := range langs {
		count, words := 0, 0
		for _, key := range texts.Keys() {
			if !strings.HasPrefix(key, "easy.") || key == "easy.description" {
				continue
			}
			for _, s := range sentences(texts.Printer(l).T(key, "Amount", "12,10 euroa", "Per", "tunnilta", "Min", "0", "Number", "12", "Count", 5, "Shown", 5)) {
				count, words = count+1, words+len(s)
				if len(s) > mostWords {
					t.Errorf("%s %s: %d words: %s", l, key, len(s), strings.Join(s, " "))
				}
			}
		}
		mean := float64(words) / float64(count)
		t.Logf("%s: %d sentences of %.1f words", l, count, mean)
		if count < 100 || mean > meanWords {
			t.Errorf("%s: %d sentences of %.1f words on average, at most %.1f", l, count, mean, meanWords)
		}
	}
}

func TestHelpIsPlain(t *testing.T) {
	texts := bundle(t)
	for _, l := range langs {
		count, words := 0, 0
		for _, topic := range topics {
			for _, p := range topic.parts {
				for _, line := range p.lines {
					for _, s := range sentences(texts.Printer(l).T(line.key, "Amount", "1", "Percent", "1", "Valid", "", "Days", "30", "Price", "1", "Value", "1",
						"Share", "1", "Range", "1–2", "Min", "1", "Max", "1", "Income", "1", "Hours", "1", "Limit", "1", "Left", "1", "Fee", "1", "Hour", "1", "Times", "3", "Minutes", "30", "Month", "1")) {
						count, words = count+1, words+len(s)
						if len(s) > mostOfHelp {
							t.Errorf("%s %s: %d words: %s", l, line.key, len(s), strings.Join(s, " "))
						}
					}
				}
			}
		}
		mean := float64(words) / float64(count)
		t.Logf("%s: %d sentences of %.1f words", l, count, mean)
		if mean > meanOfHelp {
			t.Errorf("%s: sentences of %.1f words on average, at most %.1f", l, mean, meanOfHelp)
		}
	}
}
