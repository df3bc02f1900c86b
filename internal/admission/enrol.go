package admission

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// Enrol gives a producer an admission to a scheme without an application: imports, own production, demo data. It is
// idempotent: an admission that exists gains the services it lacks and keeps its validity and state. One that an
// official has removed stays removed, so that the next import does not undo the removal.
func Enrol(ctx context.Context, tx *db.Tx, schemeID, producerID uuid.UUID, services []string, origin Origin, from calendar.Date) (uuid.UUID, error) {
	sch, err := scheme.ByID(ctx, tx, schemeID)
	if err != nil {
		return uuid.Nil, err
	}
	if !MayEnrol(sch.Regime, origin) {
		return uuid.Nil, FaultNotDecided
	}
	known, err := latestAdmission(ctx, tx, schemeID, producerID)
	if err != nil {
		return uuid.Nil, err
	}
	id := known.UUID
	if !known.Valid {
		id, err = ensureAdmission(ctx, tx, admissionRow{
			ID: newID(), SchemeID: schemeID, ProducerID: producerID, Origin: origin, ValidFrom: from,
		})
		if err != nil {
			return uuid.Nil, err
		}
		if err := audit.Record(ctx, tx, audit.Entry{Action: "admission.enrolled", ObjectKind: "admission", ObjectID: id,
			Organiser: sch.OrganiserID, Details: map[string]any{"origin": string(origin)}}); err != nil {
			return uuid.Nil, err
		}
	}
	return id, insertAdmissionServices(ctx, tx, id, services)
}
