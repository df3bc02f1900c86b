package report

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

func TestWhenAnAnswerIsDue(t *testing.T) {
	for _, tc := range []struct {
		kind     Kind
		at, want string
	}{
		{Accessibility, "2026-05-19T09:00:00Z", "2026-06-02"},
		{Accessibility, "2026-05-19T21:30:00Z", "2026-06-03"}, // past midnight in Helsinki
		{Accessibility, "2026-12-11T09:00:00Z", "2026-12-25"}, // days as they come: Christmas Day too
		{Contact, "2026-05-19T09:00:00Z", "2026-06-02"},
		{Price, "2026-12-18T09:00:00Z", "2027-01-07"}, // Christmas Eve and Day, New Year's Day, Epiphany and weekends are not counted
	} {
		at, err := time.Parse(time.RFC3339, tc.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := Due(tc.kind, at).String(); got != tc.want {
			t.Errorf("%s that came %s is due %s, want %s", tc.kind, tc.at, got, tc.want)
		}
	}
}

func TestDueIsNeverBeforeAndAgeGrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(1_767_225_600, 1_900_000_000).Draw(t, "at"), 0)
		kind := rapid.SampledFrom(Kinds()).Draw(t, "kind")
		day := calendar.Today(at)
		due := Due(kind, at)
		if kind == Accessibility && day.DaysUntil(due) != 14 {
			t.Fatalf("%s to %s", day, due)
		}
		if kind != Accessibility && (!calendar.IsWorkingDay(due) || Age(at, due) != 10) {
			t.Fatalf("%s to %s: %d working days", day, due, Age(at, due))
		}
		n := rapid.IntRange(0, 400).Draw(t, "days")
		if Age(at, day) != 0 || Age(at, day.AddDays(-n)) != 0 || Age(at, day.AddDays(n)) > Age(at, day.AddDays(n+1)) {
			t.Fatal("age goes backwards")
		}
	})
}

func TestWhoHasAReportFirstAndNext(t *testing.T) {
	all := owned{producer: true, organiser: true, members: true}
	alone := owned{producer: true, organiser: true} // nobody acts for the producer here
	for _, tc := range []struct {
		kind Kind
		of   owned
		want Holder
	}{
		{Contact, all, ByProducer}, {Contact, alone, ByOrganiser}, {Contact, owned{producer: true}, ByAdministrator},
		{Other, owned{organiser: true}, ByOrganiser}, {Language, owned{}, ByAdministrator},
		{Accessibility, all, ByAdministrator}, {Broken, all, ByAdministrator},
	} {
		if got := first(tc.kind, tc.of); got != tc.want {
			t.Errorf("%s %+v goes to %s, want %s", tc.kind, tc.of, got, tc.want)
		}
	}
	if diff := cmp.Diff([]Holder{ByOrganiser, ByAdministrator}, onward(ByProducer, all)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Holder{ByAdministrator}, onward(ByOrganiser, alone)); diff != "" {
		t.Errorf("forwarded to where nobody is: %s", diff)
	}
	if got := onward(ByAdministrator, owned{}); got != nil {
		t.Errorf("a general page goes on to %v", got)
	}
}

func TestReferenceIsForThePhone(t *testing.T) {
	seen := map[string]bool{}
	for range 2000 {
		ref := Reference(uuid.Must(uuid.NewV7()))
		if len(ref) != 9 || ref[4] != '-' || strings.ContainsAny(ref, "ILOU") || seen[ref] {
			t.Fatalf("%q", ref)
		}
		seen[ref] = true
	}
}
