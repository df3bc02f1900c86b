package officerframe

import (
	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/layout"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/web/deskmenu"
	"github.com/tuottajatori/tuottajatori/internal/web/reports"
)

// part is a section as the navigation knows it.
type part struct {
	section Section
	text    string
	path    string // below the desk's own; "": the desk itself
	own     bool   // the organiser's officers' alone, not an operator's
	advice  bool   // a guidance worker's too
	count   func(Frame, *gin.Context) string
}

// group is what an officer does in one sitting.
type group struct {
	text  string
	parts []part
}

// groups are the desk's sections by what an officer does there.
var groups = []group{
	{"officer.group_work", []part{
		{section: Queue, text: "officer.nav_queue", count: Frame.waiting},
		{section: Notices, text: "officer.nav_notices", path: "notices", count: Frame.unseen},
		{section: People, text: "officer.nav_people", path: "people", own: true},
		{section: Reports, text: "officer.nav_reports", path: "reports", own: true, count: Frame.reported}}},
	{"officer.group_producers", []part{
		{section: Admissions, text: "officer.nav_admissions", path: "admissions"},
		{section: Upkeep, text: "tenure.upkeep.nav", path: "upkeep"},
		{section: Supply, text: "supply.nav", path: "supply", advice: true},
		{section: Requests, text: "ask.counts.nav", path: "requests", own: true, advice: true}}},
	{"officer.group_schemes", []part{
		{section: Schemes, text: "schemedesk.list.nav", path: "schemes"},
		{section: Prices, text: "prices.officer.nav", path: "prices"},
		{section: Areas, text: "prices.areas.nav", path: "areas", own: true}}},
	{"officer.group_register", []part{
		{section: Tables, text: "tables.nav", path: "tables"},
		{section: Duplicates, text: "merge.list.nav", path: "duplicates", own: true}}},
}

// nav is the desk's navigation on a page of a section.
func (f Frame) nav(c *gin.Context, in Section) (of, sections []layout.NavLink) {
	p, l := f.Kit.Printer(c), f.Kit.Lang(c)
	role := f.Kit.Actor(c).Role
	var menu []deskmenu.Group
	for _, g := range groups {
		shown := deskmenu.Group{Text: p.T(g.text)}
		for _, one := range g.parts {
			advises := one.advice && role == actor.RoleGuidance
			if one.own && role != actor.RoleOfficer && !advises || !one.advice && role == actor.RoleGuidance {
				continue
			}
			part := deskmenu.Part{Text: p.T(one.text), Href: paths.Officer(l), Current: one.section == in}
			if one.path != "" {
				part.Href = paths.Officer(l, one.path)
			}
			if count := one.count; count != nil {
				part.Count = func() string { return count(f, c) }
			}
			shown.Parts = append(shown.Parts, part)
		}
		menu = append(menu, shown)
	}
	return deskmenu.Links(menu)
}

// reported is how many reports of errors wait; "" when none do, or when it cannot be told now.
func (f Frame) reported(c *gin.Context) string { return reports.Count(c, f.Kit, f.Told) }

// waiting is how many applications wait; "" when none do, or when it cannot be told now.
func (f Frame) waiting(c *gin.Context) string {
	n, err := f.Admissions.Waiting(c.Request.Context(), f.Kit.Actor(c))
	if err != nil || n == 0 {
		return ""
	}
	if n > admission.CountMost {
		return f.Kit.Printer(c).Number(admission.CountMost) + "+"
	}
	return f.Kit.Printer(c).Number(n)
}

// unseen is how many notices the reader has not looked at; "" when there are none, or when it cannot be told now.
func (f Frame) unseen(c *gin.Context) string {
	n, err := f.Admissions.UnseenNotices(c.Request.Context(), f.Kit.Actor(c))
	if err != nil || n == 0 {
		return ""
	}
	return f.Kit.Printer(c).Number(n)
}
