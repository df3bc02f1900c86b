package admission

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
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

func at(t *testing.T, text string) time.Time {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04", text, calendar.Helsinki)
	if err != nil {
		t.Fatal(err)
	}
	return moment.UTC()
}

func TestDecisionDue(t *testing.T) {
	voucher := scheme.Scheme{Regime: scheme.RegimeVoucher}
	dps := scheme.Scheme{Regime: scheme.RegimeDPS}
	for name, c := range map[string]struct {
		scheme scheme.Scheme
		at     string
		want   string
	}{
		"voucher, 30 calendar days":                   {voucher, "2026-04-27 10:00", "2026-05-27"},
		"voucher, ends on a Saturday":                 {voucher, "2026-07-02 10:00", "2026-08-03"},
		"voucher, ends on Midsummer Eve":              {voucher, "2026-05-20 10:00", "2026-06-22"},
		"voucher, ends on Christmas Eve":              {voucher, "2026-11-24 10:00", "2026-12-28"},
		"voucher, target of the organiser":            {scheme.Scheme{Regime: scheme.RegimeVoucher, DecisionDays: ptr(14), DaysKind: scheme.CalendarDays}, "2026-05-18 10:00", "2026-06-01"},
		"voucher, target in working days":             {scheme.Scheme{Regime: scheme.RegimeVoucher, DecisionDays: ptr(5), DaysKind: scheme.WorkingDays}, "2026-05-18 10:00", "2026-05-25"},
		"sent just before midnight in Helsinki":       {dps, "2026-05-05 23:59", "2026-05-20"},
		"sent just after midnight in Helsinki":        {dps, "2026-05-06 00:01", "2026-05-21"},
		"DPS, 10 working days, Ascension Day between": {dps, "2026-05-06 10:41", "2026-05-21"},
		"DPS, received on a Sunday":                   {dps, "2026-05-03 12:00", "2026-05-18"},
		"DPS, a longer setting does not bend the law": {scheme.Scheme{Regime: scheme.RegimeDPS, DecisionDays: ptr(30), DaysKind: scheme.WorkingDays}, "2026-05-06 10:41", "2026-05-21"},
		"DPS, calendar days do not bend the law":      {scheme.Scheme{Regime: scheme.RegimeDPS, DecisionDays: ptr(9), DaysKind: scheme.CalendarDays}, "2026-05-06 10:41", "2026-05-21"},
		"DPS, a promise of fewer holds":               {scheme.Scheme{Regime: scheme.RegimeDPS, DecisionDays: ptr(5), DaysKind: scheme.WorkingDays}, "2026-05-06 10:41", "2026-05-13"},
		"over the change to winter time":              {scheme.Scheme{Regime: scheme.RegimeVoucher, DecisionDays: ptr(1), DaysKind: scheme.CalendarDays}, "2026-10-25 23:30", "2026-10-26"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := DecisionDue(c.scheme, at(t, c.at)); got != day(t, c.want) {
				t.Errorf("due on %s, want %s", got, c.want)
			}
		})
	}
}

func TestDecisionDueProperties(t *testing.T) {
	start := day(t, "2024-01-01")
	rapid.Check(t, func(t *rapid.T) {
		sch := scheme.Scheme{
			Regime:       rapid.SampledFrom([]scheme.Regime{scheme.RegimeVoucher, scheme.RegimeDPS, scheme.RegimeAnnexE, scheme.RegimeFreeListing}).Draw(t, "regime"),
			DecisionDays: rapid.Ptr(rapid.IntRange(1, 120), true).Draw(t, "days"),
			DaysKind:     rapid.SampledFrom([]string{scheme.CalendarDays, scheme.WorkingDays}).Draw(t, "kind"),
		}
		received := start.AddDays(rapid.IntRange(0, 2500).Draw(t, "day"))
		moment := received.In(calendar.Helsinki).Add(time.Duration(rapid.IntRange(0, 22*60).Draw(t, "minute")) * time.Minute)
		due := DecisionDue(sch, moment)
		if !calendar.IsWorkingDay(due) {
			t.Fatalf("due on %s, a day off", due)
		}
		if !received.Before(due) {
			t.Fatalf("received %s, due %s", received, due)
		}
		if sch.Regime == scheme.RegimeDPS && calendar.WorkingDaysBetween(received, due) > 10 {
			t.Fatalf("received %s, due %s: more than 10 working days", received, due)
		}
		if later := DecisionDue(sch, moment.AddDate(0, 0, 1)); later.Before(due) {
			t.Fatalf("received a day later than %s, due earlier: %s before %s", received, later, due)
		}
	})
}

func TestDaysLeft(t *testing.T) {
	for _, c := range []struct {
		due, today string
		want       Left
		urgency    Urgency
	}{
		{"2026-05-18", "2026-05-19", Left{1, true}, UrgencyOverdue},
		{"2026-05-15", "2026-05-16", Left{0, true}, UrgencyOverdue}, // the weekend after: late, by no working day yet
		{"2026-05-15", "2026-05-18", Left{1, true}, UrgencyOverdue},
		{"2026-05-19", "2026-05-19", Left{0, false}, UrgencySoon},
		{"2026-05-21", "2026-05-19", Left{2, false}, UrgencySoon},
		{"2026-05-25", "2026-05-19", Left{4, false}, UrgencyWeek},
		{"2026-05-26", "2026-05-19", Left{5, false}, UrgencyWeek},
		{"2026-05-27", "2026-05-19", Left{6, false}, UrgencyRoomy},
		{"2026-06-11", "2026-05-19", Left{17, false}, UrgencyRoomy},
		{"2026-05-15", "2026-05-13", Left{1, false}, UrgencySoon}, // Ascension Day is not counted
	} {
		got := DaysLeft(day(t, c.due), day(t, c.today))
		if got != c.want || got.Urgency() != c.urgency {
			t.Errorf("due %s on %s: %+v %s, want %+v %s", c.due, c.today, got, got.Urgency(), c.want, c.urgency)
		}
	}
}

func TestLastDayOfAppeal(t *testing.T) {
	for _, c := range []struct {
		remedy Remedy
		sent   string
		want   string
	}{
		{RemedyProducer, "2026-05-18", "2026-06-04"},         // known on the 21st, 14 days
		{RemedyClient, "2026-05-18", "2026-06-22"},           // known on the 21st, 30 days to Saturday 20 June
		{RemedyProcurementLeave, "2026-05-18", "2026-06-01"}, // known the same day
		{RemedyProcurement, "2026-12-10", "2026-12-28"},      // ends on Christmas Eve
	} {
		if got := c.remedy.LastDay(day(t, c.sent)); got != day(t, c.want) {
			t.Errorf("%s sent %s: %s, want %s", c.remedy, c.sent, got, c.want)
		}
	}
}
