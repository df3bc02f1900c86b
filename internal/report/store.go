package report

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// owner is the object of a page and whose it is.
type owner struct {
	Offering     uuid.NullUUID `db:"offering_id"`
	Unit         uuid.NullUUID `db:"unit_id"`
	Point        uuid.NullUUID `db:"point_id"`
	Scheme       uuid.NullUUID `db:"scheme_id"`
	Producer     uuid.NullUUID `db:"producer_id"`
	Organiser    uuid.NullUUID `db:"organiser_id"`
	Municipality string        `db:"municipality_code"` // of the point, whose county is the organiser when no scheme says it
	Members      bool          `db:"members"`
}

func (o owner) owned() owned {
	return owned{producer: o.Producer.Valid, organiser: o.Organiser.Valid, members: o.Members}
}

// members tells whether anybody acts for the producer p here.
const members = `EXISTS (SELECT FROM membership m WHERE m.producer_id = p.id AND m.state = 'active') AS members`

const (
	ownerOfOffering = `SELECT o.id AS offering_id, p.id AS producer_id, s.organiser_id, '' AS municipality_code, ` + members + `
FROM offering o JOIN admission a ON a.id = o.admission_id JOIN scheme s ON s.id = a.scheme_id JOIN producer p ON p.id = a.producer_id
WHERE o.id = $1`

	ownerOfPoint = `SELECT pt.id AS point_id, p.id AS producer_id, pt.municipality_code, ` + members + `
FROM service_point pt JOIN service_unit u ON u.id = pt.unit_id JOIN producer p ON p.id = u.producer_id WHERE pt.id = $1`

	ownerOfUnit = `SELECT u.id AS unit_id, p.id AS producer_id, ` + members + `,
    coalesce((SELECT pt.municipality_code FROM service_point pt WHERE pt.unit_id = u.id ORDER BY pt.created_at, pt.id LIMIT 1), '') AS municipality_code
FROM service_unit u JOIN producer p ON p.id = u.producer_id WHERE u.id = $1`

	ownerOfProducer = `SELECT p.id AS producer_id, ` + members + `,
    coalesce((SELECT pt.municipality_code FROM service_unit u JOIN service_point pt ON pt.unit_id = u.id WHERE u.producer_id = p.id
        ORDER BY pt.created_at, pt.id LIMIT 1), '') AS municipality_code
FROM producer p WHERE p.id = $1`

	ownerOfList = `SELECT s.id AS scheme_id, g.id AS organiser_id, '' AS municipality_code
FROM organiser g LEFT JOIN scheme s ON s.organiser_id = g.id AND s.key = $2 WHERE g.slug = $1`
)

// ownerOf finds whose the object of a page is. An object that is not there is nobody's.
func ownerOf(ctx context.Context, tx *db.Tx, about About) (owner, error) {
	statement, args := "", []any(nil)
	switch {
	case about.Offering != uuid.Nil:
		statement, args = ownerOfOffering, []any{about.Offering}
	case about.Point != uuid.Nil:
		statement, args = ownerOfPoint, []any{about.Point}
	case about.Unit != uuid.Nil:
		statement, args = ownerOfUnit, []any{about.Unit}
	case about.Producer != uuid.Nil:
		statement, args = ownerOfProducer, []any{about.Producer}
	case about.Organiser != "":
		statement, args = ownerOfList, []any{about.Organiser, about.Scheme}
	default:
		return owner{}, nil
	}
	var o owner
	err := tx.GetContext(ctx, &o, statement, args...)
	if errors.Is(err, sql.ErrNoRows) {
		return owner{}, nil
	}
	if err != nil {
		return owner{}, fmt.Errorf("find whose a page is: %w", err)
	}
	if county, ok := place.MunicipalityByCode(o.Municipality); ok && !o.Organiser.Valid {
		err := tx.GetContext(ctx, &o.Organiser, `SELECT id FROM organiser WHERE code = $1`, county.County)
		if err != nil && !errors.Is(err, sql.ErrNoRows) { // Åland is no organiser
			return owner{}, fmt.Errorf("find the organiser of a municipality: %w", err)
		}
	}
	return o, nil
}

// insertReport answers false when the report is there already.
func insertReport(ctx context.Context, tx *db.Tx, n New, of owner, due calendar.Date) (bool, error) {
	made, err := db.Changed(tx.ExecContext(ctx, `INSERT INTO report
		(id, page, path, kind, offering_id, unit_id, point_id, scheme_id, producer_id, organiser_id, lang, answer_wanted, due_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (id) DO NOTHING`,
		n.ID, n.About.Page, n.About.Path, string(n.Kind), of.Offering, of.Unit, of.Point, of.Scheme, of.Producer, of.Organiser, n.Lang, n.Email != "", due))
	return made > 0, err
}

func insertWords(ctx context.Context, tx *db.Tx, id uuid.UUID, text string, sealed []byte) error {
	var address any
	if sealed != nil {
		address = sealed
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO report_words (report_id, text, address) VALUES ($1, $2, $3)`, id, text, address)
	return err
}

// insertEvent answers false when the event is there already: its form was sent twice.
func insertEvent(ctx context.Context, tx *db.Tx, id, report uuid.UUID, e Event) (bool, error) {
	as, by := string(tx.Actor.Role), uuid.NullUUID{UUID: tx.Actor.Person, Valid: tx.Actor.SignedIn()}
	if e.Kind == Received { // who reports is nobody's business, signed in or not
		as, by = string(actor.RoleVisitor), uuid.NullUUID{}
	}
	n, err := db.Changed(tx.ExecContext(ctx, `INSERT INTO report_event (id, report_id, kind, holder, outcome, text, done_by, done_as)
		VALUES ($1, $2, $3, NULLIF($4, ''), NULLIF($5, ''), $6, $7, $8) ON CONFLICT (id) DO NOTHING`,
		id, report, e.Kind, string(e.Holder), string(e.Outcome), e.Text, by, as))
	return n > 0, err
}

// lockReport keeps two people from handling the same report at once; reports themselves cannot be locked, since nobody
// may change them.
func lockReport(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('report ' || $1::text, 0))`, id.String())
	return err
}

