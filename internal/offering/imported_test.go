package offering_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// imported runs one row of an importer.
func (h *house) imported(in offering.Imported) (id uuid.UUID, did producer.Outcome, err error) {
	err = h.inTx(func(ctx context.Context, tx *db.Tx) (err error) {
		id, did, err = offering.UpsertImported(ctx, tx, in)
		return err
	})
	return id, did, err
}

func TestImportedOfferings(t *testing.T) {
	h := newHouse(t)
	in := offering.Imported{Admission: h.listing, Organiser: organiser, Service: "home_care", Point: h.points[0], AtHome: true, Areas: []string{laukaa, jyvaskyla}}
	upsert := func(want producer.Outcome) uuid.UUID {
		t.Helper()
		id, did, err := h.imported(in)
		h.ok(err)
		if did != want {
			t.Errorf("%s, want %s", did, want)
		}
		return id
	}
	id := upsert(producer.Made)
	if again := upsert(producer.Same); again != id {
		t.Error("a second run made another")
	}
	in.Spoken = []string{"sv", "fi"}
	upsert(producer.Changed)
	got := h.get(id)
	if got.Vacancy != offering.VacancyUnknown || len(got.Prices) != 0 || got.Pays.Kind != offering.Unknown || len(got.Spoken) != 2 || len(got.Areas) != 2 {
		t.Errorf("%+v: what the list does not say must stay unknown", got)
	}
	h.ok(h.offerings.Edit(t.Context(), h.own, offering.Edit{ID: id, Version: 1, Spoken: []string{"en"}}))
	upsert(producer.Kept)
	if s := h.get(id).Spoken; len(s) != 1 || s[0] != "en" {
		t.Errorf("%v: the list took the producer's own word back", s)
	}
}

func TestImportOfTwoAtOnce(t *testing.T) {
	h := newHouse(t)
	var together sync.WaitGroup
	for range 4 {
		together.Go(func() {
			if _, _, err := h.imported(offering.Imported{Admission: h.listing, Organiser: organiser, Service: "home_care", Point: h.points[0]}); err != nil {
				t.Error(err)
			}
		})
	}
	together.Wait()
	if n := h.count(`SELECT count(*) FROM offering`); n != 1 {
		t.Errorf("%d offerings, want 1", n)
	}
}

func TestImportRefusesALanguageThatIsNone(t *testing.T) {
	h := newHouse(t)
	_, _, err := h.imported(offering.Imported{Admission: h.listing, Organiser: organiser, Service: "home_care", Point: h.points[0], Spoken: []string{"suomi"}})
	if !fault.Is(err, fault.CodeInvalid) || fieldKeys(err)["spoken"] == "" {
		t.Errorf("%v, want a fault of the languages", err)
	}
}
