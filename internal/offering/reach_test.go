package offering_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

func TestWithin(t *testing.T) {
	for _, tt := range []struct{ codes, limits, want []string }{
		{[]string{"410", "179"}, nil, []string{"179", "410"}},
		{[]string{"179", "410"}, []string{"179"}, []string{"179"}},
		{[]string{"40100", "41340"}, []string{"410"}, []string{"41340"}},
		{[]string{"179"}, []string{"40100", "41340"}, []string{"40100"}}, // of what is larger, the limit
		{[]string{"179", "40100"}, []string{"40100"}, []string{"40100"}},
		{[]string{"182"}, []string{"179"}, nil},
		{nil, []string{"179"}, nil},
		{[]string{"99998"}, []string{"179"}, nil},
	} {
		if got := offering.Within(tt.codes, tt.limits); !slices.Equal(got, tt.want) {
			t.Errorf("of %v within %v are left %v, want %v", tt.codes, tt.limits, got, tt.want)
		}
	}
	codes := rapid.SliceOf(rapid.SampledFrom([]string{"179", "410", "182", "40100", "40520", "41340", "42100"}))
	holds := func(list []string, code string) bool {
		part, _ := place.PartByCode(code)
		return slices.ContainsFunc(list, func(one string) bool {
			p, _ := place.PartByCode(one)
			return p.Holds(part)
		})
	}
	rapid.Check(t, func(rt *rapid.T) {
		told, limits := codes.Draw(rt, "told"), codes.Draw(rt, "limits")
		left := offering.Within(told, limits)
		for _, code := range left {
			if !holds(told, code) || len(limits) > 0 && !holds(limits, code) {
				rt.Fatalf("of %v within %v is left %s", told, limits, code)
			}
		}
		for _, code := range told {
			if (len(limits) == 0 || holds(limits, code)) && !holds(left, code) {
				rt.Fatalf("of %v within %v is lost %s", told, limits, code)
			}
		}
		if again := offering.Within(left, limits); !slices.Equal(again, left) {
			rt.Fatalf("%v is cut again to %v", left, again)
		}
	})
}

// forAreas writes into a scheme's working copy that it is for areas, and answers whom publishing that would touch.
func (h *house) forAreas(schemes *scheme.Service, officer actor.Actor, id uuid.UUID, areas ...uuid.UUID) scheme.Publishing {
	h.t.Helper()
	e, err := schemes.Editing(h.t.Context(), officer, id)
	h.ok(err)
	h.ok(schemes.Save(h.t.Context(), officer, id, e.Version, scheme.AreaList{IDs: areas}))
	p, err := schemes.Publishing(h.t.Context(), officer, id)
	h.ok(err)
	return p
}

