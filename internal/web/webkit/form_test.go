package webkit_test

import (
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

func TestParseDate(t *testing.T) {
	for _, c := range []struct {
		day, month, year, want string
		ok                     bool
	}{
		{"31", "12", "2026", "2026-12-31", true}, {"1", "5", "2026", "2026-05-01", true}, {"", "", "", "", true},
		{"31", "2", "2026", "", false}, {"1", "", "2026", "", false}, {"1", "1", "26", "", false}, {"-1", "1", "2026", "", false},
		{"001", "1", "2026", "", false}, {"1", "1", "20x6", "", false}, {"٣", "1", "2026", "", false},
	} {
		got, ok := webkit.ParseDate(c.day, c.month, c.year)
		if ok != c.ok || ok && got.String() != c.want {
			t.Errorf("%s.%s.%s: %s, %v", c.day, c.month, c.year, got, ok)
		}
	}
}
