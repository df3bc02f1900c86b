package place

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Place is what a typed text was understood as. Organiser is the code of the county that arranges services there.
type Place struct {
	Kind          string // KindPostalCode, KindMunicipality or KindNeighbourhood
	PostalCode    string // empty for a municipality
	Municipality  Municipality
	Neighbourhood Neighbourhood // when the kind is that; its postal code is PostalCode
	Organiser     string
	Lat, Lon      float64
}

// The kinds of Place.
const (
	KindPostalCode    = "postal_code"
	KindMunicipality  = "municipality"
	KindNeighbourhood = "neighbourhood"
)

// NotFound says that a text names no place, or several, and what may have been meant: at most five, best first.
type NotFound struct {
	Suggestions []string
	Several     bool // the suggestions all bear the name
}

// Error is for logs; pages and answers word it themselves.
func (e *NotFound) Error() string { return "place: not found" }

// maxTyped is longer than any place that somebody types; longer text is refused unread.
const maxTyped = 100

// Find understands a postal code, a municipality in Finnish, Swedish or English, the name of a post office or of a
// neighbourhood, in any case and spacing, with or without its dots over letters, also inflected ("Espoossa", "Jyväskylän", "i Esbo") and with a postal code
// beside it ("02100 Espoo"). When code and name disagree, the code holds. A text that fits none or several gives *NotFound.
func Find(text string) (Place, error) {
	if len(text) > maxTyped || !utf8.ValidString(text) {
		return Place{}, &NotFound{}
	}
	words := strings.FieldsFunc(strings.ToLower(norm.NFC.String(text)), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(",.;()", r)
	})
	var code string
	var name []string
	for _, w := range words {
		digits := strings.TrimPrefix(strings.TrimPrefix(w, "fi-"), "ax-")
		if len(digits) == 5 && isDigits(digits) && code == "" {
			code = digits
			continue
		}
		name = append(name, w)
	}
	typed := strings.Join(name, " ")
	if p, ok := PostalByCode(code); ok {
		if part, ok := names().findPart(typed, code); ok {
			return part, nil
		}
		return p.place(), nil
	}
	if p, ok := names().find(typed); ok {
		return p, nil
	}
	if p, ok := names().findPart(typed, ""); ok {
		return p, nil
	}
	if code != "" {
		return Place{}, &NotFound{Suggestions: nearCodes(code)}
	}
	suggestions, several := names().suggest(typed)
	return Place{}, &NotFound{suggestions, several}
}

// Town finds the municipality that one of a text's words names, in any of its forms; the first one. It is for texts that
// are about something else: names that are also post offices or neighbourhoods are no towns.
func Town(text string) (Place, bool) {
	if !utf8.ValidString(text) {
		return Place{}, false
	}
	for word := range strings.FieldsFuncSeq(strings.ToLower(norm.NFC.String(text)), func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) {
		if p, ok := names().find(word); ok && p.Kind == KindMunicipality {
			return p, true
		}
	}
	return Place{}, false
}

// Label is how the place is written back to the person: "40520 Jyväskylä", "Esbo", "Kallio, 00530 Helsinki". Find
// understands every label.
func (p Place) Label(lang string) string {
	if p.Kind == KindNeighbourhood {
		return p.Neighbourhood.Name(lang) + ", " + tables().postal[p.PostalCode].label(lang)
	}
	if postal, ok := PostalByCode(p.PostalCode); ok {
		return postal.label(lang)
	}
	return p.Municipality.Name(lang)
}

func (p Postal) label(lang string) string { return p.Code + " " + p.Name(lang) }

func (p Postal) place() Place {
	m, _ := MunicipalityByCode(p.Municipality)
	return Place{Kind: KindPostalCode, PostalCode: p.Code, Municipality: m, Organiser: m.County, Lat: p.Lat, Lon: p.Lon}
}

func (m Municipality) place() Place {
	return Place{Kind: KindMunicipality, Municipality: m, Organiser: m.County, Lat: m.Lat, Lon: m.Lon}
}

func isDigits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// nearCodes suggests the codes that begin like an unknown one, the longer the same beginning the better.
func nearCodes(code string) []string {
	for _, n := range []int{4, 3} {
		var near []string
		for _, p := range tables().postals {
			if p.Code[:n] == code[:n] && len(near) < maxSuggestions {
				near = append(near, p.label("fi"))
			}
		}
		if len(near) > 0 {
			return near
		}
	}
	return nil
}

// nameIndex finds places by name. A name that means several places leads nowhere in its map, so that nobody is sent to the
// wrong one.
type nameIndex struct {
	exact   map[string]Place   // lower-case names of municipalities and, where they mean one municipality, post offices
	folded  map[string]Place   // the same without dots and rings
	forms   map[string]Place   // inflected names of municipalities, and of neighbourhoods
	parts   map[string][]Place // neighbourhoods by folded name
	spelled []spelling
}

