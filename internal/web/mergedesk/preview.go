package mergedesk

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/mergedesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/duplicate"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// askForm is what an officer sends.
type askForm struct {
	ID      string `form:"id"`
	Sum     string `form:"sum"`
	Grounds string `form:"grounds"`
	Reasons string `form:"reasons"`
}

// both reads the two of an address, with what merging them would do. Two with business ids of their own are different: one can
// only have become a part of the other.
func (d *desk) both(c *gin.Context) (v duplicate.Preview, ground string, err error) {
	kept, err := webkit.PathID(c, "kept")
	if err != nil {
		return v, "", err
	}
	gone, err := webkit.PathID(c, "gone")
	if err != nil {
		return v, "", err
	}
	if v, err = d.merges.Preview(c.Request.Context(), d.Kit.Actor(c), kept, gone, duplicate.Duplicate); err != nil {
		return v, "", err
	}
	if v.Kept.Producer.BusinessID == "" || v.Gone.Producer.BusinessID == "" {
		return v, duplicate.Duplicate, nil
	}
	v, err = d.merges.Preview(c.Request.Context(), d.Kit.Actor(c), kept, gone, duplicate.Succession)
	return v, duplicate.Succession, err
}

func (d *desk) preview(c *gin.Context) error {
	v, ground, err := d.both(c)
	if err != nil {
		return err
	}
	d.show(c, http.StatusOK, v, ground, askForm{ID: webkit.NewID()}, nil, "")
	return nil
}

func (d *desk) show(c *gin.Context, status int, v duplicate.Preview, ground string, f askForm, errs map[string]string, changed string) {
	p := d.Kit.Printer(c)
	kept, gone := v.Kept.Producer, v.Gone.Producer
	address := paths.Officer(p.Lang(), "duplicates", kept.ID.String(), gone.ID.String())
	view := views.Preview{Crumbs: d.crumbs(p), Title: p.T("merge.preview.title"), Lead: p.T("merge.preview.lead_"+ground, "Kept", kept.Name, "Gone", gone.Name),
		Heads:    []components.Cell{{Text: p.T("merge.compared.what")}, {Text: kept.Name, Note: p.T("merge.kept")}, {Text: gone.Name, Note: p.T("merge.gone")}},
		Compared: compared(p, v.Kept, v.Gone), Changes: changes(p, v), Blocks: blocks(p, v), ID: f.ID, Sum: v.Plan.Sum(), Ground: ground, Reasons: f.Reasons,
		Errors: errs, Changed: changed, Button: p.T("merge.preview.button")}
	view.Stays = stays(p, v)
	merged := v.Kept.Merged.Valid || v.Gone.Merged.Valid
	if !merged {
		view.Swap = paths.Officer(p.Lang(), "duplicates", gone.ID.String(), kept.ID.String())
		if d.Kit.Actor(c).Role == actor.RoleOfficer {
			view.Apart = address + "/apart"
		}
	}
	if v.Plan.Allowed() {
		view.Action = address
		if others := slices.DeleteFunc(slices.Clone(v.Plan.Must), func(id uuid.UUID) bool { return id == d.Kit.Actor(c).Organisation }); len(others) > 0 {
			view.Agree = p.T("merge.preview.agree", "Count", len(others))
			view.Button = p.T("merge.preview.ask")
		}
	}
	d.Page(c, status, officerframe.Duplicates, view.Title, views.PreviewPage(view))
}

func (d *desk) ask(c *gin.Context) error {
	v, ground, err := d.both(c)
	if err != nil {
		return err
	}
	var f askForm
	if err := d.Kit.Bind(c, &f); err != nil {
		return err
	}
	id, err := webkit.FormID(f.ID)
	if err != nil {
		return err
	}
	_, err = d.merges.Ask(c.Request.Context(), d.Kit.Actor(c), duplicate.Ask{ID: id, Kept: v.Kept.Producer.ID, Gone: v.Gone.Producer.ID,
		Grounds: f.Grounds, Reasons: f.Reasons, Sum: f.Sum})
	if err == nil {
		d.Kit.SeeOther(c, paths.Officer(d.Kit.Lang(c), "merges", id.String())+"?done=asked")
		return nil
	}
	if errs := d.Kit.FieldErrors(c, err); errs != nil {
		d.show(c, http.StatusUnprocessableEntity, v, ground, f, errs, "")
		return nil
	}
	if fault.Is(err, fault.CodeConflict) { // what is shown now is what holds now
		d.show(c, http.StatusConflict, v, ground, f, nil, d.Kit.Printer(c).Text(fault.From(err).Key, fault.From(err).Args))
		return nil
	}
	return err
}

func (d *desk) apart(c *gin.Context) error {
	kept, err := webkit.PathID(c, "kept")
	if err != nil {
		return err
	}
	gone, err := webkit.PathID(c, "gone")
	if err != nil {
		return err
	}
	if err := d.merges.Apart(c.Request.Context(), d.Kit.Actor(c), kept, gone); err != nil {
		return err
	}
	d.Kit.SeeOther(c, paths.Officer(d.Kit.Lang(c), "duplicates")+"?done=apart")
	return nil
}
