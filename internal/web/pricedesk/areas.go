package pricedesk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/pricedesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// fewParts is how many parts of an area the list names before it counts the rest.
const fewParts = 4

func (d *desk) areas(c *gin.Context) error {
	list, err := d.offerings.Areas(c.Request.Context(), d.Kit.Actor(c))
	if err != nil {
		return err
	}
	w := d.words(c)
	v := views.Areas{New: paths.Officer(w.Lang(), "areas", "new")}
	if done := c.Query("done"); done == "saved" || done == "removed" {
		v.Done = w.T("prices.areas." + done)
	}
	for _, area := range list {
		v.Rows = append(v.Rows, []components.Cell{
			{Text: area.Name.In(w.lang()), Href: paths.Officer(w.Lang(), "areas", "edit", area.ID.String())},
			{Text: w.some(area.Parts)}, {Text: w.Number(area.Offerings), Num: true},
		})
	}
	d.Page(c, http.StatusOK, officerframe.Areas, w.T("prices.areas.title"), views.AreasPage(v))
	return nil
}

// some names a few parts and counts the rest.
func (w words) some(codes []string) string {
	names := w.Parts(codes)
	if len(names) <= fewParts+1 {
		return strings.Join(names, ", ")
	}
	return w.T("prices.areas.more", "List", strings.Join(names[:fewParts], ", "), "Count", len(names)-fewParts)
}

// areaForm is what the form of an area sends.
type areaForm struct {
	ID      string   `form:"id"`
	Version int      `form:"version"`
	Fi      string   `form:"name_fi"`
	Sv      string   `form:"name_sv"`
	En      string   `form:"name_en"`
	Towns   []string `form:"towns"`
	Parts   string   `form:"parts"`
}

func (d *desk) newArea(c *gin.Context) error {
	if err := identity.Allow(d.Kit.Actor(c), identity.AreaEdit, identity.Object{Organiser: d.Kit.Actor(c).Organisation}); err != nil {
		return err
	}
	return d.showArea(c, http.StatusOK, areaForm{ID: webkit.NewID()}, nil, nil)
}

func (d *desk) area(c *gin.Context) error {
	area, err := d.oneArea(c)
	if err != nil {
		return err
	}
	return d.showArea(c, http.StatusOK, d.words(c).areaForm(area), nil, nil)
}

func (d *desk) oneArea(c *gin.Context) (offering.Area, error) {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return offering.Area{}, err
	}
	return d.offerings.Area(c.Request.Context(), d.Kit.Actor(c), id)
}

func (w words) areaForm(area offering.Area) areaForm {
	f := areaForm{ID: area.ID.String(), Version: area.Version, Fi: area.Name.Fi, Sv: area.Name.Sv, En: area.Name.En}
	var smaller []string
	for _, code := range area.Parts {
		part, ok := place.PartByCode(code)
		if ok && part.Kind != place.KindMunicipality {
			smaller = append(smaller, part.Label(w.lang()))
		} else {
			f.Towns = append(f.Towns, code)
		}
	}
	f.Parts = strings.Join(smaller, "\n")
	return f
}

func (f areaForm) read() (offering.Area, error) {
	id, err := webkit.FormID(f.ID)
	if err != nil {
		return offering.Area{}, err
	}
	area := offering.Area{ID: id, Version: f.Version, Name: offering.Text{Fi: f.Fi, Sv: f.Sv, En: f.En}, Parts: slices.Clone(f.Towns)}
	codes, err := wording.ReadParts(f.Parts)
	area.Parts = append(area.Parts, codes...)
	return area, err
}

func (d *desk) saveArea(c *gin.Context) error {
	var f areaForm
	if err := d.Kit.Bind(c, &f); err != nil {
		return err
	}
	if c.Param("id") != "" {
		now, err := d.oneArea(c)
		if err != nil {
			return err
		}
		f.ID = now.ID.String()
	}
	area, err := f.read()
	if err == nil {
		if (c.Param("id") == "") != (area.Version == 0) {
			return fault.New(fault.CodeMalformed, "fault.form.malformed")
		}
		err = d.offerings.SaveArea(c.Request.Context(), d.Kit.Actor(c), area)
	}
	if err == nil {
		d.Kit.SeeOther(c, paths.Officer(d.Kit.Lang(c), "areas")+"?done=saved")
		return nil
	}
	switch errs := d.Kit.FieldErrors(c, err); {
	case fault.From(err).Key == "fault.offering.area_stale":
		now, err := d.oneArea(c)
		if err != nil {
			return err
		}
		f.Version = now.Version
		return d.showArea(c, http.StatusConflict, f, nil, &now)
	case errs == nil:
		return err
	default:
		return d.showArea(c, http.StatusUnprocessableEntity, f, errs, nil)
	}
}

