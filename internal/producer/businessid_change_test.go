package producer_test

import (
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

func TestChangeBusinessID(t *testing.T) {
	h := newHouse(t)
	id, a := h.producer("Toiminimi Aamu")
	other, b := h.producer("Toinen Oy")
	_, err := h.Owner.ExecContext(t.Context(), `UPDATE producer SET business_id = CASE id WHEN $1 THEN '1234567-1' ELSE '7654321-2' END WHERE id IN ($1, $2)`, id, other)
	h.ok(err)
	change := producer.ChangeBusinessID{ID: newID(), Producer: id, Version: 1, BusinessID: " 3400000-9 ", Why: "Toiminimestä tuli osakeyhtiö."}
	with := func(f func(*producer.ChangeBusinessID)) producer.ChangeBusinessID {
		c := change
		c.ID = newID()
		f(&c)
		return c
	}
	for field, cmd := range map[string]producer.ChangeBusinessID{
		"business_id": with(func(c *producer.ChangeBusinessID) { c.BusinessID = "1234567-2" }),
		"why":         with(func(c *producer.ChangeBusinessID) { c.Why = " " }),
	} {
		if keys := fieldKeys(h.producers.ChangeBusinessID(t.Context(), a, cmd)); keys[field] == "" {
			t.Errorf("%s: %v", field, keys)
		}
	}
	for id, key := range map[string]string{"7654321-2": "fault.producer.business_id_of_another", "1234567-1": "fault.producer.business_id_same"} {
		if keys := fieldKeys(h.producers.ChangeBusinessID(t.Context(), a, with(func(c *producer.ChangeBusinessID) { c.BusinessID = id }))); keys["business_id"] != key {
			t.Errorf("%s: %v", id, keys)
		}
	}
	wantFault(t, h.producers.ChangeBusinessID(t.Context(), b, change), fault.CodeNotFound, "fault.identity.not_found")
	for range 2 { // a double click
		h.ok(h.producers.ChangeBusinessID(t.Context(), a, change))
	}
	wantFault(t, h.producers.ChangeBusinessID(t.Context(), a, with(func(*producer.ChangeBusinessID) {})), fault.CodeConflict, "fault.producer.stale")
	list, err := h.producers.BusinessIDChanges(t.Context(), a, id)
	h.ok(err)
	if len(list) != 1 || list[0].Was != "1234567-1" || list[0].Became != "3400000-9" {
		t.Errorf("changes %+v", list)
	}
}
