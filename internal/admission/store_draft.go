package admission

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// draftOf reads what is in a draft and what its scheme asks for today.
func draftOf(ctx context.Context, q sqlx.QueryerContext, app Application) (Draft, error) {
	d := Draft{Application: app}
	var err error
	if d.Today, err = db.Today(ctx, q); err != nil {
		return d, err
	}
	err = sqlx.SelectContext(ctx, q, &d.Services, `
		SELECT service_key FROM application_service WHERE application_id = $1 ORDER BY service_key`, app.ID)
	if err != nil {
		return d, fmt.Errorf("reading a draft's services: %w", err)
	}
	if d.Choices, err = serviceChoices(ctx, q, app.Scheme, app.Producer.ID, d.Today); err != nil {
		return d, err
	}
	// A service that the scheme no longer takes, or that was admitted meanwhile, drops out of the draft.
	d.Services = slices.DeleteFunc(d.Services, func(key string) bool { return !slices.Contains(d.Choices, key) })
	if d.Requirements, err = scheme.RequirementsOf(ctx, q, app.Scheme.ID); err != nil {
		return d, err
	}
	if d.Replaced, err = scheme.ReplacedOf(ctx, q, d.Requirements); err != nil {
		return d, err
	}
	book, ok, err := scheme.RulebookOn(ctx, q, app.Scheme.ID, d.Today)
	if err != nil {
		return d, err
	}
	if ok {
		d.Rulebook = &book
	}
	if err := sqlx.GetContext(ctx, q, &d.Points, countPoints, app.Producer.ID); err != nil {
		return d, fmt.Errorf("counting service points: %w", err)
	}
	if d.Answers, err = answersOf(ctx, q, app.ID); err != nil {
		return d, err
	}
	if d.Library, err = evidence.Current(ctx, q, app.Producer.ID, d.Today); err != nil {
		return d, err
	}
	return d, draftStanding(ctx, q, &d)
}

// draftStanding reads with what a draft is written together, and whether its scheme has been published anew since.
func draftStanding(ctx context.Context, q sqlx.QueryerContext, d *Draft) error {
	var row struct {
		Batch uuid.NullUUID `db:"batch_id"`
		Moved *time.Time    `db:"moved_at"`
	}
	err := sqlx.GetContext(ctx, q, &row, `
		SELECT a.batch_id, (SELECT max(v.at) FROM scheme_version v WHERE v.scheme_id = a.scheme_id AND v.at > a.saved_at) AS moved_at
		FROM application a WHERE a.id = $1`, d.ID)
	if err != nil {
		return fmt.Errorf("reading a draft's standing: %w", err)
	}
	d.Batch, d.MovedAt = row.Batch, row.Moved
	return nil
}

const countPoints = `SELECT count(*) FROM service_point t JOIN service_unit u ON u.id = t.unit_id WHERE u.producer_id = $1`

// serviceChoices lists the services that a scheme takes on a day and the producer is not admitted for already. A
// listing that names no services takes every one.
func serviceChoices(ctx context.Context, q sqlx.QueryerContext, sch scheme.Scheme, producer uuid.UUID, day calendar.Date) ([]string, error) {
	var taken, admitted []string
	err := sqlx.SelectContext(ctx, q, &taken, `
		SELECT DISTINCT service_key FROM scheme_service WHERE scheme_id = $1 AND valid @> $2::date ORDER BY service_key`, sch.ID, day)
	if err != nil {
		return nil, fmt.Errorf("reading a scheme's services: %w", err)
	}
	if len(taken) == 0 && sch.TakesAny() {
		for _, s := range service.All() {
			taken = append(taken, s.Key)
		}
		slices.Sort(taken)
	}
	err = sqlx.SelectContext(ctx, q, &admitted, `
		SELECT v.service_key FROM admission a JOIN admission_service v ON v.admission_id = a.id
		WHERE a.scheme_id = $1 AND a.producer_id = $2
		    AND admission_state(a.id, a.valid_from, a.valid_to, $3::date) IN ('active', 'future', 'suspended')`, sch.ID, producer, day)
	if err != nil {
		return nil, fmt.Errorf("reading admitted services: %w", err)
	}
	return slices.DeleteFunc(taken, func(key string) bool { return slices.Contains(admitted, key) }), nil
}

type answerRow struct {
	RequirementID uuid.UUID      `db:"requirement_id"`
	Declared      *bool          `db:"declared"`
	Number        *scheme.Number `db:"number"`
	Date          calendar.Date  `db:"date"`
	Text          sql.NullString `db:"text"`
	FileID        uuid.NullUUID  `db:"file_id"`
	Name          sql.NullString `db:"name"`
	MediaType     sql.NullString `db:"media_type"`
	Size          sql.NullInt64  `db:"size_bytes"`
	SHA256        sql.NullString `db:"sha256"`
	AddedAt       *time.Time     `db:"added_at"`
	ItemID        uuid.NullUUID  `db:"evidence_id"`
	SeenBy        sql.NullString `db:"seen_by"`
	IssuedOn      calendar.Date  `db:"issued_on"`
	ValidTo       *calendar.Date `db:"valid_to"`
	BusinessID    sql.NullString `db:"business_id"`
	Retired       bool           `db:"retired"`
}

