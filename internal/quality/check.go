package quality

import (
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// A Unit is a service unit of an organiser: one that offers, or has offered, something under its schemes.
type Unit struct {
	ID         uuid.UUID
	Name       string
	Producer   string
	BusinessID string
	Outside    []string // identifiers in other registers
	Services   []string
	Successor  *Successor // nil: it has not moved
}

// A Successor is the unit into which another has moved or merged.
type Successor struct {
	ID   uuid.UUID
	Name string
	From calendar.Date // its first day
}

// known is what rows are held against.
type known struct {
	organiser uuid.UUID
	least     int
	units     []Unit
	elsewhere map[string]bool // folded names and identifiers of units that are not the organiser's
	told      []Value         // of the units that rows name; one without N has been taken back
}

// check says what would become of each row. Rows before it in the file count as told.
func check(rows []Row, k known) {
	var before []*Row
	for i := range rows {
		r := &rows[i]
		r.State = RowWrong
		if len(r.Faults) > 0 {
			continue
		}
		unit, wrong := k.find(r.Entry)
		if wrong == nil {
			wrong = fits(r, unit)
		}
		if wrong == nil {
			r.Told.Unit, r.Told.UnitName, r.Told.Organiser = unit.ID, unit.Name, k.organiser
			wrong = k.place(r, before)
		}
		if wrong != nil {
			r.State, r.Faults = RowWrong, []fault.Field{*wrong}
			continue
		}
		indicator, _ := ByKey(r.Told.Indicator)
		r.Few = !indicator.Enough(r.Told.N, k.least)
		before = append(before, r)
	}
}

func wrong(field, key string, args ...any) *fault.Field {
	return &fault.Invalid().On(field, key, args...).Fields[0]
}

// find looks a unit up by identifier, business id and name.
func (k *known) find(e Entry) (Unit, *fault.Field) {
	text, id := fold(e.Unit), fold(e.BusinessID)
	var found []Unit
	for _, u := range k.units {
		byID := slices.ContainsFunc(u.Outside, func(s string) bool { return fold(s) == text }) || u.ID.String() == text
		if text != "" && byID {
			return u, nil
		}
		byName := text == "" || fold(u.Name) == text || u.BusinessID != "" && u.BusinessID == text
		if byName && (id == "" || u.BusinessID == id) {
			found = append(found, u)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return Unit{}, wrong("unit", "fault.quality.several_units", "Count", len(found))
	case k.elsewhere[text] || text == "" && k.elsewhere[id]:
		return Unit{}, wrong("unit", "fault.quality.others_unit")
	}
	return Unit{}, wrong("unit", "fault.quality.unknown_unit")
}

// fits tells whether the unit gave the service, and was itself, in the row's period.
func fits(r *Row, u Unit) *fault.Field {
	if s := u.Successor; s != nil {
		switch {
		case !r.Told.From.Before(s.From):
			return wrong("unit", "fault.quality.moved", "Date", s.From, "Successor", s.Name)
		case !r.Told.To.Before(s.From):
			return wrong("to", "fault.quality.across", "Date", s.From, "Successor", s.Name)
		}
	}
	if !slices.Contains(u.Services, r.Told.Service) {
		return wrong("service", "fault.quality.not_given")
	}
	return nil
}

// place finds what the row stands beside: nothing, the value that it repeats or corrects, or one that it crosses.
func (k *known) place(r *Row, before []*Row) *fault.Field {
	v := &r.Told
	for _, b := range before {
		if v.crosses(&b.Told) {
			return wrong("from", "fault.quality.doubled", "Line", b.Line)
		}
	}
	r.State = RowNew
	for i := range k.told {
		t := &k.told[i]
		if !v.crosses(t) {
			continue
		}
		switch {
		case t.From != v.From || t.To != v.To:
			if t.N == 0 {
				continue // taken back: its days are free
			}
			return wrong("from", "fault.quality.overlap", "From", t.From, "To", t.To)
		case t.Organiser != uuid.Nil && t.Organiser != k.organiser:
			return wrong("from", "fault.quality.others_value")
		case v.same(t):
			r.State, r.Was = RowSame, t
		default:
			r.State, r.Was = RowCorrects, t
		}
	}
	return nil
}

// crosses tells whether two values measure the same on some day.
func (v *Value) crosses(o *Value) bool {
	return v.Unit == o.Unit && v.Service == o.Service && v.Indicator == o.Indicator && !v.From.After(o.To) && !o.From.After(v.To)
}
