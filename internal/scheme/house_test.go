package scheme

import (
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

func day(t testing.TB, text string) calendar.Date {
	t.Helper()
	d, err := calendar.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return d
}

func ptr[T any](v T) *T { return &v }
