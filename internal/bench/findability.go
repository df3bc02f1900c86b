package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"

	"github.com/tuottajatori/tuottajatori/search"
)

// found is what people find: how many searches of a hundred have a right service among the first ten, and the share of
// right ones among the first ten on average.
type found struct {
	success   float64
	precision float64
	failed    []string
}

// wanted is what somebody types, and the services that must then be found.
type wanted struct {
	text, lang string
	services   []string
}

func wantedOf(table string) ([]wanted, error) {
	var all []wanted
	for line := range strings.Lines(table) {
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(line, "\t")
		if len(columns) != 3 {
			return nil, fmt.Errorf("relevance: %q has %d columns, not 3", line, len(columns))
		}
		all = append(all, wanted{columns[0], columns[1], strings.Split(columns[2], ";")})
	}
	return all, nil
}

const firstFew = 10

// find asks everything by get, which answers a request to the API.
func find(ctx context.Context, all []wanted, engine string, get func(ctx context.Context, path string) ([]byte, error)) (found, error) {
	var f found
	for _, w := range all {
		query := url.Values{"q": {w.text}, "lang": {w.lang}, "per_page": {fmt.Sprint(firstFew)}}
		body, err := get(ctx, apiPath+query.Encode())
		if err != nil {
			return f, err
		}
		var page struct {
			Engine string
			Items  []struct{ Service struct{ Key string } }
		}
		if err := json.Unmarshal(body, &page); err != nil {
			return f, fmt.Errorf("read an answer of the API: %w", err)
		}
		if page.Engine != engine {
			return f, fmt.Errorf("answered by %s, not by %s", page.Engine, engine)
		}
		right := 0
		for _, item := range page.Items {
			if slices.Contains(w.services, item.Service.Key) {
				right++
			}
		}
		if right == 0 {
			f.failed = append(f.failed, w.text)
			continue
		}
		f.success += 100
		f.precision += float64(right) / float64(len(page.Items))
	}
	f.success /= float64(len(all))
	f.precision /= float64(len(all))
	return f, nil
}

// findability asks what people type of each engine, and once more with a server that has no Voikko.
func (b *bench) findability(ctx context.Context, report *Report) error {
	all, err := wantedOf(search.Relevance)
	if err != nil {
		return err
	}
	b.say("%d texts that people type", len(all))
	c := newClient()
	measure := func(engine, success, precision string, settings ...string) (found, error) {
		s, err := b.server(ctx, engine, settings...)
		if err != nil {
			return found{}, err
		}
		f, err := find(ctx, all, engine, func(ctx context.Context, path string) ([]byte, error) { return c.get(ctx, s.base+path) })
		if err != nil {
			return f, err
		}
		report.add(success, f.success)
		report.add(precision, f.precision)
		return f, nil
	}
	embedded, err := measure(onPostgres, foundPG, precisePG, "SEARCH_ENGINE=pg", "SEARCH_REMEMBER=off")
	if err != nil {
		return err
	}
	if b.MeiliURL != "" {
		remote, err := measure(onMeili, foundMeili, preciseMeili, "SEARCH_ENGINE=meili", "SEARCH_REMEMBER=off")
		if err != nil {
			return err
		}
		report.add(foundApart, math.Abs(remote.success-embedded.success))
	}
	_, err = measure(onPostgres, foundWithout, "findability without Voikko at query time, precision@10", "SEARCH_ENGINE=pg", "SEARCH_REMEMBER=off", "VOIKKO=off")
	return err
}
