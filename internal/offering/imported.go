package offering

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// Imported is an offering as another's list tells of it. Such a list knows no price and no vacancy: both stay unknown.
type Imported struct {
	Admission uuid.UUID
	Organiser uuid.UUID // whose scheme it is, for the audit trail
	Service   string
	Point     uuid.UUID
	AtHome    bool
	Areas     []string // municipality codes; for a service given at home
	Spoken    []string
}

// UpsertImported makes or refreshes the offering of the service at the point under the admission. One that its producer has
// edited or withdrawn since is kept as it is: the producer's word outranks a list's.
func UpsertImported(ctx context.Context, tx *db.Tx, in Imported) (uuid.UUID, producer.Outcome, error) {
	c := newChecked()
	in.Spoken = c.spoken(in.Spoken)
	if err := c.bad.OrNil(); err != nil {
		return uuid.Nil, "", err
	}
	in.Spoken = append([]string{}, in.Spoken...) // an empty list, not none: the column is never null
	in.Areas = slices.Compact(slices.Sorted(slices.Values(in.Areas)))
	id, err := uuid.NewV7()
	if err != nil {
		return uuid.Nil, "", err
	}
	made, err := insertImported(ctx, tx, id, in)
	if err != nil {
		return uuid.Nil, "", err
	}
	if made {
		return id, producer.Made, note(ctx, tx, in.Organiser, id, "offering.imported", map[string]any{"outcome": string(producer.Made)})
	}
	was, err := lockImported(ctx, tx, in)
	if err != nil {
		return uuid.Nil, "", err
	}
	switch {
	case was.tells(in):
		return was.ID, producer.Same, nil
	case was.Version > 1 || was.Withdrawn:
		return was.ID, producer.Kept, nil
	}
	if err := refreshImported(ctx, tx, was.ID, in); err != nil {
		return uuid.Nil, "", err
	}
	return was.ID, producer.Changed, note(ctx, tx, in.Organiser, was.ID, "offering.imported", map[string]any{"outcome": string(producer.Changed)})
}
