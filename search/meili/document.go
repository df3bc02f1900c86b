package meili

import (
	"math"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/language"
)

// format is raised when the same document should be posted differently from before. It is part of the digest of the
// settings, so that indexes of the old format are built anew.
const format = 6

// document is what is posted of a search.Document: an explicit list, so that nothing else leaves the program. Every
// order that a result can be asked in is a number to sort by.
type document struct {
	ID           string   `json:"id"`
	Line         string   `json:"line"` // the same service of the same point
	Service      string   `json:"service"`
	Organiser    string   `json:"organiser"`
	Regime       string   `json:"regime"`
	ProducerType string   `json:"producer_type"`
	PaysKind     string   `json:"pays_kind"`
	Vacancy      string   `json:"vacancy"`
	Grade        string   `json:"grade"`
	Spoken       []string `json:"spoken,omitempty"`
	Open         string   `json:"open"`          // the organiser whose people alone may have these terms, or everybody
	Per          string   `json:"per,omitempty"` // unit of the amount
	Cents        *int64   `json:"cents,omitempty"`

	AtHome       bool      `json:"at_home"`
	Areas        []string  `json:"areas,omitempty"` // of what is given at home
	Municipality string    `json:"municipality"`
	Geo          *position `json:"_geo,omitempty"`

	Alone    bool     `json:"alone,omitempty"`
	Standing []string `json:"standing"` // see standing
	Terms    string   `json:"terms,omitempty"`
	Tongues  string   `json:"tongues,omitempty"` // see tongues

	Pays    int64 `json:"pays"`
	Room    int64 `json:"room"`
	Quality int64 `json:"quality"`
	Ranks

	Names []string `json:"names"`
	Bases string   `json:"bases,omitempty"` // base forms of words in the names
	Texts string   `json:"texts,omitempty"` // words of the descriptions, and their base forms
}

// Ranks are search.Rank by weekday, made finer by the id so that hardly any two are equal.
type Ranks struct {
	Rank0 uint64 `json:"rank_0"`
	Rank1 uint64 `json:"rank_1"`
	Rank2 uint64 `json:"rank_2"`
	Rank3 uint64 `json:"rank_3"`
	Rank4 uint64 `json:"rank_4"`
	Rank5 uint64 `json:"rank_5"`
	Rank6 uint64 `json:"rank_6"`
}

type position struct {
	Lat float64 `json:"lat"`
	Lng float64 `json:"lng"`
}

// The values of document.Open and document.Standing that are no codes.
const (
	everybody     = "all"
	standsAlone   = "alone"   // nothing else is in the line
	standsInMany  = "many"    // something else is
	standsLoosely = "loose"   // see search.Standing
	nothing       = "nothing" // of no document
)

func post(d search.Document) document {
	p := document{
		ID: d.ID.String(), Line: lineOf(d), Service: d.Service, Organiser: d.Organiser, Regime: d.Regime,
		ProducerType: d.ProducerType, PaysKind: d.PaysKind, Vacancy: d.Vacancy, Grade: d.Grade(), Spoken: d.Spoken, Open: openTo(d),
		Per: d.PaysPer, Cents: cents(d), AtHome: d.AtHome, Geo: geo(d), Municipality: d.Municipality, Alone: d.Standing.Alone, Standing: standing(d.Standing), Terms: terms(d), Tongues: tongues(d),
		Pays: paysKey(d), Room: roomKey(d), Quality: qualityKey(d), Ranks: ranks(d.ID),
		Names: names(d), Bases: bases(d), Texts: texts(d),
	}
	if d.AtHome {
		p.Areas = d.Areas
	}
	return p
}

// geo is where the point is, if that is known.
func geo(d search.Document) *position {
	if d.Lat == nil || d.Lon == nil {
		return nil
	}
	lat, lng, ok := onGlobe(*d.Lat, *d.Lon)
	if !ok {
		return nil
	}
	return &position{Lat: lat, Lng: lng}
}

func lineOf(d search.Document) string { return d.Point.String() + " " + d.Service }

// openTo says whose people may have the terms: those that an organiser sets are for its own.
func openTo(d search.Document) string {
	if slices.Contains(search.OrganiserSets(), d.PaysKind) {
		return d.Organiser
	}
	return everybody
}

// standing writes a standing as words to filter by: of a line of several documents, the sets of terms by which this
// one leads.
func standing(s search.Standing) []string {
	if s.Alone {
		return []string{standsAlone}
	}
	words, leads := []string{standsInMany}, leading
	if s.Loose {
		words, leads = append(words, standsLoosely), leadingLoosely
	}
	for t := range search.Terms(32) {
		if s.Leading(t) {
			words = append(words, leads(t))
		}
	}
	return words
}

// cents is what a client pays when it is known; nothing, when it is free.
func cents(d search.Document) *int64 {
	if d.PaysKind == search.PaysFree {
		return new(int64)
	}
	return d.PaysCents
}

// paysKey is by each service's usual usage, which is why the settings' digest holds those.
func paysKey(d search.Document) int64 { return int64(d.Paid(service.Usage{}).Key()) }

func roomKey(d search.Document) int64 {
	return int64(search.RoomKey(d.Vacancy, orUnknown(d.WaitDays)))
}

func qualityKey(d search.Document) int64 { return int64(search.QualityKey(orUnknown(d.Quality))) }

// orUnknown is what the keys of search take for a number that is not known.
func orUnknown(n *int) int {
	if n == nil {
		return -1
	}
	return *n
}

// rankKey is the rank of the day followed by the first bits of the id, which decides between equal ranks: 53 bits, as
// many as Meilisearch keeps of a number.
func rankKey(id uuid.UUID, weekday int) uint64 {
	first := uint64(id[0])<<13 | uint64(id[1])<<5 | uint64(id[2])>>3
	return uint64(search.Rank(id, weekday))<<21 | first
}

func ranks(id uuid.UUID) Ranks {
	return Ranks{
		rankKey(id, 0), rankKey(id, 1), rankKey(id, 2), rankKey(id, 3), rankKey(id, 4), rankKey(id, 5), rankKey(id, 6),
	}
}

func names(d search.Document) []string {
	return slices.DeleteFunc([]string{d.ProducerName, d.UnitName, d.PointName}, func(s string) bool { return s == "" })
}

// bases gives the base forms of the words in names that are not written so there.
func bases(d search.Document) string {
	known := map[string]bool{}
	var more []string
	for _, name := range names(d) {
		for _, word := range language.Words(name) {
			known[word] = true
		}
	}
	for _, name := range names(d) {
		for _, word := range language.Words(name) {
			for _, base := range language.Bases(word) {
				if !known[base] {
					known[base] = true
					more = append(more, base)
				}
			}
		}
	}
	return strings.Join(more, " ")
}

// texts gives the words of the descriptions and their base forms.
func texts(d search.Document) string {
	var all []string
	for _, lang := range language.Languages() {
		if text := d.Descriptions[lang]; text != "" {
			all = append(all, language.Expand(text))
		}
	}
	return strings.Join(all, " ")
}

// onGlobe brings degrees of any size to latitude −90…90 and longitude −180…180, the same place on the globe. What is
// no number is no place.
func onGlobe(lat, lon float64) (float64, float64, bool) {
	if math.IsNaN(lat) || math.IsInf(lat, 0) || math.IsNaN(lon) || math.IsInf(lon, 0) {
		return 0, 0, false
	}
	lat = math.Remainder(lat, 360)
	if lat > 90 || lat < -90 { // over a pole, down the other side
		lat, lon = math.Copysign(180, lat)-lat, lon+180
	}
	return lat, math.Remainder(lon, 360), true
}
