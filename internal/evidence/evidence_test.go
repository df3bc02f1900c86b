package evidence

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"net/url"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

var ctx = context.Background()

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func day(t testing.TB, text string) calendar.Date {
	t.Helper()
	if text == "" {
		return calendar.Date{}
	}
	d, err := calendar.Parse(text)
	must(t, err)
	return d
}

func rule(t testing.TB, k Kind) Rule {
	t.Helper()
	r, ok := RuleOf(k)
	if !ok {
		t.Fatalf("no rule of %s", k)
	}
	return r
}

func TestCheckDays(t *testing.T) {
	today := day(t, "2026-11-23")
	for _, c := range []struct {
		kind         Kind
		issued, says string
		field, key   string // "" accepted
		last         string
	}{
		{TaxCertificate, "2026-11-23", "", "", "", "2027-11-23"},
		{TaxCertificate, "2026-11-24", "", "issued", "fault.evidence.issued_future", ""},
		{TaxCertificate, "2025-11-23", "", "", "", "2026-11-23"}, // the last day counts
		{TaxCertificate, "2025-11-22", "", "issued", "fault.evidence.too_old", ""},
		{TaxCertificate, "2026-11-01", "2026-12-31", "", "", "2026-12-31"}, // its own day is sooner
		{TaxCertificate, "2026-11-01", "2030-12-31", "", "", "2027-11-01"}, // the rule's is sooner
		{TaxCertificate, "", "", "issued", "fault.evidence.issued_missing", ""},
		{TaxCertificate, "1026-11-01", "", "issued", "fault.evidence.issued_old", ""},
		{LiabilityInsurance, "2026-01-01", "", "valid_to", "fault.evidence.end_missing", ""},
		{LiabilityInsurance, "2020-01-01", "2026-11-22", "valid_to", "fault.evidence.lapsed", ""},
		{LiabilityInsurance, "2020-01-01", "2026-11-23", "", "", "2026-11-23"},
		{LiabilityInsurance, "2026-11-10", "2026-11-09", "valid_to", "fault.evidence.end_first", ""},
		{SelfMonitoringPlan, "2024-01-01", "", "", "", ""},
		{CriminalRecordSeen, "2026-05-31", "", "", "", "2026-11-30"}, // November has no 31st
	} {
		r := rule(t, c.kind)
		issued, says := day(t, c.issued), day(t, c.says)
		err := r.Check(issued, says, today)
		if c.key == "" {
			if err != nil || r.Last(issued, says) != day(t, c.last) {
				t.Errorf("%+v: %v, until %s", c, err, r.Last(issued, says))
			}
			continue
		}
		f := fault.From(err)
		if f == nil || len(f.Fields) != 1 || f.Fields[0].Name != c.field || f.Fields[0].Key != c.key {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestEveryKindHasARule(t *testing.T) {
	if len(Kinds()) != 10 {
		t.Errorf("%d kinds", len(Kinds()))
	}
	for _, k := range Kinds() {
		if r := rule(t, k); r.Because == "" || r.File == (k == CriminalRecordSeen) {
			t.Errorf("%+v", r)
		}
	}
	if _, ok := RuleOf("letter"); ok {
		t.Error("a rule of no kind")
	}
}

func anyDay(t *rapid.T, label string) calendar.Date {
	return calendar.Date{Year: 2026, Month: time.January, Day: 1}.AddDays(rapid.IntRange(0, 900).Draw(t, label))
}

// What is accepted today holds today, until a day that is no later than the document says or the rule allows.
func TestAcceptedHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.SampledFrom(rules()).Draw(t, "rule")
		issued, today := anyDay(t, "issued"), anyDay(t, "today")
		var says calendar.Date
		if rapid.Bool().Draw(t, "says") {
			says = anyDay(t, "end")
		}
		err := r.Check(issued, says, today)
		last := r.Last(issued, says)
		item := Item{Kind: r.Kind, IssuedOn: issued}
		if !last.IsZero() {
			item.ValidTo = &last
		}
		standing := item.On(today, "")
		if err == nil && !standing.Holds() {
			t.Fatalf("accepted, and %s", standing)
		}
		if err != nil && standing.Holds() && (says.IsZero() || !says.Before(issued)) && !(r.EndsOn && says.IsZero()) {
			t.Fatalf("holds, and is refused: %v", err)
		}
		if !says.IsZero() && last.After(says) {
			t.Fatalf("%s is later than the document's %s", last, says)
		}
	})
}

