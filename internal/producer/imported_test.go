package producer_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

func external(value string) producer.External {
	return producer.External{System: "espoo.units", Value: value, Source: "espoo.csv", CheckedOn: calendar.Date{Year: 2026, Month: 5, Day: 18}}
}

// imported is what one run of an importer does.
func (h *house) imported(name, unitName, street string) (producerID, unit, point uuid.UUID, outcomes []producer.Outcome, err error) {
	err = h.inTx(func(ctx context.Context, tx *db.Tx) error {
		outcomes = nil
		id, did, err := producer.UpsertImportedProducer(ctx, tx, producer.ImportedProducer{External: external("p1"), Name: name, Kind: producer.Company})
		if err != nil {
			return err
		}
		producerID, outcomes = id, append(outcomes, did)
		if unit, did, err = producer.UpsertImportedUnit(ctx, tx, producer.ImportedUnit{External: external("u1"), ProducerID: id, Name: unitName, Phone: "09 123 (vaihde)"}); err != nil {
			return err
		}
		outcomes = append(outcomes, did)
		point, did, err = producer.UpsertImportedPoint(ctx, tx, producer.ImportedPoint{External: external("s1"), UnitID: unit, Name: unitName, Street: street, PostalCode: "02100"})
		outcomes = append(outcomes, did)
		return err
	})
	return producerID, unit, point, outcomes, err
}

func TestImportIsIdempotentAndRefreshes(t *testing.T) {
	h := newHouse(t)
	want := func(got []producer.Outcome, want ...producer.Outcome) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	id, unit, point, did, err := h.imported("Hoiva Oy", "Hoivakoti Kuusi", "Kuusitie 1")
	h.ok(err)
	want(did, producer.Made, producer.Made, producer.Made)
	_, _, _, did, err = h.imported("Hoiva Oy", "Hoivakoti Kuusi", "Kuusitie 1")
	h.ok(err)
	want(did, producer.Same, producer.Same, producer.Same)
	id2, unit2, point2, did, err := h.imported("Hoiva Oyj", "Hoivakoti Kuusi", "Kuusitie 2")
	h.ok(err)
	want(did, producer.Changed, producer.Same, producer.Changed)
	if id2 != id || unit2 != unit || point2 != point {
		t.Error("a run made new rows")
	}
	own := actor.Actor{Person: newID(), Role: actor.RoleProducer, Organisation: id}
	ids, err := h.producers.ExternalIDs(t.Context(), own, id)
	h.ok(err)
	if len(ids) != 3 {
		t.Errorf("%d external ids, want 3: %+v", len(ids), ids)
	}

	// What its producer has edited, a register does not take back.
	h.ok(h.producers.EditUnit(t.Context(), own, producer.SaveUnit{ID: unit, Version: 1, Name: "Kuusi"}))
	_, _, _, did, err = h.imported("Hoiva Oyj", "Hoivakoti Kuusi", "Kuusitie 2")
	h.ok(err)
	want(did, producer.Same, producer.Kept, producer.Same)

	// Nor what its own people look after, who may never have edited a thing: any organiser's list may name it.
	_, err = h.Owner.ExecContext(t.Context(), `WITH p AS (INSERT INTO person (id, email, name) VALUES ($1, 'oma@example.fi', 'Oma') RETURNING id)
		INSERT INTO membership (id, person_id, role, producer_id, state) SELECT gen_random_uuid(), id, 'producer', $2, 'active' FROM p`, own.Person, id)
	h.ok(err)
	_, _, _, did, err = h.imported("Toinen Nimi Oy", "Toinen", "Muu tie 3")
	h.ok(err)
	want(did, producer.Kept, producer.Kept, producer.Kept)
	if n := h.count(`SELECT count(*) FROM producer WHERE id = $1 AND name = 'Hoiva Oyj'`, id); n != 1 {
		t.Error("a list has renamed a producer with people of its own")
	}
}

func TestImportFindsByBusinessIDAndKeepsSignedUp(t *testing.T) {
	h := newHouse(t)
	id, _ := h.producer("Oma Nimi Oy")
	_, err := h.Owner.ExecContext(t.Context(), `UPDATE producer SET business_id = '0245437-2' WHERE id = $1`, id)
	h.ok(err)
	h.ok(h.inTx(func(ctx context.Context, tx *db.Tx) error {
		got, did, err := producer.UpsertImportedProducer(ctx, tx, producer.ImportedProducer{External: external("x"), BusinessID: "245437-2", Name: "Rekisterin Nimi Oy"})
		if got != id || did != producer.Kept {
			t.Errorf("%s %s, want the producer that signed up, kept", got, did)
		}
		return err
	}))
	if n := h.count(`SELECT count(*) FROM producer WHERE name = 'Oma Nimi Oy'`); n != 1 {
		t.Error("the register changed the name")
	}
}

func TestImportOfTwoAtOnce(t *testing.T) {
	h := newHouse(t)
	var together sync.WaitGroup
	for range 4 {
		together.Go(func() {
			if _, _, _, _, err := h.imported("Hoiva Oy", "Kuusi", "Kuusitie 1"); err != nil {
				t.Error(err)
			}
		})
	}
	together.Wait()
	if n := h.count(`SELECT (SELECT count(*) FROM producer) + (SELECT count(*) FROM service_unit) + (SELECT count(*) FROM service_point)`); n != 3 {
		t.Errorf("%d rows, want one of each", n)
	}
}

func TestImportRefusesARow(t *testing.T) {
	h := newHouse(t)
	for name, tt := range map[string]struct {
		use  func(ctx context.Context, tx *db.Tx) error
		want map[string]string
	}{
		"no name, wrong business id": {func(ctx context.Context, tx *db.Tx) error {
			_, _, err := producer.UpsertImportedProducer(ctx, tx, producer.ImportedProducer{External: external("x"), BusinessID: "1234567-8"})
			return err
		}, map[string]string{"name": "fault.producer.name_missing", "business_id": "fault.producer.business_id"}},
		"no place": {func(ctx context.Context, tx *db.Tx) error {
			_, _, err := producer.UpsertImportedPoint(ctx, tx, producer.ImportedPoint{External: external("x"), Name: "P", PostalCode: "00001"})
			return err
		}, map[string]string{"place": "fault.producer.place_unknown"}},
		"no identifier": {func(ctx context.Context, tx *db.Tx) error {
			_, _, err := producer.UpsertImportedUnit(ctx, tx, producer.ImportedUnit{Name: "U"})
			return err
		}, map[string]string{"external_id": "fault.producer.external_id_missing"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, fieldKeys(h.inTx(tt.use))); diff != "" {
				t.Error(diff)
			}
		})
	}
}
