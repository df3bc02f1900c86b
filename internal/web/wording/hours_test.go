package wording

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/hours"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// What is open is said as people say it who know which day it is.
func TestOpenNowInWords(t *testing.T) {
	w := hours.Week{State: hours.Regular, Holidays: hours.RuleClosed, Eves: hours.RuleClosed}
	for i := range 5 {
		w.Days[i] = []hours.Interval{{Opens: 8 * 60, Closes: 11*60 + 30}, {Opens: 12 * 60, Closes: 24 * 60}}
	}
	w.Exceptions = []hours.Exception{{First: calendar.Date{Year: 2026, Month: 7, Day: 6}, Last: calendar.Date{Year: 2026, Month: 7, Day: 31}}}
	always := hours.Week{State: hours.Regular, Holidays: hours.RuleUsual, Eves: hours.RuleUsual}
	weekdays := always
	for i := range always.Days {
		always.Days[i] = []hours.Interval{hours.RoundTheClock}
		if i < 5 {
			weekdays.Days[i] = always.Days[i]
		}
	}
	for _, tc := range []struct {
		week       hours.Week
		at         string
		fi, sv, en string
	}{
		{w, "2026-05-18 09:00", "Avoinna nyt, sulkeutuu klo 11.30", "Öppet nu, stänger kl. 11.30", "Open now, closes at 11:30"},
		{w, "2026-05-18 11:45", "Suljettu nyt, avataan klo 12", "Stängt nu, öppnar kl. 12", "Closed now, opens at 12:00"},
		{w, "2026-05-18 13:00", "Avoinna nyt, sulkeutuu klo 24", "Öppet nu, stänger kl. 24", "Open now, closes at 24:00"},
		{w, "2026-05-24 13:00", "Suljettu nyt, avataan huomenna klo 8", "Stängt nu, öppnar i morgon kl. 8", "Closed now, opens tomorrow at 8:00"},
		{w, "2026-05-23 13:00", "Suljettu nyt, avataan maanantaina klo 8", "Stängt nu, öppnar på måndag kl. 8", "Closed now, opens on Monday at 8:00"},
		{w, "2026-07-04 13:00", "Suljettu nyt, avataan 3.8. klo 8", "Stängt nu, öppnar 3.8. kl. 8", "Closed now, opens on 3 August at 8:00"},
		{weekdays, "2026-05-18 13:00", "Avoinna nyt, sulkeutuu perjantaina klo 24", "Öppet nu, stänger på fredag kl. 24", "Open now, closes on Friday at 24:00"},
		{always, "2026-05-18 13:00", "Avoinna nyt, ympäri vuorokauden", "Öppet nu, dygnet runt", "Open now, round the clock"},
	} {
		now, err := time.ParseInLocation("2006-01-02 15:04", tc.at, calendar.Helsinki)
		if err != nil {
			t.Fatal(err)
		}
		for l, want := range map[locale.Lang]string{locale.Fi: tc.fi, locale.Sv: tc.sv, locale.En: tc.en} {
			if got := in(t, l).Hours(&tc.week, "", now); got.Now != want || got.AsOf == "" {
				t.Errorf("%s: %q as of %q, want %q", tc.at, got.Now, got.AsOf, want)
			}
		}
	}
}

