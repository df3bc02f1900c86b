package pg

import (
	"context"
	"encoding/binary"
	"errors"
	"iter"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// state is how far the table has come.
type state struct {
	Version int64 `db:"version"`
	Floor   int64 `db:"floor"`
}

// hit is the rows in whose names, or descriptions, a term was found.
type hit struct {
	Term  int    `db:"term"`
	Texts bool   `db:"texts"`
	Nos   []byte `db:"nos"` // their numbers, four bytes each
}

func (h hit) bit() uint32 {
	if h.Texts {
		return 1 << (h.Term + textShift)
	}
	return 1 << h.Term
}

func (h hit) rows() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for b := h.Nos; len(b) >= 4; b = b[4:] {
			if !yield(binary.BigEndian.Uint32(b)) {
				return
			}
		}
	}
}

const selectState = `SELECT version, floor FROM search_state`

// selectHits looks the spellings of each term up, in names or in descriptions. The state comes with every
// row.
const selectHits = `
	SELECT s.version, s.floor, t.term, t.texts, coalesce(search_find(t.texts, t.spellings, CASE WHEN t.texts THEN $4::int ELSE $5::int END), '') AS nos
	FROM search_state s, (
		SELECT term, texts, array_agg(spelling) AS spellings
		FROM unnest($1::int[], $2::bool[], $3::text[]) AS a (term, texts, spelling) GROUP BY term, texts
	) t`

// In how many documents a word may be to tell something apart.
const (
	mostTexts = 5_000
	mostNames = 20_000 // the largest producers have thousands of places
)

// look is the one statement of a search: how far the table has come, and where the terms are found.
func look(ctx context.Context, q sqlx.QueryerContext, asked []term) (state, []hit, error) {
	var terms []int64
	var texts []bool
	var spellings []string
	add := func(i int, inTexts bool, spelling string) {
		terms, texts, spellings = append(terms, int64(i)), append(texts, inTexts), append(spellings, spelling)
	}
	for i, t := range asked {
		for _, spelling := range t.names {
			add(i, false, spelling)
		}
		if t.texts {
			for _, spelling := range withBases(t.word) {
				add(i, true, spelling)
			}
		}
	}
	var now state
	if len(terms) == 0 {
		err := sqlx.GetContext(ctx, q, &now, selectState)
		return now, nil, err
	}
	var rows []struct {
		state
		hit
	}
	err := sqlx.SelectContext(ctx, q, &rows, selectHits, pq.Array(terms), pq.Array(texts), pq.Array(spellings),
		mostTexts, mostNames)
	if err != nil {
		return now, nil, err
	}
	if len(rows) == 0 {
		return now, nil, errors.New("search_state has no row")
	}
	hits := make([]hit, len(rows))
	for i, r := range rows {
		hits[i] = r.hit
	}
	return rows[0].state, hits, nil
}

const selectRow = `SELECT id, no, gone, service, organiser, regime, producer_type, point, at_home, areas, municipality,
	lat, lon, spoken, pays_kind, pays_cents, pays_per, vacancy, wait_days, quality FROM search_document `

// rowsAfter reads what was written after a version, gone rows included.
func rowsAfter(ctx context.Context, q sqlx.QueryerContext, version int64) ([]stored, error) {
	var rows []stored
	err := sqlx.SelectContext(ctx, q, &rows, selectRow+`WHERE version > $1`, version)
	return rows, err
}

// eachRow reads all documents, one at a time.
func eachRow(ctx context.Context, q sqlx.QueryerContext, do func(*stored)) (err error) {
	rows, err := q.QueryxContext(ctx, selectRow+`WHERE NOT gone ORDER BY no`)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := rows.Close(); err == nil {
			err = closeErr
		}
	}()
	for rows.Next() {
		var s stored
		if err := rows.StructScan(&s); err != nil {
			return err
		}
		do(&s)
	}
	return rows.Err()
}

// wordsAfter reads the words of names that came up after a version.
func wordsAfter(ctx context.Context, q sqlx.QueryerContext, version int64) ([]string, error) {
	var all []string
	err := sqlx.SelectContext(ctx, q, &all, `SELECT word FROM search_word WHERE version > $1`, version)
	return all, err
}

func count(ctx context.Context, q sqlx.QueryerContext) (int, error) {
	var n int
	err := sqlx.GetContext(ctx, q, &n, `SELECT count(*) FROM search_document WHERE NOT gone`)
	return n, err
}

func ids(ctx context.Context, q sqlx.QueryerContext, after uuid.UUID, limit int) ([]uuid.UUID, error) {
	var found []uuid.UUID
	err := sqlx.SelectContext(ctx, q, &found,
		`SELECT id FROM search_document WHERE id > $1 AND NOT gone ORDER BY id LIMIT $2`, after, limit)
	return found, err
}
