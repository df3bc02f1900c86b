package producerdesk

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/producerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// How the answers to a list are named in a form: these, and the key of what is answered.
const (
	factField     = "fact-"
	includedField = "included-"
)

// answers are what a form says of the things of a list, whether the list has them or not.
func answers(form url.Values, prefix string) map[string]string {
	out := map[string]string{}
	for name := range form {
		if key, ok := strings.CutPrefix(name, prefix); ok {
			out[key] = form.Get(name)
		}
	}
	return out
}

// ask draws one thing of a list with the answers to choose from; the last is that nothing is told.
func ask(prefix, key, name, hint, chosen, wrong string, options ...components.Option) components.ChoiceArgs {
	choice := components.ChoiceArgs{Name: prefix + key, Legend: name, Hint: hint, Error: wrong, Inline: true, Small: true}
	for _, o := range options {
		choice.Items = append(choice.Items, components.Choice{Value: o.Value, Text: o.Text, Checked: o.Value == chosen})
	}
	return choice
}

type factsForm struct {
	Version int    `form:"version"`
	Fi      string `form:"note_fi"`
	Sv      string `form:"note_sv"`
	En      string `form:"note_en"`
}

func (d *desk) facts(c *gin.Context) error {
	a, id, err := d.ownID(c)
	if err != nil {
		return err
	}
	p, told, err := d.Producers.PointFacts(c.Request.Context(), a, id)
	if err != nil {
		return err
	}
	chosen := map[string]string{}
	for key, yes := range told.Answers {
		chosen[key] = yesNo(yes)
	}
	form := factsForm{Version: told.Version, Fi: told.Note.Fi, Sv: told.Note.Sv, En: told.Note.En}
	return d.showFacts(c, p, told, chosen, form, refused{status: http.StatusOK})
}

func (d *desk) saveFacts(c *gin.Context) error {
	a, id, err := d.ownID(c)
	if err != nil {
		return err
	}
	var form factsForm
	chosen := map[string]string{}
	if err = d.kit.Bind(c, &form); err == nil {
		chosen = answers(c.Request.PostForm, factField)
		err = d.Producers.TellFacts(c.Request.Context(), a, producer.SaveFacts{Point: id, Version: form.Version, Answers: chosen,
			Note: producer.Note{Fi: form.Fi, Sv: form.Sv, En: form.En}})
	}
	if err == nil {
		d.kit.SeeOther(c, paths.Desk(d.kit.Lang(c), "units")+"?saved=facts")
		return nil
	}
	r, ok := d.again(c, err)
	if !ok {
		return err
	}
	p, told, err := d.Producers.PointFacts(c.Request.Context(), a, id)
	if err != nil {
		return err
	}
	return d.showFacts(c, p, told, chosen, form, r)
}

// showFacts draws the form with what was chosen; told is what is saved.
func (d *desk) showFacts(c *gin.Context, p producer.Point, told producer.PointFacts, chosen map[string]string, form factsForm, r refused) error {
	w := words{d.kit.Printer(c)}
	list := paths.Desk(w.Lang(), "units")
	v := views.Told{
		Form: views.Form{Crumbs: crumbs(w.Printer, components.Crumb{Text: w.T("producerdesk.units.title"), Href: list}), Version: strconv.Itoa(form.Version),
			Title: w.T("facts.desk.title"), Lead: w.T("facts.desk.lead", "Point", p.Name), Submit: w.T("producerdesk.save"), Cancel: list},
		NotesTitle: w.T("facts.desk.notes"), NotesHint: w.T("facts.desk.note_hint"),
	}
	r.onto(&v.Form, told.Version, w.factRows(told))
	for _, group := range producer.FactGroups() {
		g := views.ToldGroup{Title: w.T("facts.group." + group)}
		for _, f := range producer.Facts() {
			if f.Group == group {
				g.Asked = append(g.Asked, ask(factField, f.Key, f.Name(w.lang()), f.About(w.lang()), chosen[f.Key], r.errors[factField+f.Key],
					components.Option{Value: producer.FactYes, Text: w.T("facts.yes")}, components.Option{Value: producer.FactNo, Text: w.T("facts.no")},
					components.Option{Text: w.T("facts.desk.untold")}))
			}
		}
		v.Groups = append(v.Groups, g)
	}
	v.Notes = w.noteFields("note_", "facts.desk.note_", [3]string{form.Fi, form.Sv, form.En}, r.errors)
	d.page(c, r.status, v.Title, views.ToldPage(v))
	return nil
}

// factRows are what is told of a point, in rows: what is true, what is not, and the note.
func (w words) factRows(told producer.PointFacts) []components.SummaryRow {
	names := func(yes bool) []string {
		var out []string
		for _, f := range told.Answered(yes) {
			out = append(out, f.Name(w.lang()))
		}
		return out
	}
	return []components.SummaryRow{
		{Key: w.T("facts.yes"), Value: w.orNone(strings.Join(names(true), "; "))},
		{Key: w.T("facts.no"), Value: w.orNone(strings.Join(names(false), "; "))},
		{Key: w.T("facts.desk.notes"), Value: w.orNone(firstText(offering.Text(told.Note)))},
	}
}

