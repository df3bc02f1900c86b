package supply

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

// schemesOf are the schemes of the question: an organiser's own, or those that an operator runs.
func schemesOf(a actor.Actor) string {
	if a.Role == actor.RoleOperator {
		return `s.operator_id = $1`
	}
	return `s.organiser_id = $1`
}

const offeredColumns = `
SELECT p.name AS producer, p.id AS producer_id, coalesce(p.business_id, '') AS business_id, u.name AS unit, coalesce(u.phone, '') AS phone,
    o.id AS offering_id, a.id AS ref, s.id AS scheme_id, s.name_fi AS scheme_fi, s.name_sv AS scheme_sv, s.name_en AS scheme_en,
    admission_state(a.id, a.valid_from, a.valid_to, $3::date) AS state, pt.municipality_code AS municipality, o.at_home,
    o.vacancy, o.wait_days, o.vacancy_at, pt.lat, pt.lon, coalesce(pt.postal_code, '') AS postal_code, o.spoken,
    (SELECT e.until FROM admission_event e WHERE e.admission_id = a.id ORDER BY e.seq DESC LIMIT 1) AS until,
    ARRAY(SELECT DISTINCT r.code FROM offering_area r WHERE r.offering_id = o.id) AS codes,
    ARRAY(SELECT concat_ws(' ', l.unit, l.cents, (SELECT b.cents FROM price_line b WHERE b.offering_id = o.id AND b.unit = l.unit AND b.valid @> ($3::date - 365)))
          FROM price_line l WHERE l.offering_id = o.id AND l.valid @> $3::date ORDER BY l.unit) AS prices
FROM scheme s
JOIN admission a ON a.scheme_id = s.id AND NOT a.removed
JOIN offering o ON o.admission_id = a.id AND o.service_key = $2
JOIN producer p ON p.id = a.producer_id
JOIN service_point pt ON pt.id = o.point_id
JOIN service_unit u ON u.id = pt.unit_id
WHERE `

// offered reads the offerings of those who are admitted or suspended on the day. What is given at home is offered at the
// place when its area holds it; what is given at a point is offered to all, and is near or far.
func offered(ctx context.Context, db sqlx.QueryerContext, a actor.Actor, q Question) ([]Line, error) {
	var rows []struct {
		Line
		Spoken pq.StringArray `db:"spoken"`
		Codes  pq.StringArray `db:"codes"`
		Prices pq.StringArray `db:"prices"`
	}
	codes, postals := served(q.Place)
	err := sqlx.SelectContext(ctx, db, &rows, offeredColumns+schemesOf(a)+`
	AND o.withdrawn_at IS NULL AND s.valid_from <= $3::date AND (s.valid_to IS NULL OR s.valid_to >= $3::date)
	AND admission_state(a.id, a.valid_from, a.valid_to, $3::date) IN ('active', 'suspended')
	AND ($4 = '' OR $4 = ANY (o.spoken))
	AND (NOT o.at_home OR NOT $5 OR EXISTS (SELECT FROM offering_area r WHERE r.offering_id = o.id AND (r.code = ANY ($6) OR split_part(r.code, ' ', 1) = ANY ($7))))`,
		a.Organisation, q.Service, q.From, q.Spoken, q.Place != nil, pq.Array(codes), pq.Array(postals))
	out := make([]Line, len(rows))
	for i, r := range rows {
		out[i] = r.Line
		out[i].Spoken, out[i].Codes, out[i].Prices = r.Spoken, r.Codes, pricesOf(r.Prices)
	}
	if err != nil {
		return nil, fmt.Errorf("read who could serve: %w", err)
	}
	return out, nil
}

// served are the codes of areas that hold a place: the exact ones, and postal codes of which any part will do.
func served(p *place.Place) (codes, postals []string) {
	if p == nil {
		return nil, nil
	}
	codes = []string{p.Municipality.Code}
	switch {
	case p.Kind == place.KindNeighbourhood:
		codes = append(codes, p.PostalCode, p.PostalCode+" "+p.Neighbourhood.Fi)
	case p.PostalCode != "":
		postals = []string{p.PostalCode}
	default:
		for _, one := range place.Postals() {
			if one.Municipality == p.Municipality.Code {
				postals = append(postals, one.Code)
			}
		}
	}
	return codes, postals
}

// pricesOf reads "hour 3850 3700".
func pricesOf(texts []string) (out []Price) {
	for _, text := range texts {
		fields := strings.Fields(text)
		if len(fields) < 2 {
			continue
		}
		p := Price{Unit: fields[0]}
		p.Cents, _ = strconv.ParseInt(fields[1], 10, 64)
		if len(fields) > 2 {
			if before, err := strconv.ParseInt(fields[2], 10, 64); err == nil {
				p.Before = &before
			}
		}
		out = append(out, p)
	}
	return out
}

