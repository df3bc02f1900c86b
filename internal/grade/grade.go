// Package grade is the word for a rating: excellent, good, fair, poor, or that nobody has rated yet. Search, the quality
// room and pages all call a figure by the same word, which is stated here once.
package grade

// A Grade is the word for a rating.
type Grade string

// The grades, best first. Bounds are in tenths of a point: excellent from 4.5, good from 4.0, fair from 3.0.
const (
	Excellent Grade = "excellent"
	Good      Grade = "good"
	Fair      Grade = "fair"
	Poor      Grade = "poor"
	NotRated  Grade = "not_rated"
)

// A Bound is the least hundredths of a point that are called by a grade. It follows the figure as it is shown, with one
// decimal: nobody meets "4,5 / 5, good" beside a list that says excellent begins at 4,5.
type Bound struct {
	Grade Grade
	From  int
}

var bounds = []Bound{{Excellent, 445}, {Good, 395}, {Fair, 295}, {Poor, 0}}

// Bounds lists them, best first.
func Bounds() []Bound { return append([]Bound(nil), bounds...) }

// All lists the grades, best first, and last what nobody has rated.
func All() []string {
	return []string{string(Excellent), string(Good), string(Fair), string(Poor), string(NotRated)}
}

// Of gives the grade of a figure in hundredths of a point (460 is 4.60).
func Of(mean int) Grade {
	for _, b := range bounds {
		if mean >= b.From {
			return b.Grade
		}
	}
	return Poor
}

// AtLeast is the smallest figure, in hundredths of a point, that is called so or better.
func AtLeast(g Grade) int {
	for _, b := range bounds {
		if b.Grade == g {
			return b.From
		}
	}
	return 0
}

// Key is the key of the grade's text.
func (g Grade) Key() string { return "quality." + string(g) }
