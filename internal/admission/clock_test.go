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

// rulesOf are the rules of law.md, as migrations/00018 has them.
func rulesOf(r scheme.Regime) scheme.Rules {
	if r == scheme.RegimeDPS {
		return scheme.Rules{Regime: r, Days: ptr(10), DaysKind: scheme.WorkingDays, Fixed: true, ExtensionDays: ptr(15)}
	}
	return scheme.Rules{Regime: r, Days: ptr(30), DaysKind: scheme.CalendarDays, ClockStops: true}
}

func TestDue(t *testing.T) {
	voucher := scheme.Scheme{Regime: scheme.RegimeVoucher, ClockStops: true}
	dps := scheme.Scheme{Regime: scheme.RegimeDPS, ClockStops: true} // whatever it says, the law holds
	target := func(days int, kind string) scheme.Scheme {
		return scheme.Scheme{Regime: scheme.RegimeVoucher, ClockStops: true, DecisionDays: ptr(days), DaysKind: kind}
	}
	law := func(days int, kind string) scheme.Scheme {
		return scheme.Scheme{Regime: scheme.RegimeDPS, DecisionDays: ptr(days), DaysKind: kind}
	}
	stop := func(from, to string) []Stop { return []Stop{{day(t, from), day(t, to)}} }
	for name, c := range map[string]struct {
		scheme scheme.Scheme
		at     string
		stops  []Stop
		want   string
	}{
		"voucher, 30 calendar days":                       {voucher, "2026-04-27 10:00", nil, "2026-05-27"},
		"voucher, ends on a Saturday":                     {voucher, "2026-07-02 10:00", nil, "2026-08-03"},
		"voucher, ends on Midsummer Eve":                  {voucher, "2026-05-20 10:00", nil, "2026-06-22"},
		"voucher, ends on Christmas Eve":                  {voucher, "2026-11-24 10:00", nil, "2026-12-28"},
		"voucher, target of the organiser":                {target(14, scheme.CalendarDays), "2026-05-18 10:00", nil, "2026-06-01"},
		"voucher, target in working days":                 {target(5, scheme.WorkingDays), "2026-05-18 10:00", nil, "2026-05-25"},
		"sent just before midnight in Helsinki":           {dps, "2026-05-05 23:59", nil, "2026-05-20"},
		"sent just after midnight in Helsinki":            {dps, "2026-05-06 00:01", nil, "2026-05-21"},
		"DPS, 10 working days, Ascension Day between":     {dps, "2026-05-06 10:41", nil, "2026-05-21"},
		"DPS, over Midsummer Eve":                         {dps, "2026-06-11 10:00", nil, "2026-06-26"},
		"DPS, received on a Sunday":                       {dps, "2026-05-03 12:00", nil, "2026-05-18"},
		"DPS, a longer setting does not bend the law":     {law(30, scheme.WorkingDays), "2026-05-06 10:41", nil, "2026-05-21"},
		"DPS, calendar days do not bend the law":          {law(9, scheme.CalendarDays), "2026-05-06 10:41", nil, "2026-05-21"},
		"DPS, a promise of fewer holds":                   {law(5, scheme.WorkingDays), "2026-05-06 10:41", nil, "2026-05-13"},
		"over the change to winter time":                  {target(1, scheme.CalendarDays), "2026-10-25 23:30", nil, "2026-10-26"},
		"over the change to summer time":                  {target(1, scheme.CalendarDays), "2026-03-28 23:30", nil, "2026-03-30"},
		"DPS, a question stops nothing":                   {dps, "2026-05-06 10:41", stop("2026-05-07", "2026-05-20"), "2026-05-21"},
		"voucher, a question of ten days":                 {voucher, "2026-04-27 10:00", stop("2026-05-04", "2026-05-14"), "2026-06-08"},
		"voucher, answered on the day of asking":          {voucher, "2026-04-27 10:00", stop("2026-05-04", "2026-05-04"), "2026-05-27"},
		"voucher, asked on the last day":                  {voucher, "2026-04-27 10:00", stop("2026-05-27", "2026-06-03"), "2026-06-03"},
		"voucher, asked when the time had run out":        {voucher, "2026-04-27 10:00", stop("2026-05-28", "2026-06-12"), "2026-05-27"},
		"voucher, two questions, the second by the first": {voucher, "2026-04-27 10:00", []Stop{{day(t, "2026-05-26"), day(t, "2026-05-29")}, {day(t, "2026-05-30"), day(t, "2026-06-02")}}, "2026-06-02"},
		"working days, answered over a weekend":           {target(5, scheme.WorkingDays), "2026-05-18 10:00", stop("2026-05-22", "2026-05-24"), "2026-05-25"},
		"asked on the last day, answered on a Saturday":   {target(5, scheme.WorkingDays), "2026-06-01 10:00", stop("2026-06-08", "2026-06-13"), "2026-06-15"},
		"working days, over Midsummer":                    {target(5, scheme.WorkingDays), "2026-06-15 10:00", stop("2026-06-18", "2026-06-22"), "2026-06-24"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := ClockOf(rulesOf(c.scheme.Regime), c.scheme).Due(at(t, c.at), c.stops); got != day(t, c.want) {
				t.Errorf("due on %s, want %s", got, c.want)
			}
		})
	}
}

