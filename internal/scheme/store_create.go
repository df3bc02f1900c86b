package scheme

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

const insertService = `
INSERT INTO scheme_service (id, scheme_id, service_key, unit, value_cents, price_cap_cents, fee_min_cents, fee_max_cents,
    cap_evening_cents, cap_saturday_cents, cap_sunday_holiday_cents, cap_night_cents, valid)
VALUES (:id, :scheme_id, :service_key, :unit, :value_cents, :price_cap_cents, :fee_min_cents, :fee_max_cents,
    :cap_evening_cents, :cap_saturday_cents, :cap_sunday_holiday_cents, :cap_night_cents,
    daterange(:valid_from, :valid_to, '[]'))`

const insertRulebook = `
INSERT INTO rulebook (id, scheme_id, version, text_fi, text_sv, text_en, valid_from)
VALUES (:id, :scheme_id, :version, :text_fi, :text_sv, :text_en, :valid_from)`

const insertRequirement = `
INSERT INTO requirement (id, scheme_id, position, kind, mandatory, title_fi, title_sv, title_en, help_fi, help_sv, help_en,
    at_least, valid_days, evidence_kind, registry, exclusion, max_points, since_version, replaces)
VALUES (:id, :scheme_id, :position, :kind, :mandatory, :title_fi, :title_sv, :title_en, :help_fi, :help_sv, :help_en,
    :at_least, :valid_days, :evidence_kind, :registry, :exclusion, :max_points, :since_version, :replaces)`

// insertParts inserts a new scheme's services, rulebooks and requirements.
func insertParts(ctx context.Context, tx *db.Tx, n New) error {
	for _, one := range n.Services {
		one.ID, one.SchemeID = idOr(one.ID), n.ID
		if _, err := tx.NamedExecContext(ctx, insertService, one); err != nil {
			return fmt.Errorf("inserting a service: %w", err)
		}
	}
	for _, one := range n.Rulebooks {
		one.ID, one.SchemeID = idOr(one.ID), n.ID
		if _, err := tx.NamedExecContext(ctx, insertRulebook, one); err != nil {
			return fmt.Errorf("inserting a rulebook: %w", err)
		}
	}
	for _, one := range n.Requirements {
		one.ID, one.SchemeID, one.SinceVersion = idOr(one.ID), n.ID, max(one.SinceVersion, 1)
		if _, err := tx.NamedExecContext(ctx, insertRequirement, one); err != nil {
			return fmt.Errorf("inserting a requirement: %w", err)
		}
	}
	return nil
}

func idOr(id uuid.UUID) uuid.UUID {
	if id == uuid.Nil {
		return newID()
	}
	return id
}
