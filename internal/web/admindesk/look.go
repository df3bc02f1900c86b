package admindesk

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/admindesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/colour"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/look"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// coloursForm is what was typed of an organiser's colours.
type coloursForm struct {
	Version string `form:"version"`
	Brand   string `form:"brand"`
	OnBrand string `form:"on_brand"`
	Link    string `form:"link"`
	Accent  string `form:"accent"`
	Do      string `form:"do"` // preview, mend, save or drop
}

func (f *coloursForm) at(field look.Field) *string {
	return map[look.Field]*string{look.Brand: &f.Brand, look.OnBrand: &f.OnBrand, look.Link: &f.Link, look.Accent: &f.Accent}[field]
}

// theme reads what was typed; wrong are the fields that are no colours.
func (f *coloursForm) theme() (t look.Theme, wrong []look.Field) {
	for _, field := range look.Fields() {
		c, ok := colour.Parse(*f.at(field))
		if !ok {
			wrong = append(wrong, field)
		}
		t = t.With(field, c)
	}
	return t, wrong
}

func (f *coloursForm) fill(t look.Theme) {
	for _, field := range look.Fields() {
		*f.at(field) = t.Of(field).String()
	}
}

// organiserLook is the organiser that a page is about, and how its pages look.
func (d *desk) organiserLook(c *gin.Context) (identity.Organiser, look.Look, error) {
	which, err := webkit.PathID(c, "id")
	if err != nil {
		return identity.Organiser{}, look.Look{}, err
	}
	o, err := d.people.Organiser(c.Request.Context(), d.kit.Actor(c), which)
	if err != nil {
		return identity.Organiser{}, look.Look{}, err
	}
	l, err := d.looks.Edited(c.Request.Context(), d.kit.Actor(c), which)
	return o, l, err
}

func (d *desk) colours(c *gin.Context) error {
	o, l, err := d.organiserLook(c)
	if err != nil {
		return err
	}
	f := coloursForm{Version: strconv.Itoa(l.Version)}
	f.fill(look.Own())
	if l.Theme != nil {
		f.fill(*l.Theme)
	}
	d.showColours(c, http.StatusOK, o, l, f, nil)
	return nil
}

func (d *desk) saveColours(c *gin.Context) error {
	if err := identity.Allow(d.kit.Actor(c), identity.OrganiserEdit, identity.Object{}); err != nil {
		return err
	}
	var f coloursForm
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	o, l, err := d.organiserLook(c)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(f.Version)
	if err != nil {
		return fault.New(fault.CodeMalformed, "fault.form.malformed").Because(err)
	}
	pr := d.kit.Printer(c)
	t, wrong := f.theme()
	chosen, done := &t, "saved"
	switch {
	case f.Do == "drop":
		chosen, done = nil, "dropped"
	case len(wrong) > 0:
		errors := map[string]string{}
		for _, field := range wrong {
			errors[string(field)] = pr.T("fault.look.colour")
		}
		d.showColours(c, http.StatusUnprocessableEntity, o, l, f, errors)
		return nil
	case f.Do == "mend":
		f.fill(t.Mend())
		d.showColours(c, http.StatusOK, o, l, f, nil)
		return nil
	case f.Do != "save":
		d.showColours(c, http.StatusOK, o, l, f, nil)
		return nil
	}
	if errors := tooNear(pr, t); chosen != nil && len(errors) > 0 {
		d.showColours(c, http.StatusUnprocessableEntity, o, l, f, errors)
		return nil
	}
	err = d.looks.SetTheme(c.Request.Context(), d.kit.Actor(c), o.ID, version, chosen)
	if fault.Is(err, fault.CodeConflict) {
		d.showColours(c, http.StatusConflict, o, l, f, map[string]string{"version": pr.T("fault.look.stale")})
		return nil
	}
	if err == nil {
		d.back(c, done, organisers, o.ID.String(), "colours")
	}
	return err
}

