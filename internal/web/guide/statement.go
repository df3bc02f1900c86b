package guide

import (
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/guide"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// answerDays is how long an answer to feedback on accessibility may take (306/2019).
const answerDays = 14

// statement is what the accessibility statement holds besides its words. An administrator checks it before the service is
// opened and when anything in it changes, and writes the day of checking the authority here.
var statement = struct {
	made  calendar.Date // also the day of the last change
	lacks []string
	// Supervision moved from the Regional State Administrative Agency to Traficom on 1.1.2025 (HE 71/2024). No number is
	// told here, since none has been checked.
	authority, site, siteText string
	checked                   calendar.Date // zero: nobody has
}{
	made: day(2026, 11, 23),
	lacks: []string{
		"statement.lack_reader", "statement.lack_language", "statement.lack_files", "statement.lack_tables", "statement.lack_easy",
	},
	authority: "statement.authority", site: "https://www.saavutettavuusvaatimukset.fi", siteText: "www.saavutettavuusvaatimukset.fi",
}

func (p *pages) accessibility(c *gin.Context) error {
	w := p.words(c)
	if err := plain(c); err != nil {
		return err
	}
	view := views.Statement{
		Crumbs: w.crumbs(), Made: w.Date(statement.made), Service: p.service(w.Lang()), Days: strconv.Itoa(answerDays),
		Report: paths.To(w.Lang(), paths.PageReport) + "?kind=accessibility",
		Name:   w.T(statement.authority), Site: statement.site, SiteText: statement.siteText, Checked: w.T("statement.unchecked"),
	}
	if !statement.checked.IsZero() {
		view.Checked = w.T("statement.checked", "Date", statement.checked)
	}
	for _, key := range statement.lacks {
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
