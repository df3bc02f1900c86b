package bench

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

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
