package offering

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"golang.org/x/text/language"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// The most of some things that one offering can have.
const (
	maxText   = 4000 // characters of a description
	maxSpoken = 30
)

// signLanguage is what the database calls sign language, which has no code of two letters (ISO 639-5).
const signLanguage = "sgn"

// ground is what an offering stands on: the admission that it is made under, on a day.
type ground struct {
	admission admission.Admission
	organiser string // code of the county
	today     calendar.Date
}

// checked gathers the faults of a command's fields.
type checked struct{ bad *fault.Error }

func newChecked() *checked { return &checked{bad: fault.Invalid()} }

func (c *checked) on(field, key string, args ...any) { c.bad = c.bad.On(field, key, args...) }

// ErrAdmissionNotActive answers what needs an admission in force on the day.
var ErrAdmissionNotActive = fault.New(fault.CodeConflict, "fault.offering.admission_not_active")

// ErrSchemeEnded answers what needs a scheme that goes on: when a scheme is over its admissions stay as they were, but
// nothing new is offered under them.
var ErrSchemeEnded = fault.New(fault.CodeConflict, "fault.offering.scheme_ended")

func (g ground) active() error {
	if last := g.admission.Scheme.ValidTo; last != nil && last.Before(g.today) {
		return ErrSchemeEnded
	}
	if g.admission.State != admission.StateActive {
		return ErrAdmissionNotActive
	}
	return nil
}

// service must be one that the admission is for.
func (c *checked) service(g ground, key string) {
	if _, known := service.ByKey(key); !known || !slices.Contains(g.admission.Services, key) {
		c.on("service", "fault.offering.service_not_admitted")
	}
}

// spoken must be languages of ISO 639-1, or sign language.
func (c *checked) spoken(codes []string) []string {
	codes = slices.Compact(slices.Sorted(slices.Values(codes)))
	if len(codes) > maxSpoken {
		c.on("spoken", "fault.offering.spoken_unknown")
		return nil
	}
	for _, code := range codes {
		if !IsLanguage(code) {
			c.on("spoken", "fault.offering.spoken_unknown")
			break
		}
	}
	return codes
}

// IsLanguage tells whether a code is one of ISO 639-1, or of sign language.
func IsLanguage(code string) bool {
	if code == signLanguage {
		return true
	}
	base, err := language.ParseBase(code)
	return err == nil && len(code) == 2 && base.String() == code
}

// text cleans descriptions: lines stay, other control characters are a fault.
func (c *checked) text(t Text) Text {
	one := func(field, text string) string {
		text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
		switch {
		case !utf8.ValidString(text) || strings.ContainsFunc(text, notText):
			c.on(field, "fault.offering.not_text")
		case utf8.RuneCountInString(text) > maxText:
			c.on(field, "fault.offering.too_long", "Limit", maxText)
		}
		return text
	}
	return Text{Fi: one("description_fi", t.Fi), Sv: one("description_sv", t.Sv), En: one("description_en", t.En)}
}

// notText tells a control character that is no line and no tab.
func notText(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }

// price checks that a price is asked for, is there when it must be, and is for a unit that the scheme knows. Amount and
// day are for SetPrice, the cap for the database's rows.
func (c *checked) price(g ground, serviceKey string, terms []Terms, price *NewPrice) {
	asked, required := PriceAsked(g.admission.Scheme.ClientPays)
	switch {
	case c.bad.HasField("service"): // which units there are depends on it
	case price == nil && required:
		c.on("price", "fault.offering.price_missing")
	case price != nil && g.admission.Scheme.ClientPays == Free:
		c.on("price", "fault.offering.price_of_free")
	case price != nil && !slices.Contains(Units(serviceKey, g.admission.Scheme.ClientPays, terms), price.Unit):
		c.on("unit", "fault.offering.unit_unknown")
	case price != nil && asked:
		_, err := SetPrice(nil, *price, g.today)
		c.take(err)
	}
}

func (c *checked) take(err error) {
	if err != nil {
		c.bad.Fields = append(c.bad.Fields, fault.From(err).Fields...)
	}
}

// Units lists the units in which a service can be priced under a scheme. A voucher has a value in certain units only,
// and a price in another could not be compared with it; other schemes take every unit of the service.
func Units(serviceKey, clientPays string, terms []Terms) []string {
	s, _ := service.ByKey(serviceKey)
	if clientPays != OwnShare {
		return s.Units
	}
	var units []string
	for _, t := range terms {
		if t.ValueCents != nil && !slices.Contains(units, t.Unit) {
			units = append(units, t.Unit)
		}
	}
	if len(units) == 0 {
		return s.Units
	}
	return units
}

// SpokenOffered lists the languages that a form offers, the national ones first. Others can be given by their code.
func SpokenOffered() []string {
	return []string{"fi", "sv", "en", "se", signLanguage, "ar", "de", "es", "et", "fa", "fr", "ku", "ru", "so", "th", "tr", "uk", "vi", "zh"}
}

// newID fills in an id that the caller did not choose.
func newID(id *uuid.UUID) (err error) {
	if *id == uuid.Nil {
		*id, err = uuid.NewV7()
	}
	return err
}
