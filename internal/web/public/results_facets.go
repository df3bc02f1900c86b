package public

import (
	"cmp"
	"slices"
	"strings"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/grade"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/search"
)

// inFacet is how many answers a facet shows before it folds the rest away.
const inFacet = 6

// shown lists the parameters that the facets' form has as check boxes. The rest it carries unseen.
func shown(a asked) []string {
	names := []string{"pays", "vacancy", "quality", "service", "spoken", "producer_type"}
	if a.Place == nil { // a place picks the organiser
		names = append(names, "organiser")
	}
	return names
}

func (w words) facets(a asked, found catalogue.Page) []views.Facet {
	count := func(name string) map[string]int { return found.Facets[name] }
	facets := []views.Facet{
		w.facet("pays", a.Pays, fixed(catalogue.PaysKinds(), count(search.FacetPays), a.Pays), func(v string) string { return w.T("public.pays.name_" + v) }),
		w.vacancyFacet(a, count(search.FacetVacancy)),
		w.facet("quality", a.Grades, fixed(catalogue.Grades(), count(search.FacetQuality), a.Grades), w.gradeRange),
		w.facet("service", a.Services, byCount(count(search.FacetService), a.Services), w.serviceName),
		w.facet("spoken", a.Spoken, byCount(count(search.FacetSpoken), a.Spoken), w.Language),
		w.facet("producer_type", a.ProducerTypes, fixed(catalogue.ProducerTypes(), count(search.FacetProducerType), a.ProducerTypes),
			func(v string) string { return w.T("public.facet.type_" + v) }),
	}
	if a.Place == nil {
		facets = append(facets, w.facet("organiser", a.Organisers, byCount(count(search.FacetOrganiser), a.Organisers), w.countyName))
	}
	return slices.DeleteFunc(facets, func(f views.Facet) bool { return len(f.Values) == 0 })
}

// answer is a value of a facet with how many results it would leave.
type answer struct {
	value string
	count int
}

// fixed keeps the order of all: ways to pay and kinds of producers stand where one learns to look.
func fixed(all []string, counts map[string]int, chosen []string) []answer {
	var out []answer
	for _, value := range all {
		if counts[value] > 0 || has(chosen, value) {
			out = append(out, answer{value, counts[value]})
		}
	}
	return out
}

// byCount puts the chosen first, then what most results have.
func byCount(counts map[string]int, chosen []string) []answer {
	var out []answer
	for value, n := range counts {
		if n > 0 || has(chosen, value) {
			out = append(out, answer{value, n})
		}
	}
	for _, value := range chosen {
		if _, counted := counts[value]; !counted {
			out = append(out, answer{value, 0})
		}
	}
	rank := func(a answer) int {
		if has(chosen, a.value) {
			return 0
		}
		return 1
	}
	slices.SortFunc(out, func(a, b answer) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(b.count, a.count), strings.Compare(a.value, b.value))
	})
	return out
}

func (w words) facet(name string, chosen []string, answers []answer, text func(string) string) views.Facet {
	f := views.Facet{Name: name, Legend: w.T("public.facet." + name)}
	for i, a := range answers {
		value := views.FacetValue{Value: a.value, Text: text(a.value), Count: w.Number(a.count), Checked: has(chosen, a.value)}
		if i < inFacet || value.Checked || len(answers) <= inFacet+1 {
			f.Values = append(f.Values, value)
		} else {
			f.More = append(f.More, value)
		}
	}
	if n := len(f.More); n > 0 {
		f.MoreText = w.T("public.facet.more", "Count", n)
	}
	return f
}

func (w words) vacancyFacet(a asked, counts map[string]int) views.Facet {
	f := views.Facet{Name: "vacancy", Legend: w.T("public.facet.vacancy")}
	if n := counts[offering.VacancyFree]; n > 0 || a.Vacancy {
		f.Values = []views.FacetValue{{Value: "true", Text: w.T("public.facet.vacancy_now"), Count: w.Number(n), Checked: a.Vacancy}}
	}
	return f
}

// gradeRange is the word for a rating with the figures that it stands for: "Hyvä (4,0–4,4)".
func (w words) gradeRange(value string) string {
	word, above := w.T(grade.Grade(value).Key()), 500+pointTenth
	for _, b := range grade.Bounds() {
		switch {
		case string(b.Grade) == value && b.From == 0:
			return w.T("public.facet.grade_under", "Word", word, "Number", w.Points(above))
		case string(b.Grade) == value:
			return w.T("public.facet.grade_range", "Word", word, "From", w.Points(b.From), "To", w.Points(above-pointTenth))
		}
		above = b.From
	}
	return word
}

// pointTenth is the tenth of a point by which figures are shown.
const pointTenth = 10

func (w words) gradeChip(value string) string {
	if value == string(grade.NotRated) {
		return w.T("public.chip.not_rated")
	}
	return w.T("public.chip.quality", "Word", strings.ToLower(w.T(grade.Grade(value).Key())))
}

// unrated tells how many a choice of grades left out because nobody has rated them, and shows them too.
func (w words) unrated(a asked, found catalogue.Page) (text string, show views.Link) {
	n := found.Facets[search.FacetQuality][string(grade.NotRated)]
	if len(a.Grades) == 0 || has(a.Grades, string(grade.NotRated)) || n == 0 {
		return "", views.Link{}
	}
	return w.T("public.results.unrated", "Count", n), views.Link{
		Text: w.T("public.results.show_unrated", "Count", n),
		Href: a.with(w, func(c *catalogue.Criteria) { c.Grades = append(slices.Clone(c.Grades), string(grade.NotRated)) }),
	}
}

