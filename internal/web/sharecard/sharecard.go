// Package sharecard answers with the pictures that are shown with links to offerings, producers, units and points.
//
// What a picture says is read anew each time, so that nothing is told of what may not be shown today; only the drawing is
// remembered, by what it says.
package sharecard

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/frontend/share"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

const (
	// mostKept is how many bytes of pictures are remembered: some hundreds of them.
	mostKept = 16 << 20
	// drawnAtOnce is how many are drawn at a time, each of which takes a core for some hundredths of a second.
	drawnAtOnce = 2
	waitToDraw  = 3 * time.Second
	// version is part of every tag: raise it when the drawing changes.
	version = "1"
)

var errBusy = fault.New(fault.CodeUnavailable, "fault.registers.busy")

type pictures struct {
	kit       *webkit.Kit
	catalogue *catalogue.Service
	drawing   chan struct{} // as many as are being drawn
	kept      kept
}

// Mount adds the pictures in the three languages.
func Mount(r gin.IRouter, k *webkit.Kit, c *catalogue.Service) {
	p := &pictures{kit: k, catalogue: c, drawing: make(chan struct{}, drawnAtOnce)}
	for _, of := range []paths.Page{paths.PageResults, paths.PageProducer, paths.PageUnit, paths.PagePoint} {
		for _, l := range locale.Langs() {
			r.GET("/share/"+string(l)+"/"+string(of)+"/:file", k.H(func(c *gin.Context) error { return p.picture(c, l, of) }))
		}
	}
}

func (p *pictures) picture(c *gin.Context, l locale.Lang, of paths.Page) error {
	name, isPicture := strings.CutSuffix(c.Param("file"), ".png")
	id, err := uuid.Parse(name)
	if err != nil || !isPicture {
		return catalogue.ErrNotFound
	}
	card, err := p.card(c, words{wording.Words{Printer: p.kit.Locales.Printer(l)}}, of, id)
	if err != nil {
		return err
	}
	tag := tagOf(card)
	h := c.Writer.Header()
	h.Set("Cache-Control", "public, no-cache") // anybody may keep it, and asks whether it still is so
	h.Set("ETag", tag)
	if slices.Contains(strings.FieldsFunc(c.GetHeader("If-None-Match"), func(r rune) bool { return r == ',' || r == ' ' }), tag) {
		c.Status(http.StatusNotModified)
		return nil
	}
	file, err := p.drawn(c, tag, card)
	if err != nil {
		h.Del("ETag")
		h.Del("Cache-Control")
		return err
	}
	c.Data(http.StatusOK, "image/png", file)
	return nil
}

// tagOf is the same for the same words.
func tagOf(card share.Card) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %q", version, card))
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:15]) + `"`
}

// drawn is the picture: remembered, or drawn when it is its turn.
func (p *pictures) drawn(c *gin.Context, tag string, card share.Card) ([]byte, error) {
	if file, ok := p.kept.find(tag); ok {
		return file, nil
	}
	timer := time.NewTimer(waitToDraw)
	defer timer.Stop()
	select {
	case p.drawing <- struct{}{}:
		defer func() { <-p.drawing }()
	case <-timer.C:
		return nil, errBusy
	case <-c.Request.Context().Done():
		return nil, c.Request.Context().Err()
	}
	if file, ok := p.kept.find(tag); ok { // drawn while this one waited
		return file, nil
	}
	file, err := share.Draw(card)
	if err == nil {
		p.kept.keep(tag, file)
	}
	return file, err
}

// kept are the pictures asked for last, so many bytes of them at most.
type kept struct {
	mu    sync.Mutex
	files map[string][]byte
	order []string // the oldest first
	bytes int
}

func (k *kept) find(tag string) ([]byte, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	file, ok := k.files[tag]
	return file, ok
}

func (k *kept) keep(tag string, file []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.files == nil {
		k.files = map[string][]byte{}
	}
	if _, ok := k.files[tag]; ok {
		return
	}
	k.files[tag], k.order, k.bytes = file, append(k.order, tag), k.bytes+len(file)
	for k.bytes > mostKept {
		k.bytes -= len(k.files[k.order[0]])
		delete(k.files, k.order[0])
		k.order = k.order[1:]
	}
}

// words are the wording of the pictures.
type words struct{ wording.Words }

func (p *pictures) card(c *gin.Context, w words, of paths.Page, id uuid.UUID) (share.Card, error) {
	ctx := c.Request.Context()
	if of == paths.PageResults {
		it, err := p.catalogue.Item(ctx, id, nil)
		if err != nil {
			return share.Card{}, err
		}
		it.By(offering.Usage{})
		return w.offering(it), nil
	}
	find := p.catalogue.Producer
	switch of {
	case paths.PageUnit:
		find = p.catalogue.Unit
	case paths.PagePoint:
		find = p.catalogue.Point
	}
	found, err := find(ctx, id, nil, 1)
	if err != nil {
		return share.Card{}, err
	}
	return w.part(found, of), nil
}

func (w words) offering(it catalogue.Item) share.Card {
	pays := w.Pays(it)
	card := share.Card{
		Lead: it.Service.Name(string(w.Lang())), Name: wording.Title(it), Place: w.Municipality(it.Point.Municipality),
		Kind: pays.Kind, Title: pays.Title, Mark: w.mark(it.Demo),
	}
	if it.AtHome && len(it.Areas) > 0 {
		card.Place = w.Serves(it.Areas)
	}
	if pays.Sum != "" {
		card.Sum = strings.TrimSpace(pays.From + " " + pays.Sum + pays.Per)
		card.Note = pays.Month
	}
	return card
}

// part is the card of a producer, a unit or a point: where it is and what it offers.
func (w words) part(p catalogue.ProducerPage, of paths.Page) share.Card {
	card := share.Card{Lead: w.T("public.offering.producer"), Name: p.Producer.Name, Mark: w.mark(p.Demo)}
	var services, at []string
	for _, u := range p.Units {
		for _, pt := range u.Points {
			at = add(at, w.Municipality(pt.Point.Municipality))
			for _, it := range pt.Items {
				services = add(services, it.Service.Name(string(w.Lang())))
			}
			if of == paths.PagePoint && pt.Point.Name != "" {
				card.Lead, card.Name = w.T("public.offering.point"), pt.Point.Name
			}
		}
		if of == paths.PageUnit && u.Unit.Name != "" {
			card.Lead, card.Name = w.T("public.offering.unit"), u.Unit.Name
		}
	}
	card.Place, card.Title = strings.Join(at, ", "), strings.Join(services, ", ")
	return card
}

func add(list []string, one string) []string {
	if one == "" || slices.Contains(list, one) {
		return list
	}
	return append(list, one)
}

func (w words) mark(demo bool) string {
	if demo {
		return w.T("public.card.demo")
	}
	return ""
}
