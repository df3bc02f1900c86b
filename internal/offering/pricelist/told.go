package pricelist

import (
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
)

// told are the columns by which a list changes what is told of an offering.
var told = []Field{FieldVacancy, FieldWait, FieldSpoken, FieldAreas, FieldDescriptionFi, FieldDescriptionSv, FieldDescriptionEn}

// ToldRow is a row of a file of offerings with what would become of it. An empty cell changes nothing, a dash empties.
type ToldRow struct {
	About
	Tell    offering.Tell
	Changes []Field // of state RowChanged: the columns that change something
}

// Was is what an offering tells in a column now, as a list has it; "" for nothing.
func (r ToldRow) Was(f Field, l locale.Lang) string { return cellOf(*r.Offering, f, l) }

// Becomes is what an offering will tell in a column; "" for nothing.
func (r ToldRow) Becomes(f Field, l locale.Lang) string {
	o := *r.Offering
	if t := r.Tell.Room; t != nil {
		o.Vacancy, o.WaitDays = t.State, t.Wait
	}
	if r.Tell.Spoken != nil {
		o.Spoken = *r.Tell.Spoken
	}
	for field, text := range map[*string]*string{&o.Text.Fi: r.Tell.Fi, &o.Text.Sv: r.Tell.Sv, &o.Text.En: r.Tell.En} {
		if text != nil {
			*field = *text
		}
	}
	if f == FieldAreas && r.Tell.Served != nil {
		return r.cells.of(f)
	}
	return cellOf(o, f, l)
}

// cellOf writes what an offering tells in a column.
func cellOf(o offering.Listed, f Field, l locale.Lang) string {
	switch f {
	case FieldVacancy:
		if o.Vacancy != offering.VacancyUnknown {
			return wordOf(vacancies, o.Vacancy, l)
		}
	case FieldWait:
		if o.WaitDays != nil {
			return strconv.Itoa(*o.WaitDays)
		}
	case FieldSpoken:
		names := make([]string, len(o.Spoken))
		for i, code := range o.Spoken {
			names[i] = wordOf(languages, code, l)
		}
		return strings.Join(names, ", ")
	case FieldAreas:
		return areaCell(o, l)
	case FieldDescriptionFi:
		return o.Text.Fi
	case FieldDescriptionSv:
		return o.Text.Sv
	case FieldDescriptionEn:
		return o.Text.En
	}
	return ""
}

// areaCell lists the organiser's areas and then the parts, with semicolons between: a neighbourhood is written with a comma.
func areaCell(o offering.Listed, l locale.Lang) string {
	var names []string
	for _, drawn := range o.DrawnNames {
		names = append(names, drawn.In(string(l)))
	}
	for _, code := range o.Own {
		name := code
		if part, known := place.PartByCode(code); known {
			name = part.Label(string(l))
		}
		names = append(names, name)
	}
	return strings.Join(names, "; ")
}

// emptied tells whether a cell says that there is nothing to tell.
func emptied(text string) bool { return text == "-" || text == "–" || text == "—" }

// tell understands what a row tells of the offering that it is about.
func (r *ToldRow) tell(drawn []offering.Area) {
	r.Tell.Offering = r.Offering.ID
	r.room()
	if text := r.cells.of(FieldSpoken); text != "" {
		r.Tell.Spoken = r.spoken(text)
	}
	for field, to := range map[Field]**string{FieldDescriptionFi: &r.Tell.Fi, FieldDescriptionSv: &r.Tell.Sv, FieldDescriptionEn: &r.Tell.En} {
		if text := r.cells.of(field); emptied(text) {
			text = ""
			*to = &text
		} else if text != "" {
			*to = &text
		}
	}
	if text := r.cells.of(FieldAreas); text != "" {
		r.Tell.Served = r.served(text, drawn)
	}
}

