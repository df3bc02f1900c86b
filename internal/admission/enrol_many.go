package admission

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// EnrolMany is Enrol for many producers: it answers the admission of each.
func EnrolMany(ctx context.Context, tx *db.Tx, sch scheme.Scheme, producers []uuid.UUID, services []string, origin Origin, from calendar.Date) (map[uuid.UUID]uuid.UUID, error) {
	if !MayEnrol(sch.Regime, origin) {
		return nil, FaultNotDecided
	}
	known, err := latestAdmissions(ctx, tx, sch.ID, producers)
	if err != nil {
		return nil, err
	}
	var missing []uuid.UUID
	asked := map[uuid.UUID]bool{}
	for _, p := range producers {
		if _, there := known[p]; !there && !asked[p] {
			asked[p], missing = true, append(missing, p)
		}
	}
	made, err := ensureAdmissions(ctx, tx, sch.ID, missing, origin, from)
	if err != nil {
		return nil, err
	}
	var entries []audit.Entry
	for p, id := range made {
		known[p] = id
		entries = append(entries, audit.Entry{Action: "admission.enrolled", ObjectKind: "admission", ObjectID: id, Organiser: sch.OrganiserID,
			Details: map[string]any{"origin": string(origin)}})
	}
	if err := audit.RecordAll(ctx, tx, entries); err != nil {
		return nil, err
	}
	return known, insertServicesOfMany(ctx, tx, known, services)
}
