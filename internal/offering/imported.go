package offering

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// Imported is an offering that a register, or demo data, tells of: a service at a point under an admission, which is
// also what it is known by. What the register does not say stays unknown.
type Imported struct {
	ID        uuid.UUID // of the row if it must be made; zero: a new one
	Admission uuid.UUID
	Service   string
	Point     uuid.UUID
	AtHome    bool
	Areas     []string
	Spoken    []string
	Text      Text
	Price     *NewPrice // set only where there is no price of the unit yet; may begin in the past
	Vacancy   string    // "" is VacancyUnknown
	WaitDays  *int
	VacancyAt *time.Time // required with a known Vacancy
}

// Outcome is what an import did to an offering.
type Outcome string

// What an import can do to an offering.
const (
	Made    Outcome = "made"
	Changed Outcome = "changed"
	Same    Outcome = "same"
	Kept    Outcome = "kept" // its producer has edited or withdrawn it since, and its word outranks the register's
)

// UpsertImported makes or refreshes an offering in a transaction of the importer's. It asks for no permission and does
// not need the admission to be active. Areas, languages and texts are refreshed until the producer edits them; vacancy
// and an existing price never are.
func UpsertImported(ctx context.Context, tx *db.Tx, in Imported) (uuid.UUID, Outcome, error) {
	g, err := groundOf(ctx, tx, in.Admission)
	if err != nil {
		return uuid.Nil, "", err
	}
	c := newChecked()
	c.service(g, in.Service)
	in.Areas = c.areas(g, in.AtHome, in.Areas)
	in.Spoken = c.spoken(in.Spoken)
	in.Text = c.text(in.Text)
	if err := c.bad.OrNil(); err != nil {
		return uuid.Nil, "", err
	}
	if err := ownPoints(ctx, tx, g.admission.ProducerID, []uuid.UUID{in.Point}); err != nil {
		return uuid.Nil, "", err
	}
	if err := newID(&in.ID); err != nil {
		return uuid.Nil, "", err
	}
	made, err := insertOffering(ctx, tx, in.create(), At{ID: in.ID, Point: in.Point})
	if err != nil {
		return uuid.Nil, "", err
	}
	if made {
		return in.ID, Made, in.finish(ctx, tx, g)
	}
	return in.refresh(ctx, tx, g)
}

func (in Imported) create() Create {
	return Create{Admission: in.Admission, Service: in.Service, AtHome: in.AtHome, Areas: in.Areas, Spoken: in.Spoken, Text: in.Text}
}

// finish writes what goes beside a new row.
func (in Imported) finish(ctx context.Context, tx *db.Tx, g ground) error {
	if err := insertAreas(ctx, tx, in.ID, in.Areas); err != nil {
		return err
	}
	if in.Vacancy != "" && in.Vacancy != VacancyUnknown {
		if err := stampVacancy(ctx, tx, in); err != nil {
			return err
		}
	}
	if in.Price != nil {
		if err := insertFirstPrice(ctx, tx, in.ID, *in.Price); err != nil {
			return err
		}
	}
	return note(ctx, tx, g.admission.Scheme.OrganiserID, in.ID, "offering.imported", map[string]any{"outcome": Made})
}

// refresh brings the offering that is there up to what the register says.
func (in Imported) refresh(ctx context.Context, tx *db.Tx, g ground) (uuid.UUID, Outcome, error) {
	at, err := samePlace(ctx, tx, in.Admission, in.Service, in.Point)
	if err != nil {
		return uuid.Nil, "", err
	}
	was, err := lockOffering(ctx, tx, at.ID)
	if err != nil {
		return uuid.Nil, "", err
	}
	areas, err := areasOf(ctx, tx, []uuid.UUID{was.ID})
	if err != nil {
		return uuid.Nil, "", err
	}
	was.Areas = areas[was.ID]
	switch {
	case in.same(was):
		return was.ID, Same, nil
	case was.Version > 1 || was.WithdrawnAt != nil:
		return was.ID, Kept, nil
	}
	if err := refreshOffering(ctx, tx, was.ID, in); err != nil {
		return uuid.Nil, "", err
	}
	if err := deleteAreas(ctx, tx, was.ID); err != nil {
		return uuid.Nil, "", err
	}
	if err := insertAreas(ctx, tx, was.ID, in.Areas); err != nil {
		return uuid.Nil, "", err
	}
	return was.ID, Changed, note(ctx, tx, g.admission.Scheme.OrganiserID, was.ID, "offering.imported", map[string]any{"outcome": Changed})
}

func (in Imported) same(o Offering) bool {
	return in.AtHome == o.AtHome && in.Text == o.Text && slices.Equal(in.Areas, o.Areas) && slices.Equal(in.Spoken, o.Spoken)
}
