package scheme

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
)

// TestRulesOfRegimes holds the rows against law.md: which law, how many days, and that none is missing on any day.
func TestRulesOfRegimes(t *testing.T) {
	d := dbtest.New(t)
	for _, regime := range Regimes() {
		for _, on := range []string{"2017-01-01", "2026-05-18", "2099-12-31"} {
			r, err := RulesOn(t.Context(), d.Service, regime, day(t, on))
			if err != nil || r.Source == "" || r.Regime != regime || (r.Days != nil) != Applied(regime) {
				t.Errorf("%s on %s: %+v, %v", regime, on, r, err)
			}
			if again, err := RulesByID(t.Context(), d.Service, r.ID); err != nil || again.ID != r.ID {
				t.Errorf("%s by its id: %+v, %v", regime, again, err)
			}
		}
	}
	if _, err := RulesOn(t.Context(), d.Service, RegimeDPS, day(t, "2016-12-31")); err == nil {
		t.Error("the act 1397/2016 has rules before it came into force")
	}
	dps, err := RulesOn(t.Context(), d.Service, RegimeDPS, day(t, "2026-05-18"))
	if err != nil {
		t.Fatal(err)
	}
	if *dps.Days != 10 || dps.DaysKind != WorkingDays || *dps.ExtensionDays != 15 || dps.ClockStops || !dps.Fixed || *dps.FirstRoundDays != 30 || *dps.MinInviteDays != 10 || !dps.Closable {
		t.Errorf("1397/2016 §49–52: %+v", dps)
	}
}

func TestDecisionDaysNeverBendTheLaw(t *testing.T) {
	law := Rules{Days: ptr(10), DaysKind: WorkingDays, Fixed: true}
	own := Rules{Days: ptr(30), DaysKind: CalendarDays, ClockStops: true}
	rapid.Check(t, func(t *rapid.T) {
		s := Scheme{DaysKind: rapid.SampledFrom([]string{CalendarDays, WorkingDays}).Draw(t, "kind"), ClockStops: rapid.Bool().Draw(t, "stops"),
			DecisionDays: rapid.Ptr(rapid.IntRange(1, 366), true).Draw(t, "days")}
		if days, kind := law.DecisionDays(s); kind != WorkingDays || days > 10 || days < 1 {
			t.Fatalf("%+v: %d %s days", s, days, kind)
		}
		if law.Stops(s) {
			t.Fatal("the clock of a DPS stops")
		}
		days, kind := own.DecisionDays(s)
		if s.DecisionDays == nil && (days != 30 || kind != CalendarDays) || s.DecisionDays != nil && (days != *s.DecisionDays || kind != s.DaysKind) {
			t.Fatalf("%+v: %d %s days", s, days, kind)
		}
		if own.Stops(s) != s.ClockStops {
			t.Fatal("a target of the organiser's own does not follow the scheme")
		}
	})
}