// A scheme is for other areas from now on: what is offered beyond them is cut, what lies apart waits for its producer,
// and nothing that was told is lost.
func TestServicesFollowTheAreasOfTheirScheme(t *testing.T) {
	h := newHouse(t)
	ctx, officer := t.Context(), h.officer(organiser)
	schemes := scheme.NewService(h.Service, h.offerings)
	var id uuid.UUID
	h.ok(h.Owner.Get(&id, `SELECT scheme_id FROM admission WHERE id = $1`, h.voucher))
	draw := func(name string, parts ...string) offering.Area {
		area := offering.Area{ID: newID(), Name: offering.Text{Fi: name, Sv: name, En: name}, Parts: parts}
		h.ok(h.offerings.SaveArea(ctx, officer, area))
		return area
	}
	both, east, north := draw("Molemmat", "179", "410"), draw("Itä", "410"), draw("Pohjoinen", "182")
	make := func(point int, codes []string, drawn ...uuid.UUID) uuid.UUID {
		cmd := h.command()
		cmd.Areas, cmd.Drawn, cmd.At = codes, drawn, []offering.At{{ID: newID(), Point: h.points[point]}}
		ids, err := h.offerings.Create(ctx, h.own, cmd)
		h.ok(err)
		return ids[0]
	}
	first, second := make(0, []string{"40100", "182"}, both.ID), make(1, nil, both.ID)
	publish := func(p scheme.Publishing) {
		h.ok(schemes.Publish(ctx, officer, scheme.Publish{ID: newID(), Scheme: id, Version: p.Version, Seen: p.Affected.Seen(), Reasons: "Alueet muuttuvat."}))
	}
	h.ok(schemes.Change(ctx, officer, id))
	p := h.forAreas(schemes, officer, id, east.ID)
	if p.Affected.Outside != 2 || p.Affected.Apart != 0 {
		t.Fatalf("for the east: %+v", p.Affected)
	}
	stale := h.get(first)
	publish(p)
	for _, one := range []uuid.UUID{first, second} {
		if o := h.get(one); !slices.Equal(o.Own, []string{"410"}) || len(o.Drawn) > 0 || o.WithdrawnAt != nil || o.Apart {
			t.Errorf("for the east a service is given in %v and %v, withdrawn %v", o.Own, o.Drawn, o.WithdrawnAt)
		}
	}
	err := h.offerings.Edit(ctx, h.own, offering.Edit{ID: first, Version: stale.Version, AtHome: true, Areas: stale.Own, Spoken: stale.Spoken, Text: stale.Text})
	if fieldKeys(err)["areas"] != "fault.offering.area_outside_scheme" {
		t.Errorf("a form from before is saved: %v", err)
	}
	o := h.get(second)
	h.ok(h.offerings.Edit(ctx, h.own, offering.Edit{ID: second, Version: o.Version, AtHome: true, Drawn: []uuid.UUID{east.ID}, Spoken: o.Spoken, Text: o.Text}))
	h.ok(schemes.Change(ctx, officer, id))
	if p = h.forAreas(schemes, officer, id, north.ID); p.Affected.Outside != 0 || p.Affected.Apart != 2 {
		t.Fatalf("for the north: %+v", p.Affected)
	}
	publish(p)
	if o = h.get(second); o.WithdrawnAt == nil || !o.Apart || !slices.Equal(o.Drawn, []uuid.UUID{east.ID}) {
		t.Errorf("apart from the scheme's areas a service is %+v", o.Offering)
	}
	wantFault(t, h.offerings.Restore(ctx, h.own, second), fault.CodeConflict, "fault.offering.area_choose")
	h.ok(h.offerings.Edit(ctx, h.own, offering.Edit{ID: second, Version: o.Version, AtHome: true, Areas: []string{"182"}, Spoken: o.Spoken, Text: o.Text}))
	h.ok(h.offerings.Restore(ctx, h.own, second))
	// An area that no scheme is for follows its drawing, but never beyond the areas of the scheme.
	h.ok(schemes.Change(ctx, officer, id))
	publish(h.forAreas(schemes, officer, id, north.ID, east.ID))
	o = h.get(second)
	mine := draw("Oma", "182")
	h.ok(h.offerings.Edit(ctx, h.own, offering.Edit{ID: second, Version: o.Version, AtHome: true, Drawn: []uuid.UUID{mine.ID}, Spoken: o.Spoken, Text: o.Text}))
	mine.Version, mine.Parts = 1, []string{"179", "182"}
	h.ok(h.offerings.SaveArea(ctx, officer, mine))
	if o = h.get(second); !slices.Equal(o.Areas, []string{"182"}) {
		t.Errorf("an area that grew takes a service to %v", o.Areas)
	}
	listed := offering.Imported{Admission: h.voucher, Organiser: organiser, Service: "cleaning", Point: h.points[0], AtHome: true, Areas: []string{"179", "410"}}
	id, _, err = h.imported(listed)
	h.ok(err)
	if got := h.get(id).Areas; !slices.Equal(got, []string{"410"}) {
		t.Errorf("a list that tells of more than the scheme is for: %v", got)
	}
	listed.Areas = []string{"179"}
	if _, _, err := h.imported(listed); fieldKeys(err)["areas"] != "fault.offering.area_outside_scheme" {
		t.Errorf("a list that tells of elsewhere: %v", err)
	}
	if n := h.count(`SELECT count(*) FROM audit_event WHERE action IN ('offering.area_cut', 'offering.waits_for_area') AND object_id = ANY (ARRAY[$1, $2]::uuid[])`, first, second); n != 5 {
		t.Errorf("%d rows in the trail, want 5", n)
	}
}