// showArea draws the form with what was typed; now is what somebody else has saved meanwhile.
func (d *desk) showArea(c *gin.Context, status int, f areaForm, errs map[string]string, now *offering.Area) error {
	w := d.words(c)
	v := views.Area{
		Crumbs: []components.Crumb{{Text: w.T("prices.areas.title"), Href: paths.Officer(w.Lang(), "areas")}},
		Title:  w.T("prices.areas.add"), ID: f.ID, Version: strconv.Itoa(f.Version), Errors: errs, NameFi: f.Fi, NameSv: f.Sv, NameEn: f.En,
		Parts: f.Parts, Cancel: paths.Officer(w.Lang(), "areas"),
	}
	must, err := d.offerings.AreaLanguages(c.Request.Context(), d.Kit.Actor(c))
	if err != nil {
		return err
	}
	for i, l := range locale.Langs() {
		v.Labels[i] = w.T("prices.areas.name_" + string(l))
		if !slices.Contains(must, string(l)) {
			v.Labels[i] = w.T("schemedesk.basics.optional", "Label", v.Labels[i])
		}
	}
	if f.Version > 0 {
		v.Title = w.T("prices.areas.edit")
		area, err := d.oneArea(c)
		if err != nil {
			return err
		}
		if v.Used = w.T("prices.areas.unused"); area.Offerings > 0 {
			v.Used = w.T("prices.areas.used_by", "Count", area.Offerings)
		}
		if v.Schemes, err = d.schemesFor(c, area); err != nil {
			return err
		}
		if area.Offerings == 0 && len(area.Schemes) == 0 {
			v.Remove = paths.Officer(w.Lang(), "areas", "edit", f.ID, "remove")
		} else {
			v.RemoveNo = w.T("fault.offering.area_used")
		}
	}
	if now != nil {
		v.Stale = []components.SummaryRow{{Key: w.T("prices.areas.name"), Value: now.Name.In(w.lang())}, {Key: w.T("prices.areas.parts"), Lines: w.Parts(now.Parts)}}
	}
	if v.Towns, err = d.towns(c, f, errs); err != nil {
		return err
	}
	d.Page(c, status, officerframe.Areas, v.Title, views.AreaPage(v))
	return nil
}

// schemesFor lists the schemes that are for an area, each with its page.
func (d *desk) schemesFor(c *gin.Context, area offering.Area) ([]components.Crumb, error) {
	if len(area.Schemes) == 0 {
		return nil, nil
	}
	w := d.words(c)
	all, err := d.Admissions.QueueSchemes(c.Request.Context(), d.Kit.Actor(c))
	if err != nil {
		return nil, err
	}
	var out []components.Crumb
	for _, s := range all {
		if slices.Contains(area.Schemes, s.ID) {
			out = append(out, components.Crumb{Text: s.Name(w.lang()), Href: paths.Officer(w.Lang(), "schemes", s.ID.String())})
		}
	}
	return out, nil
}

// towns lists the organiser's own municipalities.
func (d *desk) towns(c *gin.Context, f areaForm, errs map[string]string) (components.ChoiceArgs, error) {
	w := d.words(c)
	codes, err := d.offerings.OrganiserCodes(c.Request.Context())
	if err != nil {
		return components.ChoiceArgs{}, err
	}
	county, _ := place.CountyByCode(codes[d.Kit.Actor(c).Organisation])
	own := slices.Clone(county.Municipalities)
	order := collate.New(language.Make(w.lang()))
	slices.SortFunc(own, func(a, b string) int { return order.CompareString(w.Municipality(a), w.Municipality(b)) })
	choice := components.ChoiceArgs{Name: "towns", Legend: w.T("prices.areas.towns"), Hint: w.T("prices.areas.towns_hint"), Error: errs["towns"], Small: true}
	for _, code := range own {
		choice.Items = append(choice.Items, components.Choice{Value: code, Text: w.Municipality(code), Checked: slices.Contains(f.Towns, code)})
	}
	return choice, nil
}

func (d *desk) removeArea(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	if err := d.offerings.RemoveArea(c.Request.Context(), d.Kit.Actor(c), id); err != nil {
		return err
	}
	d.Kit.SeeOther(c, paths.Officer(d.Kit.Lang(c), "areas")+"?done=removed")
	return nil
}
