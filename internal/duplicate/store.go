package duplicate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

type querier = sqlx.QueryerContext

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

func uuids(ids []uuid.UUID) pq.StringArray {
	out := make(pq.StringArray, len(ids))
	for i, id := range ids {
		out[i] = id.String()
	}
	return out
}

func wrap(err error, doing string) error {
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

// lockBoth makes merges of the same producers wait for each other, whichever is kept.
func lockBoth(ctx context.Context, tx *db.Tx, one, other uuid.UUID) error {
	var ids []uuid.UUID
	err := tx.SelectContext(ctx, &ids, `SELECT id FROM producer WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE`, uuids([]uuid.UUID{one, other}))
	if err == nil && len(ids) != 2 {
		return identity.ErrNotFound
	}
	return wrap(err, "lock two producers")
}

// sideOf reads one of two producers with all that a merge may move.
func sideOf(ctx context.Context, q querier, id uuid.UUID, today calendar.Date) (s Side, err error) {
	if s.Producer, err = producer.Get(ctx, q, id); err != nil {
		return s, err
	}
	if s.Units, err = producer.UnitsOf(ctx, q, id); err != nil {
		return s, err
	}
	if err = sqlx.GetContext(ctx, q, &s.Merged, `SELECT merged_into FROM producer WHERE id = $1`, id); err != nil {
		return s, wrap(err, "read a producer")
	}
	if s.Belongings, err = belongingsOf(ctx, q, id); err != nil {
		return s, err
	}
	if err = sqlx.SelectContext(ctx, q, &s.Organisers, `SELECT DISTINCT organiser_id FROM producer_organiser WHERE producer_id = $1 ORDER BY 1`, id); err != nil {
		return s, wrap(err, "read whom a producer has to do with")
	}
	if err = sqlx.SelectContext(ctx, q, &s.People, `SELECT id, person_id, state FROM membership
		WHERE producer_id = $1 AND state IN ('active', 'pending') ORDER BY id`, id); err != nil {
		return s, wrap(err, "read who acts for a producer")
	}
	if s.Admissions, err = admissionsOf(ctx, q, id, today); err != nil {
		return s, err
	}
	err = sqlx.SelectContext(ctx, q, &s.Offerings, `
		SELECT o.id, o.admission_id, o.service_key, o.point_id, o.withdrawn_at IS NOT NULL AS withdrawn
		FROM offering o JOIN admission a ON a.id = o.admission_id WHERE a.producer_id = $1 ORDER BY o.id`, id)
	return s, wrap(err, "read what a producer offers")
}

func admissionsOf(ctx context.Context, q querier, id uuid.UUID, today calendar.Date) ([]Admission, error) {
	var rows []struct {
		Admission
		Keys pq.StringArray `db:"keys"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT a.id, a.scheme_id, s.organiser_id, s.name_fi, s.name_sv, s.name_en, s.regime, s.verified, a.valid_from, a.valid_to,
		    admission_state(a.id, a.valid_from, a.valid_to, $2::date) AS state,
		    EXISTS (SELECT FROM doubt d WHERE d.admission_id = a.id AND NOT EXISTS (SELECT FROM doubt_end e WHERE e.doubt_id = d.id)) AS doubted,
		    ARRAY(SELECT v.service_key FROM admission_service v WHERE v.admission_id = a.id ORDER BY 1) AS keys
		FROM admission a JOIN scheme s ON s.id = a.scheme_id WHERE a.producer_id = $1 ORDER BY s.name_fi, a.created_at, a.id`, id, today)
	out := make([]Admission, len(rows))
	for i, r := range rows {
		out[i] = r.Admission
		out[i].Services = r.Keys
	}
	return out, wrap(err, "read what a producer is admitted to")
}

// types are what PostgreSQL reads the fields' texts as.
var types = map[Field]string{
	ProducerInto: "uuid", ProducerBusinessID: "text", UnitProducer: "uuid", UnitInto: "uuid", PointUnit: "uuid", PointInto: "uuid",
	AdmissionProducer: "uuid", AdmissionFrom: "date", AdmissionTo: "date", OfferingAdmission: "uuid", OfferingPoint: "uuid",
	OfferingWithdrawn: "timestamptz", MemberProducer: "uuid", MemberState: "text",
	ApplicationProducer: "uuid", ApplicationBatch: "uuid", DraftProducer: "uuid", TokenRevoked: "timestamptz", InvitationUsed: "timestamptz",
}

// put changes a value that is still what was read, and answers what it is now, as PostgreSQL writes it; false when it is
// something else by now.
func put(ctx context.Context, tx *db.Tx, m Move, was, becomes string, whatever bool) (string, bool, error) {
	table, column, _ := strings.Cut(string(m.Field), ".")
	kind, known := types[m.Field]
	if !known {
		return "", false, fmt.Errorf("duplicate: no such field: %s", m.Field)
	}
	statement := `UPDATE ` + table + ` SET ` + column + ` = nullif($2, '')::` + kind + ` WHERE id = $1 AND ($4 OR coalesce(` + column + `::text, '') = $3)` + only[m.Field] + `
		RETURNING coalesce(` + column + `::text, '')`
	var now string
	err := tx.GetContext(ctx, &now, statement, m.Row, becomes, was, whatever)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return now, err == nil, wrap(err, "change "+string(m.Field))
}

func listService(ctx context.Context, tx *db.Tx, admission uuid.UUID, key string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO admission_service (admission_id, service_key) VALUES ($1, $2)`, admission, key)
	return wrap(err, "list a service")
}

func unlistService(ctx context.Context, tx *db.Tx, admission uuid.UUID, key string) error {
	_, err := tx.ExecContext(ctx, `SELECT unlist_service($1, $2)`, admission, key)
	return wrap(err, "take a service off a list")
}

// renew writes a producer's row as it is: what was made of it before is made anew.
func renew(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `UPDATE producer SET created_at = created_at WHERE id = $1`, id)
	return wrap(err, "renew a producer")
}

func insertMove(ctx context.Context, tx *db.Tx, merge uuid.UUID, position int, m Move) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO producer_merge_move (merge_id, position, field, row_id, was, became)
		VALUES ($1, $2, $3, $4, nullif($5, ''), nullif($6, ''))`, merge, position, string(m.Field), m.Row, m.Was, m.Became)
	return wrap(err, "note what moved")
}

