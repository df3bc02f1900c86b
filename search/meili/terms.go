package meili

import (
	"bytes"
	"encoding/base64"
	"hash/fnv"
	"iter"
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

var separator = []byte(termsSeparator)

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
	return fitting(strings.Join(f[:], termsSeparator))
}

// fitting leaves out so many of the languages, which stand last, that the server keeps the rest whole.
func fitting(text string) string {
	for len(text) > longestTerms { // a Babel
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
	return fitting(base64.RawURLEncoding.EncodeToString(h.Sum(nil)) + termsSeparator + d.Grade() + termsSeparator + strings.Join(d.Spoken, ","))
}

// countTongues counts loose lines by language and by grade from the tongues of their documents, in which those of a line
// come one after another.
func countTongues(all rawJSON, spoken, grades map[string]int) {
	languages, words := tally{}, tally{}
	var at []byte
	var seen [2][][]byte // languages and grades of the line
	count := func(values tally, seen *[][]byte, value []byte) {
		if len(value) > 0 && !among(*seen, value) {
			*seen = append(*seen, value)
			values.add(value)
		}
	}
	for text := range keysOf(all) {
		line, rest, _ := bytes.Cut(text, separator)
		if !bytes.Equal(line, at) {
			at, seen[0], seen[1] = line, seen[0][:0], seen[1][:0]
		}
		grade, list, _ := bytes.Cut(rest, separator)
		count(words, &seen[1], grade)
		for lang := range bytes.SplitSeq(list, comma) {
			count(languages, &seen[0], lang)
		}
	}
	languages.onto(spoken)
	words.onto(grades)
}

func bare(id uuid.UUID) string { return strings.ReplaceAll(id.String(), "-", "") }

func number(n int64) string { return strconv.FormatInt(n, 10) }

// row is a document read from its terms, whose text its fields share.
type row struct {
	fields [termsFields][]byte
	id     uuid.UUID
	cents  int64
	known  bool // cents are
	score  float64
}

// readTerms reads what terms wrote. A value that it cannot have written is none.
func readTerms(text []byte) (r row, ok bool) {
	for i := range r.fields[:termsSpoken] {
		if r.fields[i], text, ok = bytes.Cut(text, separator); !ok {
			return r, false
		}
	}
	r.fields[termsSpoken] = text
	var err error
	if r.id, err = uuid.ParseBytes(r.fields[termsID]); err != nil {
		return r, false
	}
	if cents := r.fields[termsCents]; len(cents) > 0 {
		r.cents, err = strconv.ParseInt(string(cents), 10, 64)
		r.known = err == nil
	}
	return r, true
}

// line is the beginning of a text of terms that the documents of a line share.
func line(text []byte) []byte {
	point := bytes.Index(text, separator)
	service := bytes.Index(text[point+1:], separator)
	if point < 0 || service < 0 {
		return text
	}
	return text[:point+1+service]
}

// document is what search.Cheaper looks at.
func (r *row) document() *search.Document {
	d := &search.Document{ID: r.id, PaysKind: string(r.fields[termsPaysKind])}
	if r.known {
		d.PaysCents = &r.cents
	}
	return d
}

// hit is the row as if it had been fetched as one, but for its service.
func (r *row) hit() hit {
	h := hit{ID: r.id, Score: r.score}
	h.Pays, _ = strconv.ParseInt(string(r.fields[termsPays]), 10, 64)
	h.Room, _ = strconv.ParseInt(string(r.fields[termsRoom]), 10, 64) // ours, see terms
	h.Quality, _ = strconv.ParseInt(string(r.fields[termsQuality]), 10, 64)
	if lat, lng, ok := bytes.Cut(r.fields[termsGeo], space); ok {
		h.Geo = &position{}
		h.Geo.Lat, _ = strconv.ParseFloat(string(lat), 64)
		h.Geo.Lng, _ = strconv.ParseFloat(string(lng), 64)
	}
	return h
}

var space = []byte(" ")

// values are a row's in a facet, separated by commas.
func (r *row) values(facet int) []byte {
	return r.fields[[facetCount]int{termsService, termsSpoken, termsOrganiser, termsRegime, termsProducerType, termsPaysKind, termsVacancy, termsGrade}[facet]]
}

// scored is terms and how well they fit the words of a text.
type scored struct {
	text  []byte
	score float64
}

// termsOf gives the terms in an answer, those of a line one after another: the names in a JSON object of them, or what
// its hits have.
func termsOf(a answer) iter.Seq[scored] {
	if len(a.Hits) > 0 {
		list := make([]scored, len(a.Hits))
		for i, h := range a.Hits {
			list[i] = scored{bytes.Trim(h.Terms, `"`), h.Score}
		}
		slices.SortFunc(list, func(x, y scored) int { return bytes.Compare(x.text, y.text) })
		return slices.Values(list)
	}
	return func(yield func(scored) bool) {
		for text := range keysOf(a.Facets.Terms) {
			if !yield(scored{text: text}) {
				return
			}
		}
	}
}

// keysOf gives the names in a JSON object of numbers, as they come. None of them has a character that JSON writes in
// another way.
func keysOf(object rawJSON) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for rest := []byte(object); ; {
			_, after, ok := bytes.Cut(rest, quoteMark)
			if !ok {
				return
			}
			text, after, ok := bytes.Cut(after, quoteMark)
			if !ok || !yield(text) {
				return
			}
			rest = after
		}
	}
}

var quoteMark = []byte(`"`)
