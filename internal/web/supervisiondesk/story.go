package supervisiondesk

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/supervisiondesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/quality"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// storyForm is what is typed about something that was told: anew, or why it is taken back. Of is the row that the form
// was made of.
type storyForm struct {
	ID     string `form:"id"`
	Of     string `form:"of"`
	Value  string `form:"value"`
	Count  string `form:"count"`
	Source string `form:"source"`
	AsOf   string `form:"as_of"`
	Reason string `form:"reason"`
	Why    string `form:"why"`

	Day       string `form:"day"`
	Inspector string `form:"inspector"`
	Kind      string `form:"kind"`
	Finding   string `form:"finding"`
	Fi        string `form:"fi"`
	Sv        string `form:"sv"`
	En        string `form:"en"`
	Link      string `form:"link"`
}

// bindStory reads a form with its ids.
func (d *desk) bindStory(c *gin.Context) (f storyForm, id, of uuid.UUID, err error) {
	if err = d.kit.Bind(c, &f); err != nil {
		return f, id, of, err
	}
	if id, err = webkit.FormID(f.ID); err != nil {
		return f, id, of, err
	}
	of, err = webkit.FormID(f.Of)
	return f, id, of, err
}

// refused tells how a form that was not accepted is shown again: with what is wrong with its fields, or with what
// somebody else has told meanwhile. It is false when the form is not at fault.
func (d *desk) refused(c *gin.Context, err error) (status int, errs map[string]string, problem string, again bool) {
	if fault.Is(err, fault.CodeConflict) {
		return http.StatusConflict, nil, d.kit.Printer(c).T(fault.From(err).Key), true
	}
	errs = d.faults(c, err)
	return http.StatusUnprocessableEntity, errs, "", errs != nil
}

func pathID(c *gin.Context) (uuid.UUID, error) {
	id, err := uuid.Parse(c.Param("id"))
	if err != nil {
		return uuid.Nil, quality.ErrNotFound.Because(err)
	}
	return id, nil
}

// sent is a form that was not accepted, and why.
type sent struct {
	storyForm
	takesBack bool // the form that takes back, not the one that corrects
	err       error
}

func (d *desk) valueStory(c *gin.Context) error { return d.showValueStory(c, nil) }

func (d *desk) correctValue(c *gin.Context) error {
	f, id, of, err := d.bindStory(c)
	if err != nil {
		return err
	}
	row, err := d.quality.Correct(c.Request.Context(), d.kit.Actor(c), id, of, quality.Correction{Value: f.Value, Count: f.Count, Source: f.Source, AsOf: f.AsOf, Reason: f.Reason})
	if err != nil {
		return d.showValueStory(c, &sent{f, false, err})
	}
	what := "correction"
	switch {
	case row.State == quality.RowSame:
		what = "same"
	case row.Few:
		what = "few"
	}
	return d.back(c, what, nil)
}

func (d *desk) takeBackValue(c *gin.Context) error {
	f, id, of, err := d.bindStory(c)
	if err != nil {
		return err
	}
	if err := d.quality.TakeBack(c.Request.Context(), d.kit.Actor(c), id, of, f.Why); err != nil {
		return d.showValueStory(c, &sent{f, true, err})
	}
	return d.back(c, "taken_back", nil)
}

// story is what both kinds of stories show; kind is the folder of the desk that they are in.
func (d *desk) story(c *gin.Context, kind string, again *sent) (v views.Story, status int, err error) {
	l, status := d.kit.Lang(c), http.StatusOK
	id := c.Param("id")
	v = views.Story{
		Back: paths.Supervision(l), ID: webkit.NewID(), BackID: webkit.NewID(),
		Action: paths.Supervision(l, kind, id), TakeBack: paths.Supervision(l, kind, id, "taken-back"),
	}
	if again == nil {
		return v, status, nil
	}
	var shown bool
	if status, v.Errors, v.Problem, shown = d.refused(c, again.err); !shown {
		return v, status, again.err
	}
	if again.takesBack {
		v.Errors = map[string]string{"why": v.Errors["reason"]}
	}
	return v, status, nil
}

