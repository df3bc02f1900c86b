package supervisiondesk

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/supervisiondesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/quality"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// look reads which page is asked for, of which units.
func look(c *gin.Context) (quality.Look, error) {
	after, err := uuid.Parse(c.DefaultQuery("after", uuid.Nil.String()))
	if err != nil {
		return quality.Look{}, fault.New(fault.CodeMalformed, "fault.form.malformed").Because(err)
	}
	return quality.Look{Unit: strings.TrimSpace(c.Query("find")), After: after}, nil
}

// found is the address of a page of a list.
func found(list, find string, after uuid.UUID) string {
	q := url.Values{}
	if find != "" {
		q.Set("find", find)
	}
	if after != uuid.Nil {
		q.Set("after", after.String())
	}
	if len(q) == 0 {
		return list
	}
	return list + "?" + q.Encode()
}

// list begins a page of a list.
func list(l quality.Look, here string, next uuid.UUID) views.List {
	v := views.List{Here: here, Find: l.Unit}
	if l.After != uuid.Nil {
		v.First = found(here, l.Unit, uuid.Nil)
	}
	if next != uuid.Nil {
		v.Next = found(here, l.Unit, next)
	}
	return v
}

func (d *desk) values(c *gin.Context) error {
	l, err := look(c)
	if err != nil {
		return err
	}
	page, least, err := d.quality.Entered(c.Request.Context(), d.kit.Actor(c), l)
	if err != nil {
		return err
	}
	w := d.words(c)
	v := list(l, paths.Supervision(w.Lang(), "values"), page.Next)
	v.Rows = valueRows(w, page.Rows, least)
	d.page(c, http.StatusOK, w.T("supervision.nav.values"), views.ValuesPage(v))
	return nil
}

func (d *desk) inspections(c *gin.Context) error {
	l, err := look(c)
	if err != nil {
		return err
	}
	page, err := d.quality.Inspected(c.Request.Context(), d.kit.Actor(c), l)
	if err != nil {
		return err
	}
	w := d.words(c)
	v := list(l, paths.Supervision(w.Lang(), "inspections"), page.Next)
	v.Rows = inspectionRows(w, page.Rows)
	d.page(c, http.StatusOK, w.T("supervision.nav.inspections"), views.InspectionsPage(v))
	return nil
}

func valueRows(w wording.Words, told []quality.Entered, least int) (rows [][]components.Cell) {
	for _, e := range told {
		i, _ := quality.ByKey(e.Indicator)
		value := components.Cell{Text: w.Measure(i, e.Part.Value), Note: w.Counted(i, e.N)}
		if e.Corrects {
			value.Note += ", " + w.T("supervision.home.corrects")
		}
		if !i.Enough(e.N, least) {
			value.Note += ", " + w.T("supervision.home.few")
		}
		if e.TakenBack {
			value = components.Cell{Text: w.T("supervision.home.gone")}
		}
		rows = append(rows, []components.Cell{
			{Text: e.UnitName, Note: serviceName(w, e.Service), Href: paths.Quality(w.Lang(), e.Unit.String(), e.Service)}, {Text: i.Name.In(string(w.Lang()))},
			{Text: w.Period(e.From, e.To)}, value, {Text: e.Source, Note: w.Date(e.AsOf)},
			{Part: views.StoryLink(paths.Supervision(w.Lang(), "values", e.ID.String()), e.UnitName+", "+i.Name.In(string(w.Lang())))},
		})
	}
	return rows
}

func inspectionRows(w wording.Words, told []quality.Inspection) (rows [][]components.Cell) {
	for _, i := range told {
		said := w.Inspection(&i)
		rows = append(rows, []components.Cell{
			{Text: i.UnitName, Href: paths.Unit(w.Lang(), i.Unit.String())}, {Text: said.Date, Note: said.Kind}, {Text: said.Finding}, {Text: said.Outcome, Note: said.Inspector},
			{Part: views.StoryLink(paths.Supervision(w.Lang(), "inspections", i.ID.String()), i.UnitName+", "+said.Date)},
		})
	}
	return rows
}
