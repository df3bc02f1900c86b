package components

import "strconv"

// MapArgs draws a map with its list beside it. The list says everything that the map shows; the map alone says nothing.
// Paths and places are in the units of the picture, which is Width by Height. Package internal/web/maps makes them.
type MapArgs struct {
	ID            string // "map" when empty; needed when a page has two
	Title         string // what the map shows, for those who do not see it
	Width, Height int    // no map when zero: only the list, with Missing above it
	Missing       string // why there is no map, or not all is on it

	Land   string // everything around
	Served string // where the service comes to
	Home   string // the municipalities of the points, among those served
	Near   string // the municipalities of the points that people come to
	Lines  string // borders of municipalities
	County string // borders of wellbeing services counties
	Names  []MapName
	Marks  []MapMark
	Dots   string   // points that are not in the list
	You    *MapMark // where the visitor is

	Keys       []MapKey
	AreasTitle string // "Palvelee 5 kuntaa"
	AreasShow  string // "Näytä kunnat", for a list so long that it folds on a phone
	Areas      []string
	Points     []MapPoint
	YouText    string // "Paikkasi: 40520 Jyväskylä"
	Credit     string
}

// mostAreas is how many names of areas stand on a phone before they fold away. Wide screens and paper show them all.
const mostAreas = 12

// MapName is a name on the map, with the point that it is centred on.
type MapName struct {
	Text string
	X, Y int
}

// MapMark is a mark with its number, or its numbers when several points are too close to be told apart.
type MapMark struct {
	Text string
	X, Y int
}

// MapKey explains a colour: Kind is served, home, near, land, dot or you.
type MapKey struct{ Kind, Text string }

// MapPoint is a point in the list; its number is its place there.
type MapPoint struct {
	Name, Href string // Href: none when empty
	Text       string // the address
}

func (a MapArgs) id() string {
	if a.ID == "" {
		return "map"
	}
	return a.ID
}

func (a MapArgs) viewBox() string {
	return "0 0 " + strconv.Itoa(a.Width) + " " + strconv.Itoa(a.Height)
}

// half is the half of a mark's width: a circle for one number, a pill for several.
func (m MapMark) half() int { return max(MapMarkHalf, 9+8*len([]rune(m.Text))) }

// MapMarkHalf is the half of a mark's height and of its least width.
const MapMarkHalf = 22

func (m MapMark) left() string    { return strconv.Itoa(m.X - m.half()) }
func (m MapMark) top() string     { return strconv.Itoa(m.Y - MapMarkHalf) }
func (m MapMark) width() string   { return strconv.Itoa(2 * m.half()) }
func (m MapMark) pin() string     { return "M" + strconv.Itoa(m.X) + " " + strconv.Itoa(m.Y) + youPin }
func (m MapMark) x() string       { return strconv.Itoa(m.X) }
func (m MapMark) y() string       { return strconv.Itoa(m.Y + 9) } // the line on which figures stand
func (n MapName) x() string       { return strconv.Itoa(n.X) }
func (n MapName) y() string       { return strconv.Itoa(n.Y) }
func keyClass(kind string) string { return "tt-map__" + kind }

// youPin is a drop with its point where the visitor is.
const youPin = "c-18-24-24-32-24-44a24 24 0 1 1 48 0c0 12-6 20-24 44z"

// BarsArgs draws a chart of bars as a table: every bar stands in a row with its name and its value in figures.
type BarsArgs struct {
	Caption string // what is shown, where from, and of what time
	Hidden  bool   // the caption is for those who do not see the page
	Name    string // heading of the names: "Mitä kysyttiin"
	Value   string // heading of the values: "Arvio"
	Note    string // heading of the notes; no such column when empty
	Mark    string // what the mark on the bars is: "Koko maa"; none when empty
	Rows    []BarsRow
}

// BarsRow is one bar.
type BarsRow struct {
	Name     string
	Value    string // "4,7"
	Note     string // "Palautekysely, 128"
	Permille int    // length of the bar, 0–1000; none below zero, when the value is not known
	Mark     int    // where the mark stands, 1–1000; none when zero
	MarkText string // "koko maa 4,2": the mark in words
}

func (r BarsRow) length() string { return strconv.Itoa(min(max(r.Permille, 0), 1000)) }
func (r BarsRow) mark() string   { return strconv.Itoa(min(max(r.Mark, 3), 997) - 3) }
