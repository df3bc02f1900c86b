package admindesk

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/admindesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	words "github.com/tuottajatori/tuottajatori/internal/web/trail"
)

func (d *desk) jobs(c *gin.Context) error {
	l, pr := d.kit.Lang(c), d.kit.Printer(c)
	list, err := d.people.FailedJobs(c.Request.Context(), d.kit.Actor(c))
	if err != nil {
		return err
	}
	v := views.Jobs{Retried: c.Query("done") == "retried"}
	for _, job := range list {
		number := strconv.FormatInt(job.ID, 10)
		v.Rows = append(v.Rows, views.JobRow{
			Number: number, Kind: job.Kind, FailedAt: pr.DateTime(job.FailedAt), Attempts: pr.T("admindesk.jobs.attempts", "Count", job.Attempts),
			Error: job.Error, Retry: paths.Admin(l, jobs, number),
		})
	}
	d.kit.Page(c, http.StatusOK, d.section(c, jobs), views.JobsPage(v))
	return nil
}

func (d *desk) retry(c *gin.Context) error {
	number, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return identity.ErrNotFound
	}
	if err := d.people.RetryJob(c.Request.Context(), d.kit.Actor(c), number); err != nil {
		return err
	}
	d.back(c, "retried", jobs)
	return nil
}

func (d *desk) audit(c *gin.Context) error {
	pr := d.kit.Printer(c)
	v := views.Audit{ID: strings.TrimSpace(strings.ToValidUTF8(c.Query("id"), "?"))}
	v.Asked = v.ID != ""
	object, err := uuid.Parse(v.ID)
	if v.Asked && err != nil {
		v.Errors = map[string]string{"id": pr.T("fault.admindesk.not_an_id")}
	}
	lines, err := d.people.AuditOf(c.Request.Context(), d.kit.Actor(c), object)
	if err != nil {
		return err
	}
	if len(v.Errors) == 0 && v.Asked {
		for _, line := range lines {
			row := views.AuditRow{At: pr.DateTime(line.At), Who: who(pr, line), Action: words.Action(pr, line.Action), Kind: line.ObjectKind, Details: line.Details}
			if line.PersonName != "" && line.Role != string(actor.RoleVisitor) {
				row.Role = pr.T("web.role." + line.Role)
			}
			v.Rows = append(v.Rows, row)
		}
	}
	status := http.StatusOK
	page := d.section(c, trail)
	if len(v.Errors) > 0 {
		status, page.Error = http.StatusUnprocessableEntity, true
	}
	d.kit.Page(c, status, page, views.AuditPage(v))
	return nil
}

// who is the person's name, or what acted without one.
func who(pr *locale.Printer, line identity.AuditLine) string {
	switch {
	case line.PersonName != "":
		return line.PersonName
	case line.Role == string(actor.RoleSystem):
		return pr.T("admindesk.audit.system")
	default:
		return pr.T("admindesk.audit.visitor")
	}
}
