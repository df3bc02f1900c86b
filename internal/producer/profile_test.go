package producer_test

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

func TestEditProfile(t *testing.T) {
	h := newHouse(t)
	id, own := h.producer("Vanha Nimi Oy")
	edit := producer.EditProfile{ID: id, Version: 1, Name: "  Uusi   Nimi Oy ", Kind: producer.Cooperative, Website: "uusi.example"}
	h.ok(h.producers.EditProfile(t.Context(), own, edit))
	got, err := h.producers.Profile(t.Context(), own, id)
	h.ok(err)
	want := producer.Producer{ID: id, Name: "Uusi Nimi Oy", Kind: producer.Cooperative, Website: "https://uusi.example",
		Origin: producer.FromSignUp, Version: 2, CreatedAt: got.CreatedAt}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	wantFault(t, h.producers.EditProfile(t.Context(), own, edit), fault.CodeConflict, "fault.producer.stale")
	if n := h.count(`SELECT count(*) FROM search_change WHERE ref = $1`, id); n == 0 {
		t.Error("the index was not told")
	}
	if n := h.count(`SELECT count(*) FROM audit_event WHERE action = 'producer.edited' AND object_id = $1 AND person_id = $2`, id, own.Person); n != 1 {
		t.Errorf("%d audit rows, want 1", n)
	}
}

