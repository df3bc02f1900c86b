package scheme

import (
	"errors"
	"flag"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// TestVersionsAndClosings walks random changes of a scheme: what is asked now is what was published last, what was
// published before stays as it was, and the scheme accepts exactly on the days on which SQL says so.
func TestVersionsAndClosings(t *testing.T) {
	o := newOffice(t)
	fewer(t, 30)
	rapid.Check(t, func(r *rapid.T) {
		id := o.ready(r, RegimeVoucher)
		ok(r, o.Service.Publish(r.Context(), o.one, o.publishing(r, id)))
		past := o.page(r, id).Versions
		for range rapid.IntRange(1, 4).Draw(r, "rounds") {
			if rapid.Bool().Draw(r, "version") {
				o.nextVersion(r, id)
			} else {
				o.someAct(r, id)
			}
			g := o.page(r, id)
			if diff := cmp.Diff(past, g.Versions[:len(past)]); diff != "" {
				r.Fatalf("a version that was published has changed:\n%s", diff)
			}
			past = g.Versions
			o.holds(r, g)
		}
	})
}

// fewer lets properties that need a database be tried fewer times than those that do not.
func fewer(t *testing.T, times int) {
	t.Helper()
	was := flag.Lookup("rapid.checks").Value.String()
	if was != "100" { // asked for on the command line
		return
	}
	if err := flag.Set("rapid.checks", strconv.Itoa(times)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = flag.Set("rapid.checks", was) })
}

func (o *office) nextVersion(r *rapid.T, id uuid.UUID) {
	ok(r, o.Change(r.Context(), o.one, id))
	e := o.editing(r, id)
	name := e.Form.Basics
	name.NameFi = rapid.StringMatching(`[a-zåäö]{1,8}`).Draw(r, "name")
	o.save(r, id, name)
	for range rapid.IntRange(0, 3).Draw(r, "edits") {
		asks := o.editing(r, id).Form.Requirements
		fresh := PutRequirement{Requirement{ID: newID(), Kind: KindText, TitleFi: "a", TitleSv: "b", TitleEn: "c"}}
		if len(asks) == 0 {
			o.save(r, id, fresh)
			continue
		}
		one := rapid.SampledFrom(asks).Draw(r, "requirement")
		switch rapid.IntRange(0, 5).Draw(r, "edit") {
		case 0:
			o.save(r, id, fresh)
		case 1:
			o.save(r, id, DropRequirement{one.ID})
		case 2:
			o.save(r, id, RaiseOne{one.ID})
		case 3:
			one.HelpFi += "!"
			o.save(r, id, PutRequirement{one})
		case 4:
			one.TitleFi += "!"
			o.save(r, id, PutRequirement{one})
		default:
			cents := money.Cents(rapid.IntRange(1, 9000).Draw(r, "value"))
			o.save(r, id, PutTerms{FormTerms{Service: "home_care", Unit: "hour", Value: &cents}}, TermsFrom{TermsList{From: o.today.AddDays(rapid.IntRange(0, 40).Draw(r, "from"))}})
		}
	}
	p := o.publishing(r, id)
	ok(r, o.Service.Publish(r.Context(), o.one, p))
	ok(r, o.Service.Publish(r.Context(), o.one, p))
}

func (o *office) someAct(r *rapid.T, id uuid.UUID) {
	g, err := o.Acting(r.Context(), o.one, id)
	ok(r, err)
	a := Act{ID: newID(), Scheme: id, Kind: rapid.SampledFrom(EventKinds()).Draw(r, "act"), From: o.today.AddDays(rapid.IntRange(-2, 30).Draw(r, "day")),
		Seen: g.Affected.Seen(), Reasons: "Syy."}
	if rapid.Bool().Draw(r, "until") {
		a.Until = ptr(o.today.AddDays(rapid.IntRange(-2, 30).Draw(r, "until day")))
	}
	if a.Kind == EventEnded {
		a.From = o.today.AddDays(rapid.IntRange(50, 400).Draw(r, "last"))
	}
	err, may := o.Act(r.Context(), o.one, a), g.May(a.Kind)
	if may != nil && !errors.Is(err, may) || may == nil && err != nil && len(fault.From(err).Fields) == 0 {
		r.Fatalf("%s on %s: %v, though May says %v", a.Kind, a.From, err, may)
	}
	ok(r, ignoreFaults(o.Act(r.Context(), o.one, a)))
}

func ignoreFaults(err error) error {
	if f := fault.From(err); err != nil && f.Code == fault.CodeInternal {
		return err
	}
	return nil
}

// holds compares what holds with what was published last, and the two statements of when a scheme accepts.
func (o *office) holds(r *rapid.T, g Page) {
	last := g.Versions[len(g.Versions)-1]
	if g.Scheme.Version != last.Number || last.Number != len(g.Versions) {
		r.Fatalf("version %d, the last published is %d of %d", g.Scheme.Version, last.Number, len(g.Versions))
	}
	if len(g.Form.Requirements) != len(last.Form.Requirements) {
		r.Fatalf("%d requirements, published were %d", len(g.Form.Requirements), len(last.Form.Requirements))
	}
	for i, one := range g.Form.Requirements {
		said := last.Form.Requirements[i]
		if one.ID != said.ID || one.Position != i+1 || !sameQuestion(one, said) || one.HelpFi != said.HelpFi {
			r.Fatalf("requirement %d is %+v, published was %+v", i, one, said)
		}
	}
	if g.Form.termsChanged(last.Form) || g.Form.Basics.NameFi != last.Form.Basics.NameFi {
		r.Fatalf("it says %+v, published was %+v", g.Form, last.Form)
	}
	var days []struct {
		Day     calendar.Date `db:"day"`
		Accepts bool          `db:"accepts"`
		Terms   int           `db:"terms"`
	}
	ok(r, o.db.Service.SelectContext(r.Context(), &days, `SELECT d.day::date AS day, `+Accepts("s", "d.day")+` AS accepts,
		    (SELECT count(*) FROM scheme_service v WHERE v.scheme_id = s.id AND v.valid @> d.day::date) AS terms
		FROM scheme s, generate_series($2::date - 3, $2::date + 450, interval '1 day') AS d (day) WHERE s.id = $1`, g.Scheme.ID, o.today))
	for _, d := range days {
		if d.Accepts != g.Scheme.AcceptsOn(d.Day) {
			r.Fatalf("accepts on %s: %v in SQL, %v here", d.Day, d.Accepts, !d.Accepts)
		}
		if want := min(1, max(0, 1+g.Scheme.ValidFrom.DaysUntil(d.Day))); d.Terms != want {
			r.Fatalf("%d terms on %s, want %d", d.Terms, d.Day, want)
		}
	}
}
