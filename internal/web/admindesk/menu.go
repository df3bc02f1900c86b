package admindesk

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/admindesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/web/deskmenu"
)

// groups are the desk's sections by what is done in one sitting; the name is the end of the text's key admindesk.group.*.
var groups = []struct {
	name     string
	sections []string
}{
	{"people", []string{people, pending}},
	{"organisations", []string{organisers, operators}},
	{"service", []string{told, statement, retention}},
	{"running", []string{jobs, trail}},
}

// page is what the desk tells the layout: its groups, and the sections of the group that the page is in.
func (d *desk) page(c *gin.Context, title, section string) layout.Page {
	l, pr := d.kit.Lang(c), d.kit.Printer(c)
	menu := make([]deskmenu.Group, 0, len(groups))
	for _, g := range groups {
		shown := deskmenu.Group{Text: pr.T("admindesk.group." + g.name)}
		for _, s := range g.sections {
			shown.Parts = append(shown.Parts, deskmenu.Part{Text: pr.T("admindesk.nav." + s), Href: paths.Admin(l, s), Current: s == section})
		}
		menu = append(menu, shown)
	}
	page := layout.Page{Title: title, Desk: true, NoIndex: true}
	page.Groups, page.Nav = deskmenu.Links(menu)
	return page
}

// front is the desk's first page: all sections, with what waits in each.
func (d *desk) front(c *gin.Context) error {
	l, pr, ctx, a := d.kit.Lang(c), d.kit.Printer(c), c.Request.Context(), d.kit.Actor(c)
	waiting, err := d.people.PendingMemberships(ctx, a)
	if err != nil {
		return err
	}
	failed, err := d.people.FailedJobs(ctx, a)
	if err != nil {
		return err
	}
	delayed, err := d.people.DelayedJobs(ctx, a)
	if err != nil {
		return err
	}
	reported, err := d.told.Waiting(ctx, a)
	if err != nil {
		return err
	}
	counts := map[string]int{pending: len(waiting), jobs: len(failed), told: reported}
	for _, one := range delayed {
		counts[jobs] += one.Count
	}
	var v views.Front
	for _, g := range groups {
		group := views.FrontGroup{Title: pr.T("admindesk.group." + g.name)}
		for _, s := range g.sections {
			task := components.Task{Title: pr.T("admindesk.nav." + s), Href: paths.Admin(l, s)}
			if n := counts[s]; n > 0 {
				task.Tag = components.TagArgs{Text: pr.Number(n), Kind: "wait"}
			}
			group.Sections = append(group.Sections, task)
		}
		v.Groups = append(v.Groups, group)
	}
	d.kit.Page(c, http.StatusOK, d.page(c, pr.T("admindesk.title"), ""), views.FrontPage(v))
	return nil
}
