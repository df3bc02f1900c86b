package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

const lists = `
SELECT s.id, s.key, s.regime, s.name_fi, s.name_sv, s.name_en, s.client_pays, s.verified, s.valid_from, s.demo, g.code AS organiser,
    (SELECT count(*) FROM admission a WHERE a.scheme_id = s.id AND NOT a.removed AND` + admittedToday + `) AS producers
FROM scheme s JOIN organiser g ON g.id = s.organiser_id
WHERE` + inForceToday + `
    AND ($1 = '' OR g.slug = $1) AND ($3 = '' OR s.key = $3)
ORDER BY g.code, s.key`

type listRow struct {
	ID         uuid.UUID     `db:"id"`
	Key        string        `db:"key"`
	Regime     string        `db:"regime"`
	NameFi     string        `db:"name_fi"`
	NameSv     string        `db:"name_sv"`
	NameEn     string        `db:"name_en"`
	ClientPays string        `db:"client_pays"`
	Verified   bool          `db:"verified"`
	From       calendar.Date `db:"valid_from"`
	Demo       bool          `db:"demo"`
	Organiser  string        `db:"organiser"`
	Producers  int           `db:"producers"`
}

func (s *store) lists(ctx context.Context, slug, key string, day calendar.Date) ([]listRow, error) {
	var rows []listRow
	if err := s.sel(ctx, &rows, lists, slug, day, key); err != nil {
		return nil, fmt.Errorf("read the lists of approved producers: %w", err)
	}
	return rows, nil
}

const rulebookToday = `SELECT version, valid_from, text_fi, text_sv, text_en FROM rulebook
WHERE scheme_id = $1 AND valid_from <= $2::date ORDER BY version DESC LIMIT 1`

func (s *store) rulebook(ctx context.Context, scheme uuid.UUID, day calendar.Date) (*Rulebook, error) {
	var r struct {
		Version int           `db:"version"`
		From    calendar.Date `db:"valid_from"`
		Fi      string        `db:"text_fi"`
		Sv      string        `db:"text_sv"`
		En      string        `db:"text_en"`
	}
	err := s.db.GetContext(ctx, &r, rulebookToday, scheme, day)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read a rulebook: %w", s.db.Translate(err))
	}
	return &Rulebook{Version: r.Version, From: r.From, Text: Texts{r.Fi, r.Sv, r.En}}, nil
}

const listServices = `
SELECT v.service_key FROM admission a JOIN admission_service v ON v.admission_id = a.id
WHERE a.scheme_id = $1::uuid AND NOT a.removed AND` + admittedToday + ` GROUP BY 1`

func (s *store) listServices(ctx context.Context, scheme uuid.UUID, day calendar.Date) ([]string, error) {
	var keys []string
	if err := s.sel(ctx, &keys, listServices, scheme, day); err != nil {
		return nil, fmt.Errorf("read a list's services: %w", err)
	}
	return keys, nil
}

// approvedFrom joins one row for each line of a list: a service that a producer is approved for, at each point where it
// is offered, with each price of the day. Only schemes whose clients pay by the price tell prices: what a county pays
// for a service that it charges a fee for is no concern of the client's (734/1992).
const approvedFrom = `
FROM admission a
JOIN scheme s ON s.id = a.scheme_id
JOIN producer p ON p.id = a.producer_id
JOIN admission_service v ON v.admission_id = a.id
LEFT JOIN offering o ON o.admission_id = a.id AND o.service_key = v.service_key AND o.withdrawn_at IS NULL
LEFT JOIN service_point pt ON pt.id = o.point_id
LEFT JOIN service_unit u ON u.id = pt.unit_id
LEFT JOIN price_line l ON l.offering_id = o.id AND l.valid @> $2::date AND s.client_pays IN ('own_share', 'price')`

// approvedWhere asks what is on the list on the day, narrowed by a service and a municipality, unless they are empty. The
// municipality comes with its postal codes behind it, since what is given at home may be given in a part of it.
const approvedWhere = ` NOT a.removed AND` + admittedToday + `
    AND ($3 = '' OR v.service_key = $3)
    AND ($4::text[] = '{}' OR CASE WHEN o.at_home
        THEN EXISTS (SELECT FROM offering_area r WHERE r.offering_id = o.id AND split_part(r.code, ' ', 1) = ANY ($4::text[]))
        ELSE pt.municipality_code = ($4::text[])[1] END)`

