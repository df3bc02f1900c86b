package trail

import (
	"mime"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/account"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
)

// Kind says what kind of thing an object is, by its table. What has no words is told as it is.
func Kind(p *locale.Printer, kind string) string {
	key := "trail.kind." + kind
	if !p.Has(key) {
		return kind
	}
	return p.T(key)
}

// Who is the person's name, or what acted without one.
func Who(p *locale.Printer, l identity.AuditLine) string {
	switch {
	case l.PersonName != "":
		return l.PersonName
	case l.Role == string(actor.RoleSystem):
		return p.T("trail.who.system")
	default:
		return p.T("trail.who.visitor")
	}
}

// Role is the role in which somebody acted, with the organisation; "" for what acted without one.
func Role(p *locale.Printer, l identity.AuditLine) string {
	if !l.Person.Valid || l.Role == string(actor.RoleVisitor) || l.Role == "" {
		return ""
	}
	text := p.T("web.role." + l.Role)
	if organisation := l.OrganisationName(string(p.Lang())); organisation != "" {
		text += ", " + organisation
	}
	return text
}

// By is who acted, as the person whose log it is may know it: themselves by name, others by role and organisation.
func By(p *locale.Printer, l identity.AuditLine, person uuid.UUID) string {
	if role := Role(p, l); role != "" && l.Person.UUID != person {
		return role
	}
	return Who(p, l)
}

// About is the object in words: what kind of thing, and its name.
func About(p *locale.Printer, l identity.AuditLine) string {
	text := Kind(p, l.ObjectKind)
	if name := l.ObjectName(string(p.Lang())); name != "" {
		text += ": " + name
	}
	return text
}

// LogRows are a person's access log as a page shows it.
func LogRows(p *locale.Printer, list []identity.AuditLine, person uuid.UUID) []views.LogRow {
	rows := make([]views.LogRow, 0, len(list))
	for _, l := range list {
		rows = append(rows, views.LogRow{At: p.DateTime(l.At), Who: By(p, l, person), Action: Action(p, l.Action), About: About(p, l)})
	}
	return rows
}

// Each gives rows of the trail, one by one.
type Each func(fn func(identity.AuditLine) error) error

// GiveLog answers with a person's access log as a file.
func GiveLog(c *gin.Context, p *locale.Printer, person uuid.UUID, each Each) error {
	return give(c, p, p.T("trail.file.log"), []string{"at", "who", "action", "about"}, each, func(l identity.AuditLine) []any {
		return []any{p.DateTime(l.At), By(p, l, person), Action(p, l.Action), About(p, l)}
	})
}

// Give answers with rows of the trail as a file.
func Give(c *gin.Context, p *locale.Printer, each Each) error {
	return give(c, p, p.T("trail.file.trail"), []string{"at", "who", "role", "action", "about", "id", "details"}, each, func(l identity.AuditLine) []any {
		return []any{p.DateTime(l.At), Who(p, l), Role(p, l), Action(p, l.Action), About(p, l), l.Object.String(), l.Details}
	})
}

func give(c *gin.Context, p *locale.Printer, name string, columns []string, each Each, cells func(identity.AuditLine) []any) error {
	s := sheet.Sheet{Lang: p.Lang(), Name: name}
	for _, column := range columns {
		s.Columns = append(s.Columns, sheet.Column{Head: p.T("trail.column." + column)})
	}
	return s.Write(sheet.CSV, c.Writer, func() {
		h := c.Writer.Header()
		h.Set("Content-Type", sheet.CSV.MediaType())
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + sheet.CSV.Ending()}))
		h.Set("Cache-Control", "private, no-store")
	}, func(row func([]any) error) error {
		return each(func(l identity.AuditLine) error { return row(cells(l)) })
	})
}
