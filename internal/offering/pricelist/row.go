package pricelist

import (
	"errors"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
)

// The states of a row: what applying the file would do with it.
const (
	RowNew      = "new"      // a price where there was none
	RowChanged  = "changed"  // from one price to another
	RowProposed = "proposed" // the organiser is asked first
	RowSame     = "same"
	RowWrong    = "wrong"
)

// About is what a row of either kind of list has.
type About struct {
	Line     int
	State    string
	Offering *offering.Listed // nil when it is not known which is meant
	Service  string           // as the file has it
	Point    string
	Faults   []fault.Field // by the names of columns
	cells    cells
	broken   bool // its quotation marks do not match: it has no cells
}

// cells are a row's, found by what their columns are of.
type cells struct {
	row sheet.Row
	at  map[Field]int
}

func (c cells) of(f Field) string {
	i, there := c.at[f]
	if !there {
		return ""
	}
	return c.row.Cell(i)
}

// Row is a row of a file of prices with what would become of it.
type Row struct {
	About
	Price offering.NewPrice   // of every state but RowWrong; without a day when the row asks for nothing
	Was   *offering.PriceLine // what it changes
	asks  bool
}

// aboutOf takes a row apart; one whose quotation marks do not match is wrong.
func aboutOf(read sheet.Row, at map[Field]int) About {
	r := About{Line: read.Line, broken: read.Broken}
	if r.broken {
		r.on(FieldService, "fault.pricelist.quotes")
		return r
	}
	r.cells = cells{row: read, at: at}
	r.Service, r.Point = r.cells.of(FieldService), r.cells.of(FieldPoint)
	return r
}

func (r *About) on(f Field, key string, args ...any) {
	r.State = RowWrong
	r.Faults = append(r.Faults, fault.Invalid().On(string(f), key, args...).Fields...)
}

// read understands a row's price by itself.
func (r *Row) read() {
	text, from := r.cells.of(FieldPrice), r.cells.of(FieldFrom)
	if text == "" && from == "" {
		r.State = RowSame
		return
	}
	r.asks = true
	if per := r.cells.of(FieldPer); per != "" {
		var known bool
		if r.Price.Unit, known = find(units, per); !known {
			r.on(FieldPer, "fault.pricelist.unit", "Text", short(per))
		}
	}
	if time := r.cells.of(FieldTime); time != "" {
		var known bool
		if r.Price.Class, known = find(times, time); !known {
			r.on(FieldTime, "fault.pricelist.time", "Text", short(time))
		}
	}
	r.amount(text)
	var day bool
	switch r.Price.From, day = sheet.Day(from); {
	case from == "":
		r.on(FieldFrom, "fault.pricelist.from_missing")
	case !day:
		r.on(FieldFrom, "fault.pricelist.day", "Text", short(from))
	}
}

// amount reads a price, or for a time a percentage of the price itself.
func (r *Row) amount(text string) {
	if share, ok := strings.CutSuffix(text, "%"); ok {
		n, err := strconv.Atoi(strings.TrimSpace(share))
		switch {
		case err != nil || n < 1:
			r.on(FieldPrice, "fault.pricelist.percent", "Text", short(text))
		case r.Price.Class == "":
			r.on(FieldPrice, "fault.pricelist.percent_alone")
		}
		r.Price.Percent = n
		return
	}
	cents, err := money.Parse(text)
	switch {
	case text == "":
		r.on(FieldPrice, "fault.pricelist.price_missing")
	case errors.Is(err, money.ErrDecimals):
		r.on(FieldPrice, "fault.pricelist.decimals", "Text", short(text))
	case err != nil:
		r.on(FieldPrice, "fault.pricelist.price", "Text", short(text))
	}
	r.Price.Cents = cents
}

// short is a cell's text for an error: enough to find it by.
func short(text string) string {
	r := []rune(text)
	if len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return text
}

// there are the producer's offerings, found by id or by what a row calls them.
type there struct {
	byID   map[uuid.UUID]*offering.Listed
	byName map[string][]*offering.Listed
}

func name(service, unit, point string) string {
	return sheet.Fold(service) + "\x00" + sheet.Fold(unit) + "\x00" + sheet.Fold(point)
}

// find tells which offering a row is about.
func (t there) find(r *About) {
	if id := r.cells.of(FieldID); id != "" {
		parsed, err := uuid.Parse(id)
		if r.Offering = t.byID[parsed]; err != nil || r.Offering == nil {
			r.on(FieldID, "fault.pricelist.unknown")
		}
		return
	}
	var fit []*offering.Listed
	for _, o := range t.byName[name(r.cells.of(FieldService), r.cells.of(FieldUnit), r.cells.of(FieldPoint))] {
		scheme := sheet.Fold(r.cells.of(FieldScheme))
		if scheme == "" || scheme == sheet.Fold(o.SchemeNames.Fi) || scheme == sheet.Fold(o.SchemeNames.Sv) || scheme == sheet.Fold(o.SchemeNames.En) {
			fit = append(fit, o)
		}
	}
	switch len(fit) {
	case 0:
		r.on(FieldService, "fault.pricelist.unknown")
	case 1:
		r.Offering = fit[0]
	default:
		r.on(FieldService, "fault.pricelist.many")
	}
}

// whole tells whether a row says all by itself: by its id which offering it means, and what the price is for; and that
// its day has not passed, so that it can be no price that is there already.
func (r *Row) whole(today calendar.Date) bool {
	if !r.asks || r.State == RowWrong {
		return true
	}
	_, err := uuid.Parse(r.cells.of(FieldID))
	return err == nil && r.Price.Unit != "" && today.Before(r.Price.From)
}

// byID takes an id for the offering's that it is: whether there is one, and whose, offerings tells.
func byID(r *About) {
	if id, err := uuid.Parse(r.cells.of(FieldID)); err == nil {
		r.Offering = &offering.Listed{Offering: offering.Offering{ID: id}}
	}
}

// settle finds which offering a row means, fills in the unit where only one is possible, and finds what is so already: a
// price that a file of last year tells again is no new one, though its day has passed.
func (r *Row) settle(known func(*About)) {
	if r.broken {
		return
	}
	known(&r.About)
	if r.State != "" || r.Offering == nil {
		return
	}
	lines := append(append([]offering.PriceLine(nil), r.Offering.Prices...), r.Offering.Classes...)
	if r.Price.Unit == "" {
		for _, l := range lines {
			if r.Price.Unit != "" && l.Unit != r.Price.Unit {
				r.on(FieldPer, "fault.pricelist.unit_missing")
				return
			}
			r.Price.Unit = l.Unit
		}
		if r.Price.Unit == "" {
			r.on(FieldPer, "fault.pricelist.unit_missing")
			return
		}
	}
	for _, l := range lines {
		if l.Unit == r.Price.Unit && l.Class == r.Price.Class && l.From == r.Price.From && l.Percent == r.Price.Percent &&
			(l.Percent != 0 || l.Cents == r.Price.Cents) {
			r.State = RowSame
		}
	}
}
