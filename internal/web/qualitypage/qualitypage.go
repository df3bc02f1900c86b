// Package qualitypage serves the pages that explain quality: the indicators, weights and the rule, and how the figure of
// one unit's service comes about.
package qualitypage

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	public "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/quality"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/quality"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

type pages struct {
	kit     *webkit.Kit
	quality *quality.Service
}

// Mount adds the pages in the three languages.
func Mount(r gin.IRouter, k *webkit.Kit, q *quality.Service) {
	p := &pages{kit: k, quality: q}
	for _, l := range locale.Langs() {
		r.GET(paths.Quality(l), k.H(p.about))
		r.GET(paths.Quality(l)+"/:unit/:service", k.H(p.figure))
	}
}

type words struct{ wording.Words }

func (w words) lang() string { return string(w.Lang()) }

func (p *pages) figure(c *gin.Context) error {
	w := words{wording.Words{Printer: p.kit.Printer(c)}}
	unit, err := uuid.Parse(c.Param("unit"))
	if err != nil {
		return quality.ErrNotFound
	}
	svc, known := service.ByKey(c.Param("service"))
	if !known {
		return quality.ErrNotFound
	}
	told, err := p.quality.Told(c.Request.Context(), unit, svc.Key)
	if err != nil {
		return err
	}
	v := w.figure(told, svc)
	webkit.MayBeKept(c)
	p.kit.Page(c, http.StatusOK, layout.Page{Title: w.T("quality.figure.title") + ": " + told.UnitName, NoIndex: true}, views.FigurePage(v))
	return nil
}

func (w words) figure(told quality.Told, svc service.Service) views.Figure {
	v := views.Figure{
		Crumbs: []components.Crumb{
			{Text: w.T("public.producer.front"), Href: paths.Front(w.Lang())}, {Text: w.T("quality.about.crumb"), Href: paths.Quality(w.Lang())},
		},
		Title: told.UnitName, Lead: svc.Name(w.lang()) + " · " + told.Producer, Demo: told.Demo, About: paths.Quality(w.Lang()), Unit: paths.Unit(w.Lang(), told.Unit.String()),
		Rating: public.Quality{Word: w.T(quality.NotRated.Key())},
	}
	if s := told.Successor; s != nil {
		v.Moved = w.T("quality.figure.moved", "Date", s.From)
		v.Successor = components.Crumb{Text: s.Name, Href: paths.Quality(w.Lang(), s.ID.String(), svc.Key)}
	}
	v.Rule = w.T("quality.figure.rule_none")
	if len(told.Sets) > 0 && told.Sets[0].Weights.Main {
		main := told.Sets[0]
		if r := quality.Rate(told.Unit, svc.Key, told.Newest, main.Weights, told.Needed); r != nil {
			v.Rating = w.Quality(r)
		}
		w.steps(&v, main, told)
	}
	for _, set := range told.Sets {
		v.Sets = append(v.Sets, w.set(set))
	}
	for _, one := range told.History {
		v.History = append(v.History, w.historyRow(one, told))
	}
	for _, i := range told.Inspected {
		v.Inspections = append(v.Inspections, w.Inspection(&i))
	}
	return v
}

// historyRow is a value that was told. One of a unit that became this one says whose it was.
func (w words) historyRow(one quality.Value, told quality.Told) []components.Cell {
	i, _ := quality.ByKey(one.Indicator)
	value := components.Cell{Text: w.T("quality.figure.too_few"), Note: w.Counted(i, one.N)}
	switch {
	case one.TakenBack:
		value = components.Cell{Text: w.T("quality.figure.taken_back", "Date", one.Corrected)}
	case told.Enough(one.Part):
		value.Text = w.Measure(i, one.Part.Value)
	}
	if !one.Corrected.IsZero() && !one.TakenBack {
		value.Note += ". " + w.T("quality.figure.corrected", "Date", one.Corrected)
	}
	cells := []components.Cell{
		{Text: w.Period(one.From, one.To)}, {Text: i.Name.In(w.lang())}, value,
		{Text: one.Source, Note: w.T("quality.figure.as_of", "Date", one.AsOf)},
	}
	if one.Unit != told.Unit {
		cells[0].Note = w.T("quality.figure.earlier", "Unit", one.UnitName)
	}
	return cells
}

func (p *pages) about(c *gin.Context) error {
	w := words{wording.Words{Printer: p.kit.Printer(c)}}
	sets, err := p.quality.Weights(c.Request.Context())
	if err != nil {
		return err
	}
	webkit.MayBeKept(c)
	p.kit.Page(c, http.StatusOK, layout.Page{Title: w.T("quality.about.title"), Description: w.T("quality.about.lead")}, views.AboutPage(w.about(sets)))
	return nil
}