// tooNear says of each chosen colour which pair of it is the nearest to being one colour, how near, and what would be enough.
func tooNear(pr *locale.Printer, t look.Theme) map[string]string {
	mended, worst := t.Mend(), map[look.Field]look.Measured{}
	for _, m := range t.Measure() {
		if was, told := worst[m.Field]; !m.Passes() && (!told || m.Ratio/m.Least < was.Ratio/was.Least) {
			worst[m.Field] = m
		}
	}
	errors := map[string]string{}
	for field, m := range worst {
		if mended.Of(field) == t.Of(field) { // it is another colour that has to change
			continue
		}
		errors[string(field)] = pr.T("fault.look.pair", "Pair", pr.T("look.pair."+m.Name), "Ratio", ratio(pr, m.Ratio), "Least", ratio(pr, m.Least), "Near", mended.Of(field).String())
	}
	return errors
}

// ratio writes a contrast, cut and not rounded: what is not enough is never said to be.
func ratio(pr *locale.Printer, of float64) string {
	text := strings.TrimSuffix(strings.TrimSuffix(fmt.Sprintf("%.2f", math.Floor(of*100+1e-9)/100), "0"), ".0")
	if pr.Lang() == locale.En {
		return text
	}
	return strings.Replace(text, ".", ",", 1)
}

func (d *desk) showColours(c *gin.Context, status int, o identity.Organiser, l look.Look, f coloursForm, errors map[string]string) {
	lang, pr := d.kit.Lang(c), d.kit.Printer(c)
	name := in(lang, o.NameFi, o.NameSv, o.NameEn)
	v := views.Colours{
		Name: name, Version: f.Version, Back: paths.Admin(lang, organisers, o.ID.String()), Post: paths.Admin(lang, organisers, o.ID.String(), "colours"),
		Chosen: l.Theme != nil, Errors: errors,
	}
	if done := c.Query("done"); done == "saved" || done == "dropped" {
		v.Done = done
	}
	for _, field := range look.Fields() {
		one := views.ColourField{Name: string(field), Value: *f.at(field)}
		if hint := "look.field." + string(field) + "_hint"; pr.Has(hint) {
			one.Hint = pr.T(hint)
		}
		v.Fields = append(v.Fields, one)
	}
	if t, wrong := f.theme(); len(wrong) == 0 {
		query := url.Values{}
		for _, field := range look.Fields() {
			query.Set(string(field), strings.TrimPrefix(t.Of(field).String(), "#"))
		}
		v.Sheet = paths.Admin(lang, organisers, o.ID.String(), "sample.css") + "?" + query.Encode()
		v.Pairs = pairRows(pr, t)
		if mended := t.Mend(); mended != t {
			var near []string
			for _, field := range look.Fields() {
				if mended.Of(field) != t.Of(field) {
					near = append(near, pr.T("look.field."+string(field))+" "+mended.Of(field).String())
				}
			}
			v.Mended = strings.Join(near, ", ")
		}
	}
	page := d.page(c, pr.T("look.colours_of", "Name", name), organisers)
	page.Error = len(errors) > 0
	d.kit.Page(c, status, page, views.ColoursPage(v))
}

func pairRows(pr *locale.Printer, t look.Theme) [][]components.Cell {
	var rows [][]components.Cell
	for _, m := range t.Measure() {
		state := components.TagArgs{Text: pr.T("look.passes"), Kind: "good"}
		if !m.Passes() {
			state = components.TagArgs{Text: pr.T("look.fails"), Kind: "stop"}
		}
		rows = append(rows, []components.Cell{{Text: pr.T("look.pair." + m.Name), Note: m.A.String() + " · " + m.B.String()},
			{Text: ratio(pr, m.Ratio) + ":1", Note: pr.T("look.least", "Least", ratio(pr, m.Least))}, {Part: components.Tag(state)}})
	}
	return rows
}

// sample is the stylesheet of the colours that are being chosen, for the sample on the form's page alone.
func (d *desk) sample(c *gin.Context) error {
	if _, _, err := d.organiserLook(c); err != nil {
		return err
	}
	var f coloursForm
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	if c.Request.URL.RawQuery == "" {
		f.fill(look.Own())
	}
	t, wrong := f.theme()
	if len(wrong) > 0 {
		return identity.ErrNotFound
	}
	c.Header("Cache-Control", "private, max-age=3600")
	c.Data(http.StatusOK, "text/css; charset=utf-8", []byte(t.Sheet(".tt-sample")))
	return nil
}

