package asks

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/asks"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/ask"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

type sent struct {
	Form    string   `form:"form"`
	IDs     []string `form:"id"`
	Name    string   `form:"name"`
	Phone   string   `form:"phone"`
	Email   string   `form:"email"`
	Place   string   `form:"place"`
	For     string   `form:"for"`
	Wish    string   `form:"wish"`
	When    string   `form:"when"`
	Consent string   `form:"consent"`
	Step    string   `form:"step"`
	Company string   `form:"company"` // nobody sees this field, so who fills it in is a program
}

func (f sent) content() ask.Content {
	return ask.Content{Name: f.Name, Phone: f.Phone, Email: f.Email, Place: f.Place, For: f.For, Wish: f.Wish, When: f.When}
}

// form shows the form for what the address names: offerings, or a producer of whose services one chooses.
func (p *pages) form(c *gin.Context) error {
	values, err := webkit.Query(c)
	if err != nil {
		return err
	}
	if err := webkit.Only(values, "id", "producer", "chosen", "place", wording.ListParam); err != nil {
		return err
	}
	f := sent{Form: p.asks.Form(time.Now()), IDs: values["id"], Place: webkit.Short(values.Get("place"))}
	if len(f.IDs) == 0 && values.Get("producer") != "" {
		return p.choose(c, values.Get("producer"), values.Has("chosen"))
	}
	return p.show(c, http.StatusOK, f, false, nil)
}

// choose asks which of a producer's services are asked for; none was chosen when it is asked again.
func (p *pages) choose(c *gin.Context, producer string, again bool) error {
	w := say(p.kit.Printer(c))
	id, err := uuid.Parse(producer)
	if err != nil {
		return catalogue.ErrNotFound
	}
	found, err := p.catalogue.Producer(c.Request.Context(), id, nil, 1)
	if err != nil {
		return err
	}
	takes, err := p.asks.Takers(c.Request.Context(), []uuid.UUID{id})
	if err != nil {
		return err
	}
	v := views.Choose{
		Crumbs: []components.Crumb{{Text: w.T("public.producer.front"), Href: paths.Front(w.Lang())}, {Text: found.Producer.Name, Href: paths.Producer(w.Lang(), producer)}},
		Title:  w.T("ask.form.title"), Lead: w.T("ask.choose.lead", "Name", found.Producer.Name), Action: paths.AskWith(w.Lang(), nil), Producer: producer,
	}
	status := http.StatusOK
	if again {
		status, v.Error = http.StatusUnprocessableEntity, w.T("ask.choose.none")
	}
	for _, u := range found.Units {
		if !takes[id] {
			v.Phones = append(v.Phones, views.Who{Name: u.Unit.Name, Phone: u.Unit.Phone, Tel: components.Tel(u.Unit.Phone)})
			continue
		}
		for _, pt := range u.Points {
			for _, it := range pt.Items {
				v.Items = append(v.Items, components.Choice{Value: it.ID.String(), Text: it.Service.Name(w.lang()), Hint: w.paid(it)})
			}
		}
	}
	p.kit.Page(c, status, layout.Page{Title: v.Title, NoIndex: true, Error: again}, views.ChoosePage(v))
	return nil
}

// paid is where an offering is given and what one pays for it, by which offerings of one service are told apart.
func (w words) paid(it catalogue.Item) string {
	pays := w.Pays(it)
	return strings.TrimSpace(wording.Title(it) + ". " + pays.Title + " " + pays.Sum + pays.Per)
}

// send takes a step of the form: to check, back to edit, or to send. A program that has filled in the trap is thanked, and
// nothing is kept.
func (p *pages) send(c *gin.Context) error {
	var f sent
	if err := p.kit.Bind(c, &f); err != nil {
		return err
	}
	l := p.kit.Lang(c)
	if f.Company != "" {
		p.kit.SeeOther(c, paths.Front(l))
		return nil
	}
	choice := catalogue.ReadChoice(f.IDs)
	n := ask.New{Form: f.Form, Offerings: choice.IDs, Content: f.content(), Consent: f.Consent != "" || f.Step != "send",
		Lang: string(l), Network: c.ClientIP(), Way: ask.WayPage}
	if f.Step == "edit" {
		return p.show(c, http.StatusOK, f, false, nil)
	}
	err := ask.Check(n)
	if err == nil && f.Step != "send" {
		return p.show(c, http.StatusOK, f, true, nil)
	}
	var out ask.Sent
	if err == nil {
		out, err = p.asks.Send(c.Request.Context(), p.kit.Actor(c), n)
	}
	if err == nil {
		p.kit.SeeOther(c, paths.Asked(l, out.Link)+"?done=sent")
		return nil
	}
	return p.again(c, f, err)
}

