package mergedesk

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/mergedesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/duplicate"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/producerdesk"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// onlyProducers keeps claims to producers' people: officers have a page of their own of the same.
func (d *desk) onlyProducers(h webkit.Handler) webkit.Handler {
	return func(c *gin.Context) error {
		a := d.Kit.Actor(c)
		if err := identity.Allow(a, identity.ProducerEdit, identity.Object{Producer: a.Organisation}); err != nil {
			return err
		}
		return h(c)
	}
}

func (d *desk) claims(c *gin.Context) error {
	return d.showClaims(c, http.StatusOK, askForm{}, uuid.Nil, nil)
}

// showClaims lists what looks like the producer's own, each with a form; one may have been sent in vain.
func (d *desk) showClaims(c *gin.Context, status int, f askForm, wrong uuid.UUID, errs map[string]string) error {
	ctx, a, p := c.Request.Context(), d.Kit.Actor(c), d.Kit.Printer(c)
	found, err := d.merges.Suggestions(ctx, a)
	if err != nil {
		return err
	}
	asked, err := d.merges.Merges(ctx, a)
	if err != nil {
		return err
	}
	v := views.Claims{Errors: errs}
	if c.Query("done") == "claimed" {
		v.Done = p.T("merge.claim.done")
	}
	for _, s := range found[:min(len(found), atOnce)] {
		look, err := d.merges.Preview(ctx, a, a.Organisation, s.Gone.ID, duplicate.Duplicate)
		if fault.Is(err, fault.CodeNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		one := views.Claim{Gone: candidate(p, s.Gone), Grounds: grounds(p, s.Grounds), ID: casework.NewID(), Sum: look.Plan.Sum(),
			Field: "reasons-" + s.Gone.ID.String(), Changes: changes(p, look), Blocks: blocks(p, look)}
		if look.Plan.Allowed() {
			one.Action = paths.Desk(p.Lang(), "claims", s.Gone.ID.String())
		}
		if s.Gone.ID == wrong {
			one.Reasons, one.Error = f.Reasons, errs["reasons"]
			v.Errors = map[string]string{one.Field: errs["reasons"]}
		}
		v.List = append(v.List, one)
	}
	for _, m := range asked {
		v.Asked = append(v.Asked, []components.Cell{{Text: m.Gone}, {Text: p.DateTime(m.AskedAt)}, {Part: components.Tag(state(p, m.State))}})
	}
	d.Kit.Page(c, status, layout.Page{Title: p.T("merge.claim.title"), Desk: true, NoIndex: true, Error: status == http.StatusUnprocessableEntity,
		Nav: producerdesk.Nav(p, c.Request.URL.Path)}, views.ClaimsPage(v))
	return nil
}

// claim asks the organisers to say that something in the register is the producer's own.
func (d *desk) claim(c *gin.Context) error {
	gone, err := casework.ID(c, "gone")
	if err != nil {
		return err
	}
	var f askForm
	if err := d.Kit.Bind(c, &f); err != nil {
		return err
	}
	id, err := casework.FormID(f.ID)
	if err != nil {
		return err
	}
	a := d.Kit.Actor(c)
	_, err = d.merges.Ask(c.Request.Context(), a, duplicate.Ask{ID: id, Kept: a.Organisation, Gone: gone, Grounds: duplicate.Duplicate, Reasons: f.Reasons, Sum: f.Sum})
	if err == nil {
		d.Kit.SeeOther(c, paths.Desk(d.Kit.Lang(c), "claims")+"?done=claimed")
		return nil
	}
	if errs := d.Kit.FieldErrors(c, err); errs != nil {
		return d.showClaims(c, http.StatusUnprocessableEntity, f, gone, errs)
	}
	return err
}

// mountClaims adds the producers' page.
func (d *desk) mountClaims(r gin.IRouter, l locale.Lang) {
	r.GET(paths.Desk(l, "claims"), d.Kit.H(d.onlyProducers(d.claims)))
	r.POST(paths.Desk(l, "claims", ":gone"), d.Kit.H(d.onlyProducers(d.claim)))
}
