package web

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/layout"
	"github.com/tuottajatori/tuottajatori/internal/look"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// Looks is what pages ask of how organisers look.
type Looks interface {
	Of(ctx context.Context, code string) (look.Look, error)
	Now(ctx context.Context, code string) (look.Look, error)
	Picture(ctx context.Context, code string) (content []byte, sum string, err error)
}

// wear gives a page the colours and the logo of the organiser whose it is. A page is read in the product's own when they cannot be asked for.
func (o Options) wear(c *gin.Context, p *layout.Page) {
	if p.Organiser.Code == "" || o.Looks == nil {
		return
	}
	l, err := o.Looks.Of(c.Request.Context(), p.Organiser.Code)
	if err != nil {
		o.Log.WarnContext(c.Request.Context(), "page without its organiser's look", "cause", err)
		return
	}
	webkit.Wear(&p.Organiser, l, p.Lang)
}

// look answers with an organiser's stylesheet or logo. What an address names by its sum never changes, and is kept by browsers for good. A page
// that was read before a change names what is no more: it gets what holds now, which is not kept.
func (o Options) look(c *gin.Context) error {
	name, ending, _ := strings.Cut(c.Param("file"), ".")
	code, sum, _ := strings.Cut(name, "-")
	var content []byte
	var now, mediaType string
	switch ending {
	case "css":
		l, err := o.Looks.Of(c.Request.Context(), code)
		if err == nil && l.Sum != sum { // changed a moment ago, perhaps at another replica
			l, err = o.Looks.Now(c.Request.Context(), code)
		}
		if err != nil {
			return err
		}
		content, now, mediaType = []byte(l.Sheet), l.Sum, "text/css; charset=utf-8"
	case "png":
		var err error
		if content, now, err = o.Looks.Picture(c.Request.Context(), code); err != nil {
			return err
		}
		mediaType = "image/png"
	}
	if len(content) == 0 {
		return fault.New(fault.CodeNotFound, "fault.web.no_such_page")
	}
	kept := "no-cache"
	if now == sum {
		kept = "public, max-age=31536000, immutable"
	}
	c.Header("Cache-Control", kept)
	c.Data(http.StatusOK, mediaType, content)
	return nil
}
