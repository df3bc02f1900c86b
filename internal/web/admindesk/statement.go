package admindesk

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/admindesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// statementForm is what an administrator says in the accessibility statement.
type statementForm struct {
	Version     string `form:"version"`
	Day         string `form:"checked-day"`
	Month       string `form:"checked-month"`
	Year        string `form:"checked-year"`
	AuthorityFi string `form:"authority_fi"`
	AuthoritySv string `form:"authority_sv"`
	AuthorityEn string `form:"authority_en"`
	SiteFi      string `form:"site_fi"`
	SiteSv      string `form:"site_sv"`
	SiteEn      string `form:"site_en"`
	Email       string `form:"email"`
	Phone       string `form:"phone"`
}

func (d *desk) statement(c *gin.Context) error {
	if err := identity.Allow(d.kit.Actor(c), identity.StatementEdit, identity.Object{}); err != nil {
		return err
	}
	st, err := d.people.Statement(c.Request.Context())
	if err != nil {
		return err
	}
	f := statementForm{
		Version: strconv.Itoa(st.Version), AuthorityFi: st.AuthorityFi, AuthoritySv: st.AuthoritySv, AuthorityEn: st.AuthorityEn,
		SiteFi: st.SiteFi, SiteSv: st.SiteSv, SiteEn: st.SiteEn, Email: st.Email, Phone: st.Phone,
	}
	f.Day, f.Month, f.Year = webkit.DateParts(st.CheckedOn)
	d.showStatement(c, http.StatusOK, f, nil)
	return nil
}

func (d *desk) showStatement(c *gin.Context, status int, f statementForm, errors map[string]string) {
	page := d.section(c, statement)
	page.Error = len(errors) > 0
	d.kit.Page(c, status, page, views.StatementPage(views.Statement{
		Version: f.Version, Day: f.Day, Month: f.Month, Year: f.Year, Authority: [3]string{f.AuthorityFi, f.AuthoritySv, f.AuthorityEn},
		Site: [3]string{f.SiteFi, f.SiteSv, f.SiteEn}, Email: f.Email, Phone: f.Phone, Saved: c.Query("done") == "saved", Errors: errors,
		Public: paths.To(d.kit.Lang(c), paths.PageAccessibility),
	}))
}

func (d *desk) saveStatement(c *gin.Context) error {
	var f statementForm
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	if err := identity.Allow(d.kit.Actor(c), identity.StatementEdit, identity.Object{}); err != nil {
		return err
	}
	st, err := f.read()
	if err == nil {
		err = d.people.EditStatement(c.Request.Context(), d.kit.Actor(c), st)
	} else if fault.Is(err, fault.CodeInvalid) { // the day is no day; what else is wrong is told with it
		err = also(err, d.people.CheckStatement(c.Request.Context(), st))
	}
	switch {
	case err == nil:
		d.back(c, "saved", statement)
		return nil
	case fault.Is(err, fault.CodeConflict): // shown with what was typed, and what holds is a page away
		d.showStatement(c, http.StatusConflict, f, map[string]string{"version": d.kit.Printer(c).T("fault.identity.statement_stale")})
		return nil
	}
	if errors := d.kit.FieldErrors(c, err); errors != nil {
		d.showStatement(c, http.StatusUnprocessableEntity, f, errors)
		return nil
	}
	return err
}

// also adds to what is wrong with a form what another check says of its fields.
func also(err, other error) error {
	if other == nil {
		return err
	}
	bad := fault.From(err)
	bad.Fields = append(bad.Fields, fault.From(other).Fields...)
	return bad
}

func (f statementForm) read() (identity.Statement, error) {
	version, err := strconv.Atoi(f.Version)
	if err != nil {
		return identity.Statement{}, fault.New(fault.CodeMalformed, "fault.form.malformed").Because(err)
	}
	checked, ok := webkit.ParseDate(f.Day, f.Month, f.Year)
	st := identity.Statement{
		Version: version, CheckedOn: checked, AuthorityFi: f.AuthorityFi, AuthoritySv: f.AuthoritySv, AuthorityEn: f.AuthorityEn,
		SiteFi: f.SiteFi, SiteSv: f.SiteSv, SiteEn: f.SiteEn, Email: f.Email, Phone: f.Phone,
	}
	if !ok {
		return st, fault.Invalid().On("checked", "fault.admindesk.date")
	}
	return st, nil
}
