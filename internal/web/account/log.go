package account

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/account"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/web/trail"
)

// Before is where a page of a log goes on: the number in the address, 0 for the first page.
func Before(c *gin.Context) (int64, error) {
	text := c.Query("before")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		return 0, identity.ErrNotFound
	}
	return n, nil
}

// log shows the reader what the audit trail has of them.
func (p *pages) log(c *gin.Context) error {
	l, pr, a := p.kit.Lang(c), p.kit.Printer(c), p.kit.Actor(c)
	before, err := Before(c)
	if err != nil {
		return err
	}
	if a.Person == uuid.Nil {
		return identity.ErrSignIn
	}
	list, next, err := p.people.AccessLog(c.Request.Context(), a, a.Person, before)
	if err != nil {
		return err
	}
	path := paths.Account(l, "log")
	v := views.Log{Title: pr.T("account.log.title"), Lead: pr.T("account.log.lead"), Back: paths.Account(l), Take: path + ".csv", Rows: trail.LogRows(pr, list, a.Person)}
	if before > 0 {
		v.First = path
	}
	if next > 0 {
		v.Next = path + "?before=" + strconv.FormatInt(next, 10)
	}
	p.kit.Page(c, http.StatusOK, layout.Page{Title: v.Title, NoIndex: true}, views.LogPage(v))
	return nil
}

// takeLog gives it as a file.
func (p *pages) takeLog(c *gin.Context) error {
	a := p.kit.Actor(c)
	if a.Person == uuid.Nil {
		return identity.ErrSignIn
	}
	return trail.GiveLog(c, p.kit.Printer(c), a.Person, func(fn func(identity.AuditLine) error) error {
		return p.people.EachAccess(c.Request.Context(), a, a.Person, fn)
	})
}
