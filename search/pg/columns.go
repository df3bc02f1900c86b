package pg

import (
	"math"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/grade"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/search"
)

// columns holds, of every document, the facts that decide whether and where it is shown: about a hundred bytes each.
// A row's index is its number in the table. Values that repeat are numbered by dictionaries.
type columns struct {
	version int64 // of the table that these rows are like
	live    int
	rows    []row
	ids     []uuid.UUID

	values  [facetCount]dictionary // of each facet
	spoken  sets                   // of codes of languages
	areas   sets                   // of areas served
	towns   dictionary             // municipalities, and areas served
	units   dictionary             // of amounts
	lines   map[line]int32         // service of a point → its number
	firstOf []int32                // by number of a line: its first row, or none

	// The same facts as sets of rows and as columns, for what is asked of all rows at once.
	there    set                  // all that are not gone
	alone    set                  // the only ones of their lines
	home     set                  // given at home
	with     [facetCount][]set    // by facet and number of a value
	town     []set                // by number of the municipality: not given at home, and there
	serving  []set                // by number of the area: given at home, and there too
	leads    [search.TermsEnd]set // by terms: of lines of several rows, those that lead (search.Standing)
	loose    set                  // of lines of several rows, those that Standing calls loose
	by       []set                // by number of the unit of the amount
	ranks    [7][]uint32          // by weekday: the rank among equals
	orders   [orderCount][]uint32 // by order: the key
	points   []vector             // where the rows are, when they are located
	services []uint16             // numbers of their services

	free   uint16   // among the kinds of paying: nothing
	untold uint16   // among the kinds of paying: not known
	terms  []uint16 // among the kinds of paying: those that an organiser sets
}

// line is what is shown once when terms are folded together.
type line struct {
	point   uuid.UUID
	service uint16
}

const none = -1 // negative is also what search.RoomKey and QualityKey take for unknown

// The orders that do not depend on the query.
const (
	orderPays = iota
	orderQuality
	orderVacancy
	orderCount
)

// vector is a point of a round Earth of radius 1.
type vector struct{ x, y, z float32 }

// nowhere is farther than any radius.
const nowhere = 1000

// The facets by number, in the order of search.Facets.
const (
	facetService = iota
	facetSpoken
	facetOrganiser
	facetScheme
	facetProducerType
	facetPays
	facetVacancy
	facetQuality
	facetCount
)

type row struct {
	seed     uint64 // for the day's order of equals
	lat, lon float64
	facets   [facetCount]uint16 // numbers of values; that of facetSpoken is unused, since there may be several
	spoken   int32              // number of the set of languages
	areas    int32              // number of the set of areas served
	cents    int32              // unknown: none
	next     int32              // next row of the same line, or none
	line     int32              // none: the document is gone
	wait     int32              // days; unknown: none
	town     uint16
	unit     uint16
	quality  int16 // unknown: none
	atHome   bool
	located  bool // lat and lon are known
}

// stored is a row of the table as it is read.
type stored struct {
	ID           uuid.UUID      `db:"id"`
	No           int32          `db:"no"`
	Gone         bool           `db:"gone"`
	Service      string         `db:"service"`
	Organiser    string         `db:"organiser"`
	Regime       string         `db:"regime"`
	ProducerType string         `db:"producer_type"`
	Point        uuid.UUID      `db:"point"`
	AtHome       bool           `db:"at_home"`
	Areas        pq.StringArray `db:"areas"`
	Municipality string         `db:"municipality"`
	Lat          *float64       `db:"lat"`
	Lon          *float64       `db:"lon"`
	Spoken       pq.StringArray `db:"spoken"`
	PaysKind     string         `db:"pays_kind"`
	PaysCents    *int64         `db:"pays_cents"`
	PaysPer      string         `db:"pays_per"`
	Vacancy      string         `db:"vacancy"`
	WaitDays     *int32         `db:"wait_days"`
	Quality      *int32         `db:"quality"`
}

func (s *stored) grade() string {
	if s.Quality == nil {
		return string(grade.NotRated)
	}
	return string(grade.Of(int(*s.Quality)))
}

