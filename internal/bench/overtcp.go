package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// The engines by the names that the API gives them.
const (
	onMeili    = "meilisearch"
	onPostgres = "postgres"
)

// The ways in which a search is asked.
const (
	byRaw   = "raw Meilisearch"
	byProxy = "bare Gin proxy"
	byMeili = "API on Meilisearch"
	byPG    = "API on PostgreSQL"
	byPage  = "result page on PostgreSQL"
)

// asEach asks the 200 fixed requests in every way: of Meilisearch alone, through a proxy that only decodes and encodes,
// through the API on either engine, and as a page. The servers remember no answers, so each is made anew.
func (b *bench) asEach(ctx context.Context, report *Report) error {
	embedded, err := b.server(ctx, onPostgres, "SEARCH_ENGINE=pg", "SEARCH_REMEMBER=off")
	if err != nil {
		return err
	}
	requests, err := fixedRequests()
	if err != nil {
		return err
	}
	c := newClient()
	api := func(base string) func(ctx context.Context, i int) error {
		return func(ctx context.Context, i int) error { _, err := c.get(ctx, base+requests[i].API); return err }
	}
	ways := []way{
		{name: byPG, do: api(embedded.base)},
		{name: byPage, do: func(ctx context.Context, i int) error {
			_, err := c.get(ctx, embedded.base+requests[i].page())
			return err
		}},
	}
	if b.MeiliURL == "" {
		report.skip("everything on Meilisearch, and ratios to it", "there is no Meilisearch (MEILI_URL)")
		return b.embeddedAlone(ctx, report, len(requests), ways)
	}
	remote, err := b.server(ctx, onMeili, "SEARCH_ENGINE=meili", "SEARCH_REMEMBER=off")
	if err != nil {
		return err
	}
	proxy, stop, err := startProxy(c, b.MeiliURL, b.MeiliKey)
	if err != nil {
		return err
	}
	defer stop()
	var asked, fallbacks atomic.Int64
	raw := b.raw(c)
	ways = append([]way{
		{name: byRaw, do: func(ctx context.Context, i int) error { return raw(ctx, requests[i].Body) }},
		{name: byProxy, do: func(ctx context.Context, i int) error {
			_, err := c.post(ctx, proxy, "", requests[i].Body)
			return err
		}},
		{name: byMeili, do: func(ctx context.Context, i int) error {
			body, err := c.get(ctx, remote.base+requests[i].API)
			asked.Add(1)
			if !answeredBy(body, onMeili) {
				fallbacks.Add(1)
			}
			return err
		}},
	}, ways...)
	if err := b.oneByOne(ctx, report, len(requests), ways); err != nil {
		return err
	}
	if err := b.allAtOnce(ctx, report, len(requests), ways[:4]); err != nil { // without the page
		return err
	}
	report.add(meiliFallback, 100*float64(fallbacks.Load())/float64(asked.Load()))
	return nil
}

func (b *bench) oneByOne(ctx context.Context, report *Report, n int, ways []way) error {
	b.say("%d requests, one at a time, each in %d ways", n, len(ways))
	if err := turns(ctx, b.Rounds, n, ways); err != nil {
		return err
	}
	median := map[string]float64{}
	for _, w := range ways {
		median[w.name] = milliseconds(percentile(w.took, 50))
		report.add(w.name+", median (ms)", median[w.name])
		report.add(w.name+", 95th percentile (ms)", milliseconds(percentile(w.took, 95)))
	}
	base := median[byRaw]
	report.add(byProxy+" / "+byRaw+", ratio of medians", median[byProxy]/base)
	report.add(meiliMedian, median[byMeili]/base)
	report.add(pageOverAPI, median[byPage]-median[byPG])
	return nil
}

