package walk

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/search"
)

// pass lets time pass, and then what time alone does be done.
func (w *walk) pass(rt *rapid.T) {
	days := pick(rt, "days", []int{0, 1, 1, 1, 3, 7, 20, 60, 200})
	to := w.today().AddDays(days).In(calendar.Helsinki)
	if days == 0 || w.chance(rt, "any hour", 2) {
		to = w.clock.Now().Add(time.Duration(days)*24*time.Hour + time.Duration(between(rt, "hours", 0, 23))*time.Hour)
	}
	w.clock.Advance(to.Sub(w.clock.Now()) + time.Second)
	w.tend(rt)
	w.indexed(rt)
}

// indexed holds the index to the rows: what it has of each offering is what the catalogue would say now, in the columns by
// which PostgreSQL finds and in the document that engines which follow are sent; and what it has at all is what may be shown.
func (w *walk) indexed(rt *rapid.T) {
	w.must(w.indexer.Drain(ctx))
	var ids []uuid.UUID
	w.must(w.Owner.Select(&ids, `SELECT id FROM offering ORDER BY id`))
	docs, err := w.source.Documents(ctx, ids)
	w.must(err)
	want := map[uuid.UUID]search.Document{}
	for _, doc := range docs {
		doc.StaleAt = nil
		want[doc.ID] = doc
	}
	var rows []struct {
		ID        uuid.UUID
		Body      string
		Service   string
		Organiser string
		Regime    string
		Point     uuid.UUID
		Areas     pq.StringArray
		PaysKind  string `db:"pays_kind"`
		PaysCents *int64 `db:"pays_cents"`
		Vacancy   string
		WaitDays  *int `db:"wait_days"`
	}
	w.must(w.Owner.Select(&rows, `SELECT d.id, coalesce(b.body, '') AS body, service, organiser, regime, point, areas, pays_kind, pays_cents, vacancy, wait_days
		FROM search_document d LEFT JOIN search_body b ON b.id = d.id WHERE NOT gone ORDER BY d.id`))
	for _, row := range rows {
		doc, shown := want[row.ID]
		if !shown {
			rt.Fatalf("%s is in the index on %s and not in the catalogue", row.ID, w.today())
		}
		body, err := json.Marshal(doc)
		w.must(err)
		if string(body) != row.Body {
			rt.Fatalf("on %s the index says of an offering\n%s\nand the catalogue\n%s", w.today(), row.Body, body)
		}
		if row.Service != doc.Service || row.Organiser != doc.Organiser || row.Regime != doc.Regime || row.Point != doc.Point || row.PaysKind != doc.PaysKind ||
			!same(row.PaysCents, doc.PaysCents) || row.Vacancy != doc.Vacancy || !same(row.WaitDays, doc.WaitDays) || !slices.Equal(row.Areas, doc.Areas) {
			rt.Fatalf("on %s the columns of %s say %+v, its document %+v", w.today(), row.ID, row, doc)
		}
		delete(want, row.ID)
	}
	for id := range want {
		rt.Fatalf("%s is in the catalogue on %s and not in the index", id, w.today())
	}
	w.shown(rt)
}

// shown holds the index to what may be shown, and to what one pays, by the rows alone.
func (w *walk) shown(rt *rapid.T) {
	type seen struct {
		ID    uuid.UUID
		Cents *int64
	}
	read := func(query string, args ...any) map[uuid.UUID]*int64 {
		var list []seen
		w.must(w.Owner.Select(&list, query, args...))
		out := map[uuid.UUID]*int64{}
		for _, one := range list {
			out[one.ID] = one.Cents
		}
		return out
	}
	has := read(`SELECT id, pays_cents AS cents FROM search_document WHERE NOT gone`)
	should := read(`SELECT o.id, CASE s.client_pays WHEN 'price' THEN l.cents WHEN 'own_share' THEN greatest(l.cents - t.value_cents, 0) END AS cents
		FROM offering o JOIN admission a ON a.id = o.admission_id JOIN scheme s ON s.id = a.scheme_id
		LEFT JOIN price_line l ON l.offering_id = o.id AND l.valid @> $1::date
		LEFT JOIN scheme_service t ON t.scheme_id = s.id AND t.service_key = o.service_key AND t.unit = l.unit AND t.valid @> $1::date
		WHERE o.withdrawn_at IS NULL AND admission_state(a.id, a.valid_from, a.valid_to, $1) = 'active' AND daterange(s.valid_from, s.valid_to, '[]') @> $1::date`, w.today())
	if a, b := slices.SortedFunc(maps.Keys(has), compare), slices.SortedFunc(maps.Keys(should), compare); !slices.Equal(a, b) {
		rt.Fatalf("on %s the index has %v, by the rows %v may be shown", w.today(), a, b)
	}
	for id, cents := range should {
		if cents != nil && !same(cents, has[id]) {
			rt.Fatalf("on %s one pays %d for %s by the rows, by the index %v", w.today(), *cents, id, has[id])
		}
	}
	for _, one := range w.held() { // whoever offers is admitted, and what is suspended or removed is not found
		if n := w.count(`SELECT count(*) FROM search_document d JOIN offering o ON o.id = d.id WHERE NOT d.gone AND o.admission_id = $1`, one.ID); n > 0 && one.State != "active" {
			rt.Fatalf("%d offerings of an admission that is %s are found", n, one.State)
		}
	}
}

func compare(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) }

func same[T comparable](a, b *T) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }
