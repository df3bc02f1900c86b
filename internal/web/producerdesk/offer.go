package producerdesk

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/producerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
)

// listed reads the offering that the address names.
func (d *desk) listed(c *gin.Context) (offering.Listed, error) {
	a, id, err := d.ownID(c)
	if err != nil {
		return offering.Listed{}, err
	}
	return d.Offerings.Get(c.Request.Context(), a, id)
}

func (d *desk) offer(c *gin.Context) error {
	o, err := d.listed(c)
	if err != nil {
		return err
	}
	told, err := d.Offerings.Included(c.Request.Context(), d.kit.Actor(c), o.ID)
	if err != nil {
		return err
	}
	w := words{d.kit.Printer(c)}
	l, id := w.Lang(), o.ID.String()
	v := views.Offer{
		Crumbs: w.offeringCrumbs(), Title: w.service(o.Service), Kicker: o.SchemeNames.In(w.lang()) + ", " + w.county(o.OrganiserCode),
		Saved: w.savedText(c), Rows: w.offerFacts(o), Edit: paths.Desk(l, "offerings", id, "edit"), Prices: w.priceRows(o),
		Vacancy: w.vacancyView(o, "offer"),
	}
	whole := d.kit.Actor(c).Part == nil
	v.Included, v.TellIncluded = w.includedLines(o.Service, told), paths.Desk(l, "offerings", id, "included")
	switch asked, _ := offering.PriceAsked(o.ClientPays); {
	case asked && !whole:
		v.NoPrice = w.T("producerdesk.offering.price_in_part")
	case asked:
		v.SetOne = paths.Desk(l, "offerings", id, "price")
		if len(o.Prices) > 0 {
			v.SetTimes = paths.Desk(l, "offerings", id, "times")
		}
		if err := d.pricesOf(c.Request.Context(), d.kit.Actor(c), w, o, &v); err != nil {
			return err
		}
	default:
		v.NoPrice = w.T("producerdesk.offering.not_asked_" + o.ClientPays)
	}
	switch {
	case o.WithdrawnAt != nil:
		v.State, v.Notice = components.TagArgs{Text: w.T("producerdesk.offering.state_withdrawn")}, w.T("producerdesk.offering.notice_withdrawn")
		if v.Restore = paths.Desk(l, "offerings", id, "restore"); o.Apart {
			v.Restore, v.Notice = "", w.T("producerdesk.offering.notice_apart")
		}
		if !whole {
			v.Restore = ""
		}
	case o.State != admission.StateActive:
		v.State, v.Notice = casework.State(w.Printer, o.State, calendar.Date{}), w.T("producerdesk.offering.notice_admission")
	default:
		v.State = components.TagArgs{Text: w.T("producerdesk.offering.state_shown"), Kind: "good", Icon: "check"}
		v.Public = paths.Offering(l, id)
	}
	if o.WithdrawnAt == nil && whole {
		v.Remove = paths.Desk(l, "offerings", id, "withdraw")
	}
	d.page(c, http.StatusOK, v.Title, views.OfferPage(v))
	return nil
}

func (w words) offeringCrumbs(more ...components.Crumb) []components.Crumb {
	return crumbs(w.Printer, append([]components.Crumb{{Text: w.T("producerdesk.offerings.title"), Href: paths.Desk(w.Lang(), "offerings")}}, more...)...)
}

func (w words) offerCrumbs(o offering.Listed) []components.Crumb {
	return w.offeringCrumbs(components.Crumb{Text: w.service(o.Service), Href: paths.Desk(w.Lang(), "offerings", o.ID.String())})
}

func (w words) offerFacts(o offering.Listed) []components.SummaryRow {
	rows := []components.SummaryRow{
		{Key: w.T("producerdesk.offering.point"), Value: w.place(o)},
		{Key: w.T("producerdesk.offering.pays"), Value: w.pays(o.Pays)},
		{Key: w.T("producerdesk.offering.where"), Value: w.where(o.AtHome)},
	}
	if o.AtHome {
		rows = append(rows, components.SummaryRow{Key: w.T("producerdesk.offering.areas"), Lines: w.areaLines(o.Own, o.DrawnNames)})
	}
	return append(rows, w.detailRows(o.Spoken, o.Text)...)
}

func (w words) where(atHome bool) string {
	if atHome {
		return w.T("producerdesk.area.home")
	}
	return w.T("producerdesk.area.elsewhere")
}

func (w words) detailRows(spoken []string, text offering.Text) []components.SummaryRow {
	return []components.SummaryRow{
		{Key: w.T("producerdesk.step.spoken"), Value: w.orNone(w.languages(spoken))},
		{Key: w.T("producerdesk.offering.fi"), Value: w.orNone(text.Fi)},
		{Key: w.T("producerdesk.offering.sv"), Value: w.orNone(text.Sv)},
		{Key: w.T("producerdesk.offering.en"), Value: w.orNone(text.En)},
	}
}

