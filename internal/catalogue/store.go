package catalogue

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// store reads. Its statements are prepared once for each connection, since planning a join of eight tables costs more
// than running it.
type store struct {
	db *db.DB

	mu       sync.Mutex
	prepared map[string]*sqlx.Stmt
}

// itemColumns and itemTables read one row for each offering. Prices and terms come as short texts ("hour 3850"), areas
// as an array, so that one row is one offering and one statement is enough.
const itemColumns = `
    o.id, o.service_key, o.at_home, o.spoken, o.description_fi, o.description_sv, o.description_en,
    o.vacancy, o.wait_days, o.vacancy_at, (p.demo OR s.demo) AS demo,
    ` + whoseColumns + `,
    s.id AS scheme_id, s.key AS scheme_key, s.regime, s.client_pays, s.verified,
    s.name_fi AS scheme_fi, s.name_sv AS scheme_sv, s.name_en AS scheme_en, g.code AS organiser,
    ARRAY(SELECT DISTINCT r.code FROM offering_area r WHERE r.offering_id = o.id ORDER BY 1) AS areas,
    ARRAY(SELECT concat_ws(' ', l.unit, l.cents) FROM price_line l
          WHERE l.offering_id = o.id AND l.valid @> $2::date) AS prices,
    ARRAY(SELECT concat_ws(' ', t.unit, coalesce(t.value_cents::text, '-'), coalesce(t.fee_min_cents::text, '-'),
                           coalesce(t.fee_max_cents::text, '-'))
          FROM scheme_service t
          WHERE t.scheme_id = s.id AND t.service_key = o.service_key AND t.valid @> $2::date) AS terms,
    ARRAY(SELECT concat_ws(' ', v.indicator, v.value, v.n, v.first_day, v.last_day, v.as_of, CASE WHEN v.demo THEN 'demo' ELSE '-' END)
          FROM (SELECT DISTINCT ON (x.indicator) x.*
                FROM indicator_value x
                WHERE x.unit_id = u.id AND x.service_key = o.service_key AND x.value IS NOT NULL
                    AND NOT EXISTS (SELECT FROM indicator_value later WHERE later.supersedes = x.id)
                ORDER BY x.indicator, x.last_day DESC, x.seq DESC) v) AS parts,
    coalesce((SELECT string_agg(concat_ws(' ', w.indicator, w.weight), ' ') FROM quality_weight w
        WHERE w.set_id = (SELECT b.id FROM quality_weights b WHERE b.main AND b.valid_from <= $2::date
                          ORDER BY b.valid_from DESC, b.id DESC LIMIT 1)), '') AS weights,
    g.least_answers,
    k.inspected_on, k.inspector, k.kind AS inspection_kind, k.finding, k.outcome_fi, k.outcome_sv, k.outcome_en,
    k.link AS inspection_link, k.demo AS inspection_demo,
    o.xmin::text AS offering_stamp, pt.xmin::text AS point_stamp, u.xmin::text AS unit_stamp,
    p.xmin::text AS producer_stamp, s.xmin::text AS scheme_stamp`

const itemTables = `
FROM offering o
JOIN admission a ON a.id = o.admission_id
JOIN scheme s ON s.id = a.scheme_id
JOIN organiser g ON g.id = s.organiser_id
JOIN producer p ON p.id = a.producer_id
JOIN service_point pt ON pt.id = o.point_id
JOIN service_unit u ON u.id = pt.unit_id
LEFT JOIN LATERAL (
    SELECT * FROM inspection i
    WHERE i.unit_id = u.id AND NOT i.taken_back AND NOT EXISTS (SELECT FROM inspection later WHERE later.supersedes = i.id)
    ORDER BY i.inspected_on DESC, i.seq DESC LIMIT 1) k ON true`

// shownToday is the one statement of what the public may see on a day ($2).
const shownToday = `
    o.withdrawn_at IS NULL AND` + inForceToday + ` AND` + admittedToday

// inForceToday is the part of shownToday that is about schemes.
const inForceToday = `
    s.valid_from <= $2::date AND (s.valid_to IS NULL OR s.valid_to >= $2::date)`

// admittedToday is the part of shownToday that is about admissions. Most have met with nothing, and of those their days
// tell the state without the function, which would take a fifth of a page's time.
const admittedToday = `
    a.valid_from <= $2::date AND (a.valid_to IS NULL OR a.valid_to >= $2::date)
    AND (NOT EXISTS (SELECT FROM admission_event e WHERE e.admission_id = a.id)
        OR admission_state(a.id, a.valid_from, a.valid_to, $2::date) = 'active')`

// itemsByID reads items. It names the offerings first, as an array, so that PostgreSQL goes by their key whatever it
// believes of the rest. A page of results reads sheets instead (store_sheet.go), and so does a producer's.
const itemsByID = `SELECT ` + itemColumns + itemTables + `
WHERE o.id = ANY ($1::uuid[]) AND` + shownToday

