package webkit

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/layout"
	errorpages "github.com/tuottajatori/tuottajatori/frontend/pages/errors"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// statuses is the one map from fault codes to HTTP.
var statuses = map[fault.Code]int{
	fault.CodeInvalid: http.StatusUnprocessableEntity, fault.CodeMalformed: http.StatusBadRequest,
	fault.CodeUnauthenticated: http.StatusUnauthorized, fault.CodeForbidden: http.StatusForbidden,
	fault.CodeNotFound: http.StatusNotFound, fault.CodeConflict: http.StatusConflict, fault.CodeGone: http.StatusGone,
	fault.CodeTooLarge: http.StatusRequestEntityTooLarge, fault.CodeUnsupportedMedia: http.StatusUnsupportedMediaType,
	fault.CodeNotAllowed: http.StatusMethodNotAllowed, fault.CodeTooMany: http.StatusTooManyRequests, fault.CodeUnavailable: http.StatusServiceUnavailable,
	fault.CodeInternal: http.StatusInternalServerError,
}

// Status is the HTTP status of a fault code.
func Status(code fault.Code) int {
	if status, ok := statuses[code]; ok {
		return status
	}
	return http.StatusInternalServerError
}

// Fail answers with err: problem+json under /api, else a page that says in plain words what happened and what to do.
// The cause is logged and never shown. A visitor who must sign in is sent to do so and brought back, and so
// is somebody who needs a second factor.
func (k *Kit) Fail(c *gin.Context, err error) {
	f := fault.From(err)
	if f.Code == fault.CodeInternal && errors.Is(err, context.DeadlineExceeded) {
		f = fault.New(fault.CodeUnavailable, fault.KeyUnavailable).Because(err) // its time ran out where nobody looked
	}
	k.logFault(c, f)
	if c.Writer.Written() {
		return // too late to answer anything else
	}
	status := Status(f.Code)
	h := c.Writer.Header()
	for _, stale := range []string{"Content-Type", "Content-Length", "Content-Disposition", "Etag", "Last-Modified"} {
		h.Del(stale)
	}
	h.Set("Cache-Control", "no-store")
	switch f.Code {
	case fault.CodeUnavailable:
		h.Set("Retry-After", "5")
	case fault.CodeTooMany:
		h.Set("Retry-After", "60")
	}
	if strings.HasPrefix(c.Request.URL.Path, "/api/") {
		k.failJSON(c, status, f)
		return
	}
	if f.Code == fault.CodeUnauthenticated && c.Request.Method == http.MethodGet {
		c.Redirect(http.StatusSeeOther, paths.SignIn(k.Lang(c))+"?next="+escapeNext(c.Request.URL.RequestURI()))
		return
	}
	lacksFactor := errors.Is(err, identity.ErrSecondFactor)
	if lacksFactor && c.Request.Method == http.MethodGet {
		c.Redirect(http.StatusSeeOther, paths.Account(k.Lang(c), "two-step")+"?next="+escapeNext(c.Request.URL.RequestURI()))
		return
	}
	p := k.Printer(c)
	setUp, signIn, back := "", "", k.back(c)
	if lacksFactor { // what was filled in is kept, and is sent from the form's page
		setUp, back = paths.Account(p.Lang(), "two-step")+"?next="+escapeNext(k.from(c)), ""
	}
	if f.Code == fault.CodeUnauthenticated { // a form was sent when the session had ended: first to the form again, by signing in
		signIn, back = paths.SignIn(p.Lang())+"?next="+escapeNext(k.from(c)), ""
	}
	k.Page(c, status, layout.Page{Title: p.T("errors.title." + string(f.Code)), NoIndex: true, Error: f.Code == fault.CodeInvalid},
		errorpages.Page(errorpages.View{
			Status: status, Code: string(f.Code), Text: p.T(f.Key, pairs(f.Args)...), RequestID: k.Actor(c).RequestID,
			SignIn: signIn, SetUp: setUp, Back: back,
		}))
}

// back is the page of this service that the request came from, if it says so and it is another one.
func (k *Kit) back(c *gin.Context) string {
	from := k.from(c)
	if path, _, _ := strings.Cut(from, "?"); path == c.Request.URL.EscapedPath() {
		return ""
	}
	return from
}

// from is the page of this service that the request came from, if it says so.
func (k *Kit) from(c *gin.Context) string {
	from, err := url.Parse(c.GetHeader("Referer"))
	if err != nil || from.Host != c.Request.Host {
		return ""
	}
	return SafeNext(from.RequestURI(), "")
}

func (k *Kit) logFault(c *gin.Context, f *fault.Error) {
	ctx := c.Request.Context()
	switch {
	case errors.Is(f, context.Canceled) && ctx.Err() != nil:
		// The caller went away; nobody waits for an answer.
	case f.Code == fault.CodeInternal:
		k.Log.ErrorContext(ctx, "request failed", "route", c.FullPath(), "fault", f.Key, "cause", errors.Unwrap(f))
	case f.Code == fault.CodeUnavailable:
		k.Log.WarnContext(ctx, "request not served", "route", c.FullPath(), "fault", f.Key, "cause", errors.Unwrap(f))
	}
}
