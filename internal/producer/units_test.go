package producer_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

func TestUnitsAndPoints(t *testing.T) {
	h := newHouse(t)
	id, own := h.producer("Hoiva Oy")
	unit := producer.SaveUnit{ID: newID(), ProducerID: id, Name: "Kotihoito Keskusta", Phone: "+358 14 123 4567", Email: "koti@hoiva.example", Website: "hoiva.example/koti"}
	for range 2 { // the form is sent twice
		h.ok(h.producers.CreateUnit(t.Context(), own, unit))
	}
	point := producer.SavePoint{ID: newID(), UnitID: unit.ID, Name: "Toimisto", Street: "Väinönkatu 1", Place: "40520 Jyväskylä"}
	for range 2 {
		h.ok(h.producers.CreatePoint(t.Context(), own, point))
	}
	units, err := h.producers.Units(t.Context(), own, id)
	h.ok(err)
	if len(units) != 1 || len(units[0].Points) != 1 {
		t.Fatalf("%+v: want one unit with one point", units)
	}
	got := units[0].Points[0]
	if got.Lat == nil || *got.Lat < 62 || *got.Lat > 63 {
		t.Errorf("the point lies at %v, not in Jyväskylä", got.Lat)
	}
	want := producer.Point{ID: point.ID, UnitID: unit.ID, ProducerID: id, UnitName: "Kotihoito Keskusta", Name: "Toimisto",
		Street: "Väinönkatu 1", PostalCode: "40520", Municipality: "179", Lat: got.Lat, Lon: got.Lon, Source: producer.ByPostalCode, Version: 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}

	point.Version, point.Place = 1, "Esbo"
	h.ok(h.producers.EditPoint(t.Context(), own, point))
	moved, err := h.producers.Point(t.Context(), own, point.ID)
	h.ok(err)
	if moved.Municipality != "049" || moved.PostalCode != "" || moved.Source != producer.ByMunicipality || moved.Version != 2 {
		t.Errorf("%+v: want it in Espoo, by municipality", moved)
	}
	wantFault(t, h.producers.EditPoint(t.Context(), own, point), fault.CodeConflict, "fault.producer.stale")

	unit.Version, unit.Name = 1, "Kotihoito"
	h.ok(h.producers.EditUnit(t.Context(), own, unit))
	wantFault(t, h.producers.EditUnit(t.Context(), own, unit), fault.CodeConflict, "fault.producer.stale")
	if n := h.count(`SELECT count(*) FROM search_change WHERE ref = ANY (ARRAY[$1, $2]::uuid[])`, unit.ID, point.ID); n != 2 {
		t.Errorf("%d notes for the index, want 2", n)
	}
}

// An id that another's row has is not taken over, and not confirmed.
func TestCreateWithAnothersID(t *testing.T) {
	h := newHouse(t)
	id, own := h.producer("Oma Oy")
	theirs, other := h.producer("Muu Oy")
	unit, point := newID(), newID()
	h.ok(h.producers.CreateUnit(t.Context(), own, producer.SaveUnit{ID: unit, ProducerID: id, Name: "Yksikkö"}))
	h.ok(h.producers.CreatePoint(t.Context(), own, producer.SavePoint{ID: point, UnitID: unit, Name: "Piste", Place: "Espoo"}))
	wantFault(t, h.producers.CreateUnit(t.Context(), other, producer.SaveUnit{ID: unit, ProducerID: theirs, Name: "X"}),
		fault.CodeNotFound, "fault.identity.not_found")
	mine := newID()
	h.ok(h.producers.CreateUnit(t.Context(), other, producer.SaveUnit{ID: mine, ProducerID: theirs, Name: "X"}))
	wantFault(t, h.producers.CreatePoint(t.Context(), other, producer.SavePoint{ID: point, UnitID: mine, Name: "X", Place: "Espoo"}),
		fault.CodeNotFound, "fault.identity.not_found")
}

func TestUnitAndPointFaults(t *testing.T) {
	h := newHouse(t)
	id, own := h.producer("Hoiva Oy")
	unit := newID()
	h.ok(h.producers.CreateUnit(t.Context(), own, producer.SaveUnit{ID: unit, ProducerID: id, Name: "Y"}))
	units := map[string]struct {
		cmd  producer.SaveUnit
		want map[string]string
	}{
		"all wrong": {producer.SaveUnit{Phone: "soita heti", Email: "ei ole", Website: "ei ole"}, map[string]string{
			"name": "fault.producer.unit_name_missing", "phone": "fault.producer.phone", "email": "fault.producer.email", "website": "fault.producer.website"}},
		"two mailboxes": {producer.SaveUnit{Name: "Y", Email: "a@b.fi, c@d.fi"}, map[string]string{"email": "fault.producer.email"}},
		"header in it":  {producer.SaveUnit{Name: "Y", Email: "a@b.fi\r\nBcc: c@d.fi"}, map[string]string{"email": "fault.producer.email"}},
	}
	for name, tt := range units {
		t.Run(name, func(t *testing.T) {
			tt.cmd.ID, tt.cmd.ProducerID = newID(), id
			if diff := cmp.Diff(tt.want, fieldKeys(h.producers.CreateUnit(t.Context(), own, tt.cmd))); diff != "" {
				t.Error(diff)
			}
		})
	}
	points := map[string]struct {
		cmd  producer.SavePoint
		want map[string]string
	}{
		"nothing":           {producer.SavePoint{}, map[string]string{"name": "fault.producer.point_name_missing", "place": "fault.producer.place_missing"}},
		"a misspelt place":  {producer.SavePoint{Name: "P", Place: "Jyväskyla"}, nil},
		"a place not there": {producer.SavePoint{Name: "P", Place: "Jyvsäkylä"}, map[string]string{"place": "fault.producer.place_unknown_suggest"}},
		"no such code":      {producer.SavePoint{Name: "P", Place: "00001"}, map[string]string{"place": "?"}},
		"a NUL":             {producer.SavePoint{Name: "P\x00", Place: "Espoo"}, map[string]string{"name": "fault.producer.not_text"}},
	}
	for name, tt := range points {
		t.Run(name, func(t *testing.T) {
			tt.cmd.ID, tt.cmd.UnitID = newID(), unit
			got := fieldKeys(h.producers.CreatePoint(t.Context(), own, tt.cmd))
			if tt.want["place"] == "?" { // with or without suggestions is the place room's to say
				if got["place"] == "" {
					t.Errorf("%v: want a fault of the place", got)
				}
				return
			}
			if len(tt.want) != 0 || len(got) != 0 {
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}
