// Package pg is the embedded search engine: PostgreSQL holds the index, finds words in it and says how far it has
// come, and this process counts and orders.
//
// A result needs every matching row, not only the page: facets count all of them, and a facet's own choice must not
// hide its other values. PostgreSQL would read and send a hundred thousand rows for that. So each process keeps the
// few facts that decide (columns, about a hundred bytes a document) and one statement for each search tells which
// documents have the words of the text and whether the table has moved on; if it has, the rows with a newer version
// are read first. An answer is therefore never older than the index at the moment it was asked.
//
//	engine.go     the engine and the course of a search
//	store.go      the SQL of reading: words, versions, rows
//	store_write.go  the SQL of writing
//	columns.go    the facts in memory
//	bits.go       sets of rows
//	text.go       what a text says about a row
//	evaluate.go   which rows fit
//	count.go      facets
//	order.go      order, lines of several terms, the page
package pg

import (
	"context"
	"strings"
	"sync"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/language"
	"github.com/tuottajatori/tuottajatori/search/words"
)

const name = "postgres"

// Engine is search.Engine on PostgreSQL.
type Engine struct {
	d     *db.DB
	words func() *words.Table // made when the first text is read: many a process never reads one

	refreshing sync.Mutex // one goroutine at a time reads what has changed

	mu    sync.RWMutex // guards what follows
	c     *columns
	names *language.Dictionary // words of names

	scratch sync.Pool // of *buffers
}

// buffers are used by one search at a time and kept for the next.
type buffers struct {
	found  []uint32 // all zero between searches
	scores []int32
	sets   []set
	used   int // sets given out to this search
}

// set gives an empty set with room for all rows.
func (b *buffers) set(c *columns) set {
	n := words64(len(c.rows))
	if b.used == len(b.sets) {
		b.sets = append(b.sets, nil)
	}
	if len(b.sets[b.used]) < n {
		b.sets[b.used] = make(set, n+n/8)
	}
	s := b.sets[b.used][:n]
	clear(s)
	b.used++
	return s
}

// ofRows gives a number for each row, of no meaning yet.
func (b *buffers) ofRows(n int) []int32 {
	if len(b.scores) < n {
		b.scores = make([]int32, n+n/8)
	}
	return b.scores[:n]
}

var (
	_ search.Engine = (*Engine)(nil)
	_ search.Lister = (*Engine)(nil)
)

// New makes an engine over a database; the role needs what the migrations grant the service.
func New(d *db.DB) *Engine {
	return &Engine{
		d: d, words: words.Default, c: newColumns(), names: &language.Dictionary{},
		scratch: sync.Pool{New: func() any { return &buffers{} }},
	}
}

// Name is what the API calls this engine.
func (e *Engine) Name() string { return name }

// Search answers q. See search.Engine.
func (e *Engine) Search(ctx context.Context, q search.Query) (search.Result, error) {
	var read words.Reading
	var asked []term
	text := strings.TrimSpace(q.Text) != ""
	if text {
		if err := e.first(ctx); err != nil {
			return search.Result{}, e.d.Translate(err)
		}
		e.mu.RLock()
		read = e.words().Read(q.Text, q.Lang, words.Options{Names: e.names.Has, AsTyped: q.AsTyped})
		asked = terms(read, e.names, q.AsTyped)
		e.mu.RUnlock()
	}
	state, hits, err := look(ctx, e.d, asked)
	if err != nil {
		return search.Result{}, e.d.Translate(err)
	}
	if err := e.refresh(ctx, state); err != nil {
		return search.Result{}, e.d.Translate(err)
	}
	result := e.evaluate(q, text, asked, hits)
	result.Understood, result.Mended = read.Services, read.Mended()
	return result, nil
}

// first reads the table if nothing has been read yet, so that the words of names are known.
func (e *Engine) first(ctx context.Context) error {
	if e.upTo() > 0 {
		return nil
	}
	state, _, err := look(ctx, e.d, nil)
	if err != nil {
		return err
	}
	return e.refresh(ctx, state)
}

// evaluate answers from memory.
func (e *Engine) evaluate(q search.Query, text bool, asked []term, hits []hit) search.Result {
	b := e.scratch.Get().(*buffers)
	defer e.scratch.Put(b)
	e.mu.RLock()
	defer e.mu.RUnlock()
	var s *scores
	if text {
		if len(b.found) < len(e.c.rows) {
			b.found = make([]uint32, len(e.c.rows)+len(e.c.rows)/8)
		}
		mark(b.found, hits, func(at *uint32, bit uint32) { *at |= bit })
		defer mark(b.found, hits, func(at *uint32, _ uint32) { *at = 0 })
		s = score(e.c, asked, b.found)
	}
	b.used = 0
	a, base := ask(e.c, q, s, b)
	return a.answer(base)
}

// mark goes through the rows of all hits. A row beyond the buffer came after the columns and is not in them.
func mark(found []uint32, hits []hit, do func(at *uint32, bit uint32)) {
	for _, h := range hits {
		for no := range h.rows() {
			if int(no) < len(found) {
				do(&found[no], h.bit())
			}
		}
	}
}

// refresh makes the columns as new as the table was when state was read.
func (e *Engine) refresh(ctx context.Context, state state) error {
	if e.upTo() >= state.Version {
		return nil
	}
	e.refreshing.Lock()
	defer e.refreshing.Unlock()
	after := e.upTo()
	if after >= state.Version {
		return nil // another search has read it meanwhile
	}
	if after < state.Floor || after == 0 {
		return e.reload(ctx, state)
	}
	changed, err := rowsAfter(ctx, e.d, after)
	if err != nil {
		return err
	}
	fresh, err := wordsAfter(ctx, e.d, after)
	if err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for i := range changed {
		e.c.apply(&changed[i])
	}
	e.names.Add(fresh...)
	e.c.version = state.Version
	return nil
}

// reload reads everything, when rows were removed that the columns still have.
func (e *Engine) reload(ctx context.Context, state state) error {
	c, names := newColumns(), &language.Dictionary{}
	err := eachRow(ctx, e.d, c.apply)
	if err != nil {
		return err
	}
	all, err := wordsAfter(ctx, e.d, 0)
	if err != nil {
		return err
	}
	names.Add(all...)
	c.version = state.Version
	e.mu.Lock()
	defer e.mu.Unlock()
	e.c, e.names = c, names
	return nil
}

func (e *Engine) upTo() int64 {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.c.version
}

// Put adds or replaces documents. See search.Engine.
func (e *Engine) Put(ctx context.Context, docs []search.Document) error {
	if len(docs) == 0 {
		return nil
	}
	return e.write(ctx, func(ctx context.Context, tx *db.Tx, version int64) error { return put(ctx, tx, version, docs) })
}

// Delete removes documents. See search.Engine.
func (e *Engine) Delete(ctx context.Context, ids []uuid.UUID) error {
	if len(ids) == 0 {
		return nil
	}
	return e.write(ctx, func(ctx context.Context, tx *db.Tx, version int64) error { return remove(ctx, tx, version, ids) })
}

// Clear removes everything. See search.Engine.
func (e *Engine) Clear(ctx context.Context) error { return e.write(ctx, clearAll) }

// Count says how many documents there are.
func (e *Engine) Count(ctx context.Context) (int, error) {
	n, err := count(ctx, e.d)
	return n, e.d.Translate(err)
}

// IDs lists the documents, for a rebuild. See search.Lister.
func (e *Engine) IDs(ctx context.Context, after uuid.UUID, limit int) ([]uuid.UUID, error) {
	found, err := ids(ctx, e.d, after, limit)
	return found, e.d.Translate(err)
}
