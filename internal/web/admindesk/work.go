package admindesk

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/admindesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// doneToJobs lists what can have been done before coming to the page: keys of the table admindesk.jobs.
var doneToJobs = map[string]bool{"retried": true, "retried_all": true, "given_up": true}

func (d *desk) jobs(c *gin.Context) error {
	l, pr := d.kit.Lang(c), d.kit.Printer(c)
	list, err := d.people.FailedJobs(c.Request.Context(), d.kit.Actor(c))
	if err != nil {
		return err
	}
	var v views.Jobs
	if done := c.Query("done"); doneToJobs[done] {
		v.Done = done
	}
	at := map[string]int{}
	for _, job := range list {
		i, there := at[job.Kind]
		if !there {
			i, at[job.Kind] = len(v.Kinds), len(v.Kinds)
			v.Kinds = append(v.Kinds, views.JobKind{Title: jobText(pr, job.Kind), RetryAll: paths.Admin(l, jobs, "kinds", job.Kind)})
		}
		number := strconv.FormatInt(job.ID, 10)
		v.Kinds[i].Rows = append(v.Kinds[i].Rows, views.JobRow{
			Number: number, FailedAt: pr.DateTime(job.FailedAt), Attempts: pr.T("admindesk.jobs.attempts", "Count", job.Attempts),
			Error: job.Error, Retry: paths.Admin(l, jobs, number), GiveUp: paths.Admin(l, jobs, number, "end"),
		})
	}
	delayed, err := d.people.DelayedJobs(c.Request.Context(), d.kit.Actor(c))
	if err != nil {
		return err
	}
	for _, one := range delayed {
		v.Delayed = append(v.Delayed, []components.Cell{{Text: jobText(pr, one.Kind), Note: pr.T("admindesk.jobs.delayed_count", "Count", one.Count)},
			{Text: pr.DateTime(one.Since)}, {Text: pr.DateTime(one.Next)}, {Text: one.Error}})
	}
	for _, reason := range identity.GivingUp() {
		v.Reasons = append(v.Reasons, components.Option{Value: reason, Text: pr.T("admindesk.jobs.reason_" + reason)})
	}
	d.kit.Page(c, http.StatusOK, d.section(c, jobs), views.JobsPage(v))
	return nil
}

// jobText says what a job was for. A kind of an earlier version of the program that has no words is told as it is.
func jobText(pr *locale.Printer, kind string) string {
	if key := "admindesk.job." + kind; pr.Has(key) {
		return pr.T(key)
	}
	return kind
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

// retryAll starts all failed jobs of a kind again.
func (d *desk) retryAll(c *gin.Context) error {
	if _, err := d.people.RetryJobs(c.Request.Context(), d.kit.Actor(c), c.Param("kind")); err != nil {
		return err
	}
	d.back(c, "retried_all", jobs)
	return nil
}

// giveUp removes a failed job, for a reason.
func (d *desk) giveUp(c *gin.Context) error {
	number, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return identity.ErrNotFound
	}
	if err := d.people.GiveUpJob(c.Request.Context(), d.kit.Actor(c), number, c.PostForm("reason")); err != nil {
		return err
	}
	d.back(c, "given_up", jobs)
	return nil
}