// itemRow is what itemColumns read.
type itemRow struct {
	ID            uuid.UUID      `db:"id"`
	Service       string         `db:"service_key"`
	AtHome        bool           `db:"at_home"`
	Spoken        pq.StringArray `db:"spoken"`
	DescriptionFi string         `db:"description_fi"`
	DescriptionSv string         `db:"description_sv"`
	DescriptionEn string         `db:"description_en"`
	Vacancy       string         `db:"vacancy"`
	WaitDays      *int           `db:"wait_days"`
	VacancyAt     *time.Time     `db:"vacancy_at"`
	Demo          bool           `db:"demo"`

	whoseRow

	SchemeID   uuid.UUID `db:"scheme_id"`
	SchemeKey  string    `db:"scheme_key"`
	Regime     string    `db:"regime"`
	ClientPays string    `db:"client_pays"`
	Verified   bool      `db:"verified"`
	SchemeFi   string    `db:"scheme_fi"`
	SchemeSv   string    `db:"scheme_sv"`
	SchemeEn   string    `db:"scheme_en"`
	Organiser  string    `db:"organiser"`

	Areas  pq.StringArray `db:"areas"`
	Prices pq.StringArray `db:"prices"`
	Terms  pq.StringArray `db:"terms"`

	Parts   pq.StringArray `db:"parts"`
	Weights string         `db:"weights"`
	Needed  int            `db:"least_answers"`

	InspectedOn    calendar.Date  `db:"inspected_on"`
	Inspector      sql.NullString `db:"inspector"`
	InspectionKind sql.NullString `db:"inspection_kind"`
	Finding        sql.NullString `db:"finding"`
	OutcomeFi      sql.NullString `db:"outcome_fi"`
	OutcomeSv      sql.NullString `db:"outcome_sv"`
	OutcomeEn      sql.NullString `db:"outcome_en"`
	InspectionLink sql.NullString `db:"inspection_link"`
	InspectionDemo sql.NullBool   `db:"inspection_demo"`

	// The transactions that wrote the rows; see store_sheet.go.
	OfferingStamp string `db:"offering_stamp"`
	PointStamp    string `db:"point_stamp"`
	UnitStamp     string `db:"unit_stamp"`
	ProducerStamp string `db:"producer_stamp"`
	SchemeStamp   string `db:"scheme_stamp"`
}

// items reads offerings that may be shown on a day, in no order. The statement is one of the constants above.
func (s *store) items(ctx context.Context, statement string, ids []uuid.UUID, day calendar.Date) ([]itemRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []itemRow
	if err := s.sel(ctx, &rows, statement, uuids(ids), day); err != nil {
		return nil, fmt.Errorf("read catalogue items: %w", err)
	}
	return rows, nil
}

const organisers = `
SELECT id, code, slug, name_fi, name_sv, name_en, coalesce(phone, '') AS phone,
    coalesce(phone_hours_fi, '') AS phone_hours_fi, coalesce(phone_hours_sv, '') AS phone_hours_sv,
    coalesce(phone_hours_en, '') AS phone_hours_en,
    coalesce(url_fi, '') AS url_fi, coalesce(url_sv, '') AS url_sv, coalesce(url_en, '') AS url_en
FROM organiser ORDER BY code`

type organiserRow struct {
	ID           uuid.UUID `db:"id"`
	Code         string    `db:"code"`
	Slug         string    `db:"slug"`
	NameFi       string    `db:"name_fi"`
	NameSv       string    `db:"name_sv"`
	NameEn       string    `db:"name_en"`
	Phone        string    `db:"phone"`
	PhoneHoursFi string    `db:"phone_hours_fi"`
	PhoneHoursSv string    `db:"phone_hours_sv"`
	PhoneHoursEn string    `db:"phone_hours_en"`
	URLFi        string    `db:"url_fi"`
	URLSv        string    `db:"url_sv"`
	URLEn        string    `db:"url_en"`
}

func (s *store) organisers(ctx context.Context) ([]organiserRow, error) {
	var rows []organiserRow
	if err := s.sel(ctx, &rows, organisers); err != nil {
		return nil, fmt.Errorf("read organisers: %w", err)
	}
	return rows, nil
}

// sel runs a prepared statement and gathers its rows.
func (s *store) sel(ctx context.Context, dest any, statement string, args ...any) error {
	prepared, err := s.prepare(ctx, statement)
	if err != nil {
		return s.db.Translate(err)
	}
	return s.db.Translate(prepared.SelectContext(ctx, dest, args...))
}

// prepare gives the statement, prepared; database/sql prepares it again on each connection that has not seen it. It waits
// for the database without the lock, so that one slow answer does not hold up the others.
func (s *store) prepare(ctx context.Context, statement string) (*sqlx.Stmt, error) {
	if known := s.known(statement, nil); known != nil {
		return known, nil
	}
	made, err := s.db.PreparexContext(ctx, statement)
	if err != nil {
		return nil, err
	}
	kept := s.known(statement, made)
	if kept != made { // another was quicker
		return kept, made.Close()
	}
	return kept, nil
}

// known gives what was prepared for the statement before, and otherwise keeps made, if there is one.
func (s *store) known(statement string, made *sqlx.Stmt) *sqlx.Stmt {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known, ok := s.prepared[statement]; ok {
		return known
	}
	if made != nil {
		if s.prepared == nil {
			s.prepared = map[string]*sqlx.Stmt{}
		}
		s.prepared[statement] = made
	}
	return made
}

// uuids gives ids to PostgreSQL as an array of texts, which the statement casts.
func uuids(ids []uuid.UUID) pq.StringArray {
	out := make(pq.StringArray, len(ids))
	for i, id := range ids {
		out[i] = id.String()
	}
	return out
}
