package supply

import (
	"context"
	"fmt"

	"github.com/google/uuid"
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
    st.state, pt.municipality_code AS municipality, o.at_home,
    o.vacancy, o.wait_days, o.vacancy_at, pt.lat, pt.lon, coalesce(pt.postal_code, '') AS postal_code, o.spoken,
    (SELECT e.until FROM admission_event e WHERE e.admission_id = a.id ORDER BY e.seq DESC LIMIT 1) AS until,
    ARRAY(SELECT DISTINCT r.code FROM offering_area r WHERE r.offering_id = o.id) AS codes
FROM scheme s
JOIN admission a ON a.scheme_id = s.id AND NOT a.removed
JOIN offering o ON o.admission_id = a.id AND o.service_key = $2
JOIN producer p ON p.id = a.producer_id
JOIN service_point pt ON pt.id = o.point_id
JOIN service_unit u ON u.id = pt.unit_id
CROSS JOIN LATERAL (SELECT CASE WHEN o.id IS NOT NULL THEN admission_state(a.id, a.valid_from, a.valid_to, $3::date) END AS state OFFSET 0) st
WHERE `

// offered reads the offerings of those who are admitted or suspended on the day. What is given at home is offered at the
// place when its area holds it; what is given at a point is offered to all, and is near or far. The state is asked of what is
// offered of the service only, never of every admission of the schemes. With 100 000 offerings 2 189 hits in 17 schemes take 93 ms,
// half of it the offerings of 10 006 admissions by offering_once_key; with each admission's state and all prices it was 144 ms.
func offered(ctx context.Context, db sqlx.QueryerContext, a actor.Actor, q Question) ([]Line, error) {
	var rows []struct {
		Line
		Spoken pq.StringArray `db:"spoken"`
		Codes  pq.StringArray `db:"codes"`
	}
	codes, postals := served(q.Place)
	err := sqlx.SelectContext(ctx, db, &rows, offeredColumns+schemesOf(a)+`
	AND o.withdrawn_at IS NULL AND s.valid_from <= $3::date AND (s.valid_to IS NULL OR s.valid_to >= $3::date)
	AND st.state IN ('active', 'suspended')
	AND ($4 = '' OR $4 = ANY (o.spoken))
	AND (NOT o.at_home OR NOT $5 OR EXISTS (SELECT FROM offering_area r WHERE r.offering_id = o.id AND (r.code = ANY ($6) OR split_part(r.code, ' ', 1) = ANY ($7))))`,
		a.Organisation, q.Service, q.From, q.Spoken, q.Place != nil, pq.Array(codes), pq.Array(postals))
	out := make([]Line, len(rows))
	for i, r := range rows {
		out[i] = r.Line
		out[i].Spoken, out[i].Codes = r.Spoken, r.Codes
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

// pending reads the applications that wait for a decision on the service. Where and in which languages they would serve is
// not known before they are admitted: what their producers already offer of the service tells it, wherever it is offered, and
// else the places that they have; and the areas for which the scheme is. Each is read once for a producer or a scheme, however many
// applications it has. With 50 000 applications 10 003 waiting ones (application_waiting_idx) take 210 ms; asked anew for each, 450 ms.
func pending(ctx context.Context, db sqlx.QueryerContext, a actor.Actor, q Question) ([]Line, error) {
	var rows []struct {
		Line
		Spoken pq.StringArray `db:"spoken"`
		Codes  pq.StringArray `db:"codes"`
		Limits pq.StringArray `db:"limits"`
	}
	err := sqlx.SelectContext(ctx, db, &rows, `
		WITH c AS MATERIALIZED (
		    SELECT a.id, a.producer_id, s.id AS scheme_id, s.name_fi, s.name_sv, s.name_en
		    FROM scheme s JOIN application a ON a.scheme_id = s.id AND a.organiser_id = s.organiser_id
		    JOIN application_service v ON v.application_id = a.id AND v.service_key = $2
		    WHERE `+schemesOf(a)+` AND a.status IN ('submitted', 'in_review', 'clarification')),
		who AS (SELECT DISTINCT c.producer_id FROM c),
		own AS MATERIALIZED (
		    SELECT m.producer_id, o.id, o.spoken FROM who JOIN admission m ON m.producer_id = who.producer_id AND NOT m.removed
		    JOIN offering o ON o.admission_id = m.id AND o.service_key = $2 AND o.withdrawn_at IS NULL),
		spoken AS (SELECT own.producer_id, array_agg(DISTINCT g) AS list FROM own, unnest(own.spoken) g GROUP BY 1),
		codes AS (SELECT own.producer_id, array_agg(DISTINCT r.code) AS list FROM own JOIN offering_area r ON r.offering_id = own.id GROUP BY 1),
		towns AS (SELECT u.producer_id, min(pt.municipality_code) AS one FROM who JOIN service_unit u ON u.producer_id = who.producer_id
		    JOIN service_point pt ON pt.unit_id = u.id GROUP BY 1 HAVING count(DISTINCT pt.municipality_code) = 1),
		limits AS (SELECT l.scheme_id, array_agg(DISTINCT x.code) AS list FROM scheme_area l JOIN organiser_area_part x ON x.area_id = l.area_id GROUP BY 1)
		SELECT p.name AS producer, p.id AS producer_id, coalesce(p.business_id, '') AS business_id, '' AS unit, '' AS phone, NULL::uuid AS offering_id,
		    c.id AS ref, c.scheme_id, c.name_fi AS scheme_fi, c.name_sv AS scheme_sv, c.name_en AS scheme_en, 'pending' AS state,
		    coalesce(t.one, '') AS municipality, true AS at_home, 'unknown' AS vacancy, NULL::integer AS wait_days, NULL::timestamptz AS vacancy_at,
		    NULL::float8 AS lat, NULL::float8 AS lon, NULL::date AS until, '' AS postal_code,
		    coalesce(k.list, '{}') AS spoken, coalesce(r.list, '{}') AS codes, coalesce(l.list, '{}') AS limits
		FROM c JOIN producer p ON p.id = c.producer_id LEFT JOIN towns t ON t.producer_id = c.producer_id
		LEFT JOIN spoken k ON k.producer_id = c.producer_id LEFT JOIN codes r ON r.producer_id = c.producer_id
		LEFT JOIN limits l ON l.scheme_id = c.scheme_id ORDER BY c.id`, a.Organisation, q.Service)
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

// spreadsOf sums the prices of what is offered by those who are admitted, as they were on each of the days. It goes by the offerings:
// 2 189 of 100 000 take 19 ms by price_line_no_overlap; begun with all prices of a day, as planned without OFFSET 0, it was 115 ms.
func spreadsOf(ctx context.Context, db sqlx.QueryerContext, lines []Line, days []calendar.Date) (out []daySpread, err error) {
	var offerings, schemes, on pq.StringArray
	for _, l := range lines {
		if l.Offering.Valid && l.State == Active {
			offerings, schemes = append(offerings, l.Offering.UUID.String()), append(schemes, l.Scheme.String())
		}
	}
	for _, day := range days {
		on = append(on, day.String())
	}
	err = sqlx.SelectContext(ctx, db, &out, `
		SELECT h.scheme_id, d.day, l.unit, min(l.cents) AS least, ceil(percentile_cont(0.5) WITHIN GROUP (ORDER BY l.cents))::bigint AS mid, max(l.cents) AS most
		FROM unnest($1::uuid[], $2::uuid[]) h(offering_id, scheme_id)
		CROSS JOIN LATERAL (SELECT l.unit, l.cents, l.valid FROM price_line l WHERE l.offering_id = h.offering_id OFFSET 0) l
		JOIN unnest($3::date[]) d(day) ON l.valid @> d.day GROUP BY 1, 2, 3`, offerings, schemes, on)
	if err != nil {
		return nil, fmt.Errorf("sum prices: %w", err)
	}
	return out, nil
}

// addPrices reads what each of the lines costs on the day, and did a year before.
func addPrices(ctx context.Context, db sqlx.QueryerContext, lines []Line, day calendar.Date) error {
	var offerings pq.StringArray
	at := map[uuid.UUID][]int{}
	for i, l := range lines {
		if l.Offering.Valid {
			offerings = append(offerings, l.Offering.UUID.String())
			at[l.Offering.UUID] = append(at[l.Offering.UUID], i)
		}
	}
	var rows []struct {
		Offering uuid.UUID `db:"offering_id"`
		Price
	}
	err := sqlx.SelectContext(ctx, db, &rows, `
		SELECT l.offering_id, l.unit, l.cents, b.cents AS before FROM price_line l
		LEFT JOIN price_line b ON b.offering_id = l.offering_id AND b.unit = l.unit AND b.valid @> ($2::date - 365)
		WHERE l.offering_id = ANY ($1::uuid[]) AND l.valid @> $2::date ORDER BY l.offering_id, l.unit`, offerings, day)
	if err != nil {
		return fmt.Errorf("read prices: %w", err)
	}
	for _, r := range rows {
		for _, i := range at[r.Offering] {
			lines[i].Prices = append(lines[i].Prices, r.Price)
		}
	}
	return nil
}