// withPostals is a municipality's code and those of its postal codes; none of none.
func withPostals(municipality string) pq.StringArray {
	codes := pq.StringArray{}
	if municipality == "" {
		return codes
	}
	codes = append(codes, municipality)
	for _, p := range place.Postals() {
		if p.Municipality == municipality {
			codes = append(codes, p.Code)
		}
	}
	return codes
}

const approvedColumns = `
SELECT a.id, v.service_key, a.valid_from, a.valid_to, s.client_pays,
    p.id AS producer_id, p.name AS producer_name, p.kind AS producer_kind, coalesce(p.business_id, '') AS business_id,
    o.id AS offering_id, coalesce(o.at_home, false) AS at_home, coalesce(u.name, '') AS unit_name, coalesce(u.phone, '') AS phone,
    coalesce(pt.name, '') AS point_name, coalesce(pt.street, '') AS street, coalesce(pt.postal_code, '') AS postal_code,
    coalesce(pt.municipality_code, '') AS municipality_code,
    ARRAY(SELECT DISTINCT r.code FROM offering_area r WHERE r.offering_id = o.id ORDER BY 1) AS areas,
    coalesce(l.unit, '') AS unit, l.cents, coalesce(t.unit, '') AS terms_unit, t.value_cents, t.fee_min_cents, t.fee_max_cents`

// approvedTerms is what the scheme says of the service: for the price's unit, or whatever there is when no price is told.
const approvedTerms = `
LEFT JOIN LATERAL (
    SELECT c.unit, c.value_cents, c.fee_min_cents, c.fee_max_cents FROM scheme_service c
    WHERE c.scheme_id = s.id AND c.service_key = v.service_key AND c.valid @> $2::date AND (l.unit IS NULL OR c.unit = l.unit)
    ORDER BY c.unit LIMIT 1) t ON true`

const (
	approvedNames = `
SELECT a.id, p.name` + approvedFrom + `
WHERE a.scheme_id = $1::uuid AND` + approvedWhere + ` GROUP BY a.id, p.name`

	// approvedNamesAnywhere asks the same where no municipality was asked, without looking at what is offered.
	approvedNamesAnywhere = `
SELECT a.id, p.name FROM admission a JOIN producer p ON p.id = a.producer_id
WHERE a.scheme_id = $1::uuid AND NOT a.removed AND` + admittedToday + `
    AND EXISTS (SELECT FROM admission_service v WHERE v.admission_id = a.id AND ($3 = '' OR v.service_key = $3))`

	approvedCount = `
SELECT count(DISTINCT a.id) AS producers, count(*) AS lines` + approvedFrom + `
WHERE a.scheme_id = $1::uuid AND` + approvedWhere

	// approvedOf goes by the keys of admissions, and keeps their order.
	approvedOf = approvedColumns + approvedFrom + approvedTerms + `
WHERE a.id = ANY ($1::uuid[]) AND` + approvedWhere + `
ORDER BY array_position($1::uuid[], a.id), v.service_key, pt.name, o.id, l.unit`

	// approvedByPrice has prices of one unit after another, since those of two cannot be compared; then what has none.
	approvedByPrice = approvedColumns + approvedFrom + approvedTerms + `
WHERE a.scheme_id = $1::uuid AND` + approvedWhere + `
ORDER BY array_position($7::text[], l.unit) NULLS LAST, l.cents, lower(p.name), a.id,
    v.service_key, o.id
LIMIT $5::bigint OFFSET $6::bigint`
)

type namedID struct {
	ID   uuid.UUID `db:"id"`
	Name string    `db:"name"`
}

func (s *store) approvedNames(ctx context.Context, scheme uuid.UUID, day calendar.Date, q ApprovedQuery) ([]namedID, error) {
	var rows []namedID
	statement, args := approvedNamesAnywhere, []any{scheme, day, q.Service}
	if q.Municipality != "" {
		statement, args = approvedNames, append(args, withPostals(q.Municipality))
	}
	if err := s.sel(ctx, &rows, statement, args...); err != nil {
		return nil, fmt.Errorf("read the names of a list: %w", err)
	}
	return rows, nil
}