func TestEditProfileFaults(t *testing.T) {
	h := newHouse(t)
	id, own := h.producer("Nimi Oy")
	for name, tt := range map[string]struct {
		edit producer.EditProfile
		want map[string]string
	}{
		"no name":               {producer.EditProfile{Kind: producer.Company}, map[string]string{"name": "fault.producer.name_missing"}},
		"a script as a website": {producer.EditProfile{Name: "N", Kind: producer.Company, Website: "javascript://a.b/%0aalert(1)"}, map[string]string{"website": "fault.producer.website"}},
		"a mail as a website":   {producer.EditProfile{Name: "N", Kind: producer.Company, Website: "mailto:a@b.fi"}, map[string]string{"website": "fault.producer.website"}},
		"no domain":             {producer.EditProfile{Name: "N", Kind: producer.Company, Website: "https://intranet"}, map[string]string{"website": "fault.producer.website"}},
		"a password in it":      {producer.EditProfile{Name: "N", Kind: producer.Company, Website: "https://a:b@c.fi"}, map[string]string{"website": "fault.producer.website"}},
		"becoming a county":     {producer.EditProfile{Name: "N", Kind: producer.County}, map[string]string{"kind": "fault.producer.kind"}},
	} {
		t.Run(name, func(t *testing.T) {
			tt.edit.ID, tt.edit.Version = id, 1
			if diff := cmp.Diff(tt.want, fieldKeys(h.producers.EditProfile(t.Context(), own, tt.edit))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Of two people who save at the same moment from the same version, one wins and the other is told.
func TestEditOfTwoAtOnce(t *testing.T) {
	h := newHouse(t)
	id, own := h.producer("Nimi Oy")
	unit := newID()
	h.ok(h.producers.CreateUnit(t.Context(), own, producer.SaveUnit{ID: unit, ProducerID: id, Name: "Yksikkö"}))
	point := newID()
	h.ok(h.producers.CreatePoint(t.Context(), own, producer.SavePoint{ID: point, UnitID: unit, Name: "Piste", Place: "40520"}))
	for name, edit := range map[string]func() error{
		"profile": func() error {
			return h.producers.EditProfile(t.Context(), own, producer.EditProfile{ID: id, Version: 1, Name: "Muu", Kind: producer.Company})
		},
		"unit": func() error {
			return h.producers.EditUnit(t.Context(), own, producer.SaveUnit{ID: unit, Version: 1, Name: "Muu"})
		},
		"point": func() error {
			return h.producers.EditPoint(t.Context(), own, producer.SavePoint{ID: point, Version: 1, Name: "Muu", Place: "40520"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			var together sync.WaitGroup
			errs := make([]error, 4)
			for i := range errs {
				together.Go(func() { errs[i] = edit() })
			}
			together.Wait()
			saved := 0
			for _, err := range errs {
				if err == nil {
					saved++
					continue
				}
				wantFault(t, err, fault.CodeConflict, "fault.producer.stale")
			}
			if saved != 1 {
				t.Errorf("%d saves went through, want 1", saved)
			}
		})
	}
}

// Every use case gives everybody else the same answer about another's producer as about none.
func TestOthersAreNotFound(t *testing.T) {
	h := newHouse(t)
	id, own := h.producer("Oma Oy")
	_, other := h.producer("Muu Oy")
	unit, point := newID(), newID()
	h.ok(h.producers.CreateUnit(t.Context(), own, producer.SaveUnit{ID: unit, ProducerID: id, Name: "Yksikkö"}))
	h.ok(h.producers.CreatePoint(t.Context(), own, producer.SavePoint{ID: point, UnitID: unit, Name: "Piste", Place: "Espoo"}))
	file, err := h.producers.Upload(t.Context(), own, id, "todistus.pdf", pdf("sisältö"))
	h.ok(err)
	ctx := t.Context()
	uses := map[string]func(a actor.Actor) error{
		"profile": func(a actor.Actor) error { _, err := h.producers.Profile(ctx, a, id); return err },
		"edit profile": func(a actor.Actor) error {
			return h.producers.EditProfile(ctx, a, producer.EditProfile{ID: id, Version: 1, Name: "X", Kind: producer.Company})
		},
		"units":        func(a actor.Actor) error { _, err := h.producers.Units(ctx, a, id); return err },
		"unit":         func(a actor.Actor) error { _, err := h.producers.Unit(ctx, a, unit); return err },
		"unit of none": func(a actor.Actor) error { _, err := h.producers.Unit(ctx, a, newID()); return err },
		"create unit": func(a actor.Actor) error {
			return h.producers.CreateUnit(ctx, a, producer.SaveUnit{ID: newID(), ProducerID: id, Name: "X"})
		},
		"edit unit": func(a actor.Actor) error {
			return h.producers.EditUnit(ctx, a, producer.SaveUnit{ID: unit, Version: 1, Name: "X"})
		},
		"point": func(a actor.Actor) error { _, err := h.producers.Point(ctx, a, point); return err },
		"create point": func(a actor.Actor) error {
			return h.producers.CreatePoint(ctx, a, producer.SavePoint{ID: newID(), UnitID: unit, Name: "X", Place: "Espoo"})
		},
		"edit point": func(a actor.Actor) error {
			return h.producers.EditPoint(ctx, a, producer.SavePoint{ID: point, Version: 1, Name: "X", Place: "Espoo"})
		},
		"upload":       func(a actor.Actor) error { _, err := h.producers.Upload(ctx, a, id, "a.pdf", pdf("x")); return err },
		"files":        func(a actor.Actor) error { _, err := h.producers.Files(ctx, a, id); return err },
		"open":         func(a actor.Actor) error { _, _, err := h.producers.Open(ctx, a, file.ID); return err },
		"open none":    func(a actor.Actor) error { _, _, err := h.producers.Open(ctx, a, newID()); return err },
		"external ids": func(a actor.Actor) error { _, err := h.producers.ExternalIDs(ctx, a, id); return err },
	}
	officer := actor.Actor{Person: newID(), Role: actor.RoleOfficer, Organisation: newID()}
	for name, use := range uses {
		t.Run(name, func(t *testing.T) {
			wantFault(t, use(other), fault.CodeNotFound, "fault.identity.not_found")
			wantFault(t, use(actor.Visitor("")), fault.CodeUnauthenticated, "fault.identity.sign_in")
			if err := use(officer); !fault.Is(err, fault.CodeNotFound) && !fault.Is(err, fault.CodeForbidden) {
				t.Errorf("an officer of no concern got %v", err)
			}
		})
	}
	if n := h.count(`SELECT count(*) FROM service_unit`) + h.count(`SELECT count(*) FROM service_point`); n != 2 {
		t.Errorf("%d units and points, want 2", n)
	}
}
