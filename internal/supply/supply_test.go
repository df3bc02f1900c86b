package supply_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/admission/admissiontest"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/supply"
)

func TestRoomByTable(t *testing.T) {
	day := calendar.Date{Year: 2026, Month: 5, Day: 4}
	n := func(days int) *int { return &days }
	for _, c := range []struct {
		vacancy string
		wait    *int
		told    calendar.Date
		want    supply.Room
	}{
		{"free", nil, day, supply.Yes}, {"free", n(7), day.AddDays(-7), supply.Yes}, {"free", n(7), day.AddDays(-6), supply.Later},
		{"queue", n(30), day.AddDays(-30), supply.Yes}, {"queue", n(30), day, supply.Later}, {"queue", nil, day, supply.Later},
		{"full", nil, day, supply.No}, {"full", n(1), day.AddDays(-90), supply.No}, {"unknown", nil, calendar.Date{}, supply.Unknown},
	} {
		if got := supply.RoomOn(c.vacancy, c.wait, c.told, day); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// TestWhoCouldServe asks about a town with somebody of each state; another organiser's officer sees none of them.
func TestWhoCouldServe(t *testing.T) {
	w := admissiontest.New(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, who := context.Background(), supply.New(w.DB.Service)
	var listing, otherListing scheme.Scheme
	w.Run(t, func(ctx context.Context, tx *db.Tx) (err error) {
		listing, err = scheme.EnsureListing(ctx, tx, w.Organiser, "listing")
		if err != nil {
			return err
		}
		otherListing, err = scheme.EnsureListing(ctx, tx, w.Other, "listing")
		return err
	})
	offers := func(producer uuid.UUID, town, area, spoken, vacancy string, wait any) (admissionID uuid.UUID) {
		w.Run(t, func(ctx context.Context, tx *db.Tx) (err error) {
			admissionID, err = admission.Enrol(ctx, tx, listing.ID, producer, []string{"home_care"}, admission.OriginListing, w.Today)
			return err
		})
		for _, statement := range []string{
			`INSERT INTO service_unit (id, producer_id, name) VALUES ($1, $1, 'Yksikkö') ON CONFLICT DO NOTHING`,
			`INSERT INTO service_point (id, unit_id, name, municipality_code) SELECT $1, $1, 'Piste', '` + town + `' ON CONFLICT DO NOTHING`,
			`INSERT INTO offering_area (offering_id, code) SELECT $1, '` + area + `'`,
			`INSERT INTO price_line (id, offering_id, unit, cents, valid) VALUES ($1, $1, 'hour', 4000, '[2020-01-01,)')`,
		} {
			if statement[12:25] == "offering_area" {
				_, err := w.Owner.ExecContext(ctx, `INSERT INTO offering (id, admission_id, service_key, point_id, at_home, spoken, vacancy, wait_days, vacancy_at)
					VALUES ($1, $2, 'home_care', $1, true, ARRAY[$3::text], $4::text, $5::integer, CASE WHEN $4::text = 'unknown' THEN NULL ELSE now() END)`, producer, admissionID, spoken, vacancy, wait)
				must(err)
			}
			_, err := w.Owner.ExecContext(ctx, statement, producer)
			must(err)
		}
		return admissionID
	}
	first, second := w.Alice.Organisation, w.Carol.Organisation
	third := w.Producer(t, "Kolmas Oy", "3456780-6")
	offers(first, "049", "049", "sv", "free", nil)
	suspended := offers(second, "049", "02600", "fi", "queue", 30)
	offers(third, "091", "091", "fi", "unknown", nil)
	_, err := w.Owner.ExecContext(ctx, `INSERT INTO admission_event (id, admission_id, kind, reasons, done_by) VALUES (gen_random_uuid(), $1, 'suspended', 'x', $2)`, suspended, w.Officer.Person)
	must(err)
	// Two have applied: one gives the service in another county already, of the other nothing is known.
	elsewhere, unknown := w.Producer(t, "Muualla Oy", "2454419-2"), w.Producer(t, "Uusi Oy", "2617416-4")
	offers(elsewhere, "179", "179", "fi", "free", nil)
	_, err = w.Owner.ExecContext(ctx, `UPDATE admission SET scheme_id = $2 WHERE producer_id = $1`, elsewhere, otherListing.ID)
	must(err)
	w.SentTo(t, w.Member(t, actor.RoleProducer, elsewhere, "Mari Muualla"), w.DPS, "home_care")
	w.SentTo(t, w.Member(t, actor.RoleProducer, unknown, "Ulla Uusi"), w.DPS, "home_care")
	drawn := uuid.New()
	_, err = w.Owner.ExecContext(ctx, `INSERT INTO organiser_area (id, organiser_id, name_fi, name_sv, name_en) VALUES ($1, $2, 'Itä', 'Öst', 'East')`, drawn, w.Organiser)
	must(err)
	_, err = w.Owner.ExecContext(ctx, `INSERT INTO organiser_area_part (area_id, code) VALUES ($1, '02600'), ($1, '091')`, drawn)
	must(err)
	espoo, err := place.Find("Espoo")
	must(err)
	leppavaara, err := place.Find("02600")
	must(err)
	other, err := place.Find("02940")
	must(err)
	ask := func(a actor.Actor, q supply.Question) (lines []string) {
		t.Helper()
		q.Service, q.From = "home_care", w.Today.AddDays(7)
		answer, err := who.Who(ctx, a, q)
		must(err)
		for _, l := range answer.Lines {
			lines = append(lines, l.State+" "+string(l.Room))
		}
		if len(answer.Areas) != len(answer.Drawn) {
			t.Errorf("areas: %+v of %+v", answer.Areas, answer.Drawn)
		}
		for _, h := range answer.History {
			if len(h.Spreads) != 5 || h.Spreads[0] == nil || h.Spreads[0].Mid != 4000 || h.Spreads[4] == nil {
				t.Errorf("history: %+v", h)
			}
		}
		if len(answer.Schemes) == 1 && answer.Lines[0].State == supply.Active && (answer.Schemes[0].Prices == nil || answer.Schemes[0].Prices[0].Mid != 4000) {
			t.Errorf("in sum: %+v", answer.Schemes)
		}
		return lines
	}
	for _, c := range []struct {
		q    supply.Question
		want []string
	}{
		{supply.Question{}, []string{"active yes", "active unknown", "pending unknown", "pending unknown", "suspended later"}},
		{supply.Question{Place: &espoo}, []string{"active yes", "pending unknown", "suspended later"}},
		{supply.Question{Place: &leppavaara}, []string{"active yes", "pending unknown", "suspended later"}},
		{supply.Question{Place: &other}, []string{"active yes", "pending unknown"}},
		{supply.Question{Place: &espoo, Spoken: "sv"}, []string{"active yes", "pending unknown"}},
		{supply.Question{Spoken: "fi", State: supply.Pending}, []string{"pending unknown", "pending unknown"}},
		{supply.Question{Area: drawn}, []string{"active yes", "active unknown", "pending unknown", "suspended later"}},
		{supply.Question{Area: drawn, State: supply.Pending}, []string{"pending unknown"}},
		{supply.Question{State: supply.Suspended}, []string{"suspended later"}},
		{supply.Question{Ready: true}, []string{"active yes", "active unknown", "pending unknown", "pending unknown"}},
		{supply.Question{Spoken: "en", State: supply.Active}, nil},
	} {
		got := ask(w.Officer, c.q)
		if len(got) != len(c.want) {
			t.Errorf("%+v: %v, want %v", c.q, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%+v: %v, want %v", c.q, got, c.want)
			}
		}
	}
	advises, sees := w.Member(t, actor.RoleGuidance, w.Organiser, "Ohjaaja"), func(a actor.Actor) string { return fmt.Sprint(ask(a, supply.Question{})) }
	if sees(advises) != sees(w.Officer) {
		t.Errorf("a guidance worker sees %s, an officer %s", sees(advises), sees(w.Officer))
	}
	if _, err := w.Queue(ctx, advises, admission.QueueQuery{}); !fault.Is(err, fault.CodeForbidden) {
		t.Errorf("a guidance worker reads the queue: %v", err)
	}
	priced(t, w, who, listing.ID, map[uuid.UUID]int64{first: 4000, third: 4101, second: 9900})
	if got := ask(w.Strangers[1], supply.Question{}); len(got) > 0 {
		t.Errorf("another organiser's officer sees %v", got)
	}
	if got := ask(w.Operator, supply.Question{}); len(got) != 2 { // those who have applied to what it runs
		t.Errorf("an operator sees what it does not run: %v", got)
	}
	q := supply.Question{Service: "home_care", From: w.Today, PerPage: 1}
	if _, err := who.Who(ctx, w.Alice, q); !fault.Is(err, fault.CodeForbidden) {
		t.Errorf("a producer asks: %v", err)
	}
	for _, c := range []struct {
		who  actor.Actor
		rows int
		kind string
	}{{w.Officer, 5, "organiser"}, {w.Operator, 2, "operator"}, {w.Alice, 0, ""}} { // a file has all, and the trail says who took it
		a, err := who.Take(ctx, c.who, q)
		if (err == nil) != (c.rows > 0) || len(a.Lines) != c.rows {
			t.Errorf("%s takes %d lines, want %d: %v", c.who.Role, len(a.Lines), c.rows, err)
		}
		taken := w.Count(t, `SELECT count(*) FROM audit_event WHERE action = 'list.taken' AND person_id = $1 AND object_kind = $2 AND object_id = $3
			AND details = '{"list": "supply", "service": "home_care"}'`, c.who.Person, c.kind, c.who.Organisation)
		if want := min(c.rows, 1); taken != want {
			t.Errorf("%s took a file: %d rows in the trail, want %d", c.who.Role, taken, want)
		}
	}
}

// priced changes prices from today on: of one that is suspended they count in no spread, the middle of two is rounded up, and
// pages together hold what there is, each line with its price and that of a year before.
func priced(t *testing.T, w *admissiontest.World, who *supply.Service, listing uuid.UUID, cents map[uuid.UUID]int64) {
	t.Helper()
	ctx, month := context.Background(), w.Today.AddDays(-30)
	for id, c := range cents {
		if _, err := w.Owner.ExecContext(ctx, `WITH ended AS (UPDATE price_line SET valid = daterange(lower(valid), $2) WHERE offering_id = $1 RETURNING 1)
			INSERT INTO price_line (id, offering_id, unit, cents, valid) SELECT gen_random_uuid(), $1, 'hour', $3, daterange($2, NULL) FROM ended`, id, month, c); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	q := supply.Question{Service: "home_care", From: w.Today.AddDays(7), PerPage: 2}
	for q.Page = 1; q.Page <= 3; q.Page++ {
		a, err := who.Who(ctx, w.Officer, q)
		if err != nil {
			t.Fatal(err)
		}
		if a.Total != 5 || a.Page != q.Page {
			t.Errorf("page %d is %d of %d lines", q.Page, a.Page, a.Total)
		}
		i := slices.IndexFunc(a.Schemes, func(s supply.SchemeSum) bool { return s.Scheme == listing })
		if want := []supply.Spread{{Unit: "hour", Least: 4000, Mid: 4051, Most: 4101}}; !slices.Equal(a.Schemes[i].Prices, want) {
			t.Errorf("in sum: %+v, want %+v", a.Schemes[i].Prices, want)
		}
		if s := a.History[0].Spreads; s[0].Mid != 4051 || *s[2] != (supply.Spread{Unit: "hour", Least: 4000, Mid: 4000, Most: 4000}) {
			t.Errorf("history: %+v %+v", s[0], s[2])
		}
		for _, l := range a.Lines {
			text := l.State
			for _, p := range l.Prices {
				text += fmt.Sprintf(" %s %d, %d before", p.Unit, p.Cents, *p.Before)
			}
			got = append(got, text)
		}
	}
	want := []string{"active hour 4000, 4000 before", "active hour 4101, 4000 before", "pending", "pending", "suspended hour 9900, 4000 before"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if a, err := who.Who(ctx, w.Officer, supply.Question{Service: "home_care", From: q.From, Page: 99, PerPage: 2}); err != nil || a.Page != 3 || len(a.Lines) != 1 {
		t.Errorf("past the last page: %d, %v", a.Page, err)
	}
}