func (s *store) countApproved(ctx context.Context, scheme uuid.UUID, day calendar.Date, q ApprovedQuery) (producers, lines int, err error) {
	var rows []struct {
		Producers int `db:"producers"`
		Lines     int `db:"lines"`
	}
	if err := s.sel(ctx, &rows, approvedCount, scheme, day, q.Service, withPostals(q.Municipality)); err != nil {
		return 0, 0, fmt.Errorf("count a list: %w", err)
	}
	return rows[0].Producers, rows[0].Lines, nil
}

func (s *store) approvedOf(ctx context.Context, admissions []uuid.UUID, day calendar.Date, q ApprovedQuery) ([]Approved, error) {
	if len(admissions) == 0 {
		return nil, nil
	}
	return s.approved(ctx, approvedOf, uuids(admissions), day, q.Service, withPostals(q.Municipality))
}

func (s *store) approvedByPrice(ctx context.Context, scheme uuid.UUID, day calendar.Date, q ApprovedQuery, size int) ([]Approved, error) {
	return s.approved(ctx, approvedByPrice, scheme, day, q.Service, withPostals(q.Municipality), size, (q.Page-1)*size, pq.StringArray(Units()))
}

func (s *store) approved(ctx context.Context, statement string, args ...any) ([]Approved, error) {
	var rows []approvedRow
	if err := s.sel(ctx, &rows, statement, args...); err != nil {
		return nil, fmt.Errorf("read a list: %w", err)
	}
	out := make([]Approved, len(rows))
	for i, r := range rows {
		out[i] = r.line()
	}
	return out, nil
}

type approvedRow struct {
	ID           uuid.UUID      `db:"id"`
	Service      string         `db:"service_key"`
	From         calendar.Date  `db:"valid_from"`
	To           calendar.Date  `db:"valid_to"`
	ClientPays   string         `db:"client_pays"`
	ProducerID   uuid.UUID      `db:"producer_id"`
	ProducerName string         `db:"producer_name"`
	ProducerKind string         `db:"producer_kind"`
	BusinessID   string         `db:"business_id"`
	Offering     uuid.NullUUID  `db:"offering_id"`
	AtHome       bool           `db:"at_home"`
	UnitName     string         `db:"unit_name"`
	Phone        string         `db:"phone"`
	PointName    string         `db:"point_name"`
	Street       string         `db:"street"`
	PostalCode   string         `db:"postal_code"`
	Municipality string         `db:"municipality_code"`
	Areas        pq.StringArray `db:"areas"`
	Unit         string         `db:"unit"`
	Cents        *money.Cents   `db:"cents"`
	TermsUnit    string         `db:"terms_unit"`
	Value        *money.Cents   `db:"value_cents"`
	FeeMin       *money.Cents   `db:"fee_min_cents"`
	FeeMax       *money.Cents   `db:"fee_max_cents"`
}

func (r approvedRow) line() Approved {
	known, ok := service.ByKey(r.Service)
	if !ok {
		known = service.Service{Key: r.Service, Fi: r.Service, Sv: r.Service, En: r.Service}
	}
	line := Approved{
		Admission: r.ID, Service: known, Since: r.From, Until: r.To, Offering: r.Offering.UUID, AtHome: r.AtHome, Areas: r.Areas,
		Producer: Producer{ID: r.ProducerID, Name: r.ProducerName, Kind: r.ProducerKind, BusinessID: r.BusinessID},
		Unit:     Unit{Name: r.UnitName, Phone: r.Phone},
		Point:    Point{Name: r.PointName, Street: r.Street, PostalCode: r.PostalCode, Municipality: r.Municipality},
	}
	terms := offering.Terms{ClientPays: r.ClientPays, Unit: r.TermsUnit, ValueCents: r.Value, FeeMin: r.FeeMin, FeeMax: r.FeeMax}
	var price *offering.PriceLine
	if r.Cents != nil {
		price = &offering.PriceLine{Unit: r.Unit, Cents: *r.Cents}
		line.Price = &Price{Cents: *r.Cents, Unit: r.Unit}
		if r.TermsUnit == r.Unit {
			line.Value = r.Value
		}
	}
	line.Pays = offering.WhatClientPays(terms, price)
	return line
}
