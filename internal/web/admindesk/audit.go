package admindesk

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	accountviews "github.com/tuottajatori/tuottajatori/frontend/pages/account"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/admindesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/account"
	words "github.com/tuottajatori/tuottajatori/internal/web/trail"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// auditForm is what the trail is narrowed by, as typed. Somebody is named by their address, which goes into no address of a page:
// the search leads on to one with ids.
type auditForm struct {
	ID         string `form:"id"`
	Email      string `form:"email"`
	Organiser  string `form:"organiser"`
	Action     string `form:"action"`
	FromDay    string `form:"from-day"`
	FromMonth  string `form:"from-month"`
	FromYear   string `form:"from-year"`
	UntilDay   string `form:"until-day"`
	UntilMonth string `form:"until-month"`
	UntilYear  string `form:"until-year"`
}

// findAudit leads from the form to the page with what was found.
func (d *desk) findAudit(c *gin.Context) error {
	var f auditForm
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	ctx, a, pr := c.Request.Context(), d.kit.Actor(c), d.kit.Printer(c)
	if err := identity.Allow(a, identity.AuditView, identity.Object{}); err != nil {
		return err
	}
	q, bad := url.Values{}, fault.Invalid()
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	if _, err := uuid.Parse(f.ID); f.ID != "" && err != nil {
		bad = bad.On("id", "fault.admindesk.not_an_id")
	}
	from, ok := webkit.ParseDate(f.FromDay, f.FromMonth, f.FromYear)
	if !ok {
		bad = bad.On("from", "fault.admindesk.date")
	}
	until, ok := webkit.ParseDate(f.UntilDay, f.UntilMonth, f.UntilYear)
	if !ok {
		bad = bad.On("until", "fault.admindesk.date")
	}
	if f.Email != "" {
		person, err := d.people.PersonByEmail(ctx, a, f.Email)
		switch {
		case err == nil:
			set("person", person.String())
		case fault.Is(err, fault.CodeNotFound):
			bad = bad.On("email", "fault.admindesk.nobody")
		default:
			return err
		}
	}
	if err := bad.OrNil(); err != nil {
		v, err := d.auditView(c, f)
		if err != nil {
			return err
		}
		v.Errors = d.kit.FieldErrors(c, bad)
		page := d.section(c, trail)
		page.Error = true
		d.kit.Page(c, http.StatusUnprocessableEntity, page, views.AuditPage(v))
		return nil
	}
	set("id", f.ID)
	set("organiser", f.Organiser)
	set("action", f.Action)
	set("from", from.String())
	set("until", until.String())
	path := paths.Admin(pr.Lang(), trail)
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	d.kit.SeeOther(c, path)
	return nil
}

// auditView is the page's form, with what is in it.
func (d *desk) auditView(c *gin.Context, f auditForm) (views.Audit, error) {
	pr := d.kit.Printer(c)
	v := views.Audit{ID: f.ID, Email: f.Email, From: [3]string{f.FromDay, f.FromMonth, f.FromYear}, Until: [3]string{f.UntilDay, f.UntilMonth, f.UntilYear},
		Post: paths.Admin(pr.Lang(), trail)}
	list, err := d.people.Organisers(c.Request.Context(), d.kit.Actor(c))
	if err != nil {
		return v, err
	}
	v.Organisers = []components.Option{{Text: pr.T("admindesk.people.all")}}
	for _, o := range list {
		v.Organisers = append(v.Organisers, components.Option{Value: o.ID.String(), Text: in(pr.Lang(), o.NameFi, o.NameSv, o.NameEn), Selected: f.Organiser == o.ID.String()})
	}
	for _, key := range d.kit.Locales.Keys() {
		if action, ok := strings.CutPrefix(key, "trail.action."); ok {
			v.Actions = append(v.Actions, components.Option{Value: action, Text: pr.T(key), Selected: f.Action == action})
		}
	}
	slices.SortFunc(v.Actions, func(a, b components.Option) int { return cmp.Compare(a.Text, b.Text) })
	v.Actions = append([]components.Option{{Text: pr.T("admindesk.people.all")}}, v.Actions...)
	return v, nil
}

// auditQuery is what an address narrows the trail by.
func auditQuery(c *gin.Context) (identity.AuditFilter, auditForm, error) {
	f := auditForm{ID: strings.TrimSpace(strings.ToValidUTF8(c.Query("id"), "?")), Organiser: c.Query("organiser"), Action: strings.ToValidUTF8(c.Query("action"), "?")}
	out := identity.AuditFilter{Action: f.Action}
	var err error
	for text, to := range map[string]*uuid.UUID{c.Query("person"): &out.Person, f.Organiser: &out.Organiser} {
		if text != "" {
			if *to, err = uuid.Parse(text); err != nil {
				return out, f, identity.ErrNotFound
			}
		}
	}
	for text, to := range map[string]*calendar.Date{c.Query("from"): &out.From, c.Query("until"): &out.Until} {
		if text != "" {
			if *to, err = calendar.Parse(text); err != nil {
				return out, f, identity.ErrNotFound
			}
		}
	}
	f.FromDay, f.FromMonth, f.FromYear = webkit.DateParts(out.From)
	f.UntilDay, f.UntilMonth, f.UntilYear = webkit.DateParts(out.Until)
	if f.ID != "" {
		if out.Object, err = uuid.Parse(f.ID); err != nil {
			return out, f, fault.Invalid().On("id", "fault.admindesk.not_an_id")
		}
	}
	return out, f, nil
}