func (r answerRow) answer() scheme.Answer {
	a := scheme.Answer{Declared: r.Declared, Number: r.Number, Date: r.Date, Text: r.Text.String}
	if r.FileID.Valid || r.ItemID.Valid {
		a.File = &scheme.Evidence{ID: r.FileID.UUID, Name: r.Name.String, MediaType: r.MediaType.String, Size: r.Size.Int64, SHA256: r.SHA256.String,
			Item: r.ItemID.UUID, SeenBy: r.SeenBy.String, IssuedOn: r.IssuedOn, ValidTo: r.ValidTo, BusinessID: r.BusinessID.String, Retired: r.Retired}
		if r.AddedAt != nil {
			a.File.AddedAt = r.AddedAt.UTC()
		}
	}
	return a
}

func answersOf(ctx context.Context, q sqlx.QueryerContext, application uuid.UUID) (map[uuid.UUID]scheme.Answer, error) {
	var rows []answerRow
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT w.requirement_id, w.declared, w.number, w.date, w.text, w.file_id, w.evidence_id,
		    f.name, f.media_type, f.size_bytes, encode(f.sha256, 'hex') AS sha256, coalesce(f.created_at, i.added_at) AS added_at,
		    i.seen_by, i.issued_on, i.valid_to, i.business_id, x.item_id IS NOT NULL AS retired
		FROM application_answer w LEFT JOIN stored_file f ON f.id = w.file_id LEFT JOIN evidence_item i ON i.id = w.evidence_id
		LEFT JOIN evidence_retired x ON x.item_id = w.evidence_id WHERE w.application_id = $1`, application)
	if err != nil {
		return nil, fmt.Errorf("reading answers: %w", err)
	}
	out := make(map[uuid.UUID]scheme.Answer, len(rows))
	for _, r := range rows {
		out[r.RequirementID] = r.answer()
	}
	return out, nil
}

func saveAnswer(ctx context.Context, tx *db.Tx, app Application, requirement uuid.UUID, a scheme.Answer) error {
	var file, item uuid.NullUUID
	if a.File != nil {
		file = uuid.NullUUID{UUID: a.File.ID, Valid: a.File.ID != uuid.Nil}
		item = uuid.NullUUID{UUID: a.File.Item, Valid: a.File.Item != uuid.Nil}
	}
	return exec(ctx, tx, `
		INSERT INTO application_answer (application_id, scheme_id, requirement_id, declared, number, date, text, file_id, evidence_id)
		VALUES ($1, $2, $3, $4, $5, $6, nullif($7, ''), $8, $9)
		ON CONFLICT (application_id, requirement_id) DO UPDATE SET declared = excluded.declared, number = excluded.number,
		    date = excluded.date, text = excluded.text, file_id = excluded.file_id, evidence_id = excluded.evidence_id`,
		app.ID, app.Scheme.ID, requirement, a.Declared, a.Number, a.Date, a.Text, file, item)
}

func replaceServices(ctx context.Context, tx *db.Tx, application uuid.UUID, services []string) error {
	if err := exec(ctx, tx, `DELETE FROM application_service WHERE application_id = $1`, application); err != nil {
		return err
	}
	return exec(ctx, tx, `INSERT INTO application_service (application_id, service_key) SELECT $1, unnest($2::text[])`,
		application, pq.Array(services))
}

// ownsFile tells whether a stored file is the producer's.
func ownsFile(ctx context.Context, tx *db.Tx, producer, file uuid.UUID) (bool, error) {
	var owned bool
	err := tx.GetContext(ctx, &owned, `SELECT EXISTS (SELECT 1 FROM stored_file WHERE id = $1 AND producer_id = ANY (producer_was($2)))`, file, producer)
	if err != nil {
		return false, fmt.Errorf("finding a file: %w", err)
	}
	return owned, nil
}

// pointsOf lists the producer's service points, for the snapshot.
func pointsOf(ctx context.Context, q sqlx.QueryerContext, producer uuid.UUID) ([]SnapshotPoint, error) {
	var out []SnapshotPoint
	err := sqlx.SelectContext(ctx, q, &out, `
		SELECT u.id AS unit_id, u.name AS unit, t.id AS point_id, t.name AS point, coalesce(t.street, '') AS street,
		    coalesce(t.postal_code, '') AS postal_code, t.municipality_code
		FROM service_point t JOIN service_unit u ON u.id = t.unit_id WHERE u.producer_id = $1 ORDER BY u.name, t.name, t.id`, producer)
	if err != nil {
		return nil, fmt.Errorf("reading service points: %w", err)
	}
	return out, nil
}

func applicantByID(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Applicant, error) {
	var a Applicant
	err := sqlx.GetContext(ctx, q, &a, `SELECT id, coalesce(business_id, '') AS business_id, name, kind FROM producer WHERE id = $1`, id)
	return a, absent(err)
}

func organiserByID(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Organiser, error) {
	var o Organiser
	err := sqlx.GetContext(ctx, q, &o, `SELECT id, code, name_fi, name_sv, name_en FROM organiser WHERE id = $1`, id)
	return o, absent(err)
}
