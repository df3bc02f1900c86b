package api

import (
	"github.com/tuottajatori/tuottajatori/internal/hours"
)

type hoursJSON struct {
	State       hours.State      `json:"state"`
	Week        []dayHoursJSON   `json:"week"`
	Holidays    *hours.Rule      `json:"holidays"`
	Eves        *hours.Rule      `json:"eves"`
	Else        bool             `json:"else_by_agreement"`
	Exceptions  []otherHoursJSON `json:"exceptions"`
	ConfirmedOn *string          `json:"confirmed_on"`
}

type dayHoursJSON struct {
	Day  string         `json:"day"`
	Open []intervalJSON `json:"open"`
}

type otherHoursJSON struct {
	From string         `json:"from"`
	To   string         `json:"to"`
	Open []intervalJSON `json:"open"`
	Note *string        `json:"note"`
}

type intervalJSON struct {
	Opens  string `json:"opens"`
	Closes string `json:"closes"`
}

var weekdays = [...]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

// hoursOf is when a point is open. It tells no "now", so that an answer that is kept stays right.
func hoursOf(w *hours.Week) *hoursJSON {
	if w == nil {
		return nil
	}
	out := &hoursJSON{State: w.State, Week: []dayHoursJSON{}, Exceptions: []otherHoursJSON{}, Else: w.ElseAgreement, ConfirmedOn: orNil(w.Confirmed.String())}
	if w.State != hours.Regular {
		return out
	}
	out.Holidays, out.Eves = &w.Holidays, &w.Eves
	for i, open := range w.Days {
		out.Week = append(out.Week, dayHoursJSON{Day: weekdays[i], Open: intervalsOf(open)})
	}
	for _, e := range w.Exceptions {
		out.Exceptions = append(out.Exceptions, otherHoursJSON{From: e.First.String(), To: e.Last.String(), Open: intervalsOf(e.Open), Note: orNil(e.Note)})
	}
	return out
}

func intervalsOf(open []hours.Interval) []intervalJSON {
	out := make([]intervalJSON, len(open))
	for i, o := range open {
		out[i] = intervalJSON{o.Opens.String(), o.Closes.String()}
	}
	return out
}