type spelling struct {
	name   string // folded
	folded []rune // the same
	label  string
	id     string // of the place: two names of one place are suggested once
	weight int    // population, for the order of equals; 0 for a post office
	place  Place
}

var names = sync.OnceValue(func() *nameIndex {
	x := &nameIndex{exact: map[string]Place{}, folded: map[string]Place{}, forms: map[string]Place{}}
	foldedTwice, formTwice := map[string]bool{}, map[string]bool{}
	for _, m := range tables().municipalities {
		for _, name := range m.spellings() {
			lower := strings.ToLower(name)
			x.exact[lower] = m.place()
			addOnce(x.folded, foldedTwice, fold(lower), m.place())
			x.spelled = append(x.spelled, spelling{fold(lower), []rune(fold(lower)), name, m.Code, m.Population, m.place()})
		}
		finnish := m.Fi
		if !slices.Contains(m.Languages, "fi") {
			finnish = ""
		}
		for _, form := range inflected(finnish, m.spellings()[1:]...) {
			addOnce(x.forms, formTwice, form, m.place())
		}
	}
	x.addOffices(foldedTwice)
	x.addNeighbourhoods(foldedTwice, formTwice)
	return x
})

// spellings are the names that a municipality goes by, each once.
func (m Municipality) spellings() []string {
	all := []string{m.Fi}
	for _, name := range []string{m.Sv, m.En, strings.TrimSuffix(m.Fi, "n kunta")} {
		if name != all[0] && (len(all) < 2 || name != all[1]) {
			all = append(all, name)
		}
	}
	return all
}

// addOnce puts a key in the map unless it already leads to another municipality; such a key then leads nowhere.
func addOnce(to map[string]Place, twice map[string]bool, key string, p Place) {
	if old, there := to[key]; twice[key] || there && old.Municipality.Code != p.Municipality.Code {
		delete(to, key)
		twice[key] = true
		return
	}
	to[key] = p
}

// addOffices adds the post offices that do not bear a municipality's name: villages and former municipalities, by the first of
// their codes. One name in two municipalities is ambiguous and only suggested.
func (x *nameIndex) addOffices(foldedTwice map[string]bool) {
	offices, twice := map[string]Place{}, map[string]bool{}
	for _, p := range tables().postals {
		for _, name := range []string{p.Fi, p.Sv} {
			lower := strings.ToLower(name)
			if _, municipality := x.exact[lower]; municipality {
				continue
			}
			first, there := offices[lower]
			if !there {
				x.spelled = append(x.spelled, spelling{fold(lower), []rune(fold(lower)), p.Code + " " + name, p.Code, 0, p.place()})
				offices[lower] = p.place()
			} else if first.Municipality.Code != p.Municipality && !twice[lower] {
				twice[lower] = true
				x.spelled = append(x.spelled, spelling{fold(lower), []rune(fold(lower)), p.Code + " " + name, p.Code, 0, p.place()})
			}
		}
	}
	for lower, p := range offices {
		if _, municipality := x.folded[fold(lower)]; twice[lower] || municipality {
			continue
		}
		x.exact[lower] = p
	}
	for lower := range offices {
		if p, ok := x.exact[lower]; ok && p.Kind == KindPostalCode {
			addOnce(x.folded, foldedTwice, fold(lower), p)
		}
	}
}

// find looks a lower-case name up as it is, without its dots, and then as an inflected form.
func (x *nameIndex) find(typed string) (Place, bool) {
	for _, t := range []string{typed, bare(typed)} {
		for _, m := range []struct {
			in  map[string]Place
			key string
		}{{x.exact, t}, {x.folded, fold(t)}, {x.forms, t}} {
			if p, ok := m.in[m.key]; ok {
				return p, true
			}
		}
	}
	return Place{}, false
}

// bare drops the words around a name: "i Esbo", "Jyväskylän kaupunki", "Pedersöre kommun".
func bare(typed string) string {
	typed = strings.TrimPrefix(strings.TrimPrefix(typed, "i "), "in ")
	for _, kind := range []string{" kaupunki", " kunta", " stad", " kommun"} {
		typed = strings.TrimSuffix(typed, kind)
	}
	return typed
}

// fold writes letters without the marks that a foreign keyboard lacks.
func fold(s string) string { return marks.Replace(s) }

var marks = strings.NewReplacer("ä", "a", "å", "a", "ö", "o", "é", "e", "ü", "u", "š", "s", "-", " ", "’", "'")
