package admindesk

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/admindesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// in chooses the text of the language.
func in(l locale.Lang, fi, sv, en string) string {
	switch l {
	case locale.Sv:
		return sv
	case locale.En:
		return en
	default:
		return fi
	}
}

func (d *desk) organisers(c *gin.Context) error {
	l := d.kit.Lang(c)
	list, err := d.people.Organisers(c.Request.Context(), d.kit.Actor(c))
	if err != nil {
		return err
	}
	var v views.Organisers
	for _, o := range list {
		v.Rows = append(v.Rows, views.OrganiserRow{
			Name: in(l, o.NameFi, o.NameSv, o.NameEn), Phone: o.Phone, Hours: in(l, o.HoursFi, o.HoursSv, o.HoursEn),
			Href: paths.Admin(l, organisers, o.ID.String()),
		})
	}
	d.kit.Page(c, http.StatusOK, d.section(c, organisers), views.OrganisersPage(v))
	return nil
}

func (d *desk) organiser(c *gin.Context) error {
	which, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	o, err := d.people.Organiser(c.Request.Context(), d.kit.Actor(c), which)
	if err != nil {
		return err
	}
	return d.showOrganiser(c, http.StatusOK, o, nil)
}

func (d *desk) showOrganiser(c *gin.Context, status int, o identity.Organiser, errors map[string]string) error {
	name := in(d.kit.Lang(c), o.NameFi, o.NameSv, o.NameEn)
	l, err := d.looks.Edited(c.Request.Context(), d.kit.Actor(c), o.ID)
	if err != nil {
		return err
	}
	page := d.page(c, name, organisers)
	page.Error = len(errors) > 0
	colours := "look.own"
	if l.Theme != nil {
		colours = "look.theme"
	}
	at := func(page string) string { return paths.Admin(d.kit.Lang(c), organisers, o.ID.String(), page) }
	d.kit.Page(c, status, page, views.OrganiserPage(views.Organiser{
		Colours: colours, ColoursHref: at("colours"), Logo: worn(l, d.kit.Lang(c)).Logo, LogoHref: at("logo"),
		Version: strconv.Itoa(o.Version), Languages: languages(d.kit.Printer(c), o),
		Name: name, Phone: o.Phone, Hours: [3]string{o.HoursFi, o.HoursSv, o.HoursEn}, Links: [3]string{o.URLFi, o.URLSv, o.URLEn},
		Saved: c.Query("done") == "saved", Errors: errors,
	}))
	return nil
}

// languages are those in which texts of schemes may have to be; what the law asks for is chosen and stays so.
func languages(pr *locale.Printer, o identity.Organiser) (out []components.Choice) {
	for _, l := range locale.Langs() {
		law := l == locale.Fi || l == locale.Sv && o.Bilingual
		choice := components.Choice{Value: string(l), Text: pr.T("admindesk.organiser.in_" + string(l)), Checked: o.Requires(string(l)), Disabled: law}
		if law && l == locale.Sv {
			choice.Hint = pr.T("admindesk.organiser.bilingual")
		}
		out = append(out, choice)
	}
	return out
}

func (d *desk) saveOrganiser(c *gin.Context) error {
	which, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	var form struct {
		Phone   string `form:"phone"`
		HoursFi string `form:"hours_fi"`
		HoursSv string `form:"hours_sv"`
		HoursEn string `form:"hours_en"`
		URLFi   string `form:"url_fi"`
		URLSv   string `form:"url_sv"`
		URLEn   string `form:"url_en"`
		Version string `form:"version"`

		Languages []string `form:"languages"`
	}
	if err := d.kit.Bind(c, &form); err != nil {
		return err
	}
	ctx, a := c.Request.Context(), d.kit.Actor(c)
	o, err := d.people.Organiser(ctx, a, which)
	if err != nil {
		return err
	}
	o.Phone, o.HoursFi, o.HoursSv, o.HoursEn = form.Phone, form.HoursFi, form.HoursSv, form.HoursEn
	o.URLFi, o.URLSv, o.URLEn = form.URLFi, form.URLSv, form.URLEn
	o.Languages = form.Languages
	if o.Version, err = strconv.Atoi(form.Version); err != nil {
		return fault.New(fault.CodeMalformed, "fault.form.malformed").Because(err)
	}
	if err := d.people.UpdateOrganiser(ctx, a, o); err != nil {
		if errors := d.kit.FieldErrors(c, err); errors != nil {
			return d.showOrganiser(c, http.StatusUnprocessableEntity, o, errors)
		}
		if fault.Is(err, fault.CodeConflict) {
			return d.showOrganiser(c, http.StatusConflict, o, map[string]string{"version": d.kit.Printer(c).T("fault.identity.statement_stale")})
		}
		return err
	}
	d.back(c, "saved", organisers, which.String())
	return nil
}
