package producerdesk

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/producerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
)

type profileForm struct {
	Version int    `form:"version"`
	Name    string `form:"name"`
	Kind    string `form:"kind"`
	Website string `form:"website"`
}

func (d *desk) profile(c *gin.Context) error {
	a, err := d.own(c)
	if err != nil {
		return err
	}
	p, err := d.Producers.Profile(c.Request.Context(), a, a.Organisation)
	if err != nil {
		return err
	}
	return d.showProfile(c, p, profileForm{Version: p.Version, Name: p.Name, Kind: string(p.Kind), Website: p.Website}, refused{status: http.StatusOK})
}

func (d *desk) saveProfile(c *gin.Context) error {
	a, err := d.own(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	was, err := d.Producers.Profile(ctx, a, a.Organisation)
	if err != nil {
		return err
	}
	form := profileForm{Kind: string(was.Kind)} // sent only when it is the producer's to choose
	err = d.kit.Bind(c, &form)
	if err == nil {
		err = d.Producers.EditProfile(ctx, a, producer.EditProfile{
			ID: a.Organisation, Version: form.Version, Name: form.Name, Kind: producer.Kind(form.Kind), Website: form.Website,
		})
	}
	if err == nil {
		d.kit.SeeOther(c, paths.Desk(d.kit.Lang(c), "profile")+"?saved=1")
		return nil
	}
	r, ok := d.again(c, err)
	if !ok {
		return err
	}
	if was, err = d.Producers.Profile(ctx, a, a.Organisation); err != nil {
		return err
	}
	return d.showProfile(c, was, form, r)
}

// showProfile draws the form with what was typed over the profile as it is.
func (d *desk) showProfile(c *gin.Context, p producer.Producer, form profileForm, r refused) error {
	w := words{d.kit.Printer(c)}
	v := views.Profile{
		Form: views.Form{Crumbs: crumbs(w.Printer), Title: w.T("producerdesk.profile.title"), Lead: w.T("producerdesk.profile.lead"),
			Version: strconv.Itoa(form.Version), Submit: w.T("producerdesk.save"), Cancel: paths.Desk(w.Lang())},
		Name: form.Name, Website: form.Website, BusinessID: w.orNone(p.BusinessID), Kind: w.T("producerdesk.kind." + string(p.Kind)),
		Saved: c.Query("saved") != "" && r.status == http.StatusOK,
	}
	chosen := false
	for _, kind := range producer.SignUpKinds() {
		v.Kinds = append(v.Kinds, components.Choice{Value: string(kind), Text: w.T("producerdesk.kind." + string(kind)), Checked: form.Kind == string(kind)})
		chosen = chosen || p.Kind == kind
	}
	if !chosen && p.Kind != producer.UnknownKind {
		v.Kinds = nil // a county's own production stays one
	}
	r.onto(&v.Form, p.Version, []components.SummaryRow{
		{Key: w.T("producerdesk.profile.name"), Value: p.Name},
		{Key: w.T("producerdesk.profile.kind"), Value: w.T("producerdesk.kind." + string(p.Kind))},
		{Key: w.T("producerdesk.profile.website"), Value: w.orNone(p.Website)},
	})
	if err := d.besideProfile(c, w, p, &v); err != nil {
		return err
	}
	d.page(c, r.status, v.Title, views.ProfilePage(v))
	return nil
}

// besideProfile fills in what stands below the form: uploaded files, and identifiers in other registers.
func (d *desk) besideProfile(c *gin.Context, w words, p producer.Producer, v *views.Profile) error {
	ctx, a := c.Request.Context(), d.kit.Actor(c)
	v.ChangeID = paths.Desk(w.Lang(), "profile", "business-id")
	var err error
	if v.Touched, err = d.touched(c, w, a, "profile"); err != nil {
		return err
	}
	files, err := d.Producers.Files(ctx, a, p.ID)
	if err != nil {
		return err
	}
	for _, f := range files {
		v.Files = append(v.Files, components.SummaryRow{Key: f.Name,
			Value:   w.T("producerdesk.profile.file", "Size", casework.Size(w.Printer, f.Size), "Date", w.Date(calendar.Today(f.CreatedAt))),
			Actions: []components.Action{{Text: w.T("producerdesk.profile.download"), Hidden: f.Name, Href: paths.Desk(w.Lang(), "files", f.ID.String())}}})
	}
	ids, err := d.Producers.ExternalIDs(ctx, a, p.ID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if id.ObjectID == p.ID {
			v.External = append(v.External, components.SummaryRow{Key: id.System, Lines: []string{id.Value,
				w.T("producerdesk.profile.checked", "Source", id.Source, "Date", w.Date(id.CheckedOn))}})
		}
	}
	return nil
}
