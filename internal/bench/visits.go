package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// record makes the requests of the mixed load, each of which it sends once through the handler of this process, and answers the
// statements that each led to.
func (l *loaded) record(ctx context.Context) (all [][]statement, err error) {
	rec := &recorder{}
	d, err := db.Open(ctx, l.ServiceURL, db.WithPool(1), db.WithTimeLimits(), db.Through(rec.through))
	if err != nil {
		return nil, err
	}
	defer d.Close()
	before := l.Use(d.DB)
	defer l.Use(before)
	send := func(v visit) (*httptest.ResponseRecorder, error) {
		r := v.request("http://localhost", l.sessions).WithContext(ctx)
		r.RemoteAddr = "198.18.0.1:40000"
		w := httptest.NewRecorder()
		l.Handler.ServeHTTP(w, r)
		if w.Code >= http.StatusBadRequest {
			return nil, fmt.Errorf("%s answers %d", v.path, w.Code)
		}
		return w, nil
	}
	for kind, list := range []func(func(visit) (*httptest.ResponseRecorder, error)) ([]visit, error){catalogueVisits, deskVisits, writes} {
		if l.kinds[kind], err = list(send); err != nil {
			return nil, err
		}
		for i := range l.kinds[kind] {
			v := &l.kinds[kind][i]
			rec.take()
			if _, err := send(*v); err != nil {
				return nil, err
			}
			v.n = len(all)
			all = append(all, rec.take())
		}
	}
	statements := 0
	for _, one := range all {
		statements += len(one)
	}
	l.say("%d requests, %d statements", len(all), statements)
	return all, nil
}

// catalogueVisits are searches as pages and of the API, and what people open from them.
func catalogueVisits(send func(visit) (*httptest.ResponseRecorder, error)) (all []visit, err error) {
	fixed, err := fixedRequests()
	if err != nil {
		return nil, err
	}
	get := func(path string) { all = append(all, visit{method: http.MethodGet, path: path}) }
	for i, r := range fixed {
		if get(r.page()); i%4 == 0 {
			get(r.API)
		}
	}
	searched, err := searches()
	if err != nil {
		return nil, err
	}
	for _, s := range searched {
		w, err := send(visit{method: http.MethodGet, path: s.api()})
		if err != nil {
			return nil, err
		}
		var page struct{ Items []item }
		if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil {
			return nil, fmt.Errorf("%s: %w", s.api(), err)
		}
		if len(page.Items) < compared {
			continue
		}
		get(paths.Offering(s.lang, page.Items[0].ID))
		get(paths.Offering(s.lang, page.Items[1].ID))
		get(paths.Producer(s.lang, page.Items[0].Producer.ID))
		get(comparison(s.lang, page.Items[:compared]))
	}
	return all, nil
}

// deskVisits are what producers and officers look at.
func deskVisits(send func(visit) (*httptest.ResponseRecorder, error)) ([]visit, error) {
	var all []visit
	for _, parts := range [][]string{{}, {"offerings"}, {"units"}} {
		all = append(all, visit{method: http.MethodGet, path: paths.Desk(locale.Fi, parts...), role: roleProducer})
	}
	for _, path := range []string{paths.Officer(locale.Fi), paths.Officer(locale.Fi) + "?page=2"} {
		all = append(all, visit{method: http.MethodGet, path: path, role: roleOfficer})
	}
	offered, err := ownOfferings(send)
	for _, path := range offered[:min(len(offered), 10)] {
		all = append(all, visit{method: http.MethodGet, path: path, role: roleProducer})
	}
	return all, err
}

// writes are vacancies that a producer tells.
func writes(send func(visit) (*httptest.ResponseRecorder, error)) ([]visit, error) {
	offered, err := ownOfferings(send)
	var all []visit
	for i, path := range offered {
		form := url.Values{"vacancy": {"queue"}, "wait_days": {strconv.Itoa(i % 90)}, "back": {"offer"}}
		all = append(all, visit{method: http.MethodPost, path: path + "/vacancy", role: roleProducer, form: form})
	}
	return all, err
}

// ownOfferings are the addresses of the pages of what the producer offers.
func ownOfferings(send func(visit) (*httptest.ResponseRecorder, error)) ([]string, error) {
	list := paths.Desk(locale.Fi, "offerings")
	w, err := send(visit{method: http.MethodGet, path: list, role: roleProducer})
	if err != nil {
		return nil, err
	}
	var all []string
	for i, part := range strings.Split(w.Body.String(), `href="`+list+"/") {
		id, _, _ := strings.Cut(part, `"`)
		if path := list + "/" + id; i > 0 && len(id) == len("00000000-0000-0000-0000-000000000000") && !slices.Contains(all, path) {
			all = append(all, path)
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s lists no offerings", list)
	}
	return all, nil
}

// rss is how much memory the servers hold, at each look.
type rss struct{ looks []float64 }

func (m *rss) look(servers []*server) {
	total := 0.0
	for _, s := range servers {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
		if err != nil {
			return
		}
		for line := range strings.Lines(string(status)) {
			if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
				kB, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
				if err != nil {
					return
				}
				total += kB / 1000
			}
		}
	}
	m.looks = append(m.looks, total/float64(len(servers)))
}

// tell compares the last third of the looks with the first after the beginning, in which caches fill.
func (m *rss) tell(report *Report) {
	n := len(m.looks) / 3
	if n == 0 {
		report.skip("memory of the servers", "/proc does not tell")
		return
	}
	begin, end := mean(m.looks[1:n+1]), mean(m.looks[len(m.looks)-n:])
	report.add("mixed load, memory of a server at the beginning (MB)", begin)
	report.add("mixed load, memory of a server at the end (MB)", end)
	report.add(loadGrowth, math.Max(0, 100*(end-begin)/begin))
}

func mean(all []float64) float64 {
	sum := 0.0
	for _, x := range all {
		sum += x
	}
	return sum / float64(len(all))
}