// The current items hold on the day, are of the producer's own business id, and no other order picks others.
func TestPick(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		today := anyDay(t, "today")
		ids := []string{"", "1234567-1", "7654321-4"}
		items := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Item {
			i := Item{ID: uuid.New(), Kind: rapid.SampledFrom(Kinds()).Draw(t, "kind"), IssuedOn: anyDay(t, "issued"),
				BusinessID: rapid.SampledFrom(ids).Draw(t, "id"), Retired: rapid.Bool().Draw(t, "retired"),
				AddedAt: time.Unix(rapid.Int64Range(0, 5).Draw(t, "added"), 0)}
			if rapid.Bool().Draw(t, "ends") {
				end := i.IssuedOn.AddDays(rapid.IntRange(0, 400).Draw(t, "days"))
				i.ValidTo = &end
			}
			return i
		}), 0, 30).Draw(t, "items")
		got := Pick(items, "1234567-1", today)
		for kind, one := range got {
			if one.Kind != kind || kind == Other || one.Retired || one.IssuedOn.After(today) || one.BusinessID == "7654321-4" ||
				one.ValidTo != nil && one.ValidTo.Before(today) {
				t.Fatalf("%s: %+v", kind, one)
			}
		}
		for _, one := range items {
			if _, there := got[one.Kind]; one.On(today, "1234567-1").Holds() && one.Kind.Shared() && !there {
				t.Fatalf("nothing of %s", one.Kind)
			}
		}
		if diff := cmp.Diff(got, Pick(rapid.Permutation(items).Draw(t, "order"), "1234567-1", today)); diff != "" {
			t.Fatalf("the order counts: %s", diff)
		}
	})
}

// library is the room on a real database, with two producers.
type library struct {
	*dbtest.DB
	*Service
	producers    *producer.Service
	alice, carol actor.Actor
	today        calendar.Date
}

func open(t *testing.T) *library {
	t.Helper()
	d := dbtest.New(t)
	d.Service.Constraints(identity.Constraints, producer.Constraints)
	queue, err := jobs.NewQueue(d.Service)
	must(t, err)
	ring, err := keys.LoadOrCreate(filepath.Join(t.TempDir(), "keys.json"))
	must(t, err)
	store, err := files.NewFolder(t.TempDir())
	must(t, err)
	people := identity.New(d.Service, queue, ring, identity.Options{PublicURL: &url.URL{Scheme: "http", Host: "localhost"}})
	l := &library{DB: d, Service: New(d.Service), producers: producer.New(d.Service, store, people)}
	who := func(businessID string) actor.Actor {
		id, person := uuid.New(), uuid.New()
		_, err := d.Owner.ExecContext(ctx, `INSERT INTO producer (id, business_id, name, kind, origin) VALUES ($1, $2, 'Oy', 'company', 'signup')`, id, businessID)
		must(t, err)
		_, err = d.Owner.ExecContext(ctx, `INSERT INTO person (id, email, name) VALUES ($1, $2, 'Testi')`, person, person.String()+"@example.fi")
		must(t, err)
		return actor.Actor{Person: person, Role: actor.RoleProducer, Organisation: id, RequestID: "test"}
	}
	l.alice, l.carol = who("1234567-1"), who("7654321-4")
	l.today, err = db.Today(ctx, d.Service)
	must(t, err)
	return l
}

func (l *library) upload(t testing.TB, a actor.Actor, text string) uuid.UUID {
	t.Helper()
	f, err := l.producers.Upload(ctx, a, a.Organisation, "todistus.pdf", strings.NewReader("%PDF-1.4\n%%EOF\n"+text))
	must(t, err)
	return f.ID
}

