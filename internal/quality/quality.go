// Package quality says how good a service is found to be, why, and by whose word.
//
// An [Indicator] measures one thing of one service of one service unit in a period: what clients answered, how often help
// came on time. Values are entered by a supervisor, row by row or from a file, and are never changed: a correction is a
// new row. [Compose] makes one figure of the newest values with public [Weights] and explains every step.
//
// Few answers say little, and a small count may give away who answered. So under the organiser's least count (own
// practice, [UsualLeast] when nothing else is set) there is no word and no number, only how many have answered.
//
//	indicator.go   what is measured, on which scale
//	compose.go     the figure and its explanation
//	quality.go     the word for a figure
//	value.go       what is wrong with a value
//	record.go      a value from a form
//	table.go, imports.go  values from a file
//	inspection.go  inspections
//	correct.go, correct_inspection.go  what was told wrong, corrected or taken back
//	succession.go  units that moved or merged
//	read.go        what is shown
package quality

import (
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/grade"
)

// How many answers a figure needs before it is shown: where the organiser has set nothing, and what it may set.
const (
	UsualLeast    = 5
	SmallestLeast = 3
	LargestLeast  = 100
)

// A Grade is the word for a rating. See package grade.
type Grade = grade.Grade

// The grades, best first.
const (
	Excellent = grade.Excellent
	Good      = grade.Good
	Fair      = grade.Fair
	Poor      = grade.Poor
	NotRated  = grade.NotRated
)

// Word gives the grade of a figure in hundredths of a point (460 is 4.60).
func Word(mean int) Grade { return grade.Of(mean) }

// tenths rounds hundredths to tenths, half up.
func tenths(hundredths int) int { return (hundredths + 5) / 10 }

// SourceSeveral is the Source of a rating that more than one indicator made.
const SourceSeveral = "several"

// A Rating is the figure of one service of one service unit, as a card needs it.
type Rating struct {
	Unit       uuid.UUID
	Service    string        // key
	Mean       int           // hundredths of a point, 100–500; 0 when it is not shown
	Answers    int           // clients' answers behind it; when it is not shown, how many there are so far
	Needed     int           // how many answers the organiser asks for
	Source     string        // key of the one indicator behind it, or SourceSeveral; empty when it is not shown
	Indicators int           // how many went into it
	From, To   calendar.Date // the days that were measured
	AsOf       calendar.Date // when the newest of it was known
	Demo       bool          // made up
}

// Grade is the word for the rating.
func (r Rating) Grade() Grade {
	if !r.Published() {
		return NotRated
	}
	return Word(r.Mean)
}

// Published tells whether there is a figure to show.
func (r Rating) Published() bool { return r.Mean > 0 }

// Tenths is the figure as it is shown, in tenths of a point: 46 for 4.6.
func (r Rating) Tenths() int { return tenths(r.Mean) }

// Missing is how many answers more are needed before the rating is shown.
func (r Rating) Missing() int { return max(0, r.Needed-r.Answers) }
