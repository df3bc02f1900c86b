package offering

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// Imported is an offering as another's list tells of it. What the list does not tell stays unknown, vacancy always.
type Imported struct {
	Admission uuid.UUID
	Organiser uuid.UUID // whose scheme it is, for the audit trail
	Service   string
	Point     uuid.UUID
	AtHome    bool
	Areas     []string // municipality codes; for a service given at home
	Spoken    []string
	Price     *ImportedPrice // nil: the list tells none
}

// UpsertImported makes or refreshes the offering of the service at the point under the admission. One that its producer has
// edited or withdrawn since is kept as it is: the producer's word outranks a list's.
func UpsertImported(ctx context.Context, tx *db.Tx, in Imported) (uuid.UUID, producer.Outcome, error) {
	limits, err := holdLimits(ctx, tx, []uuid.UUID{in.Admission})
	if err != nil {
		return uuid.Nil, "", err
	}
	c := newChecked()
	in.Spoken = c.spoken(in.Spoken)
	in.Areas = c.importedAreas(in, limits[in.Admission])
	c.importedPrice(in)
	if err := c.bad.OrNil(); err != nil {
		return uuid.Nil, "", err
	}
	in.Spoken = append([]string{}, in.Spoken...) // an empty list, not none: the column is never null
	id, err := uuid.NewV7()
	if err != nil {
		return uuid.Nil, "", err
	}
	made, err := insertImported(ctx, tx, id, in)
	if err != nil {
		return uuid.Nil, "", err
	}
	if made {
		if _, err := priceImported(ctx, tx, id, in, false); err != nil {
			return uuid.Nil, "", err
		}
		return id, producer.Made, note(ctx, tx, in.Organiser, id, "offering.imported", map[string]any{"outcome": string(producer.Made)})
	}
	was, err := lockImported(ctx, tx, in)
	if err != nil {
		return uuid.Nil, "", err
	}
	priced, err := priceImported(ctx, tx, was.ID, in, was.looked())
	if err != nil {
		return uuid.Nil, "", err
	}
	switch {
	case was.tells(in):
		return was.ID, priced, nil
	case was.Version > 1 || was.Withdrawn:
		return was.ID, producer.Kept, nil
	}
	if err := refreshImported(ctx, tx, was.ID, in); err != nil {
		return uuid.Nil, "", err
	}
	return was.ID, producer.Changed, note(ctx, tx, in.Organiser, was.ID, "offering.imported", map[string]any{"outcome": string(producer.Changed)})
}

// importedAreas is where a service is given that another's list tells of: no farther than its scheme is for. A list tells of
// whole municipalities, often of all, so that being cut is no fault; lying apart is.
func (c *checked) importedAreas(in Imported, limits []string) []string {
	left := Within(in.Areas, limits)
	if in.AtHome && len(in.Areas) > 0 && len(left) == 0 && len(limits) > 0 {
		c.on("areas", "fault.offering.area_outside_scheme")
	}
	return left
}

// priceImported sets the price that a list tells of one offering.
func priceImported(ctx context.Context, tx *db.Tx, id uuid.UUID, in Imported, looked bool) (producer.Outcome, error) {
	if in.Price == nil {
		return producer.Same, nil
	}
	out, err := setImported(ctx, tx, []importedPrice{{offering: id, in: in, looked: looked}})
	if err != nil {
		return "", err
	}
	return out[0], nil
}
