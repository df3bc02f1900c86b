package offering_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// An organiser's area is drawn, chosen, changed and removed; what is offered in it follows at once.
func TestAreasThatAnOrganiserDraws(t *testing.T) {
	h := newHouse(t)
	ctx, officer := t.Context(), h.officer(organiser)
	area := offering.Area{ID: newID(), Name: offering.Text{Fi: " Keskusta ", Sv: "Centrum", En: "Centre"}, Parts: []string{"40100", "410", "40520 Halssila", "40100"}}
	if _, ok := place.PartByCode(area.Parts[2]); !ok { // whichever neighbourhoods there are
		area.Parts[2] = "40520"
	}
	for range 2 {
		h.ok(h.offerings.SaveArea(ctx, officer, area))
	}
	cmd := h.command()
	cmd.Areas, cmd.Drawn = []string{"40270"}, []uuid.UUID{area.ID}
	ids, err := h.offerings.Create(ctx, h.own, cmd)
	h.ok(err)
	o := h.get(ids[0])
	want := []string{"40100", "40270", area.Parts[2], "410"}
	slices.Sort(want)
	if diff := cmp.Diff(want, o.Areas); diff != "" || !slices.Equal(o.Own, []string{"40270"}) || !slices.Equal(o.Drawn, cmd.Drawn) || o.DrawnNames[0].Sv != "Centrum" {
		t.Fatalf("%s %+v", diff, o)
	}
	h.exec(`DELETE FROM search_change`)
	area.Version, area.Parts = 1, []string{"410", "40270"}
	h.ok(h.offerings.SaveArea(ctx, officer, area))
	if got := h.get(ids[0]).Areas; !slices.Equal(got, []string{"40270", "410"}) {
		t.Errorf("the offering has not followed: %v", got)
	}
	if n := h.count(`SELECT count(*) FROM search_change WHERE ref = $1`, ids[0]); n != 1 {
		t.Errorf("%d notes for the index", n)
	}
	wantFault(t, h.offerings.SaveArea(ctx, officer, area), fault.CodeConflict, "fault.offering.area_stale")
	wantFault(t, h.offerings.RemoveArea(ctx, officer, area.ID), fault.CodeConflict, "fault.offering.area_used")
	other := h.officer(uuid.MustParse("01900000-0000-7000-8000-000000000003"))
	area.Version = 2
	for name, err := range map[string]error{"changes": h.offerings.SaveArea(ctx, other, area), "removes": h.offerings.RemoveArea(ctx, other, area.ID)} {
		if err == nil {
			t.Errorf("another organiser %s it", name)
		}
	}
	o = h.get(ids[0])
	h.ok(h.offerings.Edit(ctx, h.own, offering.Edit{ID: o.ID, Version: o.Version, AtHome: true, Areas: []string{jyvaskyla}, Spoken: o.Spoken, Text: o.Text}))
	h.ok(h.offerings.RemoveArea(ctx, officer, area.ID))
	cmd.At[0] = offering.At{ID: newID(), Point: h.points[1]}
	if _, err := h.offerings.Create(ctx, h.own, cmd); fieldKeys(err)["areas"] != "fault.offering.area_unknown" {
		t.Errorf("a removed area is chosen: %v", err)
	}
}

