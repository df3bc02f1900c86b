package taking

import (
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// at is the place of a row in the order in which a list is read.
type at struct {
	One uuid.UUID `db:"one"`
	Two uuid.UUID `db:"two"`
}

func (a at) place() at { return a }

// Whose is of whom and under what a row is.
type Whose struct {
	Producer   string `db:"producer"`
	BusinessID string `db:"business_id"` // "" when not known
	SchemeFi   string `db:"scheme_fi"`
	SchemeSv   string `db:"scheme_sv"`
	SchemeEn   string `db:"scheme_en"`
}

// SchemeName is the scheme's name in a language.
func (w Whose) SchemeName(lang string) string {
	return locale.Pick(lang, w.SchemeFi, w.SchemeSv, w.SchemeEn)
}

// Lines of schemes.
const (
	LineScheme      = "scheme"
	LineRequirement = "requirement"
	LineTerms       = "terms"
	LineCap         = "cap"
)

// SchemeLine is a line of a scheme: itself, something that it asks, what it pays or asks for a service, or a cap.
type SchemeLine struct {
	at
	Whose                      // no producer
	Asks    scheme.Requirement `db:"asks"` // of a line of what is asked
	Line    string             `db:"line"`
	Regime  string             `db:"regime"`
	Ended   bool               `db:"ended"`
	Begins  bool               `db:"begins"` // has not begun
	Closed  bool               `db:"closed"`
	Open    bool               `db:"open"`
	From    calendar.Date      `db:"from_day"`
	To      calendar.Date      `db:"to_day"`  // zero: for the time being
	Service string             `db:"service"` // of terms and caps
	Unit    string             `db:"unit"`
	Class   string             `db:"class"` // of a cap: the time
	Cents   *money.Cents       `db:"cents"` // the voucher's value, or the cap
	FeeMin  *money.Cents       `db:"fee_min"`
	FeeMax  *money.Cents       `db:"fee_max"`
}

// Producer is a producer that has applied to the side's schemes or is admitted to one.
type Producer struct {
	at
	Name         string `db:"name"`
	BusinessID   string `db:"business_id"`
	Kind         string `db:"kind"`
	Website      string `db:"website"`
	Applications int    `db:"applications"` // sent to the side's schemes
	Admissions   int    `db:"admissions"`   // living ones, in the side's schemes
}

// Evidence is evidence that an application shows.
type Evidence struct {
	at
	Whose
	Kind     string        `db:"kind"`
	IssuedOn calendar.Date `db:"issued_on"`
	ValidTo  calendar.Date `db:"valid_to"` // zero: for the time being
	Case     string        `db:"case_number"`
	Retired  bool          `db:"retired"`
}

// Check is what was found in a register.
type Check struct {
	at
	Producer   string        `db:"producer"`
	BusinessID string        `db:"business_id"`
	Register   string        `db:"register"`
	Finding    string        `db:"finding"`
	Source     string        `db:"source"`
	Note       string        `db:"note"`
	On         calendar.Date `db:"checked_on"`
	DueOn      calendar.Date `db:"due_on"` // zero: not again
}

// Doubt is a doubt about an admission, a lapse of evidence among them.
type Doubt struct {
	at
	Whose
	Cause   string        `db:"cause"`
	Subject string        `db:"subject"`
	TitleFi string        `db:"title_fi"` // of the requirement that the subject names
	TitleSv string        `db:"title_sv"`
	TitleEn string        `db:"title_en"`
	Since   calendar.Date `db:"since"`
	Outcome string        `db:"outcome"` // "": open
	EndedAt *time.Time    `db:"ended_at"`
}

// Title is the requirement's in a language; "" where the subject is none.
func (d Doubt) Title(lang string) string { return locale.Pick(lang, d.TitleFi, d.TitleSv, d.TitleEn) }

// Price is something that was done to a price.
type Price struct {
	at
	Whose
	Service    string        `db:"service"`
	Unit       string        `db:"unit_name"`
	Point      string        `db:"point"`
	Per        string        `db:"per"`
	Class      string        `db:"class"`
	OldCents   *money.Cents  `db:"old_cents"`
	OldPercent *int          `db:"old_percent"`
	Cents      *money.Cents  `db:"cents"`
	Percent    *int          `db:"percent"`
	From       calendar.Date `db:"from_day"`
	At         time.Time     `db:"at"`
	Approved   bool          `db:"approved"`
}

// Application is an application of the producer that takes the list.
type Application struct {
	at
	Whose
	OrganiserFi string           `db:"organiser_fi"`
	OrganiserSv string           `db:"organiser_sv"`
	OrganiserEn string           `db:"organiser_en"`
	Case        string           `db:"case_number"`
	Status      admission.Status `db:"status"`
	SentAt      *time.Time       `db:"submitted_at"`
	DueOn       *calendar.Date   `db:"due_on"`
	ClosedAt    *time.Time       `db:"closed_at"`
}

// Organiser is the organiser's name in a language.
func (a Application) Organiser(lang string) string {
	return locale.Pick(lang, a.OrganiserFi, a.OrganiserSv, a.OrganiserEn)
}
