package meili

import (
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/search"
)

// What counting and ordering a document here needs is written in one attribute, so that the server can give it as the
// values of a facet: it has those at hand, while it reads and unpacks a whole document for every hit (at 100 000
// documents 19 000 of them took 1.1 s as hits).

const (
	termsSeparator = "|"
	termsFields    = 13
	longestTerms   = 470 // bytes; of a longer value of a facet Meilisearch keeps the beginning
)

// terms writes a document that is not alone in its line.
func terms(d search.Document) string {
	if d.Standing.Alone {
		return ""
	}
	fields := []string{bare(d.ID), bare(d.Point), d.Service, d.Organiser, d.Regime, d.ProducerType, d.PaysKind, d.Vacancy,
		number(cents(d)), strconv.FormatInt(roomKey(d), 10), strconv.FormatInt(qualityKey(d), 10), "", strings.Join(d.Spoken, ",")}
	if p := geo(d); p != nil {
		fields[11] = degrees(p.Lat) + " " + degrees(p.Lng)
	}
	text := strings.Join(fields, termsSeparator)
	for len(text) > longestTerms { // a Babel; the languages stand last
		text = text[:max(strings.LastIndexByte(text, ','), 0)]
	}
	return text
}

func bare(id uuid.UUID) string { return strings.ReplaceAll(id.String(), "-", "") }

func number(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

// readTerms reads what terms wrote. A value that it cannot have written is none.
func readTerms(text string) (hit, bool) {
	f := strings.SplitN(text, termsSeparator, termsFields)
	if len(f) < termsFields {
		return hit{}, false
	}
	id, err := uuid.Parse(f[0])
	if err != nil {
		return hit{}, false
	}
	h := hit{ID: id, Line: f[1] + " " + f[2], Service: f[2], Organiser: f[3], Regime: f[4], ProducerType: f[5], PaysKind: f[6], Vacancy: f[7]}
	if n, err := strconv.ParseInt(f[8], 10, 64); err == nil {
		h.Cents = &n
	}
	h.Room, _ = strconv.ParseInt(f[9], 10, 64) // ours, see above
	h.Quality, _ = strconv.ParseInt(f[10], 10, 64)
	if lat, lng, ok := strings.Cut(f[11], " "); ok {
		var p position
		p.Lat, _ = strconv.ParseFloat(lat, 64)
		p.Lng, _ = strconv.ParseFloat(lng, 64)
		h.Geo = &p
	}
	if f[12] != "" {
		h.Spoken = strings.Split(f[12], ",")
	}
	h.Pays = paysKey(h.document())
	return h, true
}
