package catalogue

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
)

func (w *world) lister() *Service {
	return New(w.DB.Service, nil, Options{Now: func() time.Time { return w.Now }})
}

// list is the whole of Keski-Suomi's voucher list as a file has it.
func (w *world) list(c *Service, q ApprovedQuery) []Approved {
	w.T.Helper()
	list, err := c.List(w.Ctx, "keski-suomi", "seteli")
	if err != nil {
		w.T.Fatal(err)
	}
	var rows []Approved
	if err := c.EachApproved(w.Ctx, list, q, func(a Approved) error { rows = append(rows, a); return nil }); err != nil {
		w.T.Fatal(err)
	}
	return rows
}

func said(rows []Approved) []string {
	var out []string
	for _, r := range rows {
		price := "-"
		if r.Price != nil {
			price = fmt.Sprintf("%d/%s", r.Price.Cents, r.Price.Unit)
		}
		out = append(out, r.Producer.Name+" "+r.Service.Key+" "+price)
	}
	return out
}

func TestTheListTellsProducersServicesAndPricesOfTheDay(t *testing.T) {
	w := newWorld(t)
	h := w.HomeCare("Kotihoiva Aamurusko")
	w.Price(h.Offering, "visit", 2000, cataloguetest.Today.AddDays(1), calendar.Date{}) // from tomorrow
	rows := w.list(w.lister(), ApprovedQuery{Lang: "fi"})
	if got := said(rows); !slices.Equal(got, []string{"Kotihoiva Aamurusko home_care 3850/hour", "Kotihoiva Aamurusko meals -"}) {
		t.Fatalf("%q", got)
	}
	care := rows[0]
	if *care.Value != 2640 || *care.Pays.Cents != 1210 || care.Since != cataloguetest.Today.AddDays(-400) || !care.Until.IsZero() || care.Offering != h.Offering {
		t.Errorf("%+v", care)
	}
	if meals := rows[1]; meals.Offering != uuid.Nil || meals.Pays.Kind != "unknown" {
		t.Errorf("approved for and not offered: %+v", meals)
	}
	w.Now = w.Now.AddDate(0, 0, 1)
	if got := said(w.list(w.lister(), ApprovedQuery{Lang: "fi", Service: "home_care"})); !slices.Equal(got, []string{
		"Kotihoiva Aamurusko home_care 3850/hour", "Kotihoiva Aamurusko home_care 2000/visit"}) {
		t.Errorf("tomorrow: %q", got)
	}
}

func TestWhoIsSuspendedIsOffTheListAtCommit(t *testing.T) {
	w := newWorld(t)
	h := w.HomeCare("Kotihoiva Aamurusko")
	c := w.lister()
	for _, step := range []struct {
		kind string
		want int
	}{{"suspended", 0}, {"lifted", 2}, {"removed", 0}} {
		w.Event(h.Admission, step.kind, calendar.Date{})
		list, err := c.List(w.Ctx, "keski-suomi", "seteli")
		if err != nil {
			t.Fatal(err)
		}
		page, err := c.Approved(w.Ctx, list, ApprovedQuery{Lang: "fi", Page: 1})
		if err != nil || len(page.Rows) != step.want || len(w.list(c, ApprovedQuery{Lang: "fi"})) != step.want || list.Producers != min(step.want, 1) {
			t.Errorf("%s: %d on the page, %d counted, %v", step.kind, len(page.Rows), list.Producers, err)
		}
	}
}

