// Package webkit holds what every page area shares: who is asking and in which language, how a form becomes a
// command, how a page or a fault becomes an answer.
//
// An area (public, account, producerdesk, …) is a small package with a Mount function. Its handlers return an
// error instead of answering it: H passes the error to Fail, the one renderer of faults, which speaks
// problem+json to API callers and an error page to people.
package webkit

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/layout"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// Kit is made once at start and shared by all areas. It is safe for concurrent use.
type Kit struct {
	Locales   *locale.Bundle
	Log       *slog.Logger
	PublicURL *url.URL
	Demo      bool // demo data is shown, so every page says so
	// Dress fills what every page carries: the organiser's name, phone and theme, and who is signed in.
	Dress func(c *gin.Context, p *layout.Page)
}

// Handler is a gin handler that returns its error.
type Handler func(c *gin.Context) error

// H makes a gin handler of h: an error is logged and rendered by Fail.
func (k *Kit) H(h Handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := h(c); err != nil {
			k.Fail(c, err)
		}
	}
}

// Lang is the language of the request: the first segment of the path, for the API its parameter lang, else the saved
// choice, else what the browser asks for, else Finnish.
func (k *Kit) Lang(c *gin.Context) locale.Lang {
	first, _, _ := strings.Cut(strings.TrimPrefix(c.Request.URL.Path, "/"), "/")
	if l, ok := locale.Parse(first); ok {
		return l
	}
	if first == "api" {
		if l, ok := locale.Parse(c.Query("lang")); ok {
			return l
		}
	}
	return PreferredLang(c)
}

// PreferredLang is the visitor's saved choice, else Accept-Language's best, else Finnish.
func PreferredLang(c *gin.Context) locale.Lang {
	if saved, err := c.Cookie(langCookie); err == nil {
		if l, ok := locale.Parse(saved); ok {
			return l
		}
	}
	return locale.Negotiate(c.GetHeader("Accept-Language"))
}

// Printer speaks the request's language.
func (k *Kit) Printer(c *gin.Context) *locale.Printer { return k.Locales.Printer(k.Lang(c)) }

// Actor is who acts in the request: a visitor unless a session says otherwise.
func (k *Kit) Actor(c *gin.Context) actor.Actor { return actor.From(c.Request.Context()) }

// Page answers with body inside the layout. Pages of signed-in people are not kept by any cache.
func (k *Kit) Page(c *gin.Context, status int, page layout.Page, body templ.Component) {
	p := k.Printer(c)
	page.Lang = p.Lang()
	page.Demo = k.Demo
	page.URI = c.Request.URL.RequestURI()
	if k.PublicURL != nil {
		page.Base = k.Base()
		if page.Canonical == "" {
			page.Canonical = k.PublicURL.JoinPath(c.Request.URL.Path).String()
		}
	}
	if page.Kept.Count == 0 && !page.Desk {
		page.Kept = wording.Carried(page.Lang, c.Request.URL.Query())
	}
	page.PrintedOn = p.Date(calendar.Today(time.Now()))
	if k.Dress != nil {
		k.Dress(c, &page)
	}
	// Whatever has run out of time, or was given up by its caller, is told so by a page: drawing it asks nobody any more.
	ctx := locale.With(context.WithoutCancel(c.Request.Context()), p)
	// Drawn whole before anything is sent: a page that fails half-way is told as a fault, and the compressor gets it
	// in one piece.
	whole := pages.Get().(*bytes.Buffer)
	defer pages.Put(whole)
	whole.Reset()
	if err := layout.Layout(page).Render(templ.WithChildren(ctx, body), whole); err != nil {
		k.Log.ErrorContext(ctx, "page not drawn", "cause", err, "route", c.FullPath())
		c.String(http.StatusInternalServerError, p.T("fault.internal"))
		return
	}
	h := c.Writer.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if h.Get("Cache-Control") == "" || k.Actor(c).SignedIn() { // which says who is signed in: nobody goes back to it after signing out
		h.Set("Cache-Control", "no-store")
	}
	c.Status(status)
	_, _ = c.Writer.Write(whole.Bytes()) // the browser has gone when this fails
}

// pages are the buffers in which pages are drawn.
var pages = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// SeeOther sends the browser on to path after a form has done its work, so that reload repeats nothing.
func (k *Kit) SeeOther(c *gin.Context, path string) { c.Redirect(http.StatusSeeOther, path) }

// FieldErrors turns a fault's field errors into texts by field name, for the form that is shown again.
// It returns nil when err is no fault of input, which the caller then returns to H.
func (k *Kit) FieldErrors(c *gin.Context, err error) map[string]string {
	f := fault.From(err)
	if len(f.Fields) == 0 {
		return nil
	}
	p := k.Printer(c)
	out := make(map[string]string, len(f.Fields))
	for _, field := range f.Fields {
		if _, told := out[field.Name]; !told {
			out[field.Name] = p.T(field.Key, pairs(field.Args)...)
		}
	}
	return out
}

func pairs(args map[string]any) []any {
	out := make([]any, 0, 2*len(args))
	for name, value := range args {
		out = append(out, name, value)
	}
	return out
}