func newColumns() *columns {
	c := &columns{lines: map[line]int32{}}
	c.free, c.untold = c.values[facetPays].number(search.PaysFree), c.values[facetPays].number(search.PaysUnknown)
	for _, kind := range search.OrganiserSets() {
		c.terms = append(c.terms, c.values[facetPays].number(kind))
	}
	return c
}

// apply makes the columns like the table in one row.
func (c *columns) apply(s *stored) {
	for int(s.No) >= len(c.rows) {
		c.rows = append(c.rows, row{line: none})
		c.ids = append(c.ids, uuid.Nil)
		c.points = append(c.points, vector{})
		c.services = append(c.services, 0)
		for day := range c.ranks {
			c.ranks[day] = append(c.ranks[day], 0)
		}
		for order := range c.orders {
			c.orders[order] = append(c.orders[order], 0)
		}
	}
	c.remove(s.No)
	if s.Gone {
		return
	}
	r := row{
		seed: search.RankSeed(s.ID), cents: none, wait: none, quality: none,
		spoken: c.spoken.number(s.Spoken, &c.values[facetSpoken]), areas: c.areas.number(s.Areas, &c.towns),
		town: c.towns.number(s.Municipality), unit: c.units.number(s.PaysPer), atHome: s.AtHome,
	}
	for facet, value := range map[int]string{
		facetService: s.Service, facetOrganiser: s.Organiser, facetScheme: s.Regime,
		facetProducerType: s.ProducerType, facetPays: s.PaysKind, facetVacancy: s.Vacancy, facetQuality: s.grade(),
	} {
		r.facets[facet] = c.values[facet].number(value)
	}
	if s.Lat != nil && s.Lon != nil {
		r.lat, r.lon, r.located = *s.Lat, *s.Lon, true
	}
	if s.PaysCents != nil {
		r.cents = int32(min(*s.PaysCents, math.MaxInt32))
	}
	if r.facets[facetPays] == c.free {
		r.cents = 0
	}
	if s.WaitDays != nil {
		r.wait = *s.WaitDays
	}
	if s.Quality != nil {
		r.quality = int16(*s.Quality)
	}
	c.rows[s.No], c.ids[s.No] = r, s.ID
	c.link(s.No, line{point: s.Point, service: r.facets[facetService]})
	c.live++
	c.mark(s.No, true)
	c.order(s.No)
}

// mark puts a row into the sets that it belongs to, or takes it out of them.
func (c *columns) mark(no int32, in bool) {
	r := &c.rows[no]
	c.there.put(no, in)
	c.home.put(no, in && r.atHome)
	if r.atHome {
		for _, town := range c.areas.members[r.areas] {
			putInto(&c.serving, int(town), no, in)
		}
	} else {
		putInto(&c.town, int(r.town), no, in)
	}
	putInto(&c.by, int(r.unit), no, in)
	for facet := range c.with {
		if facet == facetSpoken {
			for _, language := range c.spoken.members[r.spoken] {
				putInto(&c.with[facet], int(language), no, in)
			}
			continue
		}
		putInto(&c.with[facet], int(r.facets[facet]), no, in)
	}
}

func putInto(sets *[]set, value int, no int32, in bool) {
	for value >= len(*sets) {
		*sets = append(*sets, nil)
	}
	(*sets)[value].put(no, in)
}

// order sets what decides a row's place in the orders.
func (c *columns) order(no int32) {
	r := &c.rows[no]
	for day := range c.ranks {
		c.ranks[day][no] = search.RankOf(r.seed, day)
	}
	c.orders[orderPays][no] = c.paid(r, c.inMonth(r.facets[facetService], r.unit, service.Usage{})).Key()
	c.orders[orderQuality][no] = search.QualityKey(int(r.quality))
	c.orders[orderVacancy][no] = search.RoomKey(c.values[facetVacancy].values[r.facets[facetVacancy]], int(r.wait))
	c.services[no] = r.facets[facetService]
	c.points[no] = vector{x: nowhere}
	if r.located {
		c.points[no] = onEarth(r.lat, r.lon)
	}
}

func (c *columns) link(no int32, key line) {
	number, there := c.lines[key]
	if !there {
		number = int32(len(c.firstOf))
		c.lines[key] = number
		c.firstOf = append(c.firstOf, none)
	}
	c.rows[no].line, c.rows[no].next = number, c.firstOf[number]
	c.firstOf[number] = no
	c.gather(number)
}

