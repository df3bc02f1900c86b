// Package web is the HTTP side: the router, what every request passes through, and the areas of pages below it.
//
// A request meets, in this order: request id and access log, recovery, security headers, cross-origin protection,
// body limit, time limit, rate limit (public search and sign-in), session, and then its handler. Handlers return
// their errors to webkit.Fail.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzhttp"

	"github.com/tuottajatori/tuottajatori/frontend/assets"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// Options is what the router needs besides its areas.
type Options struct {
	Kit            *webkit.Kit
	Sessions       Sessions
	Looks          Looks // nil: every page looks as the product does
	Log            *slog.Logger
	TrustedProxies []string
	SearchPerMin   int    // public searches a minute from one address; 0: no limit
	Security       string // where a weakness is told of (mailto:, tel: or https:); "": no security.txt
	// Ready answers nil when the service can do its work.
	Ready func(ctx context.Context) error
	// Mount adds the areas and the API.
	Mount func(r gin.IRouter)
}

const (
	formLimit   = 1 << 20  // bytes of an ordinary body
	uploadLimit = 11 << 20 // bytes of a body with a file of at most 10 MB
	timeLimit   = 20 * time.Second
	uploadTime  = 4 * time.Minute // for the largest file at 0.4 Mbit/s, which is a bad phone line
)

// New makes the handler that serves everything.
func New(o Options) (http.Handler, error) {
	gin.SetMode(gin.ReleaseMode)
	signed := dress(o.Kit.Locales)
	o.Kit.Dress = func(c *gin.Context, p *layout.Page) {
		o.wear(c, p)
		signed(c, p)
	}
	r := gin.New()
	r.HandleMethodNotAllowed = true
	r.RedirectTrailingSlash = false // it passes by the middleware and believes X-Forwarded-Prefix; see lost
	r.MaxMultipartMemory = formLimit
	r.RemoteIPHeaders = []string{forwardedFor} // others would be believed that a proxy does not set
	if err := r.SetTrustedProxies(o.TrustedProxies); err != nil {
		return nil, err
	}
	m := &middleware{Options: o, search: newLimiter(o.SearchPerMin), proxy: trusts(o.TrustedProxies)}
	r.Use(m.identify, m.recover, secureHeaders(o.Kit), m.crossOrigin(), limitBody, limitTime, m.limitSearch)
	r.GET("/healthz", func(c *gin.Context) { c.String(http.StatusOK, "ok\n") })
	r.GET("/readyz", m.ready)
	if o.Security != "" {
		r.GET("/.well-known/security.txt", m.security)
	}
	r.GET("/assets/*file", gin.WrapH(assets.Handler()))
	if o.Looks != nil {
		r.GET(webkit.LookAt+":file", o.Kit.H(o.look))
	}
	r.GET("/favicon.ico", func(c *gin.Context) { c.Redirect(http.StatusMovedPermanently, assets.Path("favicon.svg")) })
	r.GET("/", func(c *gin.Context) {
		c.Header("Vary", "Accept-Language, Cookie")
		c.Header("Cache-Control", "no-store")
		c.Redirect(http.StatusSeeOther, paths.Front(webkit.PreferredLang(c)))
	})
	r.NoRoute(m.signedIn, o.Kit.H(lost))
	r.NoMethod(m.signedIn, o.Kit.H(func(*gin.Context) error { return fault.New(fault.CodeNotAllowed, "fault.web.method_not_allowed") }))
	pages := r.Group("/", m.signedIn, m.saveLang, receive)
	o.Mount(pages)
	return compress(plainForwarded(headAsGet(r)))
}

// lost answers an address that is nobody's. One that a page's address ends in a slash, or has two in a row, is sent on.
func lost(c *gin.Context) error {
	asked := c.Request.URL.Path
	if clean := path.Clean(asked); clean != asked && c.Request.Method == http.MethodGet {
		if _, ok := locale.Parse(firstSegment(clean)); ok {
			to := url.URL{Path: clean, RawQuery: c.Request.URL.RawQuery}
			c.Redirect(http.StatusMovedPermanently, to.String())
			return nil
		}
	}
	return fault.New(fault.CodeNotFound, "fault.web.no_such_page")
}

// headAsGet lets every page be asked with HEAD: net/http sends no body of the answer.
func headAsGet(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			get := *r
			get.Method = http.MethodGet
			r = &get
		}
		h.ServeHTTP(w, r)
	})
}

// compress gzips what is text and large enough to gain by it.
func compress(h http.Handler) (http.Handler, error) {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(512), gzhttp.CompressionLevel(1), gzhttp.ContentTypeFilter(gzhttp.CompressAllContentTypeFilter),
		gzhttp.ExceptContentTypes([]string{"font/woff2", "image/png", "image/jpeg", "application/pdf", "application/zip",
			"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}))
	if err != nil {
		return nil, err
	}
	return wrap(h), nil
}

// Sessions is what the middleware asks of identity.
type Sessions interface {
	Session(ctx context.Context, token, requestID string) (identity.SessionView, error)
}

func (m *middleware) ready(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), 2*time.Second)
	defer cancel()
	c.Header("Cache-Control", "no-store")
	if err := m.Ready(ctx); err != nil {
		m.Log.WarnContext(ctx, "not ready", "cause", err)
		c.String(http.StatusServiceUnavailable, "not ready\n")
		return
	}
	c.String(http.StatusOK, "ready\n")
}

// saveLang remembers the language of the page that was read.
func (m *middleware) saveLang(c *gin.Context) {
	if c.Request.Method == http.MethodGet {
		if l, ok := locale.Parse(firstSegment(c.Request.URL.Path)); ok {
			m.Kit.SaveLang(c, l)
		}
	}
}
