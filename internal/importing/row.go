package importing

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// RowError says what is wrong with one row: the line that it begins on, the column, and the text with its variables.
type RowError struct {
	Line   int
	Column string // "" when it is the row as a whole
	Key    string
	Args   map[string]any
}

// unit is a row understood.
type unit struct {
	line         int
	id           string // in the list
	producerID   string // in the list
	producer     string
	businessID   string
	kind         producer.Kind
	name         string
	phone        string
	email        string
	website      string
	street       string
	postalCode   string
	municipality string // code
	lat, lon     *float64
	spoken       []string
	offers       []offer // at least one
}

// offer is a service that a row offers, with its price where the list tells one.
type offer struct {
	service service.Service
	price   *offering.ImportedPrice
}

// nearby is how close to its postal code's middle a point may be and still be that middle: lists are often located by
// postal code, which must not be shown as the house itself.
const nearby = 100 // metres

// idSeparator stands between the parts of a composed identifier; a part that has it is not mistaken for two.
const idSeparator = "|"

// understand reads one row by the mapping, or tells everything that is wrong with it.
func (m Mapping) understand(l line) (unit, []RowError) {
	if l.wrong != nil {
		return unit{}, []RowError{*l.wrong}
	}
	c := m.Columns
	r := &reading{line: l}
	u := unit{line: l.number, id: m.idOf(l), website: l.get(c.Website)}
	u.producer, u.name = r.name(c.Producer), r.name(c.Unit)
	u.street = r.text(c.Street)
	u.phone, u.email, u.businessID = r.text(c.Phone), r.text(c.Email), r.text(c.BusinessID)
	u.producerID, u.kind = u.producer, m.kindOf(u.producer)
	r.place(m, &u)
	u.lat, u.lon = r.point(c.Lat, c.Lon)
	u.settle()
	u.spoken = r.spoken(c.Spoken, m.Languages)
	u.offers = r.offers(m)
	return u, r.errors
}

// idOf composes the row's identifier in the list from the mapping's columns.
func (m Mapping) idOf(l line) string {
	var parts []string
	for _, column := range m.ExternalID {
		parts = append(parts, strings.ReplaceAll(strings.Join(strings.Fields(l.get(column)), " "), idSeparator, "/"))
	}
	return strings.Join(parts, idSeparator)
}

// settle drops what adds nothing: a town repeated after the street, and a point that is only the postal code's middle.
func (u *unit) settle() {
	m, ok := place.MunicipalityByCode(u.municipality)
	if !ok {
		return
	}
	for _, name := range []string{m.Fi, m.Sv} {
		u.street = strings.TrimSuffix(u.street, ", "+name)
	}
	if p, ok := place.PostalByCode(u.postalCode); ok && u.lat != nil && place.DistanceM(p.Lat, p.Lon, *u.lat, *u.lon) < nearby {
		u.lat, u.lon = nil, nil
	}
}

// reading gathers a row's errors while its fields are read.
type reading struct {
	line   line
	errors []RowError
}

func (r *reading) on(column, key string, args ...any) {
	named := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		named[args[i].(string)] = args[i+1]
	}
	r.errors = append(r.errors, RowError{Line: r.line.number, Column: column, Key: key, Args: named})
}

// name is text that must be there.
func (r *reading) name(column string) string {
	text := r.text(column)
	if text == "" && r.line.get(column) == "" {
		r.on(column, "import.row.empty")
	}
	return text
}

// text refuses what a spreadsheet would take for a formula, so that nothing of the kind travels on to those who open our
// exports, and what is no text. A plus sign may begin a phone number.
func (r *reading) text(column string) string {
	text := r.line.get(column)
	switch {
	case text == "":
		return ""
	case strings.ContainsRune("=@", rune(text[0])), strings.ContainsRune("+-", rune(text[0])) && !isPhone(text):
		r.on(column, "import.row.formula", "Sign", text[:1])
		return ""
	case strings.ContainsFunc(text, func(c rune) bool { return unicode.IsControl(c) && !unicode.IsSpace(c) }):
		r.on(column, "import.row.not_text")
		return ""
	}
	return strings.Join(strings.Fields(text), " ")
}

// isPhone tells whether a text that begins with a plus sign is a phone number in the international form.
func isPhone(text string) bool {
	return text[0] == '+' && len(text) > 4 && strings.Trim(text[1:], "0123456789 ()-") == ""
}

// place finds where the row is: by its postal code, else by its municipality, else where the whole list is. A code of five
// digits that is in no table of areas may be a large customer's own, so the municipality tells where it is.
func (r *reading) place(m Mapping, u *unit) {
	c := m.Columns
	code, town := r.text(c.PostalCode), r.text(c.Municipality)
	if code != "" && (len(code) != 5 || strings.Trim(code, "0123456789") != "") {
		r.on(c.PostalCode, "import.row.postal_code", "Text", short(code))
		return
	}
	u.postalCode = code
	if p, ok := place.PostalByCode(code); ok {
		u.municipality = p.Municipality
		return
	}
	if town == "" {
		town = m.Defaults.Municipality
	}
	if town == "" {
		r.on(c.Municipality, "import.row.no_place")
		return
	}
	p, err := place.Find(town)
	if err != nil {
		r.on(c.Municipality, "import.row.municipality", "Text", short(town))
		return
	}
	u.municipality = p.Municipality.Code
}

// point reads coordinates; one without the other, as lists have them, is none.
func (r *reading) point(latColumn, lonColumn string) (lat, lon *float64) {
	lat, lon = r.degrees(latColumn, 59, 71), r.degrees(lonColumn, 19, 32)
	if lat == nil || lon == nil {
		return nil, nil
	}
	return lat, lon
}

func (r *reading) degrees(column string, least, most float64) *float64 {
	text := r.line.get(column)
	if text == "" {
		return nil
	}
	f, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	if err != nil || !(f >= least && f <= most) { // not a number is neither
		r.on(column, "import.row.coordinate", "Text", short(text), "Least", int(least), "Most", int(most))
		return nil
	}
	return &f
}

// spoken reads the languages of service, written as words between commas or "ja", "och", "and".
func (r *reading) spoken(column string, known map[string]string) []string {
	words := strings.FieldsFunc(r.line.get(column), func(c rune) bool { return strings.ContainsRune(",;/&+", c) || unicode.IsSpace(c) })
	var codes []string
	for _, word := range words {
		if slices.Contains([]string{"ja", "och", "and"}, strings.ToLower(word)) {
			continue
		}
		code, ok := languageOf(word, known)
		if !ok {
			r.on(column, "import.row.language", "Text", short(word))
			continue
		}
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes
}

func languageOf(word string, known map[string]string) (string, bool) {
	for name, code := range known {
		if strings.EqualFold(name, word) {
			return code, true
		}
	}
	return "", false
}

// short is a field's text for an error: enough to find it by.
func short(text string) string {
	r := []rune(text)
	if len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return text
}

// fieldErrors makes row errors of the faults that a room found in the row.
func (m Mapping) fieldErrors(number int, f *fault.Error) []RowError {
	c := m.Columns
	columns := map[string]string{"name": c.Unit, "website": c.Website, "phone": c.Phone, "email": c.Email, "street": c.Street,
		"business_id": c.BusinessID, "place": c.PostalCode, "price": c.Price, "unit": c.Per}
	var out []RowError
	for _, field := range f.Fields {
		out = append(out, RowError{Line: number, Column: columns[field.Name], Key: field.Key, Args: field.Args})
	}
	if len(out) == 0 {
		out = append(out, RowError{Line: number, Key: f.Key, Args: f.Args})
	}
	return out
}
