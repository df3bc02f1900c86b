package producerdesk

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/producerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
)

// messages lists what the reader was told by mail of the producer's matters.
func (d *desk) messages(c *gin.Context) error {
	a, err := d.own(c)
	if err != nil {
		return err
	}
	list, unread, err := d.Identity.Messages(c.Request.Context(), a)
	if err != nil {
		return err
	}
	about, err := d.Admissions.Subjects(c.Request.Context(), a, list)
	if err != nil {
		return err
	}
	months, err := d.Identity.MessageMonths(c.Request.Context())
	if err != nil {
		return err
	}
	p := d.kit.Printer(c)
	v := views.Messages{Crumbs: crumbs(p), List: casework.Messages(p, a.Role, list, about),
		Kept: p.T("casefile.messages_kept", "Count", months)}
	if unread > 0 {
		v.At = list[0].At.Format(time.RFC3339Nano)
	}
	d.page(c, http.StatusOK, p.T("producerdesk.messages.title"), views.MessagesPage(v))
	return nil
}

// readMessages records that all that the page listed was read.
func (d *desk) readMessages(c *gin.Context) error {
	a, err := d.own(c)
	if err != nil {
		return err
	}
	at, err := time.Parse(time.RFC3339Nano, c.PostForm("at"))
	if err != nil {
		return fault.New(fault.CodeMalformed, "fault.form.malformed").Because(err)
	}
	if err := d.Identity.ReadMessages(c.Request.Context(), a, at); err != nil {
		return err
	}
	d.kit.SeeOther(c, paths.Desk(d.kit.Lang(c), "messages"))
	return nil
}

// message opens one, which is then read.
func (d *desk) message(c *gin.Context) error {
	if _, err := d.own(c); err != nil {
		return err
	}
	return casework.OpenMessage(c, d.kit, d.Identity)
}
