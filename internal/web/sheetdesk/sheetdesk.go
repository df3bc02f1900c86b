// Package sheetdesk serves what the desks take and give as tables: a producer's prices and offerings, changed by a file; what an
// officer sees as CSV and as a workbook; and lists that organisers have kept until now, brought into the register.
//
//	sheetdesk.go  what is served where, and what all pages share
//	bulk.go       what a producer changes by a file: the form, the file to take, what applying answers
//	prices.go     what a price list would change
//	told.go       what a list of offerings would change
//	tables.go     what an officer sees, as files
//	taken.go      lists that are taken whole, by officers and by producers
//	lists.go      lists that organisers have kept, brought in
package sheetdesk

import (
	"mime"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/sheets"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/ask"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/importing"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/offering/pricelist"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
	"github.com/tuottajatori/tuottajatori/internal/report"
	"github.com/tuottajatori/tuottajatori/internal/taking"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/producerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// Rooms are the use cases that the pages need.
type Rooms struct {
	PriceLists *pricelist.Service
	Offerings  *offering.Service
	Admissions *admission.Service
	Reports    *report.Service
	Asks       *ask.Service // nil: nothing is asked
	Lists      *importing.Desk
	Taking     *taking.Service
	People     *identity.Service
}

type desk struct {
	Rooms
	kit *webkit.Kit
}

// Mount adds the pages in the three languages.
func Mount(r gin.IRouter, k *webkit.Kit, rooms Rooms) {
	d := &desk{Rooms: rooms, kit: k}
	for _, l := range locale.Langs() {
		d.mountBulk(r, l, d.prices())
		d.mountBulk(r, l, d.told())

		tables := paths.Officer(l, "tables")
		officer := func(path string, h webkit.Handler) { r.GET(tables+path, k.H(d.frame().Only(h))) }
		officer("", d.tables)
		r.GET(paths.Desk(l, "tables"), k.H(d.own))
		lists := func(path string, show, send webkit.Handler) {
			if show != nil {
				r.GET(tables+"/lists"+path, k.H(d.onlyLists(show)))
			}
			if send != nil {
				r.POST(tables+"/lists"+path, k.H(d.onlyLists(send)))
			}
		}
		lists("", d.askList, d.sendList)
		lists("/:id", d.lookList, nil)
		lists("/:id/columns", d.askColumns, d.saveColumns)
		lists("/:id/left-out", nil, d.leaveOut)
		lists("/:id/publish", nil, d.publishList)
		for _, form := range []sheet.Form{sheet.CSV, sheet.XLSX} {
			officer("/queue/list"+form.Ending(), d.takeQueue(form))
			officer("/admissions/list"+form.Ending(), d.takeAdmissions(form))
			officer("/offerings/list"+form.Ending(), d.takeOfferings(form))
			for _, t := range d.officerLists() {
				officer("/"+t.key+"/list"+form.Ending(), d.take(t, form))
			}
			for _, t := range d.ownLists() {
				r.GET(paths.Desk(l, "tables", t.key, "list"+form.Ending()), k.H(d.take(t, form)))
			}
		}
	}
}

// frame is what is around the officers' pages.
func (d *desk) frame() officerframe.Frame {
	return officerframe.Frame{Kit: d.kit, Admissions: d.Admissions, Told: d.Reports}
}

// producerPage answers with a page of the producer's desk.
func (d *desk) producerPage(c *gin.Context, status int, title string, body templ.Component) {
	producerframe.Frame{Kit: d.kit, People: d.People, Told: d.Reports, Asks: d.Asks}.Page(c, status, title, body)
}

// give answers with a table as a file.
func (d *desk) give(c *gin.Context, form sheet.Form, name string, s sheet.Sheet, rows sheet.Rows) error {
	return s.Write(form, c.Writer, func() {
		h := c.Writer.Header()
		h.Set("Content-Type", form.MediaType())
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + form.Ending()}))
		h.Set("Cache-Control", "private, no-store")
	}, rows)
}

// takes are the links to a table in its forms.
func takes(p *locale.Printer, path string) []views.Link {
	return []views.Link{{Text: p.T("sheets.take_xlsx"), Href: path + "/list.xlsx"}, {Text: p.T("sheets.take_csv"), Href: path + "/list.csv"}}
}

// shownRows is how many right rows a preview lists, and how many wrong ones.
const shownRows = 200

// faultsText is everything that is wrong with a row, each with the name of its column.
func faultsText(p *locale.Printer, faults []fault.Field, column func(string) string) string {
	text := ""
	for i, f := range faults {
		if i > 0 {
			text += " "
		}
		if name := column(f.Name); name != "" {
			text += name + ": "
		}
		text += p.Text(f.Key, f.Args)
	}
	return text
}

func head(texts ...string) []components.Cell {
	out := make([]components.Cell, len(texts))
	for i, t := range texts {
		out[i] = components.Cell{Text: t}
	}
	return out
}

// lineText names a line of a file: on a phone it stands without its column's head.
func lineText(p *locale.Printer, line int) string { return p.T("sheets.at_line", "Line", line) }

// sentence begins with a capital letter: the texts of rows are written to stand after their lines too.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
