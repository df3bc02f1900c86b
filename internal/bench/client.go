package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// client asks over TCP, the product and Meilisearch alike: connections are kept, nothing is compressed, and every answer
// is read to its end.
type client struct{ http *http.Client }

func newClient() *client {
	return &client{&http.Client{Timeout: time.Minute, Transport: &http.Transport{
		MaxIdleConns: 2 * crowdSize, MaxIdleConnsPerHost: 2 * crowdSize, DisableCompression: true,
	}}}
}

func (c *client) get(ctx context.Context, address string) ([]byte, error) {
	return c.ask(ctx, http.MethodGet, address, "", nil)
}

func (c *client) post(ctx context.Context, address, key string, body []byte) ([]byte, error) {
	return c.ask(ctx, http.MethodPost, address, key, body)
}

// ask sends a request, with a key unless that is empty, and reads the answer.
func (c *client) ask(ctx context.Context, method, address, key string, body []byte) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	return c.do(r)
}

func (c *client) do(r *http.Request) ([]byte, error) {
	response, err := c.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var body bytes.Buffer
	if response.ContentLength > 0 {
		body.Grow(int(response.ContentLength) + bytes.MinRead)
	}
	if _, err := io.Copy(&body, response.Body); err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK && response.StatusCode != http.StatusAccepted {
		return nil, fmt.Errorf("%s answers %d: %.300s", r.URL.Path, response.StatusCode, body.Bytes())
	}
	return body.Bytes(), nil
}

// answeredBy tells whether an answer of the API says that it is of the engine.
func answeredBy(body []byte, engine string) bool {
	return bytes.Contains(body, []byte(`"engine":"`+engine+`"`))
}

// way is one way to answer request i, and how long each took.
type way struct {
	name string
	do   func(ctx context.Context, i int) error
	took []time.Duration
}

// turns measures each of n requests in every way, one after another and so many times, after one time that is not
// counted. The ways take turns, so that a disturbance meets all of them.
func turns(ctx context.Context, rounds, n int, ways []way) error {
	for round := range rounds + 1 {
		for i := range n {
			for w := range ways {
				w = (w + i) % len(ways)
				began := time.Now()
				if err := ways[w].do(ctx, i); err != nil {
					return fmt.Errorf("%s: %w", ways[w].name, err)
				}
				if round > 0 {
					ways[w].took = append(ways[w].took, time.Since(began))
				}
			}
		}
	}
	return nil
}

// crowdSize is how many clients ask at the same time.
const crowdSize = 32

// crowd lets all clients work through the draws, and tells how many a second were answered.
func crowd(ctx context.Context, draws []int, do func(ctx context.Context, i int) error) (perSecond float64, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var clients sync.WaitGroup
	began := time.Now()
	for range crowdSize {
		clients.Go(func() {
			for ctx.Err() == nil {
				n := int(next.Add(1)) - 1
				if n >= len(draws) {
					return
				}
				if err := do(ctx, draws[n]); err != nil {
					cancel(err)
				}
			}
		})
	}
	clients.Wait()
	took := time.Since(began)
	return float64(len(draws)) / took.Seconds(), context.Cause(ctx)
}

// crowds lets the ways take turns with the same draws in parts, and gives each its requests a second over all parts.
func crowds(ctx context.Context, parts int, draws []int, ways []way) ([]float64, error) {
	seconds := make([]float64, len(ways))
	for part := range parts {
		share := draws[part*len(draws)/parts : (part+1)*len(draws)/parts]
		for w := range ways {
			rate, err := crowd(ctx, share, ways[w].do)
			if err != nil {
				return nil, fmt.Errorf("%s, %d clients: %w", ways[w].name, crowdSize, err)
			}
			seconds[w] += float64(len(share)) / rate
		}
	}
	for w := range seconds {
		seconds[w] = float64(len(draws)) / seconds[w]
	}
	return seconds, nil
}

// shuffled is times × every one of n, in an order that is the same each time.
func shuffled(n, times int) []int {
	draws := make([]int, 0, n*times)
	for range times {
		for i := range n {
			draws = append(draws, i)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	r.Shuffle(len(draws), func(i, j int) { draws[i], draws[j] = draws[j], draws[i] })
	return draws
}

// zipf draws of n by the law that the k-th is asked 1/k^s as often as the first.
func zipf(n, draws int, s float64) []int {
	z := rand.NewZipf(rand.New(rand.NewPCG(3, 4)), s, 1, uint64(n-1))
	all := make([]int, draws)
	for i := range all {
		all[i] = int(z.Uint64())
	}
	return all
}