// movesOf are what a merge changed, the last first.
func movesOf(ctx context.Context, q querier, merge uuid.UUID) ([]Move, error) {
	var list []Move
	err := sqlx.SelectContext(ctx, q, &list, `SELECT field, row_id, coalesce(was, '') AS was, coalesce(became, '') AS became
		FROM producer_merge_move WHERE merge_id = $1 ORDER BY position DESC`, merge)
	return list, wrap(err, "read what moved")
}

// mixed tells whether something was offered since a merge at a unit of one of two producers under an admission of the other.
func mixed(ctx context.Context, q querier, merge, kept, gone uuid.UUID) (bool, error) {
	var found bool
	err := sqlx.GetContext(ctx, q, &found, `SELECT EXISTS (
		SELECT FROM offering o JOIN admission a ON a.id = o.admission_id JOIN service_point pt ON pt.id = o.point_id JOIN service_unit u ON u.id = pt.unit_id
		WHERE a.producer_id IN ($2, $3) AND u.producer_id IN ($2, $3) AND a.producer_id <> u.producer_id
		    AND o.created_at > (SELECT e.at FROM producer_merge_event e WHERE e.merge_id = $1 AND e.kind = 'done'))`, merge, kept, gone)
	return found, wrap(err, "look for what was offered since")
}

// leaned tells whether the kept one has been approved since a merge into a scheme of an admission that came along: the approval
// rests on that admission, which the other would take with it.
func leaned(ctx context.Context, q querier, merge, kept uuid.UUID) (bool, error) {
	var found bool
	err := sqlx.GetContext(ctx, q, &found, `SELECT EXISTS (
		SELECT FROM producer_merge_move m JOIN admission x ON x.id = m.row_id JOIN application a ON a.scheme_id = x.scheme_id AND a.producer_id = $2
		JOIN decision d ON d.application_id = a.id
		WHERE m.merge_id = $1 AND m.field = 'admission.producer_id' AND d.outcome = 'approved'
		    AND d.decided_at > (SELECT e.at FROM producer_merge_event e WHERE e.merge_id = $1 AND e.kind = 'done'))`, merge, kept)
	return found, wrap(err, "look for what was decided since")
}
