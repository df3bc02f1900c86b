package scheme

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// New is a scheme with everything it is made of, for demo data and, later, for an officer's form. Ids that are
// zero are made here; SchemeID fields are filled in.
type New struct {
	Scheme
	Services     []ServiceTerms
	Rulebooks    []Rulebook
	Requirements []Requirement
}

// Create makes a scheme with its services, rulebooks and requirements. It is idempotent by organiser and key:
// a scheme that is there is answered as it is, and nothing is added to it.
func Create(ctx context.Context, tx *db.Tx, n New) (Scheme, error) {
	if n.ID == uuid.Nil {
		n.ID = newID()
	}
	if err := insertIfAbsent(ctx, tx, n.Scheme); err != nil {
		return Scheme{}, err
	}
	made, err := byKey(ctx, tx, n.OrganiserID, n.Key)
	if err != nil || made.ID != n.ID {
		return made, err
	}
	if err := insertParts(ctx, tx, n); err != nil {
		return Scheme{}, fmt.Errorf("scheme %s: %w", n.Key, err)
	}
	return made, nil
}