// logoForm is what was sent of an organiser's logo.
type logoForm struct {
	Version string `form:"version"`
	AltFi   string `form:"alt_fi"`
	AltSv   string `form:"alt_sv"`
	AltEn   string `form:"alt_en"`
	Do      string `form:"do"` // save or remove
}

func (d *desk) logo(c *gin.Context) error {
	o, l, err := d.organiserLook(c)
	if err != nil {
		return err
	}
	f := logoForm{Version: strconv.Itoa(l.Version), AltFi: o.NameFi, AltSv: o.NameSv, AltEn: o.NameEn}
	if l.Logo != nil {
		f.AltFi, f.AltSv, f.AltEn = l.Logo.AltFi, l.Logo.AltSv, l.Logo.AltEn
	}
	d.showLogo(c, http.StatusOK, o, l, f, nil)
	return nil
}

func (d *desk) showLogo(c *gin.Context, status int, o identity.Organiser, l look.Look, f logoForm, errors map[string]string) {
	lang, pr := d.kit.Lang(c), d.kit.Printer(c)
	name := in(lang, o.NameFi, o.NameSv, o.NameEn)
	v := views.LogoForm{
		Name: name, Version: f.Version, Back: paths.Admin(lang, organisers, o.ID.String()), FileHint: pr.T("look.logo_form.file_hint"),
		Logo: worn(l, lang).Logo, Alt: [3]string{f.AltFi, f.AltSv, f.AltEn}, Errors: errors,
	}
	if l.Logo != nil {
		v.FileHint = pr.T("look.logo_form.keep_hint") + " " + v.FileHint
	}
	if done := c.Query("done"); done == "saved" || done == "removed" {
		v.Done = done
	}
	page := d.page(c, pr.T("look.logo_of", "Name", name), organisers)
	page.Error = len(errors) > 0
	d.kit.Page(c, status, page, views.LogoPage(v))
}

// worn is a look as the layout takes it.
func worn(l look.Look, lang locale.Lang) (o layout.Organiser) {
	webkit.Wear(&o, l, lang)
	return o
}

func (d *desk) saveLogo(c *gin.Context) error {
	if err := identity.Allow(d.kit.Actor(c), identity.OrganiserEdit, identity.Object{}); err != nil {
		return err
	}
	var f logoForm
	o, l, err := d.organiserLook(c)
	if err != nil {
		return err
	}
	if err := d.kit.Bind(c, &f); fault.Is(err, fault.CodeTooLarge) { // nothing of the form could be read
		f = logoForm{Version: strconv.Itoa(l.Version), AltFi: o.NameFi, AltSv: o.NameSv, AltEn: o.NameEn}
		d.showLogo(c, http.StatusRequestEntityTooLarge, o, l, f, map[string]string{"logo": d.kit.Printer(c).T("fault.look.logo_too_large")})
		return nil
	} else if err != nil {
		return err
	}
	version, err := strconv.Atoi(f.Version)
	if err != nil {
		return fault.New(fault.CodeMalformed, "fault.form.malformed").Because(err)
	}
	done := "saved"
	if f.Do == "remove" {
		done, err = "removed", d.looks.RemoveLogo(c.Request.Context(), d.kit.Actor(c), o.ID, version)
	} else {
		err = d.sendLogo(c, o.ID, version, f)
	}
	if err == nil {
		d.back(c, done, organisers, o.ID.String(), "logo")
		return nil
	}
	status, errors := http.StatusUnprocessableEntity, d.kit.FieldErrors(c, err)
	if fault.Is(err, fault.CodeConflict) {
		status, errors = http.StatusConflict, map[string]string{"version": d.kit.Printer(c).T("fault.look.stale")}
	}
	if errors == nil {
		return err
	}
	d.showLogo(c, status, o, l, f, errors)
	return nil
}

func (d *desk) sendLogo(c *gin.Context, organiser uuid.UUID, version int, f logoForm) error {
	n := look.NewLogo{AltFi: f.AltFi, AltSv: f.AltSv, AltEn: f.AltEn}
	sent, err := d.kit.File(c, "logo")
	if err != nil {
		return err
	}
	if sent != nil {
		content, err := sent.Open()
		if err != nil {
			return err
		}
		defer content.Close()
		n.From = content
	}
	return d.looks.SetLogo(c.Request.Context(), d.kit.Actor(c), organiser, version, n)
}