func TestOnlySchemesWithApprovalHaveLists(t *testing.T) {
	w := newWorld(t)
	w.HomeCare("A")
	for _, s := range []cataloguetest.SchemeSpec{
		{Organiser: "15", Key: "oma", Regime: "own_production", Pays: "client_fee"},
		{Organiser: "15", Key: "muut", Regime: "listing", Pays: "unknown", Unverified: true},
		{Organiser: "15", Key: "tuleva", Regime: "dps", Pays: "client_fee", From: cataloguetest.Today.AddDays(1)},
		{Organiser: "15", Key: "ostot", Regime: "dps", Pays: "client_fee"},
	} {
		w.Scheme(s)
	}
	c := w.lister()
	lists, err := c.Lists(w.Ctx)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, l := range lists {
		keys = append(keys, l.Scheme.Key)
	}
	if !slices.Equal(keys, []string{"ostot", "seteli"}) {
		t.Errorf("%q", keys)
	}
	for _, no := range [][2]string{{"keski-suomi", "oma"}, {"keski-suomi", "muut"}, {"keski-suomi", "tuleva"}, {"keski-suomi", "x"}, {"x", "seteli"}, {"lappi", "seteli"}} {
		if _, err := c.List(w.Ctx, no[0], no[1]); !errors.Is(err, ErrNoList) {
			t.Errorf("%s: %v", no, err)
		}
	}
	empty, err := c.List(w.Ctx, "keski-suomi", "ostot")
	if err != nil {
		t.Fatal(err)
	}
	if page, err := c.Approved(w.Ctx, empty, ApprovedQuery{Page: 9}); err != nil || len(page.Rows) != 0 || page.Pages != 1 {
		t.Errorf("an empty list: %+v, %v", page, err)
	}
}

// TestTheListInOrderAndNarrowed has names that byte order would put wrong, Sámi ones too.
func TestTheListInOrderAndNarrowed(t *testing.T) {
	w := newWorld(t)
	first := w.HomeCare("Äiti ja Äyskäri")
	for i, name := range []string{"Zacharias", "áhkku Sámi fuolahus", "Åsa Omsorg", "aamu Oy", "Öinen Hoiva", "Čuovga"} {
		p := w.Producer(name, "company")
		_, point := w.Point(p, name, "Jämsä")
		o := w.Offer(w.Admit(first.Scheme, p, "home_care"), point, "home_care", "182")
		w.Price(o, "hour", int64(5000-100*i), cataloguetest.LongAgo(), calendar.Date{})
	}
	c := w.lister()
	names := func(rows []Approved) (out []string) {
		for _, r := range rows {
			if len(out) == 0 || out[len(out)-1] != r.Producer.Name {
				out = append(out, r.Producer.Name)
			}
		}
		return out
	}
	want := []string{"aamu Oy", "áhkku Sámi fuolahus", "Čuovga", "Zacharias", "Åsa Omsorg", "Äiti ja Äyskäri", "Öinen Hoiva"}
	if got := names(w.list(c, ApprovedQuery{Lang: "fi"})); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := names(w.list(c, ApprovedQuery{Lang: "fi", Municipality: "179"})); !slices.Equal(got, []string{"Äiti ja Äyskäri"}) {
		t.Errorf("in Jyväskylä: %q", got)
	}
	list, err := c.List(w.Ctx, "keski-suomi", "seteli")
	if err != nil {
		t.Fatal(err)
	}
	page, err := c.Approved(w.Ctx, list, ApprovedQuery{Lang: "fi", ByPrice: true, Page: 1})
	if err != nil {
		t.Fatal(err)
	}
	last := int64(0)
	for i, r := range page.Rows {
		if r.Price == nil {
			if i != len(page.Rows)-1 {
				t.Error("what has no price does not stand last")
			}
			continue
		}
		if int64(r.Price.Cents) < last {
			t.Errorf("%d after %d", r.Price.Cents, last)
		}
		last = int64(r.Price.Cents)
	}
	if page.Producers != 7 || page.Lines != 8 {
		t.Errorf("%d producers and %d lines", page.Producers, page.Lines)
	}
}

