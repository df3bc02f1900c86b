// Package webtest serves areas of pages on a register of the test's own, and reads their pages as a visitor does: what
// is said, where links lead, what a selector finds. Tests of several areas share it; only tests import it.
package webtest

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/pg"
)

// Base is where the pages are told to be.
const Base = "https://example.fi"

// Mount hangs areas of pages on a router.
type Mount func(r gin.IRouter, kit *webkit.Kit, c *catalogue.Service)

// Site serves pages on a register of the test's own.
type Site struct {
	*cataloguetest.World
	Handler http.Handler
	Texts   *locale.Bundle

	index *search.Indexer
}

// Open makes an empty register and serves areas of pages on it. No text that they ask for may be missing.
func Open(t testing.TB, mount Mount) *Site {
	t.Helper()
	gin.SetMode(gin.ReleaseMode)
	texts, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	s := &Site{World: cataloguetest.New(t), Texts: texts}
	s.Serve(mount)
	t.Cleanup(func() {
		if missing := texts.Missing(); len(missing) > 0 {
			t.Errorf("texts missing: %v", missing)
		}
	})
	return s
}

// Serve starts the service anew, which has forgotten what it remembered.
func (s *Site) Serve(mount Mount) {
	s.T.Helper()
	log := slog.New(slog.DiscardHandler)
	opt := catalogue.Options{Now: func() time.Time { return s.Now }}
	engine := pg.New(s.DB.Service)
	address, err := url.Parse(Base)
	if err != nil {
		s.T.Fatal(err)
	}
	r := gin.New()
	mount(r, &webkit.Kit{Locales: s.Texts, Log: log, PublicURL: address}, catalogue.New(s.DB.Service, engine, opt))
	s.Handler = r
	s.index = search.NewIndexer(s.DB.Service, engine, catalogue.NewSource(s.DB.Service, opt), log)
}

// Under is the same site in a part of the test.
func (s *Site) Under(t testing.TB) *Site {
	world, site := *s.World, *s
	world.T = t
	site.World = &world
	return &site
}

// Reindex makes what the register holds findable.
func (s *Site) Reindex() {
	s.T.Helper()
	if err := s.index.Reindex(s.Ctx, nil); err != nil {
		s.T.Fatal(err)
	}
}

// Ask is the answer to a request for an address, as it is.
func (s *Site) Ask(path string) *httptest.ResponseRecorder {
	return s.send(httptest.NewRequestWithContext(s.Ctx, http.MethodGet, path, nil))
}

// Get is a page, whatever its status.
func (s *Site) Get(path string) Page {
	s.T.Helper()
	return s.read(path, s.Ask(path))
}

// OK is a page that must be there.
func (s *Site) OK(path string) Page {
	s.T.Helper()
	p := s.Get(path)
	if p.Status != http.StatusOK {
		s.T.Fatalf("%s: status %d\n%s", path, p.Status, p.Content)
	}
	return p
}

// Post sends a form, as a browser does.
func (s *Site) Post(path string, form url.Values) Page {
	s.T.Helper()
	r := httptest.NewRequestWithContext(s.Ctx, http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.read(path, s.send(r))
}

func (s *Site) send(r *http.Request) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	s.Handler.ServeHTTP(rec, r)
	return rec
}