func (d *desk) saveVacancy(c *gin.Context) error {
	a, id, err := d.ownID(c)
	if err != nil {
		return err
	}
	var form struct {
		Vacancy string `form:"vacancy"`
		Wait    string `form:"wait_days"`
		Back    string `form:"back"`
	}
	if err := d.kit.Bind(c, &form); err != nil {
		return err
	}
	wait, err := waitDays(form.Wait)
	if err == nil {
		err = d.Offerings.SetVacancy(c.Request.Context(), a, id, form.Vacancy, wait)
	}
	w := words{d.kit.Printer(c)}
	if err == nil {
		path := paths.Desk(w.Lang(), "offerings")
		if form.Back == "offer" {
			path = paths.Desk(w.Lang(), "offerings", id.String())
		}
		d.kit.SeeOther(c, path+"?saved=vacancy")
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
	f := views.Form{Crumbs: w.offerCrumbs(o), Title: w.T("producerdesk.offering.vacancy"), Lead: w.vacancyView(o, "").About, Errors: r.errors}
	v := w.vacancyView(o, form.Back)
	v.Wait, v.Error = form.Wait, r.errors["wait_days"]
	d.page(c, r.status, f.Title, views.VacancyPage(f, v))
	return nil
}

func waitDays(text string) (*int, error) {
	if text == "" {
		return nil, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return nil, fault.Invalid().On("wait_days", "fault.offering.wait_days", "Limit", offering.MaxWait)
	}
	return &n, nil
}

func (d *desk) confirmWithdraw(c *gin.Context) error {
	o, err := d.listed(c)
	if err != nil {
		return err
	}
	w := words{d.kit.Printer(c)}
	v := views.Confirm{Warning: w.T("producerdesk.withdraw.warning"), Form: views.Form{Crumbs: w.offerCrumbs(o),
		Title: w.T("producerdesk.withdraw.title", "Service", w.service(o.Service)), Lead: w.place(o),
		Submit: w.T("producerdesk.withdraw.submit"), Cancel: paths.Desk(w.Lang(), "offerings", o.ID.String())}}
	d.page(c, http.StatusOK, v.Title, views.ConfirmPage(v))
	return nil
}

func (d *desk) withdraw(c *gin.Context) error {
	a, id, err := d.ownID(c)
	if err != nil {
		return err
	}
	return d.backToList(c, d.Offerings.Withdraw(c.Request.Context(), a, id), "withdrawn")
}

func (d *desk) restore(c *gin.Context) error {
	a, id, err := d.ownID(c)
	if err != nil {
		return err
	}
	return d.backToList(c, d.Offerings.Restore(c.Request.Context(), a, id), "restored")
}

func (d *desk) backToList(c *gin.Context, err error, saved string) error {
	if err == nil {
		d.kit.SeeOther(c, paths.Desk(d.kit.Lang(c), "offerings")+"?saved="+saved)
	}
	return err
}

// OfferForm is what the forms of area and details send.
type OfferForm struct {
	Version int `form:"version"`
	AreaForm
	Spoken []string `form:"spoken"`
	Fi     string   `form:"description_fi"`
	Sv     string   `form:"description_sv"`
	En     string   `form:"description_en"`
}

func (f OfferForm) text() offering.Text { return offering.Text{Fi: f.Fi, Sv: f.Sv, En: f.En} }

// yesNo is the form's word for a yes or no.
func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

func (d *desk) editOffer(c *gin.Context) error {
	o, err := d.listed(c)
	if err != nil {
		return err
	}
	w := words{d.kit.Printer(c)}
	form := OfferForm{Version: o.Version, AreaForm: w.areaForm(o.AtHome, o.Own, o.Drawn), Spoken: o.Spoken, Fi: o.Text.Fi, Sv: o.Text.Sv, En: o.Text.En}
	return d.showOffer(c, o, form, refused{status: http.StatusOK})
}

func (d *desk) saveOffer(c *gin.Context) error {
	a, id, err := d.ownID(c)
	if err != nil {
		return err
	}
	var form OfferForm
	var area offering.AreaAnswer
	if err = d.kit.Bind(c, &form); err == nil {
		area, err = form.AreaForm.read()
	}
	if err == nil {
		err = d.Offerings.Edit(c.Request.Context(), a, offering.Edit{ID: id, Version: form.Version, AtHome: area.AtHome,
			Areas: area.Areas, Drawn: area.Drawn, Spoken: form.Spoken, Text: form.text()})
	}
	if err == nil {
		d.kit.SeeOther(c, paths.Desk(d.kit.Lang(c), "offerings", id.String())+"?saved=offering")
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
	return d.showOffer(c, o, form, r)
}

// showOffer draws the form with what was typed; o is the offering as it is.
func (d *desk) showOffer(c *gin.Context, o offering.Listed, form OfferForm, r refused) error {
	w := words{d.kit.Printer(c)}
	f := views.Form{Crumbs: w.offerCrumbs(o), Title: w.T("producerdesk.offering.edit"), Lead: w.service(o.Service) + ", " + w.place(o),
		Version: strconv.Itoa(form.Version), Submit: w.T("producerdesk.save"), Cancel: paths.Desk(w.Lang(), "offerings", o.ID.String())}
	r.onto(&f, o.Version, w.offerFacts(o))
	area, err := d.areaView(c.Request.Context(), w, f, o.OrganiserID, o.OrganiserCode, form.AreaForm)
	if err != nil {
		return err
	}
	v := views.EditOffer{Form: f, Area: area, Details: w.detailsView(f, form.Spoken, form.text())}
	d.page(c, r.status, f.Title, views.EditOfferPage(v))
	return nil
}
