package admission

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// EnsureListing finds the organiser's plain listing with the key, or makes it: a scheme without admission, never
// part of the voucher law's list, whose producers are shown as not verified by the organiser. It refuses a key that
// belongs to a scheme of another regime, since enrolling there would pass by the organiser's decision.
func EnsureListing(ctx context.Context, tx *db.Tx, organiserID uuid.UUID, key string) (Scheme, error) {
	today, err := helsinkiToday(ctx, tx)
	if err != nil {
		return Scheme{}, err
	}
	s := Scheme{
		ID: newID(), OrganiserID: organiserID, Key: key, Regime: RegimeListing,
		NameFi: "Palveluluettelo", NameSv: "Tjänstekatalog", NameEn: "Service directory",
		ClientPays: PaysUnknown, DaysKind: CalendarDays, ClockStops: true, ValidFrom: today,
	}
	if err := insertSchemeIfAbsent(ctx, tx, s); err != nil {
		return Scheme{}, err
	}
	s, err = schemeByKey(ctx, tx, organiserID, key)
	if err != nil {
		return Scheme{}, err
	}
	if s.Regime != RegimeListing {
		return Scheme{}, FaultNotListing
	}
	return s, nil
}

// Enrol gives a producer an admission to a scheme without an application: imports, own production, demo data. It is
// idempotent: an admission that exists gains the services it lacks and keeps its validity and state. One that an
// official has removed stays removed, so that the next import does not undo the removal.
func Enrol(ctx context.Context, tx *db.Tx, schemeID, producerID uuid.UUID, services []string, origin Origin, from calendar.Date) (uuid.UUID, error) {
	scheme, err := SchemeByID(ctx, tx, schemeID)
	if err != nil {
		return uuid.Nil, err
	}
	if !MayEnrol(scheme.Regime, origin) {
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
			Organiser: scheme.OrganiserID, Details: map[string]any{"origin": string(origin)}}); err != nil {
			return uuid.Nil, err
		}
	}
	return id, insertAdmissionServices(ctx, tx, id, services)
}
