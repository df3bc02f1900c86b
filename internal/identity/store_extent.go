package identity

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// The units of producers belong to a higher room; identity reads them and changes none of them.

// unitsOfMembership are the units of the membership m, each as what it has become, as far as they are of its producer.
const unitsOfMembership = `ARRAY(WITH RECURSIVE now AS (
        SELECT u.id, u.merged_into, u.producer_id FROM membership_unit k JOIN service_unit u ON u.id = k.unit_id WHERE k.membership_id = m.id
        UNION SELECT u.id, u.merged_into, u.producer_id FROM now JOIN service_unit u ON u.id = now.merged_into)
    SELECT now.id::text FROM now WHERE now.merged_into IS NULL AND now.producer_id = m.producer_id ORDER BY 1)`

// unitIDs are read from an array of texts.
type unitIDs []uuid.UUID

// Scan reads what PostgreSQL sends; null is none.
func (ids *unitIDs) Scan(from any) error {
	var texts pq.StringArray
	if err := texts.Scan(from); err != nil {
		return fmt.Errorf("units: %w", err)
	}
	*ids = nil
	for _, text := range texts {
		id, err := uuid.Parse(text)
		if err != nil {
			return fmt.Errorf("units: %w", err)
		}
		*ids = append(*ids, id)
	}
	return nil
}

func unitChoices(ctx context.Context, q sqlx.QueryerContext, producer uuid.UUID) ([]UnitChoice, error) {
	var list []UnitChoice
	err := sqlx.SelectContext(ctx, q, &list, `SELECT id, name FROM service_unit WHERE producer_id = $1 AND merged_into IS NULL ORDER BY name, id`, producer)
	return list, wrap(err, "read units")
}

// insertUnits says for which of the producer's units a membership is. Others are no units to choose.
func insertUnits(ctx context.Context, tx *db.Tx, membership, producer uuid.UUID, units []uuid.UUID) error {
	made, err := db.Any(tx.ExecContext(ctx, `INSERT INTO membership_unit (membership_id, unit_id)
SELECT $1, u.id FROM service_unit u WHERE u.id = ANY ($2) AND u.producer_id = $3 AND u.merged_into IS NULL ON CONFLICT DO NOTHING`,
		membership, pq.Array(units), producer))
	if err == nil && !made {
		return errUnits
	}
	return wrap(err, "insert units of a role")
}

func updateExtent(ctx context.Context, tx *db.Tx, membership uuid.UUID, to Extent) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM membership_unit WHERE membership_id = $1`, membership); err != nil {
		return wrap(err, "delete units of a role")
	}
	_, err := tx.ExecContext(ctx, `UPDATE membership SET in_part = $2, last_day = $3 WHERE id = $1`, membership, to.InPart, to.LastDay)
	return wrap(err, "change a role")
}

// unitsOfLink are the units of an invitation.
func unitsOfLink(ctx context.Context, q sqlx.QueryerContext, link uuid.UUID) (units []uuid.UUID, err error) {
	err = sqlx.SelectContext(ctx, q, &units, `SELECT unit_id FROM mail_link_unit WHERE link_id = $1 ORDER BY unit_id`, link)
	return units, wrap(err, "read units of an invitation")
}

// wholeMembers counts who acts for all of the producer without a last day and can sign in, but for one membership.
func wholeMembers(ctx context.Context, q sqlx.QueryerContext, producer, but uuid.UUID) (n int, err error) {
	err = sqlx.GetContext(ctx, q, &n, `SELECT count(*) FROM membership m JOIN person p ON p.id = m.person_id
WHERE m.producer_id = $1 AND m.id <> $2 AND m.state = 'active' AND NOT m.in_part AND m.last_day IS NULL
    AND p.email_confirmed_at IS NOT NULL AND p.disabled_at IS NULL`, producer, but)
	return n, wrap(err, "count members")
}

// actsForAll tells whether somebody acts for all of the producer now.
func actsForAll(ctx context.Context, q sqlx.QueryerContext, person, producer uuid.UUID, now time.Time) (acts bool, err error) {
	err = sqlx.GetContext(ctx, q, &acts, `SELECT EXISTS (SELECT 1 FROM membership m JOIN person p ON p.id = m.person_id
WHERE m.person_id = $1 AND m.producer_id = $2 AND NOT m.in_part AND p.disabled_at IS NULL AND membership_works(m, $3))`, person, producer, now)
	return acts, wrap(err, "look for who sent an invitation")
}