func TestAreasRefused(t *testing.T) {
	h := newHouse(t)
	ctx, officer := t.Context(), h.officer(organiser)
	right := offering.Area{Name: offering.Text{Fi: "Pohjoinen", Sv: "Norr", En: "North"}, Parts: []string{"410"}}
	first := right
	first.ID = newID()
	h.ok(h.offerings.SaveArea(ctx, officer, first))
	for name, tt := range map[string]struct {
		wrong func(*offering.Area)
		field string
		key   string
	}{
		"no name in Swedish":      {func(a *offering.Area) { a.Name.Sv = " " }, "name_sv", "fault.offering.area_name_missing"},
		"the name of another":     {func(a *offering.Area) { a.Name.Fi = "POHJOINEN" }, "name_fi", "fault.offering.area_name_taken"},
		"nothing in it":           {func(a *offering.Area) { a.Parts = nil }, "parts", "fault.offering.area_parts_missing"},
		"a code that is none":     {func(a *offering.Area) { a.Parts = []string{"99998"} }, "parts", "fault.offering.area_unknown"},
		"another county's":        {func(a *offering.Area) { a.Parts = []string{"410", "02100"} }, "parts", "fault.offering.area_outside"},
		"a name of control signs": {func(a *offering.Area) { a.Name.En = "a\x00b" }, "name_en", "fault.offering.not_text"},
	} {
		t.Run(name, func(t *testing.T) {
			area := right
			area.ID, area.Name.Fi = newID(), "Toinen"
			tt.wrong(&area)
			if got := fieldKeys(h.offerings.SaveArea(ctx, officer, area)); got[tt.field] != tt.key {
				t.Errorf("%v, want %s on %s", got, tt.key, tt.field)
			}
		})
	}
	h.exec(`UPDATE organiser SET bilingual = false, languages = '{fi,en}' WHERE id = $1`, organiser)
	unilingual := right
	unilingual.ID, unilingual.Name = newID(), offering.Text{Fi: "Kolmas", En: "Third"}
	h.ok(h.offerings.SaveArea(ctx, officer, unilingual))
	// A scheme that is for an area takes nothing outside it.
	var scheme uuid.UUID
	h.ok(h.Owner.GetContext(ctx, &scheme, `SELECT scheme_id FROM admission WHERE id = $1`, h.voucher))
	h.exec(`INSERT INTO scheme_area (scheme_id, area_id) VALUES ($1, $2)`, scheme, first.ID)
	first.Version, first.Name.Fi = 1, "Pohjola"
	h.ok(h.offerings.SaveArea(ctx, officer, first))
	first.Version, first.Parts = 2, []string{"410", "179"} // for which areas a scheme is changes with a version of it
	if got := fieldKeys(h.offerings.SaveArea(ctx, officer, first)); got["parts"] != "fault.offering.area_limit" {
		t.Errorf("the parts of an area that a scheme is for are changed: %v", got)
	}
	for areas, want := range map[string]string{"410": "", "41340": "", "179": "fault.offering.area_outside_scheme", "40100": "fault.offering.area_outside_scheme"} {
		cmd := h.command()
		cmd.Areas = []string{areas}
		if _, err := h.offerings.Create(ctx, h.own, cmd); fieldKeys(err)["areas"] != want {
			t.Errorf("%s: %v, want %q", areas, err, want)
		} else if err == nil {
			h.exec(`DELETE FROM offering_area`)
			h.exec(`DELETE FROM price_change`)
			h.exec(`DELETE FROM price_line`)
			h.exec(`DELETE FROM offering`)
		}
	}
}

// An area is changed while it is being chosen: nobody ends with parts that it no longer has.
func TestAnAreaIsChangedWhileItIsChosen(t *testing.T) {
	h := newHouse(t)
	ctx, officer := t.Context(), h.officer(organiser)
	area := offering.Area{ID: newID(), Name: offering.Text{Fi: "A", Sv: "B", En: "C"}, Parts: []string{"410"}}
	h.ok(h.offerings.SaveArea(ctx, officer, area))
	id := h.offering()
	var together sync.WaitGroup
	together.Go(func() {
		for n := range 8 {
			next := area
			next.Version, next.Parts = n+1, []string{[]string{"410", "40100", "179"}[n%3], "40270"}
			if err := h.offerings.SaveArea(ctx, officer, next); err != nil {
				t.Error(err)
			}
		}
	})
	together.Go(func() {
		for n := range 8 {
			o := h.get(id)
			e := offering.Edit{ID: id, Version: o.Version, AtHome: true, Areas: []string{laukaa}, Drawn: []uuid.UUID{area.ID}, Text: o.Text}
			if n%3 == 2 {
				e.Drawn = nil
			}
			if err := h.offerings.Edit(ctx, h.own, e); err != nil {
				t.Error(err)
			}
		}
	})
	together.Wait()
	if n := h.count(`SELECT count(*) FROM offering_area o WHERE o.area_id IS NOT NULL
		AND NOT EXISTS (SELECT FROM organiser_area_part p WHERE p.area_id = o.area_id AND p.code = o.code)`); n > 0 {
		t.Errorf("%d parts that the area no longer has", n)
	}
	if n := h.count(`SELECT count(*) FROM offering_area WHERE area_id IS NOT NULL`); n != 2 {
		t.Errorf("%d parts of the area, want both", n)
	}
}
