package meili

import (
	"cmp"
	"encoding/base64"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/search"
)

// What counting and ordering a document here needs is written in one attribute, so that the server can give it as the
// values of a facet: it has those at hand, while it reads and unpacks a whole document for every hit (at 100 000
// documents 19 000 of them took 1.1 s as hits, and 28 ms so). Values come in their order, and the line stands first in
// them, so that the documents of a line come one after another.

const (
	termsSeparator = "|"
	longestTerms   = 470 // bytes; of a longer value of a facet Meilisearch keeps the beginning
)

// The fields of terms. The first two are the line.
const (
	termsPoint = iota
	termsService
	termsID
	termsOrganiser
	termsRegime
	termsProducerType
	termsPaysKind
	termsVacancy
	termsCents
	termsPays
	termsRoom
	termsQuality
	termsGeo
	termsGrade
	termsSpoken
	termsFields
)

// terms writes a document that is not alone in its line.
func terms(d search.Document) string {
	if d.Standing.Alone {
		return ""
	}
	f := [termsFields]string{
		termsPoint: bare(d.Point), termsService: d.Service, termsID: bare(d.ID), termsOrganiser: d.Organiser, termsRegime: d.Regime,
		termsProducerType: d.ProducerType, termsPaysKind: d.PaysKind, termsVacancy: d.Vacancy, termsPays: number(paysKey(d)), termsRoom: number(roomKey(d)),
		termsQuality: number(qualityKey(d)), termsGrade: d.Grade(), termsSpoken: strings.Join(d.Spoken, ","),
	}
	if known := cents(d); known != nil {
		f[termsCents] = number(*known)
	}
	if p := geo(d); p != nil {
		f[termsGeo] = degrees(p.Lat) + " " + degrees(p.Lng)
	}
	text := strings.Join(f[:], termsSeparator)
	for len(text) > longestTerms { // a Babel; the languages stand last
		text = text[:max(strings.LastIndexByte(text, ','), 0)]
	}
	return text
}

// tongues writes the grade and the languages of a document of a loose line behind a short name of the line: all that
// counting lines by those needs, where nobody has chosen one.
func tongues(d search.Document) string {
	if !d.Standing.Loose {
		return ""
	}
	h := fnv.New64a()
	h.Write([]byte(lineOf(d)))
	text := base64.RawURLEncoding.EncodeToString(h.Sum(nil)) + termsSeparator + d.Grade() + termsSeparator + strings.Join(d.Spoken, ",")
	return text[:min(len(text), longestTerms)]
}

// countTongues counts loose lines by language and by grade from the tongues of their documents.
func countTongues(all rawJSON, spoken, grades map[string]int) {
	seen := map[string]bool{}
	count := func(values map[string]int, line, value string) {
		if key := line + value; value != "" && !seen[key] {
			seen[key] = true
			values[value]++
		}
	}
	for _, s := range keysOf(all) {
		line, rest, _ := strings.Cut(s, termsSeparator)
		grade, languages, _ := strings.Cut(rest, termsSeparator)
		count(grades, line, grade)
		for lang := range strings.SplitSeq(languages, ",") {
			count(spoken, line, lang)
		}
	}
}

func bare(id uuid.UUID) string { return strings.ReplaceAll(id.String(), "-", "") }

func number(n int64) string { return strconv.FormatInt(n, 10) }

// row is a document read from its terms, whose text its fields share.
type row struct {
	fields [termsFields]string
	id     uuid.UUID
	cents  int64
	known  bool // cents are
	score  float64
}

// readTerms reads what terms wrote. A value that it cannot have written is none.
func readTerms(text string) (r row, ok bool) {
	for i := range r.fields[:termsSpoken] {
		if r.fields[i], text, ok = strings.Cut(text, termsSeparator); !ok {
			return r, false
		}
	}
	r.fields[termsSpoken] = text
	var err error
	if r.id, err = uuid.Parse(r.fields[termsID]); err != nil {
		return r, false
	}
	if r.fields[termsCents] != "" {
		r.cents, err = strconv.ParseInt(r.fields[termsCents], 10, 64)
		r.known = err == nil
	}
	return r, true
}

// line is the beginning of a text of terms that the documents of a line share.
func line(text string) string {
	point := strings.Index(text, termsSeparator)
	service := strings.Index(text[point+1:], termsSeparator)
	if point < 0 || service < 0 {
		return text
	}
	return text[:point+1+service]
}

// document is what search.Cheaper looks at.
func (r *row) document() search.Document {
	d := search.Document{ID: r.id, PaysKind: r.fields[termsPaysKind]}
	if r.known {
		d.PaysCents = &r.cents
	}
	return d
}

// hit is the row as if it had been fetched as one.
func (r *row) hit() hit {
	h := hit{ID: r.id, Service: r.fields[termsService], Score: r.score}
	h.Pays, _ = strconv.ParseInt(r.fields[termsPays], 10, 64)
	h.Room, _ = strconv.ParseInt(r.fields[termsRoom], 10, 64) // ours, see terms
	h.Quality, _ = strconv.ParseInt(r.fields[termsQuality], 10, 64)
	if lat, lng, ok := strings.Cut(r.fields[termsGeo], " "); ok {
		h.Geo = &position{}
		h.Geo.Lat, _ = strconv.ParseFloat(lat, 64)
		h.Geo.Lng, _ = strconv.ParseFloat(lng, 64)
	}
	return h
}

// values are a row's in a facet, separated by commas.
func (r *row) values(facet int) string {
	return r.fields[[facetCount]int{termsService, termsSpoken, termsOrganiser, termsRegime, termsProducerType, termsPaysKind, termsVacancy, termsGrade}[facet]]
}

// scored is terms and how well they fit the words of a text.
type scored struct {
	text  string
	score float64
}

// termsOf lists the terms in an answer, those of a line one after another: the names in a JSON object of them, or what
// its hits have.
func termsOf(a answer) []scored {
	if len(a.Hits) > 0 {
		list := make([]scored, len(a.Hits))
		for i, h := range a.Hits {
			list[i] = scored{h.Terms, h.Score}
		}
		slices.SortFunc(list, func(x, y scored) int { return cmp.Compare(x.text, y.text) })
		return list
	}
	keys := keysOf(a.Facets.Terms)
	list := make([]scored, len(keys))
	for i, text := range keys {
		list[i].text = text
	}
	return list
}

// keysOf lists the names in a JSON object of numbers, as they come. None of them has a character that JSON writes in
// another way.
func keysOf(object rawJSON) []string {
	var list []string
	rest := string(object)
	for {
		_, after, ok := strings.Cut(rest, `"`)
		if !ok {
			return list
		}
		text, after, ok := strings.Cut(after, `"`)
		if !ok {
			return list
		}
		list, rest = append(list, text), after
	}
}
