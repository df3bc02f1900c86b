package guide

import (
	"strings"
	"testing"
)

// TestFiguresHoldOnOneDayOnce holds the table: no figure has two values on a day, each has a source, and each page names
// figures that there are.
func TestFiguresHoldOnOneDayOnce(t *testing.T) {
	for i, f := range figures {
		if f.src.law == "" || f.span.from.IsZero() || (f.cents == 0) == (f.tenth == 0) {
			t.Errorf("%s lacks a source, a first day or a value: %+v", f.name, f)
		}
		for _, g := range figures[:i] {
			if f.name == g.name && (g.span.holds(f.span.from) || f.span.holds(g.span.from)) {
				t.Errorf("%s has two values on %s", f.name, f.span.from)
			}
		}
	}
}

// TestEveryStatementHasASource and says its figures, not the text: no text of help holds an amount in digits.
func TestEveryStatementHasASource(t *testing.T) {
	texts := bundle(t)
	said := map[string]bool{}
	for _, topic := range topics {
		for _, p := range topic.parts {
			for _, l := range p.lines {
				if said[l.key] {
					t.Errorf("%s is said twice", l.key)
				}
				said[l.key] = true
				if len(l.sources) == 0 {
					t.Errorf("%s has no source", l.key)
				}
				for _, s := range l.sources {
					if _, isLaw := statutes[s.law]; s.section != "" && !isLaw {
						t.Errorf("%s: a section of %s, which is no law", l.key, s.law)
					}
				}
			}
			said[p.title] = true
		}
		for _, name := range []string{"title", "short", "lead"} {
			said[topic.key+name] = true
		}
	}
	for _, key := range texts.Keys() {
		area, rest, _ := strings.Cut(key, ".")
		topic, _, below := strings.Cut(rest, ".")
		if area != "guide" || !below || topic == "law" {
			continue
		}
		if !said[key] && !strings.HasPrefix(key, "guide.income.example_") && !strings.HasPrefix(key, "guide.income.limits_") && !strings.HasPrefix(key, "guide.income.percents_") {
			t.Errorf("no page says %s", key)
		}
		for _, l := range langs {
			if text := texts.Printer(l).T(key); strings.Contains(text, "€") || strings.Contains(text, " euro") {
				t.Errorf("%s %s holds an amount: %s", l, key, text)
			}
		}
	}
}
