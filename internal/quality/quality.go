// Package quality says in one word how a service was rated, and keeps the ratings.
//
// A rating is the mean of structured answers, 1–5, about one service of one service unit. Few answers say little, so
// under [MinAnswers] of them there is no word and no number, only how many have answered. The word follows the number
// as it is shown, with one decimal: nobody meets "4,5 / 5, good" beside a list that says excellent begins at 4,5.
package quality

import (
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// MinAnswers is how many answers a rating needs before it is published.
const MinAnswers = 5

// A Grade is the word for a rating.
type Grade string

// Key is the key of the grade's text.
func (g Grade) Key() string { return "quality." + string(g) }

// The grades, best first. Bounds are in tenths of a point: excellent from 4.5, good from 4.0, fair from 3.0.
const (
	Excellent Grade = "excellent"
	Good      Grade = "good"
	Fair      Grade = "fair"
	Poor      Grade = "poor"
	NotRated  Grade = "not_rated"
)

// Word gives the grade of a mean in hundredths (460 is 4.60) of so many answers, of which at least minAnswers are needed.
func Word(mean, answers, minAnswers int) Grade {
	if answers < minAnswers {
		return NotRated
	}
	switch tenths := tenths(mean); {
	case tenths >= 45:
		return Excellent
	case tenths >= 40:
		return Good
	case tenths >= 30:
		return Fair
	default:
		return Poor
	}
}

// tenths rounds hundredths to tenths, half up.
func tenths(hundredths int) int { return (hundredths + 5) / 10 }

// The sources of a rating.
const (
	SourceFeedback = "feedback" // asked by this service after the service was given
	SourceTHL      = "thl"      // the national survey of the Finnish Institute for Health and Welfare
	SourceDemo     = "demo"     // made up
)

// A Rating is what clients have answered about one service of one service unit.
type Rating struct {
	Unit    uuid.UUID
	Service string // key
	Mean    int    // hundredths of a point, 100–500
	Answers int
	Source  string // one of the Source constants
	AsOf    calendar.Date
}

// Grade is the word for the rating.
func (r Rating) Grade() Grade { return Word(r.Mean, r.Answers, MinAnswers) }

// Published tells whether there are answers enough to show the number.
func (r Rating) Published() bool { return r.Grade() != NotRated }

// Tenths is the mean as it is shown, in tenths of a point: 46 for 4.6.
func (r Rating) Tenths() int { return tenths(r.Mean) }

// Missing is how many answers more are needed before the rating is published.
func (r Rating) Missing() int { return max(0, MinAnswers-r.Answers) }
