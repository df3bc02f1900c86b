package scheme

import (
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// maxAreas is how many areas a scheme can name; a county draws some tens.
const maxAreas = 200

// AreaList is the areas of the organiser for which a scheme is: what is offered under it stays within them. None: all of
// the organiser's municipalities.
type AreaList struct {
	IDs []uuid.UUID `json:"ids,omitempty"` // in order, each once
}

func (l AreaList) put(f *Form) error {
	slices.SortFunc(l.IDs, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	if l.IDs = slices.Compact(l.IDs); len(l.IDs) > maxAreas {
		return fault.Invalid().On("areas", "fault.scheme.areas_many", "Limit", maxAreas)
	}
	f.Areas = l
	return nil
}

// Area is an area that the organiser has drawn.
type Area struct {
	ID      uuid.UUID `db:"id"`
	NameFi  string    `db:"name_fi"`
	NameSv  string    `db:"name_sv"`
	NameEn  string    `db:"name_en"`
	Removed bool      `db:"removed"` // named by versions that are past, and not to be chosen
}

// Name is the area's name in a language.
func (a Area) Name(lang string) string { return locale.Pick(lang, a.NameFi, a.NameSv, a.NameEn) }

// Named is what a form leaves to others to say: operators and areas of the organiser, which it names by id, and what the
// rules of its regime say today.
type Named struct {
	Operators []Operator
	Areas     []Area
	Rules     Rules
}

// Gone tells whether a list names an area that is not there to be chosen.
func (n Named) Gone(l AreaList) bool {
	for _, id := range l.IDs {
		if !slices.ContainsFunc(n.Areas, func(a Area) bool { return a.ID == id && !a.Removed }) {
			return true
		}
	}
	return false
}
