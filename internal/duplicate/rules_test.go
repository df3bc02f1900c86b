package duplicate

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

func TestGroundsByTable(t *testing.T) {
	one := Address{"Leppäkatu 5 A 3", "02600"}
	for _, c := range []struct {
		a, b Likeness
		want []Ground
	}{
		{Likeness{Name: "Hoiva Oy", BusinessID: "2454419-2"}, Likeness{Name: "HOIVA"}, []Ground{SameName}},
		{Likeness{Name: "Hoiva Oy", BusinessID: "2454419-2"}, Likeness{Name: "Hoiva Oy", BusinessID: "3456780-6"}, nil},
		{Likeness{Name: "Hoiva Oy", BusinessID: "2454419-2", Addresses: []Address{one}}, Likeness{Name: "Hoiva Ab", BusinessID: "3456780-6", Addresses: []Address{{"LEPPÄKATU 5", "02600"}}},
			[]Ground{SameName, SameAddress}},
		{Likeness{Name: "Hoiva Oy", BusinessID: "2454419-2"}, Likeness{Name: "Hoiva Oy", BusinessID: "2454419-9"}, []Ground{SameName}}, // no valid id is none
		{Likeness{Name: "Kotihoiva Aamurusko", Addresses: []Address{one}}, Likeness{Name: "Kotihoiva Amurusko", Addresses: []Address{one}}, []Ground{LikeName, SameAddress}},
		{Likeness{Name: "Kotihoiva Aamurusko"}, Likeness{Name: "Kotihoiva Amurusko"}, nil},
		{Likeness{Name: "Aamu", Addresses: []Address{one}}, Likeness{Name: "Ilta", Addresses: []Address{one}}, nil}, // one house, two firms
		{Likeness{Name: "Uusi", BusinessID: "2454419-2", Former: []string{"3456780-6"}}, Likeness{Name: "Vanha", BusinessID: "3456780-6"}, []Ground{FormerID}},
		{Likeness{Name: "Oy"}, Likeness{Name: "Ab"}, nil},
	} {
		c.a.ID, c.b.ID = uuid.New(), uuid.New()
		if got := Grounds(c.a, c.b); !slices.Equal(got, c.want) {
			t.Errorf("%+v, %+v: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

// TestDifferentBusinessIDsAreDifferentProducers holds the rule against all that registers may write.
func TestDifferentBusinessIDsAreDifferentProducers(t *testing.T) {
	ids := []string{"", "2454419-2", "3456780-6", "1111112-8", "2454419-9"}
	rapid.Check(t, func(t *rapid.T) {
		draw := func() Likeness {
			l := Likeness{ID: uuid.New(), Name: rapid.SampledFrom([]string{"Hoiva Oy", "HOIVA", "Hoivaa Oy", "Kotipalvelu Onni", "Kotipalvelu Oni", "Oy"}).Draw(t, "name"),
				BusinessID: rapid.SampledFrom(ids).Draw(t, "id")}
			for range rapid.IntRange(0, 2).Draw(t, "addresses") {
				l.Addresses = append(l.Addresses, Address{rapid.SampledFrom([]string{"Leppäkatu 5", "Leppäkatu 5 A 3", "Leppäkatu 7", "Leppäkatu"}).Draw(t, "street"),
					rapid.SampledFrom([]string{"02600", "40100", ""}).Draw(t, "code")})
			}
			return l
		}
		a, b := draw(), draw()
		got := Grounds(a, b)
		if back := Grounds(b, a); !slices.Equal(got, back) {
			t.Fatalf("one way %v, the other %v", got, back)
		}
		if idOf(a) != "" && idOf(b) != "" && idOf(a) != idOf(b) && len(got) > 0 && !(slices.Contains(got, SameName) && slices.Contains(got, SameAddress)) {
			t.Fatalf("%+v and %+v are suggested by %v", a, b, got)
		}
		if len(Grounds(a, a)) > 0 {
			t.Fatal("one is suggested to be itself")
		}
		if len(got) > 0 && !told(pairs([]Candidate{{Likeness: a, Own: true}, {Likeness: b}}, nil, false)) {
			t.Fatalf("%+v and %+v have grounds and are not compared", a, b)
		}
	})
}

func told(list []Suggestion) bool { return len(list) == 1 }

// TestAPlanLosesNothing draws two producers with units, admissions and offerings: what the plan moves is each value once, never
// into two places, and what is offered afterwards is what was offered before, or stands there already.
func TestAPlanLosesNothing(t *testing.T) {
	today := calendar.Date{Year: 2026, Month: 5, Day: 4}
	rapid.Check(t, func(t *rapid.T) {
		schemes := []uuid.UUID{{1}, {2}, {3}}
		draw := func(which byte) Side {
			s := Side{Producer: producer.Producer{ID: uuid.UUID{which}, Kind: producer.Company}, Organisers: []uuid.UUID{{9}}}
			for i := range rapid.IntRange(0, 3).Draw(t, "units") {
				u := producer.Unit{ID: uuid.UUID{which, 1, byte(i)}, Name: rapid.SampledFrom([]string{"Aamu", "Ilta", "Yö"}).Draw(t, "unit")}
				for j := range rapid.IntRange(1, 2).Draw(t, "points") {
					u.Points = append(u.Points, producer.Point{ID: uuid.UUID{which, 2, byte(i), byte(j)}, PostalCode: "02600",
						Street: rapid.SampledFrom([]string{"Leppäkatu 1", "Leppäkatu 2", "Leppäkatu 3"}).Draw(t, "street")})
				}
				s.Units = append(s.Units, u)
			}
			for i, scheme := range schemes {
				if !rapid.Bool().Draw(t, "admitted") {
					continue
				}
				a := Admission{ID: uuid.UUID{which, 3, byte(i)}, Scheme: scheme, Verified: i == 0, From: today.AddDays(-rapid.IntRange(0, 2).Draw(t, "since")),
					State: rapid.SampledFrom([]string{"active", "active", "suspended", stateRemoved}).Draw(t, "state"), Services: []string{"home_care", "meals"}}
				for _, u := range s.Units {
					for _, p := range u.Points {
						for _, key := range a.Services {
							if rapid.Bool().Draw(t, "offered") {
								s.Offerings = append(s.Offerings, Offering{ID: uuid.UUID{which, 4, byte(len(s.Offerings))}, Admission: a.ID, Service: key, Point: p.ID,
									Withdrawn: rapid.IntRange(0, 4).Draw(t, "withdrawn") == 0})
							}
						}
					}
				}
				s.Admissions = append(s.Admissions, a)
			}
			return s
		}
		kept, gone := draw(1), draw(2)
		plan := PlanOf(kept, gone, Duplicate, today)
		moved := map[string]bool{}
		for _, m := range plan.Moves {
			key := fmt.Sprint(m.Field, m.Row)
			if moved[key] {
				t.Fatalf("%s moves twice", key)
			}
			moved[key] = true
			if m.Was == m.Became {
				t.Fatalf("%+v moves nowhere", m)
			}
		}
		if again := PlanOf(kept, gone, Duplicate, today); again.Sum() != plan.Sum() {
			t.Fatal("the same two give two plans")
		}
		if plan.Allowed() {
			unique(t, kept, gone, plan)
		}
	})
}

// unique does the plan in memory: nothing stands in two places, and no living offering is lost without the same beside it.
func unique(t *rapid.T, kept, gone Side, plan Plan) {
	at := map[uuid.UUID]slot{}
	ends := map[uuid.UUID]bool{}
	for _, o := range append(slices.Clone(kept.Offerings), gone.Offerings...) {
		at[o.ID] = slot{o.Admission, o.Service, o.Point}
	}
	for _, m := range plan.Moves {
		s := at[m.Row]
		switch m.Field {
		case OfferingAdmission:
			s.admission = uuid.MustParse(m.Became)
			at[m.Row] = s
		case OfferingPoint:
			s.point = uuid.MustParse(m.Became)
			at[m.Row] = s
		case OfferingWithdrawn:
			ends[m.Row] = true
		}
	}
	taken := map[slot]uuid.UUID{}
	for id, s := range at {
		if other, twice := taken[s]; twice {
			t.Fatalf("%v and %v both stand at %v", id, other, s)
		}
		taken[s] = id
	}
	for _, o := range gone.Offerings {
		admission := at[o.ID].admission
		for _, joined := range plan.Joined {
			if !o.Withdrawn && !ends[o.ID] && admission == joined.ID {
				t.Fatalf("%v stays under an admission that ends", o.ID)
			}
		}
	}
}