func (w words) countyName(code string) string {
	if county, ok := place.CountyByCode(code); ok {
		return county.Name(w.lang())
	}
	return code
}

// tiles are the four ways to pay, and that it is not told, as links that narrow to one. One way alone needs no choice.
func (w words) tiles(a asked, found catalogue.Page) []views.Tile {
	var out []views.Tile
	for _, kind := range []string{offering.OwnShare, offering.ClientFee, offering.Price, offering.Free, offering.Unknown} {
		n := found.Facets[search.FacetPays][kind]
		current := len(a.Pays) == 1 && a.Pays[0] == kind
		if n == 0 && !current {
			continue
		}
		out = append(out, views.Tile{
			Kind: kind, Title: w.T("public.pays.name_" + kind), Note: w.T("public.pays.short_" + kind),
			Count: w.T("public.results.found", "Count", n), Current: current,
			Href: a.with(w, func(c *catalogue.Criteria) {
				c.Pays = []string{kind}
				if current {
					c.Pays = nil
				}
			}),
		})
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// narrowing is one thing that narrows a search, and the search without it.
type narrowing struct {
	text string
	drop func(c *catalogue.Criteria)
}

// chosen is a facet with the values that were chosen in it.
type chosen struct {
	name  string
	text  func(value string) string
	field func(c *catalogue.Criteria) *[]string
}

func (w words) chosenFacets() []chosen {
	return []chosen{
		{"service", w.serviceName, func(c *catalogue.Criteria) *[]string { return &c.Services }},
		{"pays", func(v string) string { return w.T("public.pays.name_" + v) }, func(c *catalogue.Criteria) *[]string { return &c.Pays }},
		{"quality", w.gradeChip, func(c *catalogue.Criteria) *[]string { return &c.Grades }},
		{"spoken", w.Language, func(c *catalogue.Criteria) *[]string { return &c.Spoken }},
		{"producer_type", func(v string) string { return w.T("public.facet.type_" + v) }, func(c *catalogue.Criteria) *[]string { return &c.ProducerTypes }},
		{"scheme", func(v string) string { return w.T("public.scheme." + v) }, func(c *catalogue.Criteria) *[]string { return &c.Schemes }},
		{"organiser", w.countyName, func(c *catalogue.Criteria) *[]string { return &c.Organisers }},
	}
}

// narrowings lists all that narrows the search but its words and its place, a value at a time.
func (w words) narrowings(a asked) []narrowing {
	var out []narrowing
	if a.Exact {
		out = append(out, narrowing{w.T("public.chip.exact"), func(c *catalogue.Criteria) { c.Exact = false }})
	}
	for _, f := range w.chosenFacets() {
		for _, value := range *f.field(&a.Criteria) {
			out = append(out, narrowing{f.text(value), func(c *catalogue.Criteria) { *f.field(c) = without(*f.field(c), value) }})
		}
	}
	return append(out, w.others(a)...)
}

// wholeFacets lists the same, a facet at a time: of several values any one may hold, so taking only one of them away
// never finds more.
func (w words) wholeFacets(a asked) []narrowing {
	var out []narrowing
	for _, f := range w.chosenFacets() {
		values := *f.field(&a.Criteria)
		drop := func(c *catalogue.Criteria) { *f.field(c) = nil }
		switch len(values) {
		case 0:
		case 1:
			out = append(out, narrowing{f.text(values[0]), drop})
		default:
			out = append(out, narrowing{w.T("public.empty.facet", "Facet", w.T("public.facet."+f.name), "Count", len(values)), drop})
		}
	}
	return append(out, w.others(a)...)
}

// others are the narrowings that have one value at most.
func (w words) others(a asked) []narrowing {
	var out []narrowing
	if a.Vacancy {
		out = append(out, narrowing{w.T("public.chip.vacancy"), func(c *catalogue.Criteria) { c.Vacancy = false }})
	}
	if a.PaysMax != nil {
		text := w.T("public.chip.pays_max", "Amount", w.Whole(*a.PaysMax), "Per", w.Per(a.Per))
		out = append(out, narrowing{text, func(c *catalogue.Criteria) { c.PaysMax, c.Per = nil, "" }})
	} else if a.Per != "" {
		out = append(out, narrowing{w.T("public.chip.per", "Unit", strings.ToLower(w.T("public.unit."+a.Per))), func(c *catalogue.Criteria) { c.Per = "" }})
	}
	if a.RadiusKM > 0 && a.Place != nil {
		out = append(out, narrowing{w.T("public.chip.radius", "Distance", w.Number(a.RadiusKM)), func(c *catalogue.Criteria) { c.RadiusKM = 0 }})
	}
	return out
}

func (w words) chips(a asked) []views.Chip {
	var out []views.Chip
	for _, n := range w.narrowings(a) {
		out = append(out, views.Chip{Text: n.text, Href: a.with(w, n.drop)})
	}
	return out
}

// clearAll takes every narrowing away. Words and place stay: they are the question.
func clearAll(c *catalogue.Criteria) {
	c.Services, c.Pays, c.Grades, c.Spoken, c.ProducerTypes, c.Schemes, c.Organisers = nil, nil, nil, nil, nil, nil, nil
	c.Vacancy, c.PaysMax, c.Per, c.RadiusKM, c.Exact = false, nil, "", 0, false
}
