package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"regexp"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

type middleware struct {
	Options
	search *limiter
	proxy  func(remote string) bool
}

var requestIDShape = regexp.MustCompile(`^[A-Za-z0-9-]{8,64}$`)

// identify gives the request its id (a trusted proxy's, else our own), a visitor as its actor, and a line in the
// log when it is over. The log has the route and never the address, whose parameters a person typed, nor an id of a visitor's
// own, who could write anything with it.
func (m *middleware) identify(c *gin.Context) {
	start := time.Now()
	id := c.GetHeader("X-Request-Id")
	if !requestIDShape.MatchString(id) || !m.proxy(c.RemoteIP()) {
		var b [8]byte
		_, _ = rand.Read(b[:]) // never fails
		id = hex.EncodeToString(b[:])
	}
	c.Header("X-Request-Id", id)
	c.Request = c.Request.WithContext(actor.With(c.Request.Context(), actor.Visitor(id)))
	c.Next()
	a := actor.From(c.Request.Context())
	line := []any{"id", id, "method", c.Request.Method, "route", c.FullPath(), "status", c.Writer.Status(),
		"bytes", c.Writer.Size(), "ms", float64(time.Since(start).Microseconds()) / 1000}
	if a.SignedIn() {
		line = append(line, "person", a.Person)
	}
	m.Log.InfoContext(c.Request.Context(), "request", line...)
}

func (m *middleware) recover(c *gin.Context) {
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			m.Log.ErrorContext(c.Request.Context(), "panic", "value", fmt.Sprint(p), "stack", string(debug.Stack()))
			c.Abort()
			m.Kit.Fail(c, fault.New(fault.CodeInternal, "fault.internal").Because(fmt.Errorf("panic: %v", p)))
		}
	}()
	c.Next()
}

// secureHeaders tells browsers to run only our own scripts and styles, and to tell others nothing.
func secureHeaders(k *webkit.Kit) gin.HandlerFunc {
	csp := strings.Join([]string{
		"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'", "connect-src 'self'",
		"manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
	}, "; ")
	tls := k.PublicURL != nil && k.PublicURL.Scheme == "https"
	return func(c *gin.Context) {
		h := c.Writer.Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(self), payment=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if tls {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		c.Next()
	}
}

// crossOrigin refuses state-changing requests that another site's page sent.
func (m *middleware) crossOrigin() gin.HandlerFunc {
	protection := http.NewCrossOriginProtection()
	return func(c *gin.Context) {
		if err := protection.Check(c.Request); err != nil {
			c.Abort()
			m.Kit.Fail(c, fault.New(fault.CodeForbidden, "fault.web.cross_origin").Because(err))
		}
	}
}

// limitBody bounds what a request may send; handlers that read more see a TooLarge fault. Of an upload nothing is left
// behind: the server's own sweeping knows only the request that it began with, and handlers see a copy.
func limitBody(c *gin.Context) {
	limit := int64(formLimit)
	if isUpload(c) {
		limit = uploadLimit
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
	defer func() {
		if form := c.Request.MultipartForm; form != nil {
			_ = form.RemoveAll() // what cannot be removed now is in the system's folder for temporary files
		}
	}()
	c.Next()
}

func isUpload(c *gin.Context) bool { return strings.HasPrefix(c.ContentType(), "multipart/") }

// limitTime ends the work of a request that takes too long; its queries are cancelled with it. Of an upload receive
// says when the work begins.
func limitTime(c *gin.Context) {
	limit := timeLimit
	if isUpload(c) {
		limit += uploadTime
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), limit)
	defer cancel()
	c.Request = c.Request.WithContext(ctx)
	c.Next()
}

// receive reads an upload before the time for working on it begins, since a slow connection is nobody's fault. Only
// those who are signed in are waited for so long.
func receive(c *gin.Context) {
	if !isUpload(c) {
		return
	}
	if actor.From(c.Request.Context()).SignedIn() {
		conn, end := http.NewResponseController(c.Writer), time.Now().Add(uploadTime)
		// A connection that takes no deadline keeps the server's.
		_, _ = conn.SetReadDeadline(end), conn.SetWriteDeadline(end.Add(2*timeLimit))
		webkit.ReadForm(c)
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), timeLimit)
	defer cancel()
	c.Request = c.Request.WithContext(ctx)
	c.Next()
}

// signedIn puts the session's actor in the request's context. A session that has ended leaves a visitor; an address that
// is no text is nobody's.
func (m *middleware) signedIn(c *gin.Context) {
	if !utf8.ValidString(c.Request.URL.Path) { // no page's address, whoever asks
		c.Abort()
		m.Kit.Fail(c, fault.New(fault.CodeNotFound, "fault.web.no_such_page"))
		return
	}
	token := m.Kit.SessionToken(c)
	if token == "" {
		return
	}
	ctx := c.Request.Context()
	view, err := m.Sessions.Session(ctx, token, actor.From(ctx).RequestID)
	switch {
	case fault.Is(err, fault.CodeUnauthenticated):
		m.Kit.ClearSession(c)
		return
	case err != nil:
		c.Abort()
		m.Kit.Fail(c, err)
		return
	}
	if view.NewToken != "" {
		m.Kit.SetSession(c, view.NewToken)
	}
	c.Request = c.Request.WithContext(actor.With(ctx, view.Actor))
}

func firstSegment(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return first
}
