package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// compared is how many offerings stand beside each other at most.
const compared = 4

// wantedLines is how long the public list is that is written as a file; one that long or a little longer is chosen.
const wantedLines = 5_000

// pages measures what people open from a result page: comparisons of four and producers' pages, here in the process, and
// a public list as a workbook, by a server of its own, whose memory can be told.
func (b *bench) pages(ctx context.Context, report *Report) error {
	all, err := searches()
	if err != nil {
		return err
	}
	var comparisons, producers []string
	for _, s := range all {
		found, err := b.found(ctx, s)
		if err != nil {
			return err
		}
		if len(found) == compared {
			comparisons = append(comparisons, comparison(s.lang, found))
			producers = append(producers, paths.Producer(s.lang, found[0].Producer.ID))
		}
	}
	if len(comparisons) == 0 {
		return fmt.Errorf("no search finds %d to compare", compared)
	}
	open := func(pages []string) func(ctx context.Context, i int) error {
		return func(ctx context.Context, i int) error { return b.visitor.get(ctx, pages[i]).failed() }
	}
	ways := []way{{name: "comparison of four in the process", do: open(comparisons)}, {name: "producer's page in the process", do: open(producers)}}
	if err := turns(ctx, b.Rounds, len(comparisons), ways); err != nil {
		return err
	}
	for _, w := range ways {
		report.add(w.name+", median (ms)", milliseconds(percentile(w.took, 50)))
		report.add(w.name+", 95th percentile (ms)", milliseconds(percentile(w.took, 95)))
	}
	if err := b.otherWeights(ctx, report, comparisons, producers); err != nil {
		return err
	}
	return b.workbook(ctx, report)
}

// item is what is read of an answer of the API.
type item struct {
	ID       string
	Producer struct{ ID string }
}

// found is the first of what a search finds, at most as many as can be compared.
func (b *bench) found(ctx context.Context, s searchOf) ([]item, error) {
	answer := b.visitor.get(ctx, s.api())
	if err := answer.failed(); err != nil {
		return nil, err
	}
	body, err := answer.text()
	if err != nil {
		return nil, err
	}
	var page struct{ Items []item }
	if err := json.Unmarshal([]byte(body), &page); err != nil {
		return nil, fmt.Errorf("%s: %w", answer.path, err)
	}
	return page.Items[:min(compared, len(page.Items))], nil
}

func comparison(l locale.Lang, of []item) string {
	query := url.Values{}
	for _, i := range of {
		query.Add("id", i.ID)
	}
	return paths.CompareWith(l, query)
}

// otherWeights measures the heaviest first visit that begins with one of these pages, and the heaviest of them later.
func (b *bench) otherWeights(ctx context.Context, report *Report, pages ...[]string) error {
	first, later := 0, 0
	for _, kind := range pages {
		for i, path := range kind {
			if i >= 12 { // of several searches and languages
				break
			}
			v := &visitor{handler: b.Handler}
			one, err := v.visit(ctx, path)
			if err != nil {
				return err
			}
			again, err := v.visit(ctx, path)
			if err != nil {
				return err
			}
			first, later = max(first, one), max(later, again)
		}
	}
	report.add(firstOther, kilobytes(first))
	report.add(laterOther, kilobytes(later))
	return nil
}

// workbook takes a long public list as a workbook and as text a few times.
func (b *bench) workbook(ctx context.Context, report *Report) error {
	list, err := longList(ctx, b.DB, wantedLines)
	if err != nil {
		return err
	}
	s, err := b.server(ctx, onPostgres, "SEARCH_ENGINE=pg", "SEARCH_REMEMBER=off")
	if err != nil {
		return err
	}
	c := newClient()
	address := s.base + paths.Approved(locale.Fi, list.Organiser, list.Scheme)
	if _, err := c.get(ctx, address); err != nil { // the page, so that the server has begun its work
		return err
	}
	before, err := s.mostMemory()
	if err != nil {
		report.skip(listMemory, err)
	}
	slowest := map[string]time.Duration{}
	for range max(3, b.Rounds) {
		for _, file := range []string{"/list.xlsx", "/list.csv"} {
			began := time.Now()
			if _, err := c.get(ctx, address+file); err != nil {
				return err
			}
			slowest[file] = max(slowest[file], time.Since(began))
		}
	}
	report.add("public list as a workbook, lines", float64(list.Lines))
	if list.Lines < wantedLines { // what was measured holds for that list, and not for what was asked
		report.skip(fmt.Sprintf("a public list of %d lines", wantedLines),
			fmt.Sprintf("the longest here, %s of %s, has %d; its figures are told instead, and more offerings make longer lists", list.Scheme, list.Organiser, list.Lines))
	}
	report.add(listSeconds, slowest["/list.xlsx"].Seconds())
	report.add("public list as text, the slowest (s)", slowest["/list.csv"].Seconds())
	after, err := s.mostMemory()
	if err != nil || before == 0 {
		return nil // told above
	}
	report.add(listMemory, after-before)
	return nil
}
