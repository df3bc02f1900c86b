// Package reports serves the form with which anybody tells of an error in a page, its receipt, and the part that the
// desks of producers, organisers and the administrator share: the queue of what was told, an answer, a forwarding.
//
//	reports.go  what is served where
//	page.go     which page of ours a report is about
//	form.go     the form and its receipt
//	queue.go    a desk's list
//	case.go     one report on a desk
package reports

import (
	"strings"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"net/url"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/report"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

type pages struct {
	kit       *webkit.Kit
	reports   *report.Service
	catalogue *catalogue.Service
}

// Mount adds the public pages in the three languages.
func Mount(r gin.IRouter, k *webkit.Kit, reports *report.Service, c *catalogue.Service) {
	p := &pages{kit: k, reports: reports, catalogue: c}
	for _, l := range locale.Langs() {
		base := paths.Report(l, "")
		r.GET(base, k.H(p.form))
		r.POST(base, k.H(p.send))
		r.GET(base+"/:id", k.H(p.receipt))
	}
}

// Address answers where a mailed answer leads: to the receipt, as the world reaches it.
func Address(public *url.URL) func(locale.Lang, uuid.UUID) string {
	base := strings.TrimSuffix(public.String(), "/")
	return func(l locale.Lang, id uuid.UUID) string { return base + paths.ReportReceipt(l, id.String()) }
}

// Desk is the part of a desk that handles reports. The desk says where it is and draws what is around it.
type Desk struct {
	Kit     *webkit.Kit
	Reports *report.Service
	Role    actor.Role                                                           // whose desk it is
	Base    func(l locale.Lang, parts ...string) string                          // the desk's address
	Page    func(c *gin.Context, status int, title string, body templ.Component) // answers with a page of the desk
	Guide   string                                                               // the key of what the queue's lead says
}

// section is where reports are below each desk.
const section = "reports"

// Mount adds the part to the desk; get and post take what comes after the desk's address.
func (d Desk) Mount(get, post func(h webkit.Handler, parts ...string)) {
	get(d.only(d.queue), section)
	get(d.only(d.one), section, ":id")
	post(d.only(d.answer), section, ":id", "answer")
	post(d.only(d.forward), section, ":id", "forward")
}

// only keeps a desk to its own role: others may handle the same reports at theirs.
func (d Desk) only(h webkit.Handler) webkit.Handler {
	return func(c *gin.Context) error {
		switch a := d.Kit.Actor(c); {
		case !a.SignedIn():
			return identity.ErrSignIn
		case a.Role != d.Role:
			return identity.ErrForbidden
		}
		return h(c)
	}
}

// words are the wording of these pages.
type words struct{ wording.Words }

func say(p *locale.Printer) words { return words{wording.Words{Printer: p}} }

func (w words) lang() string { return string(w.Lang()) }

func pathID(c *gin.Context) (uuid.UUID, error) {
	id, err := uuid.Parse(c.Param("id"))
	if err != nil {
		return uuid.Nil, report.ErrNotFound.Because(err)
	}
	return id, nil
}
