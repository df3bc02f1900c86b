package scheme

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// EnsureListing finds the organiser's plain listing with the key, or makes it: a scheme without admission, never
// part of the voucher law's list, whose producers are shown as not verified by the organiser. It refuses a key that
// belongs to a scheme of another regime, since enrolling there would pass by the organiser's decision.
func EnsureListing(ctx context.Context, tx *db.Tx, organiserID uuid.UUID, key string) (Scheme, error) {
	today, err := db.Today(ctx, tx)
	if err != nil {
		return Scheme{}, err
	}
	s := Scheme{
		ID: newID(), OrganiserID: organiserID, Key: key, Regime: RegimeListing,
		NameFi: "Palveluluettelo", NameSv: "Tjänstekatalog", NameEn: "Service directory",
		ClientPays: PaysUnknown, DaysKind: CalendarDays, ClockStops: true, ValidFrom: today,
	}
	if err := insertIfAbsent(ctx, tx, s); err != nil {
		return Scheme{}, err
	}
	s, err = byKey(ctx, tx, organiserID, key)
	if err != nil {
		return Scheme{}, err
	}
	if s.Regime != RegimeListing {
		return Scheme{}, FaultNotListing
	}
	return s, nil
}
