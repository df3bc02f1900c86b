package quality

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
)

// valueVersions reads all rows of a value's story by the id of one of them, newest first.
func valueVersions(ctx context.Context, q querier, id uuid.UUID) ([]ValueVersion, error) {
	var rows []valueRow
	err := sqlx.SelectContext(ctx, q, &rows, `
		WITH RECURSIVE older AS (
		    SELECT id, supersedes FROM indicator_value WHERE id = $1
		    UNION SELECT w.id, w.supersedes FROM older o JOIN indicator_value w ON w.id = o.supersedes
		), newer AS (
		    SELECT $1::uuid AS id UNION SELECT w.id FROM newer n JOIN indicator_value w ON w.supersedes = n.id
		)
		SELECT `+valueColumns+`, u.name AS unit_name, v.entered_at, v.value IS NULL AS gone, coalesce(p.name, '') AS by, coalesce(v.reason, '') AS reason
		FROM indicator_value v JOIN service_unit u ON u.id = v.unit_id LEFT JOIN person p ON p.id = v.entered_by
		WHERE v.id = ANY (ARRAY(SELECT id FROM older UNION SELECT id FROM newer)) ORDER BY v.seq DESC`, id)
	out := make([]ValueVersion, len(rows))
	for i, r := range rows {
		out[i] = ValueVersion{r.value(), Change{r.At, r.By, r.Reason, r.Gone}}
	}
	return out, wrap(err, "read the story of a value")
}

// inspectionVersions reads all rows of an inspection's story by the id of one of them, newest first, and whose it is.
func inspectionVersions(ctx context.Context, q querier, id uuid.UUID) ([]InspectionVersion, uuid.UUID, error) {
	var rows []struct {
		inspectionRow
		Organiser uuid.NullUUID `db:"organiser_id"`
		By        string        `db:"by"`
		Reason    string        `db:"reason"`
		Gone      bool          `db:"taken_back"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, `
		WITH RECURSIVE older AS (
		    SELECT id, supersedes FROM inspection WHERE id = $1
		    UNION SELECT w.id, w.supersedes FROM older o JOIN inspection w ON w.id = o.supersedes
		), newer AS (
		    SELECT $1::uuid AS id UNION SELECT w.id FROM newer n JOIN inspection w ON w.supersedes = n.id
		)
		SELECT `+inspectionColumns+`, i.organiser_id, i.taken_back, coalesce(p.name, '') AS by, coalesce(i.reason, '') AS reason
		FROM inspection i JOIN service_unit u ON u.id = i.unit_id LEFT JOIN person p ON p.id = i.entered_by
		WHERE i.id = ANY (ARRAY(SELECT id FROM older UNION SELECT id FROM newer)) ORDER BY i.seq DESC`, id)
	out := make([]InspectionVersion, len(rows))
	whose := uuid.Nil
	for i, r := range rows {
		out[i] = InspectionVersion{r.inspection(), Change{r.At, r.By, r.Reason, r.Gone}}
		if i == 0 {
			whose = r.Organiser.UUID
		}
	}
	return out, whose, wrap(err, "read the story of an inspection")
}
