package pg

import (
	"context"
	"encoding/binary"
	"fmt"
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

// selectHits looks every spelling of every term up as a word of any of the languages, and as it stands. Spellings hold
// letters and digits only, and plainto_tsquery takes anything.
const selectHits = `
	WITH spelling AS (
		SELECT term, texts, plainto_tsquery('simple', word) || plainto_tsquery('finnish', word)
			|| plainto_tsquery('swedish', word) || plainto_tsquery('english', word) AS query
		FROM unnest($1::int[], $2::bool[], $3::text[]) AS s (term, texts, word)
	)
	SELECT s.version, s.floor, h.term, h.texts, h.nos
	FROM search_state s LEFT JOIN (
		SELECT term, texts, CASE WHEN texts
			THEN (SELECT string_agg(int4send(no), '') FROM search_document WHERE texts @@ query)
			ELSE (SELECT string_agg(int4send(no), '') FROM search_document WHERE names @@ query)
			END AS nos
		FROM spelling
	) h ON h.nos IS NOT NULL`

// look is the one statement of a search: how far the table has come, and where the terms are found.
func look(ctx context.Context, q sqlx.QueryerContext, asked []term) (state, []hit, error) {
	var term []int
	var texts []bool
	var word []string
	add := func(i int, inTexts bool, spelling string) {
		term, texts, word = append(term, i), append(texts, inTexts), append(word, spelling)
	}
	for i, t := range asked {
		for _, spelling := range t.names {
			add(i, false, spelling)
		}
		if t.texts {
			add(i, true, t.word)
		}
	}
	if len(term) == 0 {
		var now state
		err := sqlx.GetContext(ctx, q, &now, selectState)
		return now, nil, err
	}
	var rows []struct {
		state
		Term  *int   `db:"term"`
		Texts *bool  `db:"texts"`
		Nos   []byte `db:"nos"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, selectHits, pq.Array(term), pq.Array(texts), pq.Array(word))
	if err != nil {
		return state{}, nil, err
	}
	if len(rows) == 0 {
		return state{}, nil, fmt.Errorf("search_state has no row")
	}
	var hits []hit
	for _, r := range rows {
		if r.Term != nil {
			hits = append(hits, hit{Term: *r.Term, Texts: *r.Texts, Nos: r.Nos})
		}
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