func TestLibrary(t *testing.T) {
	l := open(t)
	mine, theirs := l.upload(t, l.alice, "a"), l.upload(t, l.carol, "c")
	tax := Add{ID: uuid.New(), Kind: TaxCertificate, File: mine, IssuedOn: l.today}
	item, err := l.Add(ctx, l.alice, tax)
	must(t, err)
	if item.File == nil || item.File.ID != mine || item.BusinessID != "1234567-1" || item.ValidTo == nil || !item.ValidTo.After(l.today) {
		t.Errorf("%+v", item)
	}
	again, err := l.Add(ctx, l.alice, tax) // a double click
	if err != nil || again.ID != item.ID {
		t.Errorf("%+v, %v", again, err)
	}
	for name, c := range map[string]struct {
		who  actor.Actor
		cmd  Add
		code fault.Code
	}{
		"a file of another":          {l.alice, Add{ID: uuid.New(), Kind: TaxCertificate, File: theirs, IssuedOn: l.today}, fault.CodeNotFound},
		"an id of another":           {l.carol, Add{ID: item.ID, Kind: TaxCertificate, File: theirs, IssuedOn: l.today}, fault.CodeNotFound},
		"no file":                    {l.alice, Add{ID: uuid.New(), Kind: TaxCertificate, IssuedOn: l.today}, fault.CodeInvalid},
		"a file of criminal records": {l.alice, Add{ID: uuid.New(), Kind: CriminalRecordSeen, File: mine, SeenBy: "x", IssuedOn: l.today}, fault.CodeInvalid},
		"seen by nobody":             {l.alice, Add{ID: uuid.New(), Kind: CriminalRecordSeen, SeenBy: "  ", IssuedOn: l.today}, fault.CodeInvalid},
		"dated in the future":        {l.alice, Add{ID: uuid.New(), Kind: TaxCertificate, File: mine, IssuedOn: l.today.AddDays(1)}, fault.CodeInvalid},
		"no such kind":               {l.alice, Add{ID: uuid.New(), Kind: "letter", File: mine, IssuedOn: l.today}, fault.CodeInvalid},
		"a visitor":                  {actor.Visitor(""), tax, fault.CodeUnauthenticated},
	} {
		if _, err := l.Add(ctx, c.who, c.cmd); !fault.Is(err, c.code) {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	if list, err := l.Library(ctx, l.carol); err != nil || len(list) != 0 {
		t.Errorf("another sees %v, %v", list, err)
	}
	officer := actor.Actor{Person: l.alice.Person, Role: actor.RoleOfficer, Organisation: l.alice.Organisation}
	if _, err := l.Library(ctx, officer); err == nil {
		t.Error("an officer reads a library")
	}
	if err := l.Retire(ctx, l.carol, item.ID); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("another retires: %v", err)
	}
	current := func() map[Kind]Item {
		got, err := Current(ctx, l.DB.Service, l.alice.Organisation, l.today)
		must(t, err)
		return got
	}
	if got := current()[TaxCertificate].ID; got != item.ID {
		t.Errorf("current is %s", got)
	}
	newer, err := l.Add(ctx, l.alice, Add{ID: uuid.New(), Kind: TaxCertificate, File: l.upload(t, l.alice, "b"), IssuedOn: l.today})
	must(t, err)
	if got := current()[TaxCertificate].ID; got != newer.ID {
		t.Errorf("after a newer one: %s", got)
	}
	must(t, l.Retire(ctx, l.alice, newer.ID))
	must(t, l.Retire(ctx, l.alice, newer.ID))
	if got := current()[TaxCertificate].ID; got != item.ID {
		t.Errorf("after the newer one was retired: %s", got)
	}
	// With another business id the certificates are somebody else's.
	_, err = l.Owner.ExecContext(ctx, `UPDATE producer SET business_id = '2222222-9' WHERE id = $1`, l.alice.Organisation)
	must(t, err)
	if got := current(); len(got) != 0 {
		t.Errorf("after the business id changed: %v", got)
	}
}