func TestWeekInWords(t *testing.T) {
	w := hours.Week{State: hours.Regular, Holidays: hours.RuleClosed, Eves: hours.RuleUsual, Confirmed: calendar.Date{Year: 2025, Month: 12, Day: 1}}
	for i := range 5 {
		w.Days[i] = []hours.Interval{{Opens: 8 * 60, Closes: 16 * 60}}
	}
	w.Days[5] = []hours.Interval{{Opens: 22 * 60, Closes: 28 * 60}}
	w.Exceptions = []hours.Exception{{First: calendar.Date{Year: 2026, Month: 12, Day: 21}, Last: calendar.Date{Year: 2026, Month: 12, Day: 23}, Note: "Joulu"}}
	for l, want := range map[locale.Lang]string{locale.Fi: "ma–pe 8–16, la 22–4", locale.Sv: "må–fr 8–16, lö 22–4", locale.En: "Mon–Fri 8:00–16:00, Sat 22:00–4:00"} {
		if got := in(t, l).HoursInLine(w); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	got := in(t, locale.Fi).Hours(&w, "", time.Date(2026, 12, 19, 10, 0, 0, 0, time.UTC))
	var coming []string
	for _, line := range got.Coming {
		coming = append(coming, line.Days+" | "+line.Hours+" | "+line.Holiday+line.Note.Text)
	}
	if diff := cmp.Diff([]string{
		"Ma 21.12.–ke 23.12. | suljettu | Joulu", "To 24.12. | 8–16 | Jouluaatto", "Pe 25.12. | suljettu | Joulupäivä", "La 26.12. | suljettu | Tapaninpäivä",
		"Pe 1.1. | suljettu | Uudenvuodenpäivä",
	}, coming); diff != "" {
		t.Error(diff)
	}
	for _, tc := range []struct {
		page            locale.Lang
		producers, want string
	}{{locale.Sv, "fi", "fi"}, {locale.Fi, "fi", ""}, {locale.Sv, "", ""}, {locale.Fi, "sv", "sv"}} {
		line := in(t, tc.page).Hours(&w, tc.producers, time.Date(2026, 12, 19, 10, 0, 0, 0, time.UTC)).Coming[0]
		if line.Note.Text != "Joulu" || line.Note.Lang != tc.want {
			t.Errorf("on a page in %s, of a producer who writes in %q: %+v", tc.page, tc.producers, line.Note)
		}
	}
	if diff := cmp.Diff([]string{"Pyhäpäivinä suljettu.", "Juhannus- ja jouluaattona avoinna kuten muinakin päivinä."}, got.Holidays); diff != "" {
		t.Error(diff)
	}
	if !got.Stale || got.Confirmed != "Ajat vahvistettu 1.12.2025." {
		t.Errorf("%+v", got)
	}
	for week, want := range map[*hours.Week]string{nil: "Aukioloaikoja ei ole kerrottu. Kysy ne puhelimitse.", {State: hours.Agreement}: "Avoinna sopimuksen mukaan"} {
		if got := in(t, locale.Fi).Hours(week, "", time.Now()); got.Now != want || len(got.Week) != 0 {
			t.Errorf("%+v", got)
		}
	}
}

// A note that was told once is in the producer's language only where there is no doubt which that is.
func TestTheLanguageThatAProducerWritesIn(t *testing.T) {
	told := func(texts ...catalogue.Texts) (items []catalogue.Item) {
		for _, text := range texts {
			items = append(items, catalogue.Item{Description: text})
		}
		return items
	}
	for name, tc := range map[string]struct {
		items []catalogue.Item
		want  string
	}{
		"nothing offered":          {nil, ""},
		"nothing described":        {told(catalogue.Texts{}), ""},
		"Finnish":                  {told(catalogue.Texts{Fi: "Apua"}), "fi"},
		"Swedish, and one without": {told(catalogue.Texts{}, catalogue.Texts{Sv: "Hjälp"}, catalogue.Texts{Sv: "Vård"}), "sv"},
		"one in both":              {told(catalogue.Texts{Fi: "Apua", Sv: "Hjälp"}), ""},
		"two in one each":          {told(catalogue.Texts{Sv: "Hjälp"}, catalogue.Texts{Fi: "Apua", En: "Help"}), ""},
		"translated into English":  {told(catalogue.Texts{En: "Help"}, catalogue.Texts{Fi: "Apua"}), "fi"},
		"Swedish and English":      {told(catalogue.Texts{Sv: "Hjälp", En: "Help"}), "sv"},
		"English alone":            {told(catalogue.Texts{En: "Help"}), "en"},
	} {
		if got := WrittenIn(tc.items); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}
