package offering

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// Room is whether there is room, and after about how many days a new client could begin (nil: not told).
type Room struct {
	State string
	Wait  *int
}

// Served is where an offering is given: parts of the country, and areas that the organiser has drawn.
type Served struct {
	Areas []string
	Drawn []uuid.UUID
}

// Tell is what is told anew of one offering among many. What is nil stays as it is.
type Tell struct {
	Offering   uuid.UUID
	Room       *Room
	Spoken     *[]string
	Fi, Sv, En *string // descriptions
	Served     *Served // only of what is given at home
}

// TellResult is what became of what was told. A fault is on "vacancy", "wait_days", "spoken", "description_fi" and so
// on, and "areas".
type TellResult struct {
	Room, Spoken, Fi, Sv, En, Served bool // what changes
	Err                              error
}

// Changes tells whether anything changes.
func (r TellResult) Changes() bool {
	return r.Err == nil && (r.Room || r.details())
}

func (r TellResult) details() bool { return r.Spoken || r.Fi || r.Sv || r.En || r.Served }

// CheckTells tells what TellIn would do, and does nothing.
func (s *Service) CheckTells(ctx context.Context, a actor.Actor, rows []Tell) ([]TellResult, error) {
	var results []TellResult
	err := s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		t, err := tellList(ctx, tx, rows, false)
		if err != nil {
			return err
		}
		results = t.results
		return nil
	})
	return results, err
}

// TellIn tells many offerings anew in a transaction of the caller's, by the rules of SetVacancy and Edit, but for the
// forms' versions: a list says only what it means to change. What is refused is in the results, and nothing of it is
// written. What is so already is no change: a vacancy that is told again is not stamped again. No two rows are of one
// offering.
func TellIn(ctx context.Context, tx *db.Tx, rows []Tell) ([]TellResult, error) {
	t, err := tellList(ctx, tx, rows, true)
	if err != nil {
		return nil, err
	}
	return t.results, t.write(ctx, tx)
}

// telling is a list of what is told anew: what there is, what will be, and what becomes of each row.
type telling struct {
	results []TellResult
	there   map[uuid.UUID]*Offering
	grounds map[uuid.UUID]tellGround // by admission
	drawn   map[uuid.UUID]Area
	changed []tellChange
}

// tellGround is what all offerings under one admission share.
type tellGround struct {
	ground
	limits []string // parts that the scheme is for
}

// tellChange is an offering as it will be.
type tellChange struct {
	Offering
	result    TellResult
	organiser uuid.UUID
}

func tellList(ctx context.Context, tx *db.Tx, rows []Tell, hold bool) (*telling, error) {
	t := &telling{results: make([]TellResult, len(rows)), there: map[uuid.UUID]*Offering{}, grounds: map[uuid.UUID]tellGround{}, drawn: map[uuid.UUID]Area{}}
	if err := t.read(ctx, tx, rows, hold); err != nil {
		return nil, err
	}
	for i, row := range rows {
		o := t.there[row.Offering]
		if o == nil {
			t.results[i].Err = identity.ErrNotFound
			continue
		}
		if err := identity.Allow(tx.Actor, identity.OfferingEdit, o.whose()); err != nil {
			t.results[i].Err = err
			continue
		}
		next, result := t.take(*o, row)
		if t.results[i] = result; result.Changes() {
			t.changed = append(t.changed, tellChange{Offering: next, result: result, organiser: t.grounds[o.AdmissionID].admission.Scheme.OrganiserID})
		}
	}
	return t, nil
}

func (t *telling) read(ctx context.Context, tx *db.Tx, rows []Tell, hold bool) error {
	ids := make([]uuid.UUID, len(rows))
	for i, row := range rows {
		ids[i] = row.Offering
	}
	found, err := offeringsByID(ctx, tx, ids, hold)
	if err != nil {
		return err
	}
	at, err := areasOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	organisers := map[uuid.UUID]bool{}
	for _, o := range found {
		o.Areas, o.Own, o.Drawn = at[o.ID].all, at[o.ID].own, at[o.ID].drawn
		t.there[o.ID] = &o
		if _, read := t.grounds[o.AdmissionID]; read {
			continue
		}
		g := tellGround{}
		if g.ground, err = groundOf(ctx, tx, o.AdmissionID); err != nil {
			return err
		}
		if hold {
			g.limits, err = holdSchemeParts(ctx, tx, g.admission.SchemeID)
		} else {
			g.limits, err = schemeParts(ctx, tx, g.admission.SchemeID)
		}
		if err != nil {
			return err
		}
		t.grounds[o.AdmissionID] = g
		organisers[g.admission.Scheme.OrganiserID] = true
	}
	return t.readDrawn(ctx, tx, rows, organisers)
}

// readDrawn reads the organisers' areas that rows name, and keeps them as they are until the transaction ends.
func (t *telling) readDrawn(ctx context.Context, tx *db.Tx, rows []Tell, organisers map[uuid.UUID]bool) error {
	var named []uuid.UUID
	for _, row := range rows {
		if row.Served != nil {
			named = append(named, row.Served.Drawn...)
		}
	}
	if named = unique(named); len(named) == 0 {
		return nil
	}
	for organiser := range organisers {
		list, err := holdAreas(ctx, tx, organiser, named)
		if err != nil {
			return err
		}
		for _, area := range list {
			t.drawn[area.ID] = area
		}
	}
	return nil
}

// take works out what an offering becomes by a row.
func (t *telling) take(o Offering, row Tell) (Offering, TellResult) {
	var r TellResult
	c := newChecked()
	if row.Room != nil {
		wait := c.vacancy(row.Room.State, row.Room.Wait)
		r.Room = o.Vacancy != row.Room.State || !sameNumber(o.WaitDays, wait)
		o.Vacancy, o.WaitDays = row.Room.State, wait
	}
	if row.Spoken != nil {
		spoken := c.spoken(*row.Spoken)
		r.Spoken = !slices.Equal(o.Spoken, spoken)
		o.Spoken = spoken
	}
	text := o.Text
	for _, one := range []struct {
		told *string
		text *string
	}{{row.Fi, &text.Fi}, {row.Sv, &text.Sv}, {row.En, &text.En}} {
		if one.told != nil {
			*one.text = *one.told
		}
	}
	text = c.text(text)
	r.Fi, r.Sv, r.En = text.Fi != o.Text.Fi, text.Sv != o.Text.Sv, text.En != o.Text.En
	o.Text = text
	if row.Served != nil {
		t.serve(c, &o, *row.Served, &r)
	}
	if r.Err = c.bad.OrNil(); r.Err != nil {
		return o, r
	}
	return o, r
}

func (t *telling) serve(c *checked, o *Offering, served Served, r *TellResult) {
	if !o.AtHome {
		c.on("areas", "fault.offering.areas_not_home")
		return
	}
	g := t.grounds[o.AdmissionID]
	codes, drawn := slices.Compact(slices.Sorted(slices.Values(served.Areas))), unique(served.Drawn)
	var of []Area
	for _, id := range drawn {
		area, known := t.drawn[id]
		if !known || area.OrganiserID != g.admission.Scheme.OrganiserID {
			c.on("areas", "fault.offering.area_unknown")
			return
		}
		of = append(of, area)
	}
	if len(codes) == 0 && len(drawn) == 0 {
		c.on("areas", "fault.offering.areas_missing")
		return
	}
	c.within(g.ground, codes, of, g.limits)
	r.Served = !slices.Equal(o.Own, codes) || !sameIDs(o.Drawn, drawn)
	o.Own, o.Drawn = codes, drawn
}

func sameNumber(a, b *int) bool { return a == b || a != nil && b != nil && *a == *b }

func sameIDs(a, b []uuid.UUID) bool {
	if len(a) != len(b) {
		return false
	}
	for _, id := range a {
		if !slices.Contains(b, id) {
			return false
		}
	}
	return true
}
