package bench

import (
	"bytes"
	"compress/gzip"
	"context"
	_ "embed"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

//go:embed requests.tsv
var requests string

// searchOf is a search as a visitor makes it.
type searchOf struct {
	lang  locale.Lang
	query url.Values
}

func (s searchOf) page() string { return paths.ResultsWith(s.lang, s.query) }

func (s searchOf) api() string {
	query := maps.Clone(s.query)
	query.Set("lang", string(s.lang))
	return "/api/v1/offerings?" + query.Encode()
}

// searches reads the searches: a language and the parameters in each line.
func searches() ([]searchOf, error) {
	var all []searchOf
	for line := range strings.Lines(requests) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		lang, raw, _ := strings.Cut(line, "\t")
		query := url.Values{}
		for pair := range strings.SplitSeq(raw, " & ") {
			if name, value, ok := strings.Cut(pair, "="); ok {
				query.Add(name, value)
			}
		}
		l, ok := locale.Parse(lang)
		if !ok {
			return nil, fmt.Errorf("requests.tsv: %q begins with no language", line)
		}
		all = append(all, searchOf{l, query})
	}
	return all, nil
}

// visits are the addresses of a few visitors: the result page first, then where they go from there.
func visits() [][]string {
	var all [][]string
	for _, l := range locale.Langs() {
		with := func(pairs ...string) string {
			query := url.Values{}
			for i := 0; i < len(pairs); i += 2 {
				query.Set(pairs[i], pairs[i+1])
			}
			return paths.ResultsWith(l, query)
		}
		all = append(all, []string{
			with("q", "kotihoito", "place", "40520"), with("q", "siivous", "place", "Espoo"), with("place", "Helsinki"),
			with("sort", "pays"), paths.Results(l), paths.Front(l),
		})
	}
	return all
}

// visitor asks the handler as a browser would and remembers what it has fetched.
type visitor struct {
	handler http.Handler
	n       int
	cached  map[string]bool
}

type answer struct {
	path   string
	status int
	header http.Header
	body   []byte // as it was sent
}

// get fetches an address as a browser does, compressed. Each request comes from another address, since a person asks
// less often than a measurement.
func (v *visitor) get(ctx context.Context, path string) answer {
	return v.ask(ctx, path, http.Header{
		"Accept-Encoding": {"gzip, br"}, "Accept": {"text/html,application/json;q=0.9,*/*;q=0.8"},
	})
}

func (v *visitor) ask(ctx context.Context, path string, header http.Header) answer {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://localhost"+path, nil)
	if err != nil {
		return answer{path: path, status: http.StatusBadRequest}
	}
	v.n++
	r.RemoteAddr = fmt.Sprintf("198.18.%d.%d:40000", v.n/250%250, v.n%250) // set aside for measurements (RFC 2544)
	r.RequestURI, r.Header = path, header
	w := &written{answer: answer{path: path, status: http.StatusOK, header: http.Header{}}}
	v.handler.ServeHTTP(w, r)
	return w.answer
}

// written is an answer while it is being written.
type written struct {
	answer
	begun bool
}

func (w *written) Header() http.Header { return w.header }

func (w *written) WriteHeader(status int) {
	if !w.begun && status >= http.StatusOK {
		w.begun, w.status = true, status
	}
}

func (w *written) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	w.body = append(w.body, p...)
	return len(p), nil
}

func (a answer) failed() error {
	if a.status != http.StatusOK {
		return fmt.Errorf("%s answers %d", a.path, a.status)
	}
	return nil
}

// text is the body as it was before compression; empty for what no page or style sheet is.
func (a answer) text() (string, error) {
	switch encoding := a.header.Get("Content-Encoding"); encoding {
	case "":
		return string(a.body), nil
	case "gzip":
		r, err := gzip.NewReader(bytes.NewReader(a.body))
		if err != nil {
			return "", err
		}
		body, err := io.ReadAll(r)
		return string(body), err
	default:
		return "", fmt.Errorf("%s comes as %s, which was not asked for", a.path, encoding)
	}
}

var (
	linked  = regexp.MustCompile(`(?:href|src)="(/assets/[^"#]+)`)
	drawn   = regexp.MustCompile(`url\(["']?([^"')#]+)`)
	face    = regexp.MustCompile(`(?s)@font-face\s*\{.*?\}`)
	ranges  = regexp.MustCompile(`unicode-range:\s*([^;}]+)`)
	oneFont = regexp.MustCompile(`url\(["']?([^"')]+\.woff2)`)
)

// visit fetches a page with everything on it that has not been fetched before, and gives the bytes that were sent. Of
// the style sheet's fonts a browser fetches those whose letters are on the page.
func (v *visitor) visit(ctx context.Context, path string) (weight int, err error) {
	if v.cached == nil {
		v.cached = map[string]bool{}
	}
	page := v.get(ctx, path)
	if err := page.failed(); err != nil {
		return 0, err
	}
	weight = len(page.body)
	html, err := page.text()
	if err != nil {
		return 0, err
	}
	var wanted []string
	for _, m := range linked.FindAllStringSubmatch(html, -1) {
		wanted = append(wanted, m[1])
	}
	for len(wanted) > 0 {
		asset := wanted[0]
		wanted = wanted[1:]
		if v.cached[asset] {
			continue
		}
		v.cached[asset] = true
		n, more, err := v.asset(ctx, asset, html)
		if err != nil {
			return 0, err
		}
		weight, wanted = weight+n, append(wanted, more...)
	}
	return weight, nil
}

// asset fetches one, and tells what a style sheet makes the browser fetch besides. Style sheets are asked for as plain
// text a second time to be read, which is not counted.
func (v *visitor) asset(ctx context.Context, path, html string) (weight int, more []string, err error) {
	a := v.get(ctx, path)
	if err := a.failed(); err != nil {
		return 0, nil, err
	}
	if !strings.Contains(a.header.Get("Content-Type"), "css") {
		return len(a.body), nil, nil
	}
	css, err := v.ask(ctx, path, http.Header{}).text()
	if err != nil {
		return 0, nil, err
	}
	base, err := url.Parse(path)
	if err != nil {
		return 0, nil, err
	}
	var found []string
	for _, block := range face.FindAllString(css, -1) {
		font := oneFont.FindStringSubmatch(block)
		if font != nil && needed(block, html) {
			found = append(found, font[1])
		}
	}
	for _, m := range drawn.FindAllStringSubmatch(face.ReplaceAllString(css, ""), -1) {
		found = append(found, m[1])
	}
	for _, f := range found {
		u, err := base.Parse(f)
		if err == nil && u.Scheme == "" {
			more = append(more, u.Path)
		}
	}
	slices.Sort(more)
	return len(a.body), slices.Compact(more), nil
}

// needed tells whether a font's letters are on the page; a font without a range is for all.
func needed(block, html string) bool {
	m := ranges.FindStringSubmatch(block)
	if m == nil {
		return true
	}
	for part := range strings.SplitSeq(m[1], ",") {
		low, high, two := strings.Cut(strings.TrimSpace(strings.ToUpper(part)), "-")
		from, err := strconv.ParseInt(strings.ReplaceAll(strings.TrimPrefix(low, "U+"), "?", "0"), 16, 32)
		if err != nil {
			return true
		}
		to, err := strconv.ParseInt(strings.ReplaceAll(strings.TrimPrefix(low, "U+"), "?", "F"), 16, 32)
		if two {
			to, err = strconv.ParseInt(high, 16, 32)
		}
		if err != nil || strings.ContainsFunc(html, func(r rune) bool { return int64(r) >= from && int64(r) <= to }) {
			return true
		}
	}
	return false
}
