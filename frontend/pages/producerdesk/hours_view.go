package producerdesk

import "github.com/tuottajatori/tuottajatori/frontend/components"

// PointHours is the form that tells when a point is open. All is as it was typed.
type PointHours struct {
	Form
	State          components.ChoiceArgs
	Days           []HoursDay
	Copy           bool // Monday's hours from Tuesday to Friday, too
	Overnight      bool
	ElseAgreement  bool
	Holidays, Eves components.ChoiceArgs
	Exceptions     []HoursException
}

// HoursDay is a weekday with two times from and to.
type HoursDay struct {
	Name, Legend  string
	Opens, Closes [2]string
	Round         bool
	Error         string
}

// HoursException is a row for days with other hours.
type HoursException struct {
	Name, Legend               string
	First, Last, Opens, Closes string
	Note, Error                string
}

// fields are the form's fields as the page has them, each with the id that a fault leads to.
func (v PointHours) fields() []string {
	out := []string{"state"}
	for _, d := range v.Days {
		out = append(out, d.Name+"="+d.Name+"-opens")
	}
	out = append(out, "holidays", "eves", "exceptions")
	for _, e := range v.Exceptions {
		out = append(out, e.Name+"="+e.Name+"-first")
	}
	return out
}