// again shows the form with what is wrong; what is too much is told with whom to call, which the form has.
func (p *pages) again(c *gin.Context, f sent, err error) error {
	code := fault.From(err).Code
	switch code {
	case fault.CodeInvalid, fault.CodeTooMany, fault.CodeConflict:
	default:
		return err
	}
	wrong := fault.From(err)
	onlyConsent := len(wrong.Fields) == 1 && wrong.HasField("consent")
	if ask.ErrOld.Is(err) || ask.ErrQuick.Is(err) {
		if ask.ErrOld.Is(err) {
			f.Form = p.asks.Form(time.Now())
		}
		onlyConsent = true
	}
	return p.show(c, webkit.Status(code), f, onlyConsent, err)
}

// show draws the form, or its answers to check.
func (p *pages) show(c *gin.Context, status int, f sent, check bool, wrong error) error {
	w := say(p.kit.Printer(c))
	keep, err := p.asks.KeptDays(c.Request.Context())
	if err != nil {
		return err
	}
	v := views.Form{
		Crumbs: []components.Crumb{{Text: w.T("public.producer.front"), Href: paths.Front(w.Lang())}},
		Title:  w.T("ask.form.title"), Action: paths.AskWith(w.Lang(), nil), Token: f.Form, Check: check,
		Typed: views.Typed{Name: f.Name, Phone: f.Phone, Email: f.Email, Place: f.Place, For: f.For, Wish: f.Wish, When: f.When},
		Consent: []string{w.T("ask.consent.who"), w.T("ask.consent.sealed"), w.T("ask.consent.erased", "Count", keep),
			w.T("ask.consent.withdraw")},
		ConsentText: w.T("ask.consent.yes"), Consented: f.Consent != "", Privacy: paths.Help(w.Lang(), paths.HelpPrivacy),
	}
	if wrong != nil {
		if v.Errors = p.kit.FieldErrors(c, wrong); v.Errors == nil {
			v.Problem = w.T(fault.From(wrong).Key)
		}
	}
	for _, of := range []string{ask.ForMe, ask.ForClose} {
		v.For = append(v.For, components.Choice{Value: of, Text: w.T("ask.for." + of), Checked: f.For == of})
	}
	dress, err := p.addWhole(c.Request.Context(), w, &v, f)
	if err != nil {
		return err
	}
	v.Lead = w.T("ask.form.lead")
	switch {
	case check:
		v.Title, v.Lead = w.T("ask.check.title"), w.T("ask.check.lead")
		v.Rows = w.rows(f.content())
	case len(v.Whole) == 0 && len(v.ByPhone) == 0:
		v.Lead = w.T("ask.form.nothing")
	case len(v.Whole) == 0:
		v.Lead = ""
	}
	c.Header("Cache-Control", "no-store")
	p.kit.Page(c, status, layout.Page{Title: v.Title, NoIndex: true, Organiser: dress, Error: wrong != nil}, views.FormPage(v))
	return nil
}

// addWhole adds what is asked for: what is shown today, of those that take requests; and whom else to call.
func (p *pages) addWhole(ctx context.Context, w words, v *views.Form, f sent) (layout.Organiser, error) {
	ids := catalogue.ReadChoice(f.IDs).First(catalogue.MostIDs).IDs
	items, err := p.catalogue.Items(ctx, ids, nil)
	if err != nil {
		return layout.Organiser{}, err
	}
	var producers []uuid.UUID
	for _, it := range items {
		producers = append(producers, it.Producer.ID)
	}
	takes, err := p.asks.Takers(ctx, producers)
	if err != nil {
		return layout.Organiser{}, err
	}
	var taken []catalogue.Item
	for _, it := range items {
		if !takes[it.Producer.ID] || len(taken) == ask.MaxOfferings {
			v.ByPhone = append(v.ByPhone, w.who(it, nil))
			continue
		}
		taken = append(taken, it)
	}
	for _, it := range taken {
		v.Whole = append(v.Whole, w.who(it, taken))
	}
	byCode, err := p.catalogue.OrganisersByCode(ctx)
	return w.DressOf(byCode, items, wording.Here{}), err
}

// who is an offering with whom to call about it.
func (w words) who(it catalogue.Item, among []catalogue.Item) views.Who {
	who := views.Who{ID: it.ID.String(), Service: it.Service.Name(w.lang()), Name: wording.Title(it), Href: paths.Offering(w.Lang(), it.ID.String()),
		Phone: it.Unit.Phone, Tel: components.Tel(it.Unit.Phone)}
	if len(among) > 1 {
		rest := url.Values{}
		for _, other := range among {
			if other.ID != it.ID {
				rest.Add("id", other.ID.String())
			}
		}
		who.Without = paths.AskWith(w.Lang(), rest)
	}
	return who
}

// rows are what was written, to be checked and to be read again.
func (w words) rows(n ask.Content) []components.SummaryRow {
	var rows []components.SummaryRow
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, components.SummaryRow{Key: w.T("ask.row." + key), Value: value})
		}
	}
	add("name", n.Name)
	add("phone", n.Phone)
	add("email", n.Email)
	add("place", n.Place)
	if n.For != "" {
		add("for", w.T("ask.for."+n.For))
	}
	if n.Wish != "" {
		rows = append(rows, components.SummaryRow{Key: w.T("ask.row.wish"), Lines: wording.Paragraphs(n.Wish)})
	}
	add("when", n.When)
	return rows
}
