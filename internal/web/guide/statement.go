package guide

import (
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/guide"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// answerDays is how long an answer to feedback on accessibility may take (306/2019).
const answerDays = 14

// made is when the statement was prepared, also the day of the last change to its words.
var made = day(2026, 11, 23)

// lacks are what is known to fall short.
var lacks = []string{
	"statement.lack_reader", "statement.lack_language", "statement.lack_files", "statement.lack_tables", "statement.lack_easy",
}

func (p *pages) accessibility(c *gin.Context) error {
	w := p.words(c)
	if err := plain(c); err != nil {
		return err
	}
	said, err := p.said(c.Request.Context())
	if err != nil {
		return err
	}
	view := views.Statement{
		Crumbs: w.crumbs(), Made: w.Date(made), Service: p.service(w.Lang()), Days: strconv.Itoa(answerDays),
		Report: paths.To(w.Lang(), paths.PageReport) + "?kind=accessibility",
		Name:   catalogue.Texts{Fi: said.AuthorityFi, Sv: said.AuthoritySv, En: said.AuthorityEn}.In(string(w.Lang())),
		Site:   catalogue.Texts{Fi: said.SiteFi, Sv: said.SiteSv, En: said.SiteEn}.In(string(w.Lang())),
		Email:  said.Email, Phone: said.Phone, Checked: w.T("statement.unchecked"),
	}
	view.SiteText = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(view.Site, "https://"), "http://"), "/")
	if !said.CheckedOn.IsZero() {
		view.Checked = w.T("statement.checked", "Date", said.CheckedOn)
	}
	for _, key := range lacks {
		view.Lacks = append(view.Lacks, w.T(key))
	}
	p.kit.Page(c, 200, layout.Page{Title: w.T("statement.title"), Description: w.T("statement.description")}, views.StatementPage(view))
	return nil
}

// service is what the statement is about: the product and where it is.
func (p *pages) service(l locale.Lang) string {
	name := "Tuottajatori"
	if p.kit.PublicURL == nil {
		return name
	}
	return name + " (" + p.kit.PublicURL.JoinPath(paths.Front(l)).String() + ")"
}
