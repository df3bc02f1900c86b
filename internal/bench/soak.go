package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

const (
	soakRound = 30 * time.Second // after each it is looked at what the processes hold
	soakPause = time.Second      // of a client after each answer, as people read what they were shown
)

// gauges of a process that must not grow as long as the same is asked of it, with how many of each more are no growth:
// what a moment's requests take.
var gauges = []struct {
	metric, name string
	unit, more   float64
}{
	{"process_resident_memory_bytes", "memory (MB)", 1e6, 5},
	{"go_goroutines", "goroutines", 1, 20},
	{"process_open_fds", "open files", 1, 20},
}

// Soak lets 64 people use two servers and two workers for long, in the shares of the mixed load and each with pauses, and tells
// whether the processes hold more at the end than at the beginning, and whether any request failed.
func Soak(ctx context.Context, p LoadParts, o LoadOptions) (report Report, err error) {
	l := &loaded{LoadParts: p, LoadOptions: o, sessions: map[string]string{}, settings: []string{"SEARCH_ENGINE=pg"}}
	if l.owner, err = db.Open(ctx, p.OwnerURL, db.WithPool(2)); err != nil {
		return Report{}, err
	}
	defer func() { err = errors.Join(err, l.owner.Close(), l.stop()) }()
	if err := l.signIn(ctx); err != nil {
		return Report{}, err
	}
	if _, err := l.record(ctx); err != nil {
		return Report{}, err
	}
	if err := l.startAll(ctx); err != nil {
		return Report{}, err
	}
	over := &http.Transport{MaxIdleConns: 4 * loadClients, MaxIdleConnsPerHost: 2 * loadClients, DisableCompression: true}
	ask := l.asker(over, func(client int) string { return l.servers[client%len(l.servers)].base })
	unhurried := func(v visit, client int) error {
		err := ask(v, client)
		time.Sleep(soakPause)
		return err
	}
	lag, endLag := l.watchLag(ctx)
	defer endLag()
	t, looks := &tally{}, map[string][]float64{}
	for began := time.Now(); time.Since(began) < o.For; {
		if err := l.signIn(ctx); err != nil { // sessions change after a quarter of an hour
			return Report{}, err
		}
		more, _ := l.during(ctx, min(soakRound, o.For), uint64(t.answered.Load()), unhurried)
		t.answered.Add(more.answered.Load())
		t.failed.Add(more.failed.Load())
		if err := errors.Join(ctx.Err(), l.lookAt(ctx, looks)); err != nil {
			return Report{}, err
		}
		l.say("%s: %d requests, %d failed %s", time.Since(began).Round(time.Second), t.answered.Load(), t.failed.Load(), told(more.why))
	}
	report.add("soak, requests", float64(t.answered.Load()))
	report.add(soakErrors, float64(t.failed.Load()))
	tellGrowth(&report, looks)
	endLag()
	report.add(soakLag, percentile(*lag, 100).Seconds())
	return report, nil
}

func told(why error) string {
	if why == nil {
		return ""
	}
	return "(" + why.Error() + ")"
}

// lookAt notes the gauges of all processes, servers and workers apart, each the mean of its kind.
func (l *loaded) lookAt(ctx context.Context, looks map[string][]float64) error {
	for kind, processes := range map[string][]*server{"server": l.servers, "worker": l.workers} {
		sums := make([]float64, len(gauges))
		for _, s := range processes {
			body, err := newClient().get(ctx, s.admin+"/metrics")
			if err != nil {
				return err
			}
			for i, g := range gauges {
				value, err := metric(body, g.metric)
				if err != nil {
					return err
				}
				sums[i] += value / g.unit / float64(len(processes))
			}
		}
		for i, g := range gauges {
			looks[kind+", "+g.name] = append(looks[kind+", "+g.name], sums[i])
		}
	}
	return nil
}

// metric reads one without labels from the text format of Prometheus.
func metric(body []byte, name string) (float64, error) {
	for lines := bufio.NewScanner(bytes.NewReader(body)); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			return strconv.ParseFloat(value, 64)
		}
	}
	return 0, fmt.Errorf("no metric %s", name)
}

// tellGrowth compares the last quarter of the looks with the second, since caches fill in the first.
func tellGrowth(report *Report, looks map[string][]float64) {
	for _, kind := range []string{"server", "worker"} {
		for _, g := range gauges {
			all := looks[kind+", "+g.name]
			n := len(all) / 4
			if n == 0 {
				report.skip(soakGrowth+kind+"'s "+g.name, "it was too short: less than four looks")
				continue
			}
			begin, end := mean(all[n:2*n]), mean(all[len(all)-n:])
			report.add(fmt.Sprintf("soak, a %s's %s, second quarter", kind, g.name), begin)
			report.add(fmt.Sprintf("soak, a %s's %s, last quarter", kind, g.name), end)
			report.add(fmt.Sprintf("soak, a %s's %s, the most", kind, g.name), slices.Max(all))
			report.add(soakGrowth+kind+"'s "+g.name, math.Max(0, 100*(end-begin-g.more)/begin))
		}
	}
}
