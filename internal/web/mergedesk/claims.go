package mergedesk

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/mergedesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/duplicate"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/producerframe"
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
	ctx, a, p := c.Request.Context(), d.Kit.Actor(c), d.Kit.Printer(c)
	suggested, err := d.merges.Suggestions(ctx, a)
	if err != nil {
		return err
	}
	text := webkit.Short(c.Query("text"))
	found, err := d.merges.Find(ctx, a, text)
	if err != nil {
		return err
	}
	asked, err := d.merges.Merges(ctx, a, duplicate.Look{})
	if err != nil {
		return err
	}
	v := views.Claims{Action: paths.Desk(p.Lang(), "claims"), Text: text, Nothing: nothing(p, text, len(found))}
	if done := c.Query("done"); done == "claimed" || done == "withdrawn" {
		v.Done = p.T("merge.claim.done_" + done)
	}
	for _, s := range suggested[:min(len(suggested), atOnce)] {
		side := claimable(p, s.Gone)
		side.Note += ", " + grounds(p, s.Grounds)
		v.Suggested = append(v.Suggested, side)
	}
	waiting := map[uuid.UUID]bool{}
	for _, m := range asked {
		waiting[m.GoneID] = waiting[m.GoneID] || m.State == "waiting"
	}
	for _, one := range found {
		side := claimable(p, one)
		if waiting[one.ID] { // asked for below
			side.Href, side.Note = "", side.Note+", "+p.T("merge.claim.asked_already")
		}
		v.Found = append(v.Found, side)
	}
	for _, m := range asked {
		one := views.Asked{Name: m.Gone, At: p.DateTime(m.AskedAt), State: state(p, m.State), Answer: m.Answer}
		if m.State == "waiting" {
			one.Withdraw = paths.Desk(p.Lang(), "claims", m.ID.String(), "withdraw")
		}
		v.Asked = append(v.Asked, one)
	}
	d.producersPage(c, http.StatusOK, p.T("merge.claim.title"), views.ClaimsPage(v))
	return nil
}

// claimable is something that may be asked for, with the page on which that is done.
func claimable(p *locale.Printer, one duplicate.Candidate) views.Side {
	side := candidate(p, one)
	side.Href = paths.Desk(p.Lang(), "claims", one.ID.String())
	return side
}

func (d *desk) producersPage(c *gin.Context, status int, title string, body templ.Component) {
	producerframe.Frame{Kit: d.Kit, People: d.people, Told: d.Told, Asks: d.Asks}.Page(c, status, title, body)
}

// wanted reads what would become the producer's, of a page's address.
func (d *desk) wanted(c *gin.Context) (duplicate.Preview, error) {
	gone, err := webkit.PathID(c, "gone")
	if err != nil {
		return duplicate.Preview{}, err
	}
	a := d.Kit.Actor(c)
	return d.merges.Preview(c.Request.Context(), a, a.Organisation, gone, duplicate.Duplicate)
}

func (d *desk) claimed(c *gin.Context) error {
	v, err := d.wanted(c)
	if err != nil {
		return err
	}
	d.showClaim(c, http.StatusOK, v, askForm{ID: webkit.NewID()}, nil, "")
	return nil
}

func (d *desk) showClaim(c *gin.Context, status int, look duplicate.Preview, f askForm, errs map[string]string, changed string) {
	p := d.Kit.Printer(c)
	gone := look.Gone.Producer
	v := views.Claim{Crumbs: []components.Crumb{{Text: p.T("merge.claim.title"), Href: paths.Desk(p.Lang(), "claims")}}, Title: gone.Name,
		Changes: changes(p, look), Stays: stays(p, look), Blocks: blocks(p, look), ID: f.ID, Sum: look.Plan.Sum(), Reasons: f.Reasons, Errors: errs, Changed: changed,
		Public: paths.Producer(p.Lang(), gone.ID.String())}
	if look.Plan.Allowed() {
		v.Action = paths.Desk(p.Lang(), "claims", gone.ID.String())
	}
	d.producersPage(c, status, gone.Name, views.ClaimPage(v))
}

// claim asks the organisers to say that something in the register is the producer's own.
func (d *desk) claim(c *gin.Context) error {
	look, err := d.wanted(c)
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
	a := d.Kit.Actor(c)
	_, err = d.merges.Ask(c.Request.Context(), a, duplicate.Ask{ID: id, Kept: a.Organisation, Gone: look.Gone.Producer.ID, Grounds: duplicate.Duplicate,
		Reasons: f.Reasons, Sum: f.Sum})
	if err == nil {
		d.Kit.SeeOther(c, paths.Desk(d.Kit.Lang(c), "claims")+"?done=claimed")
		return nil
	}
	if errs := d.Kit.FieldErrors(c, err); errs != nil {
		d.showClaim(c, http.StatusUnprocessableEntity, look, f, errs, "")
		return nil
	}
	if fault.Is(err, fault.CodeConflict) { // what is shown now is what holds now
		d.showClaim(c, http.StatusConflict, look, f, nil, d.Kit.Printer(c).Text(fault.From(err).Key, fault.From(err).Args))
		return nil
	}
	return err
}

// unclaim takes back what was asked for.
func (d *desk) unclaim(c *gin.Context) error {
	id, err := webkit.PathID(c, "gone")
	if err != nil {
		return err
	}
	if err := d.merges.Withdraw(c.Request.Context(), d.Kit.Actor(c), id); err != nil {
		return err
	}
	d.Kit.SeeOther(c, paths.Desk(d.Kit.Lang(c), "claims")+"?done=withdrawn")
	return nil
}

// mountClaims adds the producers' pages.
func (d *desk) mountClaims(r gin.IRouter, l locale.Lang) {
	r.GET(paths.Desk(l, "claims"), d.Kit.H(d.onlyProducers(d.claims)))
	r.GET(paths.Desk(l, "claims", ":gone"), d.Kit.H(d.onlyProducers(d.claimed)))
	r.POST(paths.Desk(l, "claims", ":gone"), d.Kit.H(d.onlyProducers(d.claim)))
	r.POST(paths.Desk(l, "claims", ":gone", "withdraw"), d.Kit.H(d.onlyProducers(d.unclaim)))
}
