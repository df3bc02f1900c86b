package producerdesk

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/producerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/hours"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

func (d *desk) hours(c *gin.Context) error {
	a, id, err := d.ownID(c)
	if err != nil {
		return err
	}
	told, err := d.Producers.Hours(c.Request.Context(), a, id)
	if err != nil {
		return err
	}
	typed := toldHours(told.Week)
	if told.Version == 0 { // what most mean, for those who have told nothing
		typed.State, typed.Holidays, typed.Eves = string(hours.Regular), string(hours.RuleClosed), string(hours.RuleClosed)
	}
	return d.showHours(c, told, typed, told.Version, refused{status: http.StatusOK})
}

func (d *desk) saveHours(c *gin.Context) error {
	a, id, err := d.ownID(c)
	if err != nil {
		return err
	}
	var form struct {
		Version int `form:"version"`
	}
	var typed typedHours
	err = d.kit.Bind(c, &form)
	if err == nil {
		typed = formHours(c.Request.PostForm)
		var week hours.Week
		if week, err = typed.read(calendar.Today(time.Now())); err == nil {
			err = d.Producers.SetHours(c.Request.Context(), a, producer.SetHours{PointID: id, Version: form.Version, Week: week})
		}
	}
	if err == nil {
		d.kit.SeeOther(c, paths.Desk(d.kit.Lang(c), "units")+"?saved=hours")
		return nil
	}
	r, ok := d.again(c, err)
	if !ok {
		return err
	}
	told, err := d.Producers.Hours(c.Request.Context(), a, id)
	if err != nil {
		return err
	}
	return d.showHours(c, told, typed, form.Version, r)
}

// emptyRows is how many rows for new exceptions a form has.
const emptyRows = 3

// showHours draws the form with what was typed; told is what is saved.
func (d *desk) showHours(c *gin.Context, told producer.PointHours, typed typedHours, version int, r refused) error {
	w := words{d.kit.Printer(c)}
	list := paths.Desk(w.Lang(), "units")
	v := views.PointHours{
		Form: views.Form{Crumbs: crumbs(w.Printer, components.Crumb{Text: w.T("producerdesk.units.title"), Href: list}), Version: strconv.Itoa(version),
			Title: w.T("hours.form.title"), Lead: w.T("hours.form.lead", "Point", told.Point.Name), Submit: w.T("producerdesk.save"), Cancel: list},
		Copy: typed.Copy,
	}
	r.errors = w.named(r.errors)
	r.onto(&v.Form, told.Version, w.hoursRows(told.Week))
	v.State = w.choice("state", typed.State, v.Errors, string(hours.Regular), string(hours.Agreement), notTold)
	v.State.Items[2].Hint = w.T("hours.form.state_not_told_hint")
	v.Holidays = w.rule("holidays", typed.Holidays, v.Errors)
	v.Holidays.Hint = w.T("hours.form.holidays_hint")
	v.Eves = w.rule("eves", typed.Eves, v.Errors)
	for i, day := range typed.Days {
		name := "day" + strconv.Itoa(i)
		v.Days = append(v.Days, views.HoursDay{Name: name, Legend: w.T("hours.form.day." + strconv.Itoa(i)), Opens: day.Opens, Closes: day.Closes,
			Round: day.Round, Error: v.Errors[name]})
	}
	v.Overnight, v.ElseAgreement = typed.Overnight, typed.ElseAgreement
	for i, e := range append(slices.Clone(typed.Exceptions), make([]typedException, emptyRows)...) {
		name := "exception" + strconv.Itoa(i)
		v.Exceptions = append(v.Exceptions, views.HoursException{Name: name, Legend: w.T("hours.form.exception", "Number", i+1),
			First: e.First, Last: e.Last, Opens: e.Opens, Closes: e.Closes, Note: e.Note, Error: v.Errors[name]})
	}
	d.page(c, r.status, v.Title, views.HoursPage(v))
	return nil
}

// named puts before the error of a day or an exception which one it is: in the list of what to mend they would be alike.
func (w words) named(errors map[string]string) map[string]string {
	errors = maps.Clone(errors)
	for name, text := range errors {
		if i, ok := strings.CutPrefix(name, "day"); ok {
			errors[name] = w.T("hours.form.day."+i) + ": " + text
		} else if i, ok := strings.CutPrefix(name, "exception"); ok {
			if n, err := strconv.Atoi(i); err == nil {
				errors[name] = w.T("hours.form.exception", "Number", n+1) + ": " + text
			}
		}
	}
	return errors
}

func (w words) choice(name, chosen string, errors map[string]string, values ...string) components.ChoiceArgs {
	c := components.ChoiceArgs{Name: name, Legend: w.T("hours.form." + name), Error: errors[name], Small: true}
	for _, value := range values {
		c.Items = append(c.Items, components.Choice{Value: value, Text: w.T("hours.form." + name + "_" + value), Checked: value == chosen})
	}
	return c
}

func (w words) rule(name, chosen string, errors map[string]string) components.ChoiceArgs {
	c := components.ChoiceArgs{Name: name, Legend: w.T("hours.form." + name), Error: errors[name], Small: true}
	for _, rule := range hours.Rules() {
		c.Items = append(c.Items, components.Choice{Value: string(rule), Text: w.T("hours.form.rule_" + string(rule)), Checked: string(rule) == chosen})
	}
	return c
}

// hoursRows is what is saved at present, in words.
func (w words) hoursRows(week hours.Week) []components.SummaryRow {
	said := wording.Words{Printer: w.Printer}.Hours(&week, "", time.Now())
	row := components.SummaryRow{Key: w.T("hours.form.now"), Value: said.Now}
	if len(said.Week) > 0 {
		row.Value = ""
		for _, l := range said.Week {
			row.Lines = append(row.Lines, l.Days+" "+l.Hours)
		}
	}
	return []components.SummaryRow{row}
}
