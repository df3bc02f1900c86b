package officerdesk

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/officerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

func (d *desk) alike(c *gin.Context) error {
	id, err := optionalID(c.Query("scheme"))
	if err != nil {
		return err
	}
	return d.showAlike(c, http.StatusOK, id, nil)
}

// showAlike lists the prepared cases of a scheme, all chosen, or the schemes when none is chosen.
func (d *desk) showAlike(c *gin.Context, status int, schemeID uuid.UUID, errs map[string]string) error {
	p, a := d.kit.Printer(c), d.kit.Actor(c)
	v := views.Alike{Crumbs: alikeCrumbs(p), Lead: p.T("officer.alike.lead"), None: p.T("officer.alike.none"), Action: paths.Officer(p.Lang(), "approve"), Errors: errs}
	if schemeID == uuid.Nil {
		list, err := d.admissions.ReadySchemes(c.Request.Context(), a)
		if err != nil {
			return err
		}
		for _, one := range list {
			v.Schemes = append(v.Schemes, views.View{Text: one.SchemeName(string(p.Lang())), Count: p.T("officer.alike.count", "Count", one.Count),
				Href: with(v.Action, "scheme", one.SchemeID.String())})
		}
	} else {
		v.Action = with(v.Action, "scheme", schemeID.String())
		list, err := d.admissions.AlikeIn(c.Request.Context(), a, schemeID)
		if err != nil {
			return err
		}
		v.Lead = p.T("officer.alike.lead_scheme", "Scheme", list.Scheme.Name(string(p.Lang())))
		for _, one := range list.Cases {
			row := views.AlikeCase{Text: one.Producer, Href: paths.Officer(p.Lang(), "applications", one.ID.String()),
				Hint: p.T("officer.alike.hint", "Case", one.CaseNumber, "Date", one.DueOn, "Name", one.By.Name, "At", one.PreparedAt)}
			if one.May != nil {
				row.Hint = one.CaseNumber + ". " + whyNot(p, one.May)
				v.Apart = append(v.Apart, row)
				continue
			}
			row.Value, row.Checked = strings.Join([]string{one.ID.String(), one.Preparation.String(), webkit.NewID()}, " "), errs == nil
			v.Cases = append(v.Cases, row)
		}
	}
	d.Page(c, status, officerframe.Queue, p.T("officer.alike.title"), views.AlikePage(v))
	return nil
}

// whyNot tells an official why a prepared case is not for them to decide.
func whyNot(p *locale.Printer, err error) string {
	if errors.Is(err, identity.ErrPartial) {
		f := fault.From(err)
		return p.Text(f.Key, f.Args)
	}
	return p.T("officer.alike.not_yours")
}

func alikeCrumbs(p *locale.Printer) []components.Crumb {
	return []components.Crumb{{Text: p.T("officer.nav_queue"), Href: paths.Officer(p.Lang())}}
}

// approveAlike approves the chosen cases, and tells which were left and why.
func (d *desk) approveAlike(c *gin.Context) error {
	schemeID, err := optionalID(c.Query("scheme"))
	if err != nil {
		return err
	}
	var chosen []admission.Approve
	for _, value := range c.PostFormArray("cases") {
		one, err := readApprove(value)
		if err != nil {
			return err
		}
		chosen = append(chosen, one)
	}
	list, err := d.admissions.ApproveAlike(c.Request.Context(), d.kit.Actor(c), chosen)
	if err != nil {
		if errs := d.kit.FieldErrors(c, err); errs != nil {
			return d.showAlike(c, http.StatusUnprocessableEntity, schemeID, errs)
		}
		return err
	}
	p := d.kit.Printer(c)
	v := views.AlikeDone{Crumbs: alikeCrumbs(p), Next: with(paths.Officer(p.Lang()), "stage", string(admission.StagePrepared))}
	for _, one := range list {
		own := paths.Officer(p.Lang(), "applications", one.ID.String())
		if one.Left != nil {
			f := fault.From(one.Left)
			v.Left = append(v.Left, []components.Cell{{Text: one.Producer, Href: own}, {Text: one.CaseNumber}, {Text: p.Text(f.Key, f.Args)}})
			continue
		}
		v.Rows = append(v.Rows, []components.Cell{{Text: one.Producer, Href: own}, {Text: one.CaseNumber}, {Text: p.T("officer.review.read_decision"), Href: own + "/decision"}})
	}
	v.Title = p.T("officer.alike.done", "Count", len(v.Rows))
	d.Page(c, http.StatusOK, officerframe.Queue, v.Title, views.AlikeDonePage(v))
	return nil
}

// readApprove reads a chosen case: its id, that of its preparation, and that of the decision to make.
func readApprove(value string) (admission.Approve, error) {
	parts := strings.Fields(value)
	var ids [3]uuid.UUID
	if len(parts) != len(ids) {
		return admission.Approve{}, fault.New(fault.CodeMalformed, "fault.form.malformed")
	}
	for i, part := range parts {
		id, err := webkit.FormID(part)
		if err != nil {
			return admission.Approve{}, err
		}
		ids[i] = id
	}
	return admission.Approve{ApplicationID: ids[0], Preparation: ids[1], DecisionID: ids[2]}, nil
}