// allAtOnce takes the ways in the order raw, proxy, API on Meilisearch, API on PostgreSQL.
func (b *bench) allAtOnce(ctx context.Context, report *Report, n int, ways []way) error {
	b.say("%d clients", crowdSize)
	rates, err := crowds(ctx, 4, shuffled(n, b.Repeats), ways)
	if err != nil {
		return err
	}
	for i, w := range ways {
		report.add(fmt.Sprintf("%s, %d clients (requests/s)", w.name, crowdSize), rates[i])
	}
	report.add(byProxy+" / "+byRaw+", ratio of requests/s at 32 clients", rates[1]/rates[0])
	report.add(meiliRate, rates[2]/rates[0])
	report.add(pgRate, rates[3]/rates[0])
	return nil
}

// embeddedAlone is asEach where there is no Meilisearch.
func (b *bench) embeddedAlone(ctx context.Context, report *Report, n int, ways []way) error {
	if err := turns(ctx, b.Rounds, n, ways); err != nil {
		return err
	}
	for _, w := range ways {
		report.add(w.name+", median (ms)", milliseconds(percentile(w.took, 50)))
		report.add(w.name+", 95th percentile (ms)", milliseconds(percentile(w.took, 95)))
	}
	report.add(pageOverAPI, milliseconds(percentile(ways[1].took, 50)-percentile(ways[0].took, 50)))
	rate, err := crowd(ctx, shuffled(n, b.Repeats), ways[0].do)
	report.add(fmt.Sprintf("%s, %d clients (requests/s)", ways[0].name, crowdSize), rate)
	return err
}

// raw posts a body to Meilisearch and reads the answer.
func (b *bench) raw(c *client) func(ctx context.Context, body []byte) error {
	return func(ctx context.Context, body []byte) error {
		_, err := c.post(ctx, b.MeiliURL+"/multi-search", b.MeiliKey, body)
		return err
	}
}

// startProxy serves what stands for the least that an API in front of Meilisearch costs: it passes the body on, reads
// the answer as JSON and writes it again.
func startProxy(c *client, meili, key string) (address string, stop func(), err error) {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.POST("/", func(g *gin.Context) {
		var body json.RawMessage
		if err := g.ShouldBindJSON(&body); err != nil {
			g.Status(http.StatusBadRequest)
			return
		}
		answer, err := c.post(g.Request.Context(), meili+"/multi-search", key, body)
		var read map[string]any
		if err := errors.Join(err, json.Unmarshal(answer, &read)); err != nil {
			g.Status(http.StatusBadGateway)
			return
		}
		g.JSON(http.StatusOK, read)
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	s := &http.Server{Handler: r}
	go func() { _ = s.Serve(l) }()
	return "http://" + l.Addr().String() + "/", func() { _ = s.Close() }, nil
}

const (
	newsRequests = 2000
	newsLaw      = 1.1
)

// newsDay is a day on which everybody asks much the same: a server that has just been started remembers answers.
func (b *bench) newsDay(ctx context.Context, report *Report) error {
	if b.MeiliURL == "" {
		return nil
	}
	s, err := b.server(ctx, onMeili, "SEARCH_ENGINE=meili")
	if err != nil {
		return err
	}
	queries := mixed(newsRequests)
	bodies := make([]json.RawMessage, len(queries))
	for i, query := range queries {
		if bodies[i], err = bodyOf(b.Bodies, query, calendar.Today(b.now())); err != nil {
			return err
		}
	}
	c := newClient()
	draws := zipf(len(queries), b.Draws, newsLaw)
	b.say("a news day: %d draws from %d requests", len(draws), len(queries))
	raw := b.raw(c)
	rawRate, err := crowd(ctx, draws[:min(len(draws), 100*crowdSize/2)], func(ctx context.Context, i int) error { return raw(ctx, bodies[i]) })
	if err != nil {
		return err
	}
	rate, err := crowd(ctx, draws, func(ctx context.Context, i int) error { _, err := c.get(ctx, s.base+apiPath+queries[i]); return err })
	if err != nil {
		return err
	}
	report.add("news day, raw Meilisearch, 32 clients (requests/s)", rawRate)
	report.add("news day, API, 32 clients, cold memory (requests/s)", rate)
	report.add(newsRate, rate/rawRate)
	return nil
}
