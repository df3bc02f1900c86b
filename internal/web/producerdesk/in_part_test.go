package producerdesk_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

// Who acts for some units keeps these and what they offer, sees nothing of the others', and is told who does the rest.
func TestForSomeUnits(t *testing.T) {
	h := newHouse(t)
	page := h.offering()
	unit, point := h.text(`SELECT id::text FROM service_unit`), h.text(`SELECT id::text FROM service_point`)
	other := newID()
	h.exec(`INSERT INTO service_unit (id, producer_id, name) VALUES ($1, $2, 'Toinen yksikkö')`, other, h.own.Organisation)
	mine, theirs := h.own, h.own
	mine.Part = &actor.Part{Units: []uuid.UUID{uuid.MustParse(unit)}}
	theirs.Part = &actor.Part{Units: []uuid.UUID{other}}

	h.actor = mine
	if a := h.get(base); a.Status != 303 || a.Location != base+"/offerings" {
		t.Errorf("the front: %d to %s", a.Status, a.Location)
	}
	list := h.get(base+"/offerings").has(200, "niiden yksiköiden palvelut, joihin sinulla on käyttöoikeus", "Kotihoito")
	h.get(base+"/units").has(200, "Toimisto")
	for _, hidden := range []string{base + "/offerings/new", base + "/offerings/prices", base + "/applications", base + "/members", base + "/evidence"} {
		if strings.Contains(list.Body, `"`+hidden+`"`) {
			t.Errorf("the list leads to %s", hidden)
		}
	}
	if body := h.get(base + "/units").Body; strings.Contains(body, "Toinen yksikkö") || strings.Contains(body, `"`+base+`/units/new"`) {
		t.Error("another unit, or a new one, is on the list of units")
	}
	offer := h.get(page).has(200, "Hinnat ilmoittaa se, jolla on käyttöoikeus koko tuottajaan.")
	for _, hidden := range []string{page + "/price", page + "/withdraw"} {
		if strings.Contains(offer.Body, `"`+hidden+`"`) {
			t.Errorf("the offering leads to %s", hidden)
		}
	}
	h.post(page+"/vacancy", "vacancy", "free", "back", "offer").leads(page + "?saved=vacancy")
	h.get(page+"/edit").has(200, "Kotihoito")
	h.get(base+"/points/"+point+"/hours").has(200, "Toimisto")
	h.get(base+"/units/"+unit).has(200, "Nimi")
	const whole = "käyttöoikeus koko tuottajaan"
	for _, path := range []string{page + "/price", page + "/times", page + "/withdraw", base + "/profile/business-id", base + "/messages", base + "/tokens", base + "/units/new"} {
		if a := h.get(path); a.Status == 200 && strings.Contains(a.Body, "<form method=\"post\"") && path != page+"/withdraw" && path != base+"/units/new" && path != base+"/messages" {
			t.Errorf("%s shows a form", path)
		}
	}
	for path, form := range map[string][]string{
		page + "/withdraw":      {},
		page + "/price":         {"id", newID().String(), "unit", "hour", "price", "40", "from-day", "1", "from-month", "6", "from-year", "2027"},
		base + "/units/new":     {"id", newID().String(), "name", "Kolmas"},
		base + "/profile":       {"version", "1", "name", "Toinen nimi", "kind", "company"},
		base + "/tokens":        {"id", newID().String(), "name", "Oma"},
		base + "/offerings/new": {"id", newID().String()},
	} {
		h.post(path, form...).has(403, whole)
	}

	h.actor = theirs
	if body := h.get(base + "/offerings").Body; strings.Contains(body, page) {
		t.Error("another unit's service is on the list")
	}
	for _, path := range []string{page, page + "/edit", page + "/included", base + "/units/" + unit, base + "/points/" + point + "/facts", base + "/units/" + unit + "/points/new"} {
		h.get(path).has(404)
	}
	for path, form := range map[string][]string{
		page + "/vacancy":                    {"vacancy", "full"},
		page + "/edit":                       {"version", "1", "at_home", "no"},
		page + "/withdraw":                   {},
		base + "/units/" + unit:              {"version", "1", "name", "X"},
		base + "/points/" + point:            {"version", "1", "name", "X", "place", "Espoo"},
		base + "/points/" + point + "/hours": {"version", "0"},
	} {
		h.post(path, form...).has(404)
	}
	if n := h.text(`SELECT count(*)::text FROM offering WHERE vacancy = 'free' AND withdrawn_at IS NULL`); n != "1" {
		t.Error("the offering is not as its own unit left it")
	}
	if n := h.text(`SELECT count(*)::text FROM service_unit WHERE name IN ('X', 'Kolmas')`); n != "0" {
		t.Error("a unit was changed or made")
	}
}