// pending reads the applications that wait for a decision on the service. Where and in which languages they would serve is
// not known before they are admitted: what their producers already offer of the service tells it, wherever it is offered, and
// else the places that they have; and the areas for which the scheme is.
func pending(ctx context.Context, db sqlx.QueryerContext, a actor.Actor, q Question) ([]Line, error) {
	var rows []struct {
		Line
		Spoken pq.StringArray `db:"spoken"`
		Codes  pq.StringArray `db:"codes"`
		Limits pq.StringArray `db:"limits"`
	}
	err := sqlx.SelectContext(ctx, db, &rows, `
		SELECT p.name AS producer, p.id AS producer_id, coalesce(p.business_id, '') AS business_id, '' AS unit, '' AS phone, NULL::uuid AS offering_id,
		    a.id AS ref, s.id AS scheme_id, s.name_fi AS scheme_fi, s.name_sv AS scheme_sv, s.name_en AS scheme_en, 'pending' AS state,
		    coalesce((SELECT min(pt.municipality_code) FROM service_unit u JOIN service_point pt ON pt.unit_id = u.id WHERE u.producer_id = p.id
		        HAVING count(DISTINCT pt.municipality_code) = 1), '') AS municipality,
		    true AS at_home, 'unknown' AS vacancy, NULL::integer AS wait_days, NULL::timestamptz AS vacancy_at, NULL::float8 AS lat, NULL::float8 AS lon,
		    NULL::date AS until, '' AS postal_code,
		    ARRAY(SELECT DISTINCT g FROM admission m JOIN offering o ON o.admission_id = m.id AND o.service_key = $2 AND o.withdrawn_at IS NULL, unnest(o.spoken) g
		        WHERE m.producer_id = p.id AND NOT m.removed) AS spoken,
		    ARRAY(SELECT DISTINCT r.code FROM admission m JOIN offering o ON o.admission_id = m.id AND o.service_key = $2 AND o.withdrawn_at IS NULL
		        JOIN offering_area r ON r.offering_id = o.id WHERE m.producer_id = p.id AND NOT m.removed) AS codes,
		    ARRAY(SELECT DISTINCT x.code FROM scheme_area l JOIN organiser_area_part x ON x.area_id = l.area_id WHERE l.scheme_id = s.id) AS limits
		FROM scheme s JOIN application a ON a.scheme_id = s.id AND a.organiser_id = s.organiser_id
		JOIN application_service v ON v.application_id = a.id AND v.service_key = $2
		JOIN producer p ON p.id = a.producer_id
		WHERE `+schemesOf(a)+` AND a.status IN ('submitted', 'in_review', 'clarification') ORDER BY a.id`, a.Organisation, q.Service)
	if err != nil {
		return nil, fmt.Errorf("read who has applied: %w", err)
	}
	out := make([]Line, len(rows))
	for i, r := range rows {
		out[i] = r.Line
		out[i].Spoken, out[i].Codes, out[i].Limits = r.Spoken, r.Codes, r.Limits
	}
	return out, nil
}

// areasOf reads the areas that an organiser has drawn, or those of the organisers whose schemes an operator runs.
func areasOf(ctx context.Context, db sqlx.QueryerContext, a actor.Actor) ([]Area, error) {
	var rows []struct {
		Area
		Parts pq.StringArray `db:"parts"`
	}
	err := sqlx.SelectContext(ctx, db, &rows, `
		SELECT g.id, g.name_fi, g.name_sv, g.name_en, ARRAY(SELECT x.code FROM organiser_area_part x WHERE x.area_id = g.id ORDER BY 1) AS parts
		FROM organiser_area g WHERE g.removed_at IS NULL AND g.organiser_id IN (SELECT s.organiser_id FROM scheme s WHERE `+schemesOf(a)+`)
		ORDER BY g.name_fi, g.id`, a.Organisation)
	if err != nil {
		return nil, fmt.Errorf("read areas: %w", err)
	}
	out := make([]Area, len(rows))
	for i, r := range rows {
		out[i] = r.Area
		out[i].Parts = r.Parts
	}
	return out, nil
}

// pricesSince reads the prices of the lines' offerings that were in force on any of the days, of which the first is the last.
func pricesSince(ctx context.Context, db sqlx.QueryerContext, lines []Line, days []calendar.Date) (was []pastPrice, err error) {
	var ids pq.StringArray
	for _, l := range lines {
		if l.Offering.Valid && l.State == Active {
			ids = append(ids, l.Offering.UUID.String())
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	err = sqlx.SelectContext(ctx, db, &was, `
		SELECT l.offering_id, l.unit, l.cents, coalesce(lower(l.valid), '0001-01-01') AS valid_from, upper(l.valid) AS valid_until FROM price_line l
		WHERE l.offering_id = ANY ($1::uuid[]) AND l.valid && daterange($2::date, $3::date, '[]')`, ids, days[len(days)-1], days[0])
	if err != nil {
		return nil, fmt.Errorf("read what prices were: %w", err)
	}
	return was, nil
}
