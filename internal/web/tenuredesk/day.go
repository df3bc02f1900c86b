package tenuredesk

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/pages/casefile"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/tenure"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/trail"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// onDay shows an admission as it was on the day that the address names.
func (d *desk) onDay(c *gin.Context) error {
	f, err := d.acted(c)
	if err != nil {
		return err
	}
	var in struct {
		Day   string `form:"day-day"`
		Month string `form:"day-month"`
		Year  string `form:"day-year"`
	}
	if err := d.Kit.Bind(c, &in); err != nil {
		return err
	}
	p := d.Kit.Printer(c)
	v := views.Day{Back: d.at(c, f.ID), Kicker: d.kicker(c, f), Day: in.Day, Month: in.Month, Year: in.Year}
	chosen, ok := webkit.ParseDate(in.Day, in.Month, in.Year)
	status := http.StatusOK
	switch {
	case !ok:
		v.Error, status = p.T("fault.admission.date"), http.StatusUnprocessableEntity
		d.page(c, status, officerframe.Admissions, p.T("tenure.day.title"), views.DayPage(v))
		return nil
	case chosen.After(f.Day):
		v.Error, status = p.T("tenure.day.future"), http.StatusUnprocessableEntity
		d.page(c, status, officerframe.Admissions, p.T("tenure.day.title"), views.DayPage(v))
		return nil
	}
	was, err := d.tenure.OnDay(c.Request.Context(), d.Kit.Actor(c), f.ID, chosen)
	if err != nil {
		return err
	}
	v.Day, v.Month, v.Year = webkit.DateParts(was.Day)
	v.Heading = p.T("tenure.day.heading", "Date", was.Day)
	if was.State == "" {
		v.None = p.T("tenure.day.none")
	} else {
		state, at := casework.State(p, was.State, calendar.Date{}), stage(p, was.Stage())
		v.Facts = []casefile.Fact{{Name: p.T("officer.admissions.producer"), Text: was.Producer}, {Name: p.T("officer.admission.state"), Tag: &state}, {Name: p.T("tenure.page.stage"), Tag: &at}}
		v.Services, v.Doubts, v.Shown = casework.Services(p, was.Services), doubts(p, was.Doubts, true), shown(p, was.Shown, was.Day, nowhere)
		for _, k := range was.Checks {
			v.Checks = append(v.Checks, []components.Cell{{Text: register(p, k.Register)}, {Part: components.Tag(finding(p, k.Finding))}, {Text: p.Date(k.On)}, {Text: k.Source}})
		}
	}
	for _, e := range f.History.Events {
		if !calendar.Today(e.At).After(was.Day) {
			v.Events = append(v.Events, casework.Event(p, e, true))
		}
	}
	d.page(c, status, officerframe.Admissions, p.T("tenure.day.title"), views.DayPage(v))
	return nil
}

// pages are where objects of a kind stand at the officers' desk, each before its id.
var pages = map[string][]string{"admission": {"admissions"}, "application": {"applications"}, "scheme": {"schemes"},
	"offering": {"prices", "offerings"}, "organiser_area": {"areas", "edit"}, "producer_merge": {"merges"}}

// showTrail shows what was done to an object of the organiser's: an application, an admission, a scheme, an offering.
func (d *desk) showTrail(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	list, err := d.people.Trail(c.Request.Context(), d.Kit.Actor(c), id)
	if err != nil {
		return err
	}
	p := d.Kit.Printer(c)
	v := views.Trail{None: p.T("tenure.trail.none")}
	for _, one := range list {
		if parts, ok := pages[one.Kind]; ok {
			v.Back = paths.Officer(p.Lang(), append(slices.Clone(parts), id.String())...)
		}
		by := one.By
		if by == "" {
			by = p.T("tenure.trail.system")
		}
		v.Rows = append(v.Rows, []components.Cell{{Text: p.DateTime(one.At)}, {Text: trail.Action(p, one.Action)}, {Text: by, Note: p.T("tenure.trail.role." + string(one.Role))}})
	}
	d.page(c, http.StatusOK, officerframe.Admissions, p.T("tenure.trail.title"), views.TrailPage(v))
	return nil
}
