package supervisiondesk

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/supervisiondesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/quality"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// valueForm is a value as it was typed.
type valueForm struct {
	ID         string `form:"id"`
	Indicator  string `form:"indicator"`
	Unit       string `form:"unit"`
	BusinessID string `form:"business_id"`
	Service    string `form:"service"`
	From       string `form:"from"`
	To         string `form:"to"`
	Value      string `form:"value"`
	Count      string `form:"count"`
	Source     string `form:"source"`
	AsOf       string `form:"as_of"`
}

func (d *desk) askValue(c *gin.Context) error {
	return d.showValue(c, http.StatusOK, valueForm{ID: webkit.NewID()}, nil)
}

func (d *desk) showValue(c *gin.Context, status int, f valueForm, errs map[string]string) error {
	w := d.words(c)
	units, err := d.units(c)
	if err != nil {
		return err
	}
	v := views.Value{Back: paths.Supervision(w.Lang()), ID: f.ID, Units: units, Errors: errs, Fields: map[string]string{
		"unit": f.Unit, "business_id": f.BusinessID, "from": f.From, "to": f.To, "value": f.Value, "count": f.Count, "source": f.Source, "as_of": f.AsOf,
	}}
	none := components.Option{Text: w.T("supervision.choose")}
	v.Indicators, v.Services = append(v.Indicators, none), append(v.Services, none)
	for _, i := range quality.Indicators() {
		v.Indicators = append(v.Indicators, components.Option{Value: i.Key, Text: i.Name.In(string(w.Lang())), Selected: f.Indicator == i.Key})
	}
	for _, s := range service.All() {
		v.Services = append(v.Services, components.Option{Value: s.Key, Text: s.Name(string(w.Lang())), Selected: f.Service == s.Key})
	}
	d.page(c, status, w.T("supervision.value.title"), views.ValuePage(v))
	return nil
}

func (d *desk) value(c *gin.Context) error {
	var f valueForm
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	id, err := webkit.FormID(f.ID)
	if err != nil {
		return err
	}
	row, err := d.quality.Record(c.Request.Context(), d.kit.Actor(c), id, quality.Entry{
		Indicator: f.Indicator, Unit: f.Unit, BusinessID: f.BusinessID, Service: f.Service, From: f.From, To: f.To,
		Value: f.Value, Count: f.Count, Source: f.Source, AsOf: f.AsOf,
	})
	if errs := d.faults(c, err); errs != nil {
		return d.showValue(c, http.StatusUnprocessableEntity, f, errs)
	}
	what := "value"
	switch {
	case row.State == quality.RowSame:
		what = "same"
	case row.Few:
		what = "few"
	case row.State == quality.RowCorrects:
		what = "correction"
	}
	return d.back(c, what, err)
}

// inspectionForm is an inspection as it was typed.
type inspectionForm struct {
	ID        string `form:"id"`
	Unit      string `form:"unit"`
	Day       string `form:"day"`
	Inspector string `form:"inspector"`
	Kind      string `form:"kind"`
	Finding   string `form:"finding"`
	Fi        string `form:"fi"`
	Sv        string `form:"sv"`
	En        string `form:"en"`
	Link      string `form:"link"`
}

func (d *desk) askInspection(c *gin.Context) error {
	return d.showInspection(c, http.StatusOK, inspectionForm{ID: webkit.NewID()}, nil)
}

func (d *desk) showInspection(c *gin.Context, status int, f inspectionForm, errs map[string]string) error {
	w := d.words(c)
	units, err := d.units(c)
	if err != nil {
		return err
	}
	v := views.Inspection{Back: paths.Supervision(w.Lang()), ID: f.ID, Units: units, Errors: errs, Fields: map[string]string{
		"unit": f.Unit, "day": f.Day, "inspector": f.Inspector, "fi": f.Fi, "sv": f.Sv, "en": f.En, "link": f.Link,
	}}
	v.Kinds, v.Findings = choices(w, f.Kind, f.Finding)
	d.page(c, status, w.T("supervision.inspection.title"), views.InspectionPage(v))
	return nil
}

// choices are how an inspection can have been made, and what it can have found.
func choices(w wording.Words, kind, finding string) (kinds, findings []components.Choice) {
	for _, k := range quality.InspectionKinds() {
		kinds = append(kinds, components.Choice{Value: k, Text: w.T("quality.inspection_kind." + k), Checked: kind == k})
	}
	for _, f := range quality.Findings() {
		findings = append(findings, components.Choice{Value: f, Text: w.T("quality.finding." + f), Checked: finding == f})
	}
	return kinds, findings
}

func (d *desk) inspection(c *gin.Context) error {
	var f inspectionForm
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	id, err := webkit.FormID(f.ID)
	if err != nil {
		return err
	}
	err = d.quality.RecordInspection(c.Request.Context(), d.kit.Actor(c), id, quality.Said{
		Unit: f.Unit, Day: f.Day, Inspector: f.Inspector, Kind: f.Kind, Finding: f.Finding, Fi: f.Fi, Sv: f.Sv, En: f.En, Link: f.Link,
	})
	if errs := d.faults(c, err); errs != nil {
		return d.showInspection(c, http.StatusUnprocessableEntity, f, errs)
	}
	return d.back(c, "inspection", err)
}

// movedForm is a unit's successor as it was typed.
type movedForm struct {
	Unit      string `form:"unit"`
	Successor string `form:"successor"`
	From      string `form:"from"`
}

func (d *desk) askMoved(c *gin.Context) error {
	return d.showMoved(c, http.StatusOK, movedForm{}, nil)
}

func (d *desk) showMoved(c *gin.Context, status int, f movedForm, errs map[string]string) error {
	w := d.words(c)
	units, err := d.units(c)
	if err != nil {
		return err
	}
	v := views.Moved{Back: paths.Supervision(w.Lang()), Units: units, Errors: errs, Fields: map[string]string{"unit": f.Unit, "successor": f.Successor, "from": f.From}}
	d.page(c, status, w.T("supervision.moved.title"), views.MovedPage(v))
	return nil
}

func (d *desk) moved(c *gin.Context) error {
	var f movedForm
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	err := d.quality.Succeed(c.Request.Context(), d.kit.Actor(c), f.Unit, f.Successor, f.From)
	if errs := d.faults(c, err); errs != nil {
		return d.showMoved(c, http.StatusUnprocessableEntity, f, errs)
	}
	return d.back(c, "moved", err)
}