// noteFields are the three fields of a note, one for each language.
func (w words) noteFields(name, label string, typed [3]string, errors map[string]string) []components.TextareaArgs {
	var fields []components.TextareaArgs
	for i, lang := range []string{"fi", "sv", "en"} {
		fields = append(fields, components.TextareaArgs{Name: name + lang, Label: w.T(label + lang), Value: typed[i], Error: errors[name+lang], Rows: 3})
	}
	return fields
}

// IncludedForm is what the form of what a price includes sends besides the answers.
type IncludedForm struct {
	IncludedFi string `form:"included_fi"`
	IncludedSv string `form:"included_sv"`
	IncludedEn string `form:"included_en"`
}

// told is what a form says of a price.
func (f IncludedForm) told(form url.Values) offering.Included {
	return offering.Included{States: answers(form, includedField), Note: offering.Text{Fi: f.IncludedFi, Sv: f.IncludedSv, En: f.IncludedEn}}
}

// includedView asks what the price of a service includes.
func (w words) includedView(f views.Form, serviceKey string, told offering.Included) views.Told {
	v := views.Told{Form: f, NotesTitle: w.T("included.desk.notes"), NotesHint: w.T("included.desk.note_hint")}
	var options []components.Option
	for _, state := range offering.InclusionStates() {
		options = append(options, components.Option{Value: state, Text: w.T("included.desk." + state)})
	}
	options = append(options, components.Option{Text: w.T("included.desk.untold")})
	var g views.ToldGroup
	for _, t := range offering.Things(serviceKey) {
		g.Asked = append(g.Asked, ask(includedField, t.Key, t.Name(w.lang()), "", told.States[t.Key], f.Errors[includedField+t.Key], options...))
	}
	v.Groups = []views.ToldGroup{g}
	v.Notes = w.noteFields("included_", "included.desk.note_", [3]string{told.Note.Fi, told.Note.Sv, told.Note.En}, f.Errors)
	return v
}

// includedLines are what is told of a price, a line for each state, and the note.
func (w words) includedLines(serviceKey string, told offering.Included) []string {
	var lines []string
	for _, state := range offering.InclusionStates() {
		var names []string
		for _, t := range told.Of(serviceKey, state) {
			names = append(names, t.Name(w.lang()))
		}
		if len(names) > 0 {
			lines = append(lines, w.T("included.line."+state, "Things", strings.Join(names, "; ")))
		}
	}
	if note := firstText(told.Note); note != "" {
		lines = append(lines, note)
	}
	if len(lines) == 0 {
		lines = []string{w.orNone("")}
	}
	return lines
}

func (d *desk) included(c *gin.Context) error {
	o, err := d.listed(c)
	if err != nil {
		return err
	}
	told, err := d.Offerings.Included(c.Request.Context(), d.kit.Actor(c), o.ID)
	if err != nil {
		return err
	}
	return d.showIncluded(c, o, o.Version, told, told, refused{status: http.StatusOK})
}

func (d *desk) saveIncluded(c *gin.Context) error {
	a, id, err := d.ownID(c)
	if err != nil {
		return err
	}
	var form struct {
		IncludedForm
		Version int `form:"version"`
	}
	var typed offering.Included
	if err = d.kit.Bind(c, &form); err == nil {
		typed = form.told(c.Request.PostForm)
		err = d.Offerings.TellIncluded(c.Request.Context(), a, offering.TellIncluded{ID: id, Version: form.Version, Included: typed})
	}
	if err == nil {
		d.kit.SeeOther(c, paths.Desk(d.kit.Lang(c), "offerings", id.String())+"?saved=included")
		return nil
	}
	r, ok := d.again(c, err)
	if !ok {
		return err
	}
	o, err := d.listed(c)
	if err != nil {
		return err
	}
	told, err := d.Offerings.Included(c.Request.Context(), a, id)
	if err != nil {
		return err
	}
	return d.showIncluded(c, o, form.Version, typed, told, r)
}

// showIncluded draws the form with what was typed; told is what is saved.
func (d *desk) showIncluded(c *gin.Context, o offering.Listed, version int, typed, told offering.Included, r refused) error {
	w := words{d.kit.Printer(c)}
	f := views.Form{Crumbs: w.offerCrumbs(o), Title: w.T("included.desk.title"), Lead: w.service(o.Service) + ", " + w.place(o) + ". " + w.T("included.desk.lead"),
		Version: strconv.Itoa(version), Submit: w.T("producerdesk.save"), Cancel: paths.Desk(w.Lang(), "offerings", o.ID.String())}
	r.onto(&f, o.Version, []components.SummaryRow{{Key: w.T("included.desk.title"), Lines: w.includedLines(o.Service, told)}})
	d.page(c, r.status, f.Title, views.ToldPage(w.includedView(f, o.Service, typed)))
	return nil
}
