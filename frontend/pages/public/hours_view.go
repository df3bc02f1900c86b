package public

// Hours is when a service point is open.
type Hours struct {
	Told      bool
	Open      bool   // now
	Now       string // "Avoinna nyt, sulkeutuu klo 16", "Sopimuksen mukaan", or that it is not told
	AsOf      string // the moment of which Now is said, so that it stays true on a page that is left open
	Week      []HoursLine
	Holidays  []string    // what holds on days off
	Coming    []HoursLine // days of the next two weeks that differ
	Note      string
	Confirmed string
	Stale     bool // confirmed long ago
}

// HoursLine is days with their times.
type HoursLine struct {
	Days, Hours   string
	Holiday       string  // the day's name
	Note          Written // what the producer says of it
	Closed, Today bool
}

// without is the rest, where what holds now is said already.
func (h Hours) without() Hours {
	h.Now = ""
	return h
}