const reportColumns = `
SELECT r.id, r.no, r.page, r.path, r.kind, producer_now(r.producer_id) AS producer_id, r.organiser_id, r.lang, r.answer_wanted, r.received_at, r.due_on,
    coalesce(p.name, '') AS producer_name, coalesce(opt.name, pt.name, u.name, '') AS place, coalesce(o.service_key, '') AS service_key,
    coalesce(g.name_fi, '') AS organiser_fi, coalesce(g.name_sv, '') AS organiser_sv, coalesce(g.name_en, '') AS organiser_en,
    h.holder, c.at AS closed_at, coalesce(c.outcome, '') AS outcome, coalesce(w.text, '') AS text, ` + members

const reportFrom = `
FROM report r
LEFT JOIN producer p ON p.id = producer_now(r.producer_id)
LEFT JOIN organiser g ON g.id = r.organiser_id
LEFT JOIN offering o ON o.id = r.offering_id
LEFT JOIN service_point opt ON opt.id = o.point_id
LEFT JOIN service_point pt ON pt.id = r.point_id
LEFT JOIN service_unit u ON u.id = r.unit_id
LEFT JOIN report_words w ON w.report_id = r.id
LEFT JOIN report_event c ON c.report_id = r.id AND c.kind = 'closed'
JOIN LATERAL (SELECT e.holder FROM report_event e WHERE e.report_id = r.id AND e.holder IS NOT NULL ORDER BY e.seq DESC LIMIT 1) h ON true`

func readReport(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Report, error) {
	var r Report
	err := sqlx.GetContext(ctx, q, &r, reportColumns+reportFrom+` WHERE r.id = $1`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return r, ErrNotFound.Because(err)
	}
	if err != nil {
		return r, fmt.Errorf("read a report: %w", err)
	}
	return r, nil
}

func readEvents(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) ([]Event, error) {
	var events []Event
	err := sqlx.SelectContext(ctx, q, &events, `SELECT kind, coalesce(holder, '') AS holder, coalesce(outcome, '') AS outcome, text, done_as, at
		FROM report_event WHERE report_id = $1 ORDER BY seq`, id)
	if err != nil {
		return nil, fmt.Errorf("read what happened to a report: %w", err)
	}
	return events, nil
}

// waitsForProducer tells whether the producer has a report to handle.
func waitsForProducer(ctx context.Context, tx *db.Tx, producer uuid.UUID) (bool, error) {
	var waits bool
	err := tx.GetContext(ctx, &waits, `SELECT EXISTS (SELECT`+reportFrom+` WHERE r.producer_id = ANY (producer_was($1)) AND c.id IS NULL AND h.holder = 'producer')`, producer)
	if err != nil {
		return false, fmt.Errorf("look for reports that wait: %w", err)
	}
	return waits, nil
}

// sideOf is the condition of what an actor sees: its own, and for an organiser's officer what is nobody's too.
func sideOf(a actor.Actor) (string, []any) {
	switch a.Role {
	case actor.RoleProducer:
		return `r.producer_id = ANY (producer_was($1))`, []any{a.Organisation}
	case actor.RoleOfficer:
		return `(r.organiser_id = $1 OR r.organiser_id IS NULL AND r.producer_id IS NULL)`, []any{a.Organisation}
	default:
		return `$1::uuid IS NOT NULL`, []any{uuid.New()}
	}
}

func readQueue(ctx context.Context, d *db.DB, a actor.Actor, q Query, size int) ([]Report, error) {
	side, args := sideOf(a)
	statement := reportColumns + reportFrom + ` WHERE ` + side
	if q.Closed {
		statement += ` AND c.id IS NOT NULL AND ($2 = 0 OR r.no < $2) ORDER BY r.no DESC`
	} else {
		statement += ` AND c.id IS NULL AND r.no > $2 ORDER BY r.no`
	}
	var rows []Report
	if err := d.SelectContext(ctx, &rows, statement+` LIMIT $3`, append(args, q.After, size)...); err != nil {
		return nil, fmt.Errorf("read the queue of reports: %w", d.Translate(err))
	}
	return rows, nil
}

func countOpen(ctx context.Context, d *db.DB, a actor.Actor, holder Holder) (all, own, late int, err error) {
	side, args := sideOf(a)
	var n struct {
		All  int `db:"everything"`
		Own  int `db:"own"`
		Late int `db:"late"`
	}
	today := calendar.Today(time.Now())
	err = d.GetContext(ctx, &n, `SELECT count(*) AS everything, count(*) FILTER (WHERE h.holder = $2) AS own,
		count(*) FILTER (WHERE r.due_on < $3::date) AS late`+reportFrom+` WHERE `+side+` AND c.id IS NULL`, append(args, string(holder), today)...)
	if err != nil {
		return 0, 0, 0, fmt.Errorf("count reports: %w", d.Translate(err))
	}
	return n.All, n.Own, n.Late, nil
}