func (d *desk) audit(c *gin.Context) error {
	ctx, a := c.Request.Context(), d.kit.Actor(c)
	if err := identity.Allow(a, identity.AuditView, identity.Object{}); err != nil {
		return err
	}
	filter, f, wrong := auditQuery(c)
	if wrong != nil && !fault.Is(wrong, fault.CodeInvalid) {
		return wrong
	}
	before, err := account.Before(c)
	if err != nil {
		return err
	}
	if filter.Person != uuid.Nil {
		if one, err := d.people.Person(ctx, a, filter.Person); err == nil {
			f.Email = one.Email
		}
	}
	v, err := d.auditView(c, f)
	if err != nil {
		return err
	}
	page, status := d.section(c, trail), http.StatusOK
	if wrong != nil {
		status, page.Error, v.Errors = http.StatusUnprocessableEntity, true, d.kit.FieldErrors(c, wrong)
	} else if err := d.auditRows(c, &v, filter, before); err != nil {
		return err
	}
	v.Narrowed = f != (auditForm{})
	d.kit.Page(c, status, page, views.AuditPage(v))
	return nil
}

// auditRows fills in what is found, and where the list goes on.
func (d *desk) auditRows(c *gin.Context, v *views.Audit, filter identity.AuditFilter, before int64) error {
	pr := d.kit.Printer(c)
	lines, next, err := d.people.FindAudit(c.Request.Context(), d.kit.Actor(c), filter, before)
	if err != nil {
		return err
	}
	for _, line := range lines {
		v.Rows = append(v.Rows, views.AuditRow{At: pr.DateTime(line.At), Who: words.Who(pr, line), Role: words.Role(pr, line), Action: words.Action(pr, line.Action),
			About: words.About(pr, line), Href: whereIs(pr.Lang(), line), Trail: v.Post + "?id=" + line.Object.String(), Details: detailsText(line.Details)})
	}
	q := c.Request.URL.Query()
	q.Del("before")
	v.Take = v.Post + "/list.csv?" + q.Encode()
	if before > 0 {
		v.First = v.Post + "?" + q.Encode()
	}
	if next > 0 {
		q.Set("before", strconv.FormatInt(next, 10))
		v.Next = v.Post + "?" + q.Encode()
	}
	return nil
}

// whereIs is the page of an object that the administrator may open; "" when there is none.
func whereIs(l locale.Lang, line identity.AuditLine) string {
	id := line.Object.String()
	switch line.ObjectKind {
	case "person":
		return paths.Admin(l, people, id)
	case "organiser":
		return paths.Admin(l, organisers, id)
	case "operator":
		return paths.Admin(l, operators, id)
	case "producer":
		return paths.Producer(l, id)
	case "service_unit":
		return paths.Unit(l, id)
	case "service_point":
		return paths.Point(l, id)
	case "offering":
		return paths.Offering(l, id)
	default:
		return ""
	}
}

// detailsText is details that say something.
func detailsText(details string) string {
	if details == "{}" {
		return ""
	}
	return details
}

// takeAudit gives all that the page would list, as a file.
func (d *desk) takeAudit(c *gin.Context) error {
	filter, _, err := auditQuery(c)
	if err != nil {
		return err
	}
	return words.Give(c, d.kit.Printer(c), func(fn func(identity.AuditLine) error) error {
		return d.people.EachAudit(c.Request.Context(), d.kit.Actor(c), filter, fn)
	})
}

// personLog shows the administrator a person's access log, to be given to them.
func (d *desk) personLog(c *gin.Context) error {
	l, pr, ctx, a := d.kit.Lang(c), d.kit.Printer(c), c.Request.Context(), d.kit.Actor(c)
	who, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	before, err := account.Before(c)
	if err != nil {
		return err
	}
	one, err := d.people.Person(ctx, a, who)
	if err != nil {
		return err
	}
	list, next, err := d.people.AccessLog(ctx, a, who, before)
	if err != nil {
		return err
	}
	path := paths.Admin(l, people, who.String(), "log")
	v := accountviews.Log{Title: pr.T("admindesk.person.log_title", "Name", one.Name), Lead: pr.T("admindesk.person.log_lead"),
		Back: paths.Admin(l, people, who.String()), Take: path + ".csv", Rows: words.LogRows(pr, list, who)}
	if before > 0 {
		v.First = path
	}
	if next > 0 {
		v.Next = path + "?before=" + strconv.FormatInt(next, 10)
	}
	d.kit.Page(c, http.StatusOK, d.page(c, v.Title, people), accountviews.LogPage(v))
	return nil
}

// takePersonLog gives it as a file.
func (d *desk) takePersonLog(c *gin.Context) error {
	who, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	if err := identity.Allow(d.kit.Actor(c), identity.PersonAdmin, identity.Object{}); err != nil { // one's own is taken elsewhere
		return err
	}
	return words.GiveLog(c, d.kit.Printer(c), who, func(fn func(identity.AuditLine) error) error {
		return d.people.EachAccess(c.Request.Context(), d.kit.Actor(c), who, fn)
	})
}
