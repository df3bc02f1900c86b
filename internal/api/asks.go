package api

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/ask"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// asking is what a site that shows offerings may do for its visitor: ask producers for a service.
type asking struct {
	asks *ask.Service
	base string
}

// MountAsks adds the routes by which a visitor asks for a service. They look at no cookie.
func MountAsks(r gin.IRouter, asks *ask.Service, public *url.URL, fail func(*gin.Context, error)) {
	h := &asking{asks: asks}
	if public != nil {
		h.base = strings.TrimSuffix(public.String(), "/")
	}
	add := func(method, path string, handle func(*gin.Context) error) {
		r.Handle(method, Prefix+path, func(c *gin.Context) {
			c.Header("Cache-Control", "no-store")
			if err := handle(c); err != nil {
				fail(c, err)
			}
		})
	}
	add(http.MethodGet, "/request-form", h.form)
	add(http.MethodPost, "/requests", h.send)
}

type askFormJSON struct {
	Form       string `json:"form"`
	Wait       int    `json:"wait_seconds"`
	ValidHours int    `json:"valid_hours"`
	ErasedDays int    `json:"erased_days"`
}

// form gives what a request is sent with: it tells when the form was shown, and makes one that is sent twice one.
func (h *asking) form(c *gin.Context) error {
	if _, err := catalogue.ParseQuery(c.Request.URL.RawQuery, "lang"); err != nil {
		return err
	}
	keep, err := h.asks.KeptDays(c.Request.Context())
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, askFormJSON{Form: h.asks.Form(time.Now()), Wait: int(ask.LeastFilling.Seconds()), ValidHours: int(ask.MostFilling.Hours()), ErasedDays: keep})
	return nil
}

type askJSON struct {
	Form      string      `json:"form"`
	Offerings []uuid.UUID `json:"offerings"`
	Name      string      `json:"name"`
	Phone     string      `json:"phone"`
	Email     string      `json:"email"`
	Place     string      `json:"place"`
	For       string      `json:"for"`
	Wish      string      `json:"wish"`
	When      string      `json:"when"`
	Consent   bool        `json:"consent"`
}

type askedJSON struct {
	Link     string `json:"link"`
	Requests int    `json:"requests"`
}

// askLimit is how many bytes the longest texts can take.
const askLimit = 32 << 10

func (h *asking) send(c *gin.Context) error {
	criteria, err := catalogue.ParseQuery(c.Request.URL.RawQuery, "lang")
	if err != nil {
		return err
	}
	var f askJSON
	if err := readAsk(c.Request.Body, &f); err != nil {
		return err
	}
	text := strings.TrimSpace
	out, err := h.asks.Send(c.Request.Context(), actor.From(c.Request.Context()), ask.New{
		Form: f.Form, Offerings: f.Offerings, Consent: f.Consent, Lang: criteria.Lang, Network: c.ClientIP(), Way: ask.WayAPI,
		Content: ask.Content{Name: text(f.Name), Phone: text(f.Phone), Email: text(f.Email), Place: text(f.Place), For: f.For, Wish: text(f.Wish), When: text(f.When)},
	})
	if err != nil {
		return err
	}
	c.JSON(http.StatusCreated, askedJSON{Link: h.base + paths.Asked(locale.Lang(criteria.Lang), out.Link), Requests: out.Requests})
	return nil
}

// readAsk reads a request, with the fields that there are and no others. What was wrong with it goes no further than that it could not be read: a cause may quote it.
func readAsk(body io.Reader, into *askJSON) error {
	text, err := io.ReadAll(io.LimitReader(body, askLimit+1))
	switch {
	case err == nil && len(text) > askLimit:
		return fault.New(fault.CodeTooLarge, "fault.form.too_large")
	case err == nil:
		err = readJSON(bytes.NewReader(text), askLimit, into)
	}
	if err != nil || strings.ContainsRune(into.Name+into.Phone+into.Email+into.Place+into.Wish+into.When, 0) {
		return fault.New(fault.CodeMalformed, "fault.form.malformed").Because(errors.New("not a request"))
	}
	return nil
}