// drawnClock is a scheme's clock, and a receipt at some minute of years with every change of clocks.
func drawnClock(t *rapid.T) (c Clock, received calendar.Date, moment time.Time) {
	sch := scheme.Scheme{
		Regime:       rapid.SampledFrom([]scheme.Regime{scheme.RegimeVoucher, scheme.RegimeDPS, scheme.RegimeAnnexE, scheme.RegimeFreeListing}).Draw(t, "regime"),
		DecisionDays: rapid.Ptr(rapid.IntRange(1, 120), true).Draw(t, "days"),
		DaysKind:     rapid.SampledFrom([]string{scheme.CalendarDays, scheme.WorkingDays}).Draw(t, "kind"),
		ClockStops:   rapid.Bool().Draw(t, "stops"),
	}
	start, _ := calendar.Parse("2024-01-01")
	received = start.AddDays(rapid.IntRange(0, 2400).Draw(t, "day"))
	length := calendar.EndOfDay(received).Sub(received.In(calendar.Helsinki)) // 23, 24 or 25 hours
	moment = received.In(calendar.Helsinki).Add(time.Duration(rapid.Int64Range(0, int64(length)-1).Draw(t, "moment")))
	return ClockOf(rulesOf(sch.Regime), sch), received, moment
}

func TestDueProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, received, moment := drawnClock(t)
		due := c.Due(moment, nil)
		if !calendar.IsWorkingDay(due) || !received.Before(due) {
			t.Fatalf("received %s, due on %s", received, due)
		}
		if begin := c.Due(received.In(calendar.Helsinki), nil); begin != due {
			t.Fatalf("received at %s due on %s, at the beginning of the day on %s", moment, due, begin)
		}
		if later := c.Due(moment.AddDate(0, 0, 1), nil); later.Before(due) {
			t.Fatalf("received a day later than %s, due earlier: %s before %s", received, later, due)
		}
		asked := received.AddDays(rapid.IntRange(0, 150).Draw(t, "asked"))
		until := asked.AddDays(rapid.IntRange(0, 60).Draw(t, "answered"))
		stopped := c.Due(moment, []Stop{{asked, until}})
		switch {
		case !c.Stops || due.Before(asked):
			if stopped != due {
				t.Fatalf("nothing stops, and due on %s instead of %s", stopped, due)
			}
		case stopped.Before(due):
			t.Fatalf("a stop brings the day forward: %s before %s", stopped, due)
		case !calendar.IsWorkingDay(stopped) || stopped.Before(calendar.NextWorkingDay(until)):
			t.Fatalf("answered on %s, due on %s", until, stopped)
		}
		if c.Stops { // the working days that are left at the asking are left at the answer, but for days off at the end
			before, after := calendar.WorkingDaysBetween(asked, due), calendar.WorkingDaysBetween(until, stopped)
			if before == 0 {
				before = calendar.WorkingDaysBetween(until, calendar.NextWorkingDay(until))
			}
			if c.Kind == scheme.WorkingDays && !due.Before(asked) && asked.Before(until) && before != after {
				t.Fatalf("%d working days left when asked, %d when answered", before, after)
			}
		}
		if between := asked.AddDays(rapid.IntRange(0, asked.DaysUntil(until)).Draw(t, "between")); c.Stops {
			if twice := c.Due(moment, []Stop{{asked, between}, {between, until}}); twice != stopped {
				t.Fatalf("two questions in a row end on %s, one as long on %s", twice, stopped)
			}
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