// room reads whether there is room, and the wait. A wait alone is of the state that is told already; a state alone keeps
// the wait only while it is the same.
func (r *ToldRow) room() {
	state, wait := r.cells.of(FieldVacancy), r.cells.of(FieldWait)
	if state == "" && wait == "" {
		return
	}
	o := r.Offering
	room := &offering.Room{State: o.Vacancy}
	if state != "" {
		key, known := find(vacancies, state)
		if !known {
			r.on(FieldVacancy, "fault.pricelist.vacancy", "Text", short(state))
			return
		}
		room.State = key
	}
	switch n, err := strconv.Atoi(wait); {
	case wait == "" && room.State == o.Vacancy:
		room.Wait = o.WaitDays
	case wait == "" || emptied(wait):
	case err != nil:
		r.on(FieldWait, "fault.offering.wait_days", "Limit", offering.MaxWait)
		return
	case room.State == offering.VacancyUnknown:
		r.on(FieldVacancy, "fault.pricelist.vacancy_missing")
		return
	case room.State == offering.VacancyFull:
		r.on(FieldWait, "fault.pricelist.wait_of_full")
		return
	default:
		room.Wait = &n
	}
	if room.State != offering.VacancyUnknown {
		r.Tell.Room = room
	}
}

func (r *ToldRow) spoken(text string) *[]string {
	codes := []string{}
	if emptied(text) {
		return &codes
	}
	for one := range strings.FieldsFuncSeq(text, func(c rune) bool { return strings.ContainsRune(",;/\n", c) }) {
		if one = strings.TrimSpace(one); one == "" {
			continue
		}
		code, known := find(languages, one)
		if !known {
			code = sheet.Fold(one)
		}
		if !offering.IsLanguage(code) {
			r.on(FieldSpoken, "fault.pricelist.language", "Text", short(one))
			continue
		}
		codes = append(codes, code)
	}
	return &codes
}

// served finds parts of the country, and the organiser's areas by their names.
func (r *ToldRow) served(text string, drawn []offering.Area) *offering.Served {
	var out offering.Served
	take := func(one string) bool {
		for _, area := range drawn {
			if name := sheet.Fold(one); name == sheet.Fold(area.Name.Fi) || name == sheet.Fold(area.Name.Sv) || name == sheet.Fold(area.Name.En) {
				out.Drawn = append(out.Drawn, area.ID)
				return true
			}
		}
		found, err := place.Find(one)
		if err == nil {
			out.Areas = append(out.Areas, found.Part().Code)
		}
		return err == nil
	}
	for line := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == ';' || c == '\n' }) {
		if line = strings.TrimSpace(line); line == "" || emptied(line) || take(line) {
			continue
		}
		for one := range strings.SplitSeq(line, ",") {
			if one = strings.TrimSpace(one); one != "" && !take(one) {
				r.on(FieldAreas, "fault.pricelist.area", "Text", short(one))
			}
		}
	}
	return &out
}

// answered puts what offerings answered to a row.
func (r *ToldRow) answered(result offering.TellResult) {
	if result.Err != nil {
		r.refused(result.Err)
		return
	}
	r.State = RowSame
	if !result.Changes() {
		return
	}
	r.State = RowChanged
	for _, one := range []struct {
		changed bool
		field   Field
	}{{result.Room && r.Becomes(FieldVacancy, locale.Fi) != r.Was(FieldVacancy, locale.Fi), FieldVacancy},
		{result.Room && r.Becomes(FieldWait, locale.Fi) != r.Was(FieldWait, locale.Fi), FieldWait}, {result.Spoken, FieldSpoken}, {result.Served, FieldAreas},
		{result.Fi, FieldDescriptionFi}, {result.Sv, FieldDescriptionSv}, {result.En, FieldDescriptionEn}} {
		if one.changed {
			r.Changes = append(r.Changes, one.field)
		}
	}
}

// once refuses a row about an offering that another row of the file is about.
func (r *ToldRow) once(first map[uuid.UUID]int) {
	if r.State == RowWrong || r.Offering == nil {
		return
	}
	if line, twice := first[r.Offering.ID]; twice {
		r.on(FieldService, "fault.pricelist.offering_twice", "Line", line)
		return
	}
	first[r.Offering.ID] = r.Line
}