// TestAListIsReadAFewProducersAtATime makes more producers than are read at once, and ends in the middle.
func TestAListIsReadAFewProducersAtATime(t *testing.T) {
	w := newWorld(t)
	h := w.HomeCare("Hoiva 0000")
	w.Many(h.Scheme, 2*producersAtOnce)
	c := w.lister()
	rows := w.list(c, ApprovedQuery{Lang: "fi"})
	if len(rows) != 2*producersAtOnce+2 {
		t.Fatalf("%d lines", len(rows))
	}
	list, err := c.List(w.Ctx, "keski-suomi", "seteli")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(w.Ctx)
	n := 0
	err = c.EachApproved(ctx, list, ApprovedQuery{Lang: "fi"}, func(Approved) error {
		if n++; n == 10 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || n > producersAtOnce+2 {
		t.Errorf("after the reader has gone, %d lines and %v", n, err)
	}
	broken := errors.New("broken pipe")
	if err := c.EachApproved(w.Ctx, list, ApprovedQuery{Lang: "fi"}, func(Approved) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

func TestTheFeeOfTheOrganisersOwnService(t *testing.T) {
	w := newWorld(t)
	today, zero := cataloguetest.Today, calendar.Date{}
	own := w.Scheme(cataloguetest.SchemeSpec{Organiser: "15", Key: "oma", Regime: "own_production", Pays: "client_fee"})
	w.Terms(own, "home_care", "month", nil, 0, 42000, cataloguetest.LongAgo(), zero)
	w.Terms(own, "cleaning", "hour", nil, 1500, 1500, cataloguetest.LongAgo(), zero)
	w.Terms(own, "cleaning", "visit", nil, 3000, nil, cataloguetest.LongAgo(), zero)
	w.Terms(own, "escort", "hour", nil, 900, 900, today.AddDays(1), zero)           // from tomorrow
	w.Terms(own, "bathing", "visit", nil, 900, 900, cataloguetest.LongAgo(), today) // until yesterday
	w.Terms(own, "meals", "meal", nil, nil, nil, cataloguetest.LongAgo(), zero)
	past := today.AddDays(-1)
	for i, other := range []cataloguetest.SchemeSpec{
		{Organiser: "13", Regime: "own_production", Pays: "client_fee"}, {Organiser: "15", Regime: "dps", Pays: "client_fee"},
		{Organiser: "15", Regime: "own_production", Pays: "client_fee", To: &past},
	} {
		other.Key = fmt.Sprintf("muu%d", i)
		w.Terms(w.Scheme(other), "home_care", "hour", nil, 1, 1, cataloguetest.LongAgo(), zero)
	}
	fees, err := w.lister().OwnFees(w.Ctx, "15", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ service, unit, want string }{
		{"home_care", "hour", "client_fee 0–42000 month"}, {"cleaning", "visit", "client_fee 3000 visit from"}, {"cleaning", "hour", "client_fee 1500 hour"},
		{"cleaning", "", "client_fee 1500 hour"}, {"escort", "hour", "unknown"}, {"bathing", "visit", "unknown"}, {"meals", "meal", "client_fee"}, {"doctor", "", "unknown"},
	} {
		p := fees.Of(c.service, c.unit)
		got := p.Kind
		if p.Cents != nil {
			got += fmt.Sprintf(" %d", *p.Cents)
			if p.CentsMax != nil {
				got += fmt.Sprintf("–%d", *p.CentsMax)
			}
			got += " " + p.Per
		}
		if p.From {
			got += " from"
		}
		if got != c.want {
			t.Errorf("%s by %q: %s, want %s", c.service, c.unit, got, c.want)
		}
	}
	one, err := w.lister().OwnFees(w.Ctx, "15", "cleaning")
	if err != nil || len(one) != 1 || len(one["cleaning"]) != 2 {
		t.Errorf("of one service: %+v, %v", one, err)
	}
}

// TestTheLengthOfAListIsKeptForASecond counts the lines anew when the second is over, and never by a stopped clock.
func TestTheLengthOfAListIsKeptForASecond(t *testing.T) {
	var c counts
	now := time.Now()
	of := countOf{scheme: uuid.New(), day: cataloguetest.Today, service: "home_care"}
	c.keep(of, counted{producers: 1, lines: 2, at: now})
	if n, ok := c.find(of, now.Add(countKept-1)); !ok || n.lines != 2 {
		t.Errorf("%+v, %v", n, ok)
	}
	if _, ok := c.find(of, now.Add(countKept)); ok {
		t.Error("it is kept for longer")
	}
	other := of
	other.municipality = "179"
	if _, ok := c.find(other, now); ok {
		t.Error("the length of another list is taken")
	}
	for range 3 * countsKept {
		c.keep(countOf{scheme: uuid.New()}, counted{at: now})
		if len(c.kept) > countsKept {
			t.Fatalf("%d are kept", len(c.kept))
		}
	}
}
