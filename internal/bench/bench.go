// Package bench measures the product: what a search costs, how much it bears, how soon a change is seen, and whether
// people find what they look for. Times of a busy or slow machine say little alone, so each run also measures what it
// compares with: a Meilisearch asked the same directly, and a plain SQL statement on the same data.
//
//	bench.go        what is measured, in order
//	targets.go      what every figure is held to
//	report.go       the report and its arithmetic
//	requests.go     the fixed requests (search/testdata/bench.json), and more of their kind
//	client.go       a client over TCP, one at a time and thirty-two at once
//	process.go      a server in a process of its own, and its memory
//	overtcp.go      the API on both engines beside raw Meilisearch; a news day
//	change.go       how soon a change is seen, and that a removal is seen at once
//	reindex.go      a rebuild beside posting the same documents
//	findability.go  whether people find what they look for
//	inside.go       the handler in this process beside plain SQL, and the weight of a visit
//	pages.go        comparisons, producers' pages, and a public list as a file
//	browse.go       requests through the handler
//	requests.tsv    the searches of visitors
//	register.go     what procurement does with its register, on a database that is filled for it
//	queue.go        every view of the officers' queue; store_queue.go: its 50 000 applications
//	load.go         a mixed load on two servers and two workers beside a bare handler, and the replacement of one of them
//	visits.go       the requests of that load; record.go: the statements that each leads to; bare.go: these alone behind Gin
//	proxy.go        what stands before several servers
//	backup.go       backup and restore beside pg_dump and pg_restore
//	store.go        the plain SQL statement; changes of made-up data
package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/search"
)

// Fewest is how many documents the index must have for the figures to mean what the targets mean: 3 000 offerings,
// less those of them that may not be shown on a given day.
const Fewest = 2_900

// Parts is what is measured. Handler serves everything that a visitor may ask for, in this process.
type Parts struct {
	DB      *db.DB
	Engine  search.Engine // the embedded one
	Handler http.Handler

	Env                []string // for servers in processes of their own
	MeiliURL, MeiliKey string   // empty: there is none
	Bodies             bodied   // tells what is posted to Meilisearch
	Rebuild            func(ctx context.Context) error
}

// Options say how much is measured.
type Options struct {
	Only    []string // names of parts; none: all
	Rounds  int      // how often each request is made, one at a time
	Repeats int      // how often each request is made by many clients
	Draws   int      // of a news day
	Changes int
	Say     func(format string, args ...any) // progress; nil: none
}

// Usual is a whole run.
func Usual() Options { return Options{Rounds: 3, Repeats: 8, Draws: 50_000, Changes: 40} }

// Quick is enough to see whether everything works.
func Quick() Options { return Options{Rounds: 1, Repeats: 1, Draws: 2_000, Changes: 5} }

// part is a measurement of its own.
type part struct {
	name, about string
	run         func(b *bench, ctx context.Context, report *Report) error
}

var parts = []part{
	{"inside", "the result page in this process, beside plain SQL, and its weight", (*bench).inside},
	{"pages", "comparisons and producers' pages, and a public list of 5 000 lines as a workbook", (*bench).pages},
	{"engines", "the API on both engines, beside raw Meilisearch", (*bench).asEach},
	{"news", "a news day", (*bench).newsDay},
	{"findability", "whether people find what they look for", (*bench).findability},
	{"changes", "how soon a change is seen; changes made-up offerings and puts them back", (*bench).changes},
	{"reindex", "a rebuild of Meilisearch's index, beside posting the same documents", (*bench).reindex},
}

// PartNames lists the parts, with what each measures.
func PartNames() string {
	var b strings.Builder
	for _, p := range parts {
		fmt.Fprintf(&b, "  %-12s %s\n", p.name, p.about)
	}
	return b.String()
}

// Search measures. It changes nothing in the database, except that the changes are made to made-up offerings, and put
// back. It refuses an index with fewer than Fewest documents.
func Search(ctx context.Context, p Parts, o Options) (report Report, err error) {
	for _, name := range o.Only {
		if !slices.ContainsFunc(parts, func(p part) bool { return p.name == name }) {
			return Report{}, fmt.Errorf("no part is called %q; there are\n%s", name, PartNames())
		}
	}
	n, err := p.Engine.Count(ctx)
	if err != nil {
		return Report{}, fmt.Errorf("count the index: %w", err)
	}
	if n < Fewest {
		return Report{}, fmt.Errorf("the index has %d documents and the figures want at least %d: load demo data first", n, Fewest)
	}
	b := &bench{Parts: p, Options: o, visitor: &visitor{handler: p.Handler}, now: time.Now, servers: map[string]*server{}}
	defer func() { err = errors.Join(err, b.stopServers()) }()
	report.documents = n
	report.add("documents in the index", float64(n))
	for _, part := range parts {
		if !o.wants(part.name) {
			report.skip(part.name, "not asked for")
			continue
		}
		began := time.Now()
		if err := part.run(b, ctx, &report); err != nil {
			return Report{}, fmt.Errorf("%s: %w", part.name, err)
		}
		b.say("%s took %s", part.name, time.Since(began).Round(time.Second))
	}
	return report, b.weigh(&report)
}

func (o Options) wants(part string) bool {
	return len(o.Only) == 0 || slices.Contains(o.Only, part)
}

type bench struct {
	Parts
	Options
	visitor *visitor
	now     func() time.Time
	servers map[string]*server // by their settings
}

func (b *bench) say(format string, args ...any) {
	if b.Say != nil {
		b.Say(format, args...)
	}
}

// server gives the server with these settings, starting it when there is none.
func (b *bench) server(ctx context.Context, engine string, settings ...string) (*server, error) {
	key := strings.Join(settings, " ")
	if s := b.servers[key]; s != nil {
		return s, nil
	}
	b.say("a server with %s", key)
	s, err := startServer(ctx, b.Env, engine, settings...)
	if err != nil {
		return nil, err
	}
	b.servers[key] = s
	return s, nil
}

// weigh tells the most memory that a server held, of all that were started.
func (b *bench) weigh(report *Report) error {
	most := 0.0
	for settings, s := range b.servers {
		mb, err := s.mostMemory()
		if err != nil {
			report.skip(memory, err)
			return nil
		}
		b.say("the server with %s held %.0f MB at the most", settings, mb)
		most = max(most, mb)
	}
	if most > 0 {
		report.add(memory, most)
	}
	return nil
}

func (b *bench) stopServers() error {
	var errs []error
	for _, s := range b.servers {
		errs = append(errs, s.stop())
	}
	return errors.Join(errs...)
}
