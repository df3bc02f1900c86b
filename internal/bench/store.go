package bench

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/search"
)

// plainSearch is how somebody would first write a search: the filters, the words, a page and the number of all, without
// facets, folding or understanding of what the words mean. It reads the same index as the engine.
const plainSearch = `
	SELECT id, count(*) OVER () AS total FROM search_document
	WHERE NOT gone
		AND ($1 = '' OR names @@ plainto_tsquery('finnish', $1) OR texts @@ plainto_tsquery('finnish', $1))
		AND (cardinality($2::text[]) = 0 OR service = ANY($2))
		AND (cardinality($3::text[]) = 0 OR spoken && $3)
		AND (cardinality($4::text[]) = 0 OR organiser = ANY($4))
		AND (cardinality($5::text[]) = 0 OR pays_kind = ANY($5))
		AND (NOT $6 OR vacancy = 'free')
		AND ($7 = '' OR municipality = $7 OR areas @> ARRAY[$7])
	ORDER BY pays_cents NULLS LAST, id OFFSET $8 LIMIT $9`

// plain runs the statement for a question and reads its page.
func plain(ctx context.Context, d *db.DB, q search.Query) error {
	town := ""
	if q.Place != nil {
		town = q.Place.Municipality
	}
	list := func(values []string) any { return pq.Array(append([]string{}, values...)) }
	var page []struct {
		ID    uuid.UUID `db:"id"`
		Total int       `db:"total"`
	}
	return d.Translate(sqlx.SelectContext(ctx, d, &page, plainSearch, q.Text, list(q.Services), list(q.Spoken),
		list(q.Organisers), list(q.PaysKinds), q.Vacancy, town, q.Offset, q.Limit))
}

// demoOffering is a made-up offering that is shown, and what a measurement changes of it.
type demoOffering struct {
	ID          uuid.UUID `db:"id"`
	Description string    `db:"description_fi"`
}

// demoOfferings chooses made-up offerings that are in the index, the same each time: such as are alone in their line, of
// which otherwise the cheapest terms are shown, whichever were found.
func demoOfferings(ctx context.Context, d *db.DB, n int) ([]demoOffering, error) {
	var all []demoOffering
	err := sqlx.SelectContext(ctx, d, &all, `
		SELECT o.id, o.description_fi FROM offering o
		JOIN admission a ON a.id = o.admission_id JOIN producer p ON p.id = a.producer_id
		WHERE p.demo AND o.withdrawn_at IS NULL
			AND EXISTS (SELECT FROM search_document s WHERE s.id = o.id AND NOT s.gone)
			AND NOT EXISTS (SELECT FROM offering other
				WHERE other.point_id = o.point_id AND other.service_key = o.service_key AND other.id <> o.id)
		ORDER BY md5(o.id::text) LIMIT $1`, n)
	return all, d.Translate(err)
}

func describe(ctx context.Context, d *db.DB, id uuid.UUID, text string) error {
	return change(ctx, d, id, `UPDATE offering SET description_fi = $2 WHERE id = $1`, id, text)
}

func withdraw(ctx context.Context, d *db.DB, id uuid.UUID) error {
	return change(ctx, d, id, `UPDATE offering SET withdrawn_at = clock_timestamp() WHERE id = $1`, id)
}

func putBack(ctx context.Context, d *db.DB, o demoOffering) error {
	return change(ctx, d, o.ID, `UPDATE offering SET description_fi = $2, withdrawn_at = NULL WHERE id = $1`, o.ID, o.Description)
}

// change runs a statement as a use case would: with its note for the index, in one transaction.
func change(ctx context.Context, d *db.DB, id uuid.UUID, statement string, args ...any) error {
	return d.InTx(ctx, actor.System("bench"), func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.ExecContext(ctx, statement, args...); err != nil {
			return err
		}
		return search.Touch(ctx, tx, search.KindOffering, id)
	})
}

// publicList is a list of approved producers by the parts of its address.
type publicList struct {
	Organiser string `db:"slug"`
	Scheme    string `db:"key"`
	Lines     int    `db:"lines"`
}

// longList is the shortest public list that has so many lines, or else the longest. Lines are counted as prices of what is
// offered, which is what most lines are.
func longList(ctx context.Context, d *db.DB, lines int) (list publicList, err error) {
	err = d.GetContext(ctx, &list, `
		SELECT g.slug, s.key, count(*) AS lines
		FROM scheme s JOIN organiser g ON g.id = s.organiser_id
		JOIN admission a ON a.scheme_id = s.id JOIN offering o ON o.admission_id = a.id JOIN price_line l ON l.offering_id = o.id
		WHERE s.verified AND s.regime NOT IN ('own_production', 'in_house', 'listing') AND NOT a.removed
			AND s.valid_from <= current_date AND (s.valid_to IS NULL OR s.valid_to >= current_date)
			AND o.withdrawn_at IS NULL AND l.valid @> current_date
			AND admission_state(a.id, a.valid_from, a.valid_to, current_date) = 'active'
		GROUP BY 1, 2
		ORDER BY count(*) < $1, abs(count(*) - $1) LIMIT 1`, lines)
	return list, d.Translate(err)
}
