package mergedesk

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/mergedesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/duplicate"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

func (d *desk) read(c *gin.Context) (duplicate.Record, error) {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return duplicate.Record{}, err
	}
	return d.merges.Read(c.Request.Context(), d.Kit.Actor(c), id)
}

func (d *desk) record(c *gin.Context) error {
	r, err := d.read(c)
	if err != nil {
		return err
	}
	done := ""
	switch c.Query("done") {
	case "asked":
		done = "merge.record.asked_" + r.State
	case "answered":
		done = "merge.record.answered_" + r.State
	case "undone", "withdrawn":
		done = "merge.record." + c.Query("done")
	}
	if done != "" && d.Kit.Printer(c).Has(done) {
		done = d.Kit.Printer(c).T(done)
	}
	d.showRecord(c, http.StatusOK, r, done, "", nil)
	return nil
}

func (d *desk) showRecord(c *gin.Context, status int, r duplicate.Record, done, reasons string, errs map[string]string) {
	p := d.Kit.Printer(c)
	own := paths.Officer(p.Lang(), "merges", r.ID.String())
	v := views.Record{Crumbs: d.crumbs(p), Title: p.T("merge.into", "Gone", r.Gone, "Kept", r.Kept), Lead: p.T("merge.record.lead_" + r.Grounds), Done: done,
		State: state(p, r.State), Reasons: reasons, Errors: errs, Facts: []components.SummaryRow{
			{Key: p.T("merge.kept"), Value: r.Kept + ", " + businessID(p, r.KeptBusinessID), Actions: look(p, r.KeptID.String(), r.Kept)},
			{Key: p.T("merge.gone"), Value: r.Gone + ", " + businessID(p, r.GoneBusinessID), Actions: look(p, r.GoneID.String(), r.Gone)},
			{Key: p.T("merge.record.asked_by"), Value: r.AskedBy + ", " + p.DateTime(r.AskedAt)},
			{Key: p.T("merge.preview.reasons"), Value: r.Reasons}}}
	for _, e := range r.Events {
		who := e.By
		if e.OrganiserFi.Valid {
			who += ", " + locale.Pick(string(p.Lang()), e.OrganiserFi.String, e.OrganiserSv.String, e.OrganiserEn.String)
		}
		v.Events = append(v.Events, []components.Cell{{Text: p.DateTime(e.At)}, {Text: p.T("merge.event." + e.Kind)}, {Text: who}, {Text: e.Reasons}})
	}
	switch {
	case r.State == "waiting":
		v.Changes, v.Stays, v.Blocks, v.Sum = changes(p, r.Preview), stays(p, r.Preview), blocks(p, r.Preview), r.Preview.Plan.Sum()
		if r.Organiser.UUID == d.Kit.Actor(c).Organisation {
			v.Withdraw = own + "/withdraw"
		}
		if r.Mine && d.Kit.Actor(c).Role == actor.RoleOfficer {
			v.Answer = own
		}
	case r.State == "done" && d.Kit.Actor(c).Role == actor.RoleOfficer:
		v.Undo = own + "/undo"
	}
	if n := len(r.Moved); n > 0 {
		v.Facts = append(v.Facts, components.SummaryRow{Key: p.T("merge.record.moved"), Value: p.T("merge.record.moved_text", "Count", n)})
	}
	d.Page(c, status, officerframe.Duplicates, v.Title, views.RecordPage(v))
}

// look is the public page of one of the two: that of the one that went leads to the other.
func look(p *locale.Printer, id, name string) []components.Action {
	return []components.Action{{Text: p.T("merge.record.page"), Hidden: name, Href: paths.Producer(p.Lang(), id)}}
}

func (d *desk) answer(c *gin.Context) error {
	r, err := d.read(c)
	if err != nil {
		return err
	}
	var f struct {
		Answer  string `form:"answer"`
		Sum     string `form:"sum"`
		Reasons string `form:"reasons"`
	}
	if err := d.Kit.Bind(c, &f); err != nil {
		return err
	}
	_, err = d.merges.Answer(c.Request.Context(), d.Kit.Actor(c), duplicate.Answer{ID: r.ID, Agree: f.Answer == "agree", Reasons: f.Reasons, Sum: f.Sum})
	return d.after(c, r, err, f.Reasons, "answered")
}

func (d *desk) undo(c *gin.Context) error {
	r, err := d.read(c)
	if err != nil {
		return err
	}
	var f struct {
		Reasons string `form:"reasons"`
	}
	if err := d.Kit.Bind(c, &f); err != nil {
		return err
	}
	err = d.merges.Undo(c.Request.Context(), d.Kit.Actor(c), r.ID, f.Reasons)
	return d.after(c, r, err, f.Reasons, "undone")
}

func (d *desk) withdraw(c *gin.Context) error {
	r, err := d.read(c)
	if err != nil {
		return err
	}
	err = d.merges.Withdraw(c.Request.Context(), d.Kit.Actor(c), r.ID)
	return d.after(c, r, err, "", "withdrawn")
}

// after leads on, or shows the form again with what is wrong.
func (d *desk) after(c *gin.Context, r duplicate.Record, err error, reasons, done string) error {
	if err == nil {
		d.Kit.SeeOther(c, paths.Officer(d.Kit.Lang(c), "merges", r.ID.String())+"?done="+done)
		return nil
	}
	if errs := d.Kit.FieldErrors(c, err); errs != nil {
		d.showRecord(c, http.StatusUnprocessableEntity, r, "", reasons, errs)
		return nil
	}
	return err
}
