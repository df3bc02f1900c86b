package officerdesk

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/pages/casefile"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/officerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
)

var noticeTags = map[admission.NoticeKind]string{
	admission.NoticeNew: "info", admission.NoticeSoon: "wait", admission.NoticeOverdue: "stop", admission.NoticeAnswered: "good", admission.NoticeUnanswered: "wait",
	admission.NoticeBusinessID: "wait",
}

// notices lists what the reader was told of: cases, each once, and below them what else was told by mail.
func (d *desk) notices(c *gin.Context) error {
	ctx, a, p := c.Request.Context(), d.kit.Actor(c), d.kit.Printer(c)
	list, err := d.admissions.Notices(ctx, a)
	if err != nil {
		return err
	}
	told, unread, err := d.people.Messages(ctx, a)
	if err != nil {
		return err
	}
	about, err := d.admissions.Subjects(ctx, a, told)
	if err != nil {
		return err
	}
	months, err := d.people.MessageMonths(ctx)
	if err != nil {
		return err
	}
	v := views.Notices{Lead: p.T("officer.notices.lead"), None: p.T("officer.notices.none"), Columns: []components.Cell{
		{Text: p.T("officer.queue.producer")}, {Text: p.T("officer.notices.what"), Class: "q-state"}, {Text: p.T("officer.queue.due"), Class: "q-due"},
		{Text: p.T("officer.queue.scheme"), Class: "q-hide"}, {Text: p.T("officer.queue.reviewer"), Class: "q-hide"}, {Text: p.T("officer.notices.at"), Class: "q-hide"}},
		Messages: casework.Messages(p, a.Role, told, about), Kept: p.T("casefile.messages_kept", "Count", months)}
	var until time.Time
	if unread > 0 {
		until = told[0].At
	}
	for _, n := range list {
		at := components.Cell{Text: p.DateTime(n.At), Class: "q-hide"}
		if n.Unseen {
			at.Note = p.T("officer.notices.unseen")
			unread++
		}
		if n.Unseen && n.At.After(until) {
			until = n.At
		}
		v.Rows = append(v.Rows, []components.Cell{
			{Text: n.Producer, Note: n.CaseNumber, Href: paths.Officer(p.Lang(), "applications", n.ID.String())},
			{Part: views.Tags(noticeTagsOf(p, n)), Class: "q-state"},
			{Part: casefile.DueCell(*casework.Due(p, n.Left, n.DueOn)), Class: "q-due"},
			{Text: n.SchemeName(string(p.Lang())), Class: "q-hide"}, {Text: n.Assignee, Class: "q-hide"}, at})
	}
	if unread > 0 {
		v.Seen, v.At = paths.Officer(p.Lang(), "notices"), until.Format(time.RFC3339Nano)
	}
	d.Page(c, http.StatusOK, officerframe.Notices, p.T("officer.notices.title"), views.NoticesPage(v))
	return nil
}

func noticeTagsOf(p *locale.Printer, n admission.Notice) []components.TagArgs {
	var out []components.TagArgs
	for _, k := range n.Kinds {
		out = append(out, components.TagArgs{Text: p.T("officer.notices." + string(k)), Kind: noticeTags[k]})
	}
	return out
}

// message opens what the reader was told, which is then read.
func (d *desk) message(c *gin.Context) error {
	return casework.OpenMessage(c, d.kit, d.people)
}

// seen records that the reader has seen the list as it was.
func (d *desk) seen(c *gin.Context) error {
	at, err := time.Parse(time.RFC3339Nano, c.PostForm("at"))
	if err != nil {
		return fault.New(fault.CodeMalformed, "fault.form.malformed").Because(err)
	}
	if err := d.admissions.LookedAtNotices(c.Request.Context(), d.kit.Actor(c), at); err != nil {
		return err
	}
	if err := d.people.ReadMessages(c.Request.Context(), d.kit.Actor(c), at); err != nil {
		return err
	}
	d.kit.SeeOther(c, paths.Officer(d.kit.Lang(c), "notices"))
	return nil
}
