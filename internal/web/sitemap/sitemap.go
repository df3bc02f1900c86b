// Package sitemap tells search engines which pages there are, in the form of sitemaps.org with each page's address in the
// other languages, and which addresses are not for them.
//
//	/robots.txt                     what is not for them, and where the index is
//	/sitemap.xml                    the index of the files below
//	/sitemaps/pages.xml             the pages that are always there, one for each service, county and public list
//	/sitemaps/offerings-<id>.xml    so many offerings from an id on; producers, units and points likewise
//
// The files are written while they are read from the database, a part at a time.
package sitemap

import (
	"bufio"
	"context"
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// perFile is how many things a file tells of. Each has an address in three languages, and a file may hold 50 000 addresses
// and 50 MB; these make 30 000 and about 20 MB.
const perFile = 10_000

// indexKept is for how long the index is remembered: making it reads the keys of all that is shown.
const indexKept = 10 * time.Minute

// kinds are the kinds of which there are many, with the page of each.
var kinds = []struct {
	kind catalogue.ListedKind
	page paths.Page
}{
	{catalogue.ListedOfferings, paths.PageResults},
	{catalogue.ListedProducers, paths.PageProducer},
	{catalogue.ListedUnits, paths.PageUnit},
	{catalogue.ListedPoints, paths.PagePoint},
}

// fixed are the pages that are always there.
var fixed = []paths.Page{paths.PageResults, paths.PageApproved, paths.PageOpenData, paths.PageHelp, paths.PageEasy, paths.PageAccessibility}

type files struct {
	kit       *webkit.Kit
	catalogue *catalogue.Service

	mu    sync.Mutex
	made  time.Time
	index []string // names of files
}

// Mount adds the files.
func Mount(r gin.IRouter, k *webkit.Kit, c *catalogue.Service) {
	f := &files{kit: k, catalogue: c}
	r.GET("/robots.txt", func(c *gin.Context) { c.String(http.StatusOK, Robots(k.Base())) })
	r.GET("/sitemap.xml", k.H(f.indexFile))
	r.GET("/sitemaps/:file", k.H(f.file))
}

const head = xml.Header

func (f *files) indexFile(c *gin.Context) error {
	names, err := f.names(c.Request.Context())
	if err != nil {
		return err
	}
	w := begin(c)
	_, _ = w.WriteString(head + `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	for _, name := range names {
		_, _ = w.WriteString("<sitemap><loc>" + escaped(f.kit.Base()) + "/sitemaps/" + name + "</loc></sitemap>\n")
	}
	_, _ = w.WriteString("</sitemapindex>\n")
	return w.Flush()
}

// names are the files that the index tells of, as they were some minutes ago at the most.
func (f *files) names(ctx context.Context) ([]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.index != nil && time.Since(f.made) < indexKept {
		return f.index, nil
	}
	names := []string{"pages.xml"}
	for _, k := range kinds {
		parts, err := f.catalogue.ListedParts(ctx, k.kind, perFile)
		if err != nil {
			return nil, err
		}
		for _, first := range parts {
			names = append(names, string(k.kind)+"-"+first.String()+".xml")
		}
	}
	f.index, f.made = names, time.Now()
	return names, nil
}

func (f *files) file(c *gin.Context) error {
	lost := fault.New(fault.CodeNotFound, "fault.web.no_such_page")
	name, isXML := strings.CutSuffix(c.Param("file"), ".xml")
	if !isXML {
		return lost
	}
	if name == "pages" {
		return f.pages(c)
	}
	for _, k := range kinds {
		if first, ok := strings.CutPrefix(name, string(k.kind)+"-"); ok {
			id, err := uuid.Parse(first)
			if err != nil || id.String() != first {
				return lost
			}
			return f.many(c, k.kind, k.page, id)
		}
	}
	return lost
}

// pages are those of which there are few.
func (f *files) pages(c *gin.Context) error {
	ctx := c.Request.Context()
	organisers, err := f.catalogue.Organisers(ctx)
	if err != nil {
		return err
	}
	lists, err := f.catalogue.Lists(ctx)
	if err != nil {
		return err
	}
	w := f.beginSet(c)
	w.page("", time.Time{}, paths.Front)
	for _, page := range fixed {
		w.page("", time.Time{}, func(l locale.Lang) string { return paths.To(l, page) })
	}
	for _, topic := range paths.Topics(paths.PageHelp) {
		w.page("", time.Time{}, func(l locale.Lang) string { return paths.Help(l, topic) })
	}
	for _, topic := range paths.Topics(paths.PageEasy) {
		w.page("", time.Time{}, func(l locale.Lang) string { return paths.Easy(l, topic) })
	}
	for _, svc := range service.All() {
		w.page(url.Values{"service": {svc.Key}}.Encode(), time.Time{}, paths.Results)
	}
	for _, o := range organisers {
		w.page("", time.Time{}, func(l locale.Lang) string { return paths.Area(l, o.Slug) })
	}
	for _, list := range lists {
		if !list.Demo {
			w.page("", time.Time{}, func(l locale.Lang) string { return paths.Approved(l, list.Organiser.Slug, list.Scheme.Key) })
		}
	}
	return w.end()
}

func (f *files) many(c *gin.Context, kind catalogue.ListedKind, page paths.Page, from uuid.UUID) error {
	var w *set
	err := f.catalogue.EachListed(c.Request.Context(), kind, from, perFile, func(one catalogue.Listed) error {
		if w == nil {
			w = f.beginSet(c) // not before there is something: an empty file is none
		}
		id := one.ID.String()
		w.page("", one.Changed, func(l locale.Lang) string { return paths.To(l, page, id) })
		return w.err
	})
	switch {
	case err != nil && w == nil:
		return err
	case err != nil:
		panic(http.ErrAbortHandler) // the reader must not take half a file for a whole one
	case w == nil:
		return fault.New(fault.CodeNotFound, "fault.web.no_such_page")
	}
	return w.end()
}

func begin(c *gin.Context) *bufio.Writer {
	c.Header("Content-Type", "application/xml; charset=utf-8")
	c.Header("Cache-Control", "public, max-age=3600")
	c.Status(http.StatusOK)
	return bufio.NewWriterSize(c.Writer, 32<<10)
}

// set writes a set of addresses. The first fault stops it.
type set struct {
	w    *bufio.Writer
	base string
	err  error
}

func (f *files) beginSet(c *gin.Context) *set {
	s := &set{w: begin(c), base: escaped(f.kit.Base())}
	s.write(head, `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">`, "\n")
	return s
}

func (s *set) write(parts ...string) {
	for _, part := range parts {
		if s.err == nil {
			_, s.err = s.w.WriteString(part)
		}
	}
}

// page writes a page's address in each language, each with all of them. Our addresses have no character that XML minds but
// the query's &, of which a page here has none.
func (s *set) page(query string, changed time.Time, path func(locale.Lang) string) {
	if query != "" {
		query = "?" + query
	}
	var same strings.Builder
	for _, l := range locale.Langs() {
		same.WriteString(`<xhtml:link rel="alternate" hreflang="` + string(l) + `" href="` + s.base + path(l) + query + `"/>`)
	}
	same.WriteString(`<xhtml:link rel="alternate" hreflang="x-default" href="` + s.base + path(locale.Fi) + query + `"/>`)
	for _, l := range locale.Langs() {
		s.write("<url><loc>", s.base, path(l), query, "</loc>")
		if !changed.IsZero() {
			s.write("<lastmod>", changed.In(calendar.Helsinki).Format(time.RFC3339), "</lastmod>")
		}
		s.write(same.String(), "</url>\n")
	}
}

func (s *set) end() error {
	s.write("</urlset>\n")
	if s.err == nil {
		s.err = s.w.Flush()
	}
	return nil // the reader has gone when this fails
}

// escaped is a text as XML takes it.
func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}
