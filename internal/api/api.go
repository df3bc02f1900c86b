// Package api is the JSON API under /api/v1, for vendors and for anybody: the public catalogue, read only, and what a
// producer's own system tells of vacancies with a token (own.go).
//
// What it takes and gives is written by hand in openapi.yaml, which it serves; tests hold the routes and real answers to
// that document. It shares the use cases of package catalogue with the pages, and the reading of parameters too, so that
// the address of a result page and of its data differ in the path alone. Faults are rendered as RFC 9457 problem+json by
// the function that Mount is given.
package api

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/quality"
)

// Prefix is where the API lives. A change that breaks a caller gets a new one.
const Prefix = "/api/v1"

//go:embed openapi.yaml
var document []byte

// Document is the API's description in OpenAPI 3.1, as YAML.
func Document() []byte { return document }

type handlers struct {
	catalogue *catalogue.Service
	quality   *quality.Service
	fail      func(*gin.Context, error)
}

// Mount adds the API's routes. The function fail answers with a fault.
func Mount(r gin.IRouter, c *catalogue.Service, q *quality.Service, fail func(*gin.Context, error)) {
	h := &handlers{catalogue: c, quality: q, fail: fail}
	group := r.Group(Prefix, open)
	for path, handle := range map[string]func(*gin.Context) error{
		"/offerings":      h.offerings,
		"/offerings/:id":  h.offering,
		"/producers/:id":  h.producer,
		"/units/:id":      h.unit,
		"/points/:id":     h.point,
		"/comparisons":    h.comparison,
		"/bundles":        h.bundle,
		"/services":       h.services,
		"/organisers":     h.organisers,
		"/approved-lists": h.approvedLists,
		"/suggestions":    h.suggestions,
		"/openapi.yaml":   h.openapi,

		"/quality/indicators":           h.indicators,
		"/quality/weights":              h.weights,
		"/quality/units/:unit/:service": h.told,
	} {
		group.Match([]string{http.MethodGet, http.MethodHead}, path, func(c *gin.Context) {
			if err := handle(c); err != nil {
				h.fail(c, err)
			}
		})
		group.OPTIONS(path, preflight)
	}
	group.POST("/places/nearest", func(c *gin.Context) {
		if err := h.nearest(c); err != nil {
			h.fail(c, err)
		}
	})
}

// open lets pages of other sites read the API from the browser. It answers everybody alike and looks at no cookie, so
// there is nothing to take care of.
func open(c *gin.Context) {
	c.Header("Access-Control-Allow-Origin", "*")
	c.Header("Access-Control-Expose-Headers", "ETag, Retry-After")
}

// preflight answers a browser that asks first, which it does when a page sets a header such as If-None-Match.
func preflight(c *gin.Context) {
	c.Header("Access-Control-Allow-Methods", "GET, HEAD")
	c.Header("Access-Control-Allow-Headers", "Accept-Language, Content-Type, If-None-Match")
	c.Header("Access-Control-Max-Age", "86400")
	c.Status(http.StatusNoContent)
}

// answer writes JSON. A cache may keep it but must ask each time whether it still holds: a suspended producer is gone
// from every answer at once.
func answer(c *gin.Context, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("write an API answer: %w", err)
	}
	send(c, "application/json; charset=utf-8", text)
	return nil
}

func send(c *gin.Context, mediaType string, body []byte) {
	sum := sha256.Sum256(body)
	tag := `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"` // weak: compression changes the bytes
	c.Header("ETag", tag)
	c.Header("Cache-Control", "no-cache")
	if matches(c.GetHeader("If-None-Match"), tag) {
		c.Status(http.StatusNotModified)
		return
	}
	c.Data(http.StatusOK, mediaType, body)
}

// matches compares weakly (RFC 9110 §13.1.2).
func matches(header, tag string) bool {
	for candidate := range strings.SplitSeq(header, ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

func (h *handlers) openapi(c *gin.Context) error {
	send(c, "application/yaml; charset=utf-8", document)
	return nil
}