// remove takes a row out, if it is in.
func (c *columns) remove(no int32) {
	number := c.rows[no].line
	if number == none {
		return
	}
	at := &c.firstOf[number]
	for *at != no {
		at = &c.rows[*at].next
	}
	*at = c.rows[no].next
	c.mark(no, false)
	c.alone.put(no, false)
	c.stand(no, 0, false)
	c.rows[no].line = none
	c.live--
	c.gather(number)
}

// gather notes whether a line has several rows, and how they stand among each other.
func (c *columns) gather(number int32) {
	first := c.firstOf[number]
	if first == none {
		return
	}
	if c.rows[first].next == none {
		c.alone.put(first, true)
		c.stand(first, 0, false)
		return
	}
	var nos []int32
	var line []search.Document
	for no := first; no != none; no = c.rows[no].next {
		nos, line = append(nos, no), append(line, c.document(no))
	}
	search.Stand(line)
	for i, no := range nos {
		c.alone.put(no, false)
		c.stand(no, line[i].Standing.Leads, line[i].Standing.Loose)
	}
}

// document is what search.Stand looks at of a row.
func (c *columns) document(no int32) search.Document {
	r := &c.rows[no]
	value := func(facet int) string { return c.values[facet].values[r.facets[facet]] }
	d := search.Document{
		ID: c.ids[no], Organiser: value(facetOrganiser), Regime: value(facetScheme), ProducerType: value(facetProducerType),
		PaysKind: value(facetPays), PaysPer: c.units.values[r.unit], Vacancy: value(facetVacancy), Municipality: c.towns.values[r.town],
	}
	for _, language := range c.spoken.members[r.spoken] {
		d.Spoken = append(d.Spoken, c.values[facetSpoken].values[language])
	}
	if r.cents != none {
		cents := int64(r.cents)
		d.PaysCents = &cents
	}
	if r.quality != none {
		quality := int(r.quality)
		d.Quality = &quality
	}
	return d
}

func (c *columns) stand(no int32, leads uint32, loose bool) {
	for t := range c.leads {
		c.leads[t].put(no, leads&(1<<t) != 0 && !loose)
	}
	c.loose.put(no, loose)
}

// dictionary numbers values in the order they come up. There are at most 65 536.
type dictionary struct {
	numbers map[string]uint16
	values  []string
}

func (d *dictionary) number(value string) uint16 {
	n, there := d.numbers[value]
	if !there {
		if d.numbers == nil {
			d.numbers = map[string]uint16{}
		}
		n = uint16(len(d.values))
		d.numbers[value] = n
		d.values = append(d.values, value)
	}
	return n
}

// find gives the number of a value that has come up.
func (d *dictionary) find(value string) (uint16, bool) {
	n, there := d.numbers[value]
	return n, there
}

// findAll gives the numbers of those values that have come up.
func (d *dictionary) findAll(values []string) []uint16 {
	var numbers []uint16
	for _, v := range values {
		if n, there := d.find(v); there {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// sets numbers sets of values: many documents share the same languages, or serve the same towns.
type sets struct {
	numbers map[string]int32
	members [][]uint16 // by number of the set
	with    [][]int32  // by member: the sets that hold it
}

func (s *sets) number(values []string, of *dictionary) int32 {
	key := make([]byte, 0, 64)
	var members []uint16
	seen := map[uint16]bool{}
	for _, v := range values {
		n := of.number(v)
		if !seen[n] {
			seen[n] = true
			members = append(members, n)
			key = append(key, byte(n>>8), byte(n))
		}
	}
	n, there := s.numbers[string(key)]
	if !there {
		if s.numbers == nil {
			s.numbers = map[string]int32{}
		}
		n = int32(len(s.members))
		s.numbers[string(key)] = n
		s.members = append(s.members, members)
		for _, m := range members {
			for int(m) >= len(s.with) {
				s.with = append(s.with, nil)
			}
			s.with[m] = append(s.with[m], n)
		}
	}
	return n
}

// holding tells for each set whether it holds any of the members.
func (s *sets) holding(wanted ...uint16) []bool {
	out := make([]bool, len(s.members))
	for _, m := range wanted {
		if int(m) < len(s.with) {
			for _, n := range s.with[m] {
				out[n] = true
			}
		}
	}
	return out
}
