package public

// PointFacts is how accessible a place is: what its producer has answered with yes and with no, and what it has not told.
type PointFacts struct {
	Yes, No []Fact
	Untold  string // the names of the rest, in one sentence; empty when all is told
	Note    Written
	On      string // "Kerrottu 3.3.2026"; empty when nothing is told
	Short   string // "8 kyllä, 2 ei, 8 kertomatta": stands for all of it where many places share a page
}

// Fact is one of them; About says what a yes promises.
type Fact struct{ Name, About string }

// Included is what the price of a service includes.
type Included struct {
	Title  string // "Mitä hintaan kuuluu?"
	Parts  []IncludedPart
	Untold string // what to ask about; empty when all is told
	Note   Written
	On     string // empty when nothing is told
}

// IncludedPart is a heading with its things: what is included, what costs extra, what is not part of the service.
type IncludedPart struct {
	Title, Icon, Kind string // Kind colours the icon: "good", "wait" or ""
	Things            []string
}