// showValueStory shows a value with its history and what can be done about it.
func (d *desk) showValueStory(c *gin.Context, again *sent) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	v, status, err := d.story(c, "values", again)
	if err != nil {
		return err
	}
	story, err := d.quality.ValueStory(c.Request.Context(), d.kit.Actor(c), id)
	if err != nil {
		return err
	}
	w, now := d.words(c), story.Now()
	i, _ := quality.ByKey(now.Indicator)
	v.Title, v.Of = w.T("supervision.story.value"), now.ID.String()
	v.Facts = []components.SummaryRow{
		{Key: w.T("supervision.field.unit"), Value: now.UnitName, Actions: []components.Action{
			{Text: w.T("supervision.story.public"), Href: paths.Quality(w.Lang(), now.Unit.String(), now.Service)}}},
		{Key: w.T("supervision.field.service"), Value: serviceName(w, now.Service)},
		{Key: w.T("supervision.field.indicator"), Value: i.Name.In(string(w.Lang()))},
		{Key: w.T("supervision.home.period"), Value: w.Period(now.From, now.To)},
	}
	for _, one := range story.Versions {
		what := components.Cell{Text: w.Measure(i, one.Part.Value), Note: w.Counted(i, one.N) + ", " + one.Source}
		if !i.Enough(one.N, story.Least) {
			what.Note += ", " + w.T("supervision.home.few")
		}
		v.Versions = append(v.Versions, version(w, one.Change, what))
	}
	if now.Gone {
		v.Gone = w.T("supervision.story.value_gone")
	}
	v.Fields = map[string]string{"value": w.Plain(now.Part.Value), "count": strconv.Itoa(now.N), "source": now.Source}
	if again != nil {
		v.Fields["why"] = again.Why
		if !again.takesBack {
			v.Fields = map[string]string{"value": again.Value, "count": again.Count, "source": again.Source, "as_of": again.AsOf, "reason": again.Reason}
		}
	}
	d.page(c, status, v.Title, views.ValueStoryPage(v))
	return nil
}

// version is a row of a history: when and by whom it was told, what it says, and why.
func version(w wording.Words, change quality.Change, what components.Cell) []components.Cell {
	if change.Gone {
		what = components.Cell{Text: w.T("supervision.home.gone")}
	}
	return []components.Cell{{Text: w.DateTime(change.At), Note: change.By}, what, {Text: change.Reason}}
}

func (d *desk) inspectionStory(c *gin.Context) error { return d.showInspectionStory(c, nil) }

func (d *desk) correctInspection(c *gin.Context) error {
	f, id, of, err := d.bindStory(c)
	if err != nil {
		return err
	}
	err = d.quality.CorrectInspection(c.Request.Context(), d.kit.Actor(c), id, of, quality.Said{
		Day: f.Day, Inspector: f.Inspector, Kind: f.Kind, Finding: f.Finding, Fi: f.Fi, Sv: f.Sv, En: f.En, Link: f.Link,
	}, f.Reason)
	if err != nil {
		return d.showInspectionStory(c, &sent{f, false, err})
	}
	return d.back(c, "inspection_corrected", nil)
}

func (d *desk) takeBackInspection(c *gin.Context) error {
	f, id, of, err := d.bindStory(c)
	if err != nil {
		return err
	}
	if err := d.quality.TakeBackInspection(c.Request.Context(), d.kit.Actor(c), id, of, f.Why); err != nil {
		return d.showInspectionStory(c, &sent{f, true, err})
	}
	return d.back(c, "inspection_taken_back", nil)
}

// showInspectionStory shows an inspection with its history and what can be done about it.
func (d *desk) showInspectionStory(c *gin.Context, again *sent) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	v, status, err := d.story(c, "inspections", again)
	if err != nil {
		return err
	}
	versions, err := d.quality.InspectionStory(c.Request.Context(), d.kit.Actor(c), id)
	if err != nil {
		return err
	}
	w, now := d.words(c), versions[0]
	v.Title, v.Of = w.T("supervision.story.inspection"), now.ID.String()
	v.Facts = []components.SummaryRow{{Key: w.T("supervision.field.unit"), Value: now.UnitName, Actions: []components.Action{
		{Text: w.T("supervision.story.public"), Href: paths.Unit(w.Lang(), now.Unit.String())}}}}
	for _, one := range versions {
		said := w.Inspection(&one.Inspection)
		v.Versions = append(v.Versions, version(w, one.Change, components.Cell{Text: said.Date + ": " + said.Finding, Note: said.Outcome}))
	}
	if now.Gone {
		v.Gone = w.T("supervision.story.inspection_gone")
	}
	f := storyForm{Day: fmt.Sprintf("%d.%d.%d", now.On.Day, now.On.Month, now.On.Year), Inspector: now.Inspector, Kind: now.Kind, Finding: now.Finding, Fi: now.Outcome.Fi, Sv: now.Outcome.Sv, En: now.Outcome.En, Link: now.Link}
	if again != nil && again.takesBack {
		f.Why = again.Why
	} else if again != nil {
		f = again.storyForm
	}
	v.Fields = map[string]string{"day": f.Day, "inspector": f.Inspector, "fi": f.Fi, "sv": f.Sv, "en": f.En, "link": f.Link, "reason": f.Reason, "why": f.Why}
	v.Kinds, v.Findings = choices(w, f.Kind, f.Finding)
	d.page(c, status, v.Title, views.InspectionStoryPage(v))
	return nil
}
