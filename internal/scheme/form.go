package scheme

import (
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// Form is a scheme as an officer writes it, page by page, and what a version of it said when it was published.
type Form struct {
	Regime       Regime        `json:"regime"`
	Basics       Basics        `json:"basics"`
	Areas        AreaList      `json:"areas,omitzero"`
	Terms        TermsList     `json:"terms"`
	Requirements []Requirement `json:"requirements,omitempty"`
	Rulebook     RulebookText  `json:"rulebook"`
	Handling     Handling      `json:"handling"`
	Prices       PriceRules    `json:"prices"`

	Languages []string `json:"-"` // the organiser's: in which the texts of its schemes must be; none: in all three
}

// Must tells whether the scheme's texts must be in a language: its names, its questions and, where there is one, its rulebook (423/2003 §6,
// §32). A scheme that is published stays as it is when its organiser chooses others; what is published next is held to them.
func (f Form) Must(lang string) bool {
	return len(f.Languages) == 0 || slices.Contains(f.Languages, lang)
}

// Basics is what a scheme is called, what the client pays, and when it is valid.
type Basics struct {
	NameFi     string         `json:"name_fi"`
	NameSv     string         `json:"name_sv"`
	NameEn     string         `json:"name_en"`
	ClientPays string         `json:"client_pays"`
	ValidFrom  calendar.Date  `json:"valid_from,omitzero"`
	ValidTo    *calendar.Date `json:"valid_to,omitempty"` // last day; nil: for the time being
}

// Name is the scheme's name in a language.
func (b Basics) Name(lang string) string { return locale.Pick(lang, b.NameFi, b.NameSv, b.NameEn) }

// TermsList is what the scheme pays or asks for each service, and the day from which what is new in it holds.
type TermsList struct {
	From calendar.Date `json:"from,omitzero"` // of a scheme that is published already
	List []FormTerms   `json:"list,omitempty"`
}

// FormTerms is what the scheme pays or asks for one service by one unit.
type FormTerms struct {
	Service string       `json:"service"`
	Unit    string       `json:"unit"`
	Value   *money.Cents `json:"value,omitempty"`
	Cap     *money.Cents `json:"cap,omitempty"`
	FeeMin  *money.Cents `json:"fee_min,omitempty"`
	FeeMax  *money.Cents `json:"fee_max,omitempty"`
	TimeCaps
}

// Key names what the terms are for: a service by a unit.
func (t FormTerms) Key() string { return t.Service + "/" + t.Unit }

func (t FormTerms) same(u FormTerms) bool {
	return t.Key() == u.Key() && equal(t.Value, u.Value) && equal(t.Cap, u.Cap) && t.TimeCaps.same(u.TimeCaps) && equal(t.FeeMin, u.FeeMin) && equal(t.FeeMax, u.FeeMax)
}

// RulebookText is what the applicant accepts, and from which day a changed text is in force.
type RulebookText struct {
	TextFi string        `json:"text_fi,omitempty"`
	TextSv string        `json:"text_sv,omitempty"`
	TextEn string        `json:"text_en,omitempty"`
	From   calendar.Date `json:"from,omitzero"`
}

// Empty tells whether there is no rulebook.
func (r RulebookText) Empty() bool { return r.TextFi == "" && r.TextSv == "" && r.TextEn == "" }

func (r RulebookText) sameText(o RulebookText) bool {
	return r.TextFi == o.TextFi && r.TextSv == o.TextSv && r.TextEn == o.TextEn
}

// Handling is how applications are taken and decided.
type Handling struct {
	Open            bool          `json:"open"`                    // takes applications at all
	DecisionDays    *int          `json:"decision_days,omitempty"` // nil: as the regime's rules say
	DaysKind        string        `json:"days_kind,omitempty"`
	ClockStops      bool          `json:"clock_stops,omitempty"`
	FourEyes        bool          `json:"four_eyes,omitempty"`
	Operator        uuid.NullUUID `json:"operator,omitzero"`
	ClosingReserved bool          `json:"closing_reserved,omitempty"` // in a DPS, when it is established (1397/2016 §49(3))
}

// Section is a page of the form.
type Section string

// The sections, in their order.
const (
	SectionBasics       Section = "basics"
	SectionAreas        Section = "areas"
	SectionServices     Section = "services"
	SectionRequirements Section = "requirements"
	SectionRulebook     Section = "rulebook"
	SectionPrices       Section = "prices"
	SectionHandling     Section = "handling"
)

// Sections lists the sections in their order.
func Sections() []Section {
	return []Section{SectionBasics, SectionAreas, SectionServices, SectionRequirements, SectionRulebook, SectionPrices, SectionHandling}
}

// Scheme is the row that the form makes of a scheme; what the form does not say stays as it was.
func (f Form) scheme(s Scheme, rules Rules) Scheme {
	s.Regime, s.NameFi, s.NameSv, s.NameEn = f.Regime, f.Basics.NameFi, f.Basics.NameSv, f.Basics.NameEn
	s.ClientPays, s.ValidFrom, s.ValidTo = f.Basics.ClientPays, f.Basics.ValidFrom, f.Basics.ValidTo
	s.Verified = f.Regime != RegimeListing
	s.Open, s.FourEyes, s.OperatorID = f.Handling.Open, f.Handling.FourEyes, f.Handling.Operator
	s.DecisionDays, s.DaysKind = f.Handling.DecisionDays, f.Handling.DaysKind
	s.ClockStops = f.Handling.ClockStops && rules.ClockStops
	if s.DecisionDays == nil {
		s.DecisionDays, s.DaysKind = rules.Days, rules.DaysKind
	}
	s.Prices = f.Prices
	return s
}

// formOf is the form of a scheme that is published: what it says now, with what is planned in its terms.
func formOf(s Scheme, areas AreaList, terms []FormTerms, asks []Requirement, book Rulebook, reserved bool) Form {
	return Form{Regime: s.Regime,
		Basics: Basics{NameFi: s.NameFi, NameSv: s.NameSv, NameEn: s.NameEn, ClientPays: s.ClientPays, ValidFrom: s.ValidFrom, ValidTo: s.ValidTo},
		Areas:  areas, Terms: TermsList{List: terms}, Requirements: asks,
		Rulebook: RulebookText{TextFi: book.TextFi, TextSv: book.TextSv, TextEn: book.TextEn, From: book.ValidFrom},
		Handling: Handling{Open: s.Open, DecisionDays: s.DecisionDays, DaysKind: s.DaysKind, ClockStops: s.ClockStops, FourEyes: s.FourEyes,
			Operator: s.OperatorID, ClosingReserved: reserved},
		Prices: s.Prices}
}

// Requirement finds a requirement of the form by its id.
func (f Form) Requirement(id uuid.UUID) (Requirement, bool) {
	i := slices.IndexFunc(f.Requirements, func(r Requirement) bool { return r.ID == id })
	if i < 0 {
		return Requirement{}, false
	}
	return f.Requirements[i], true
}

// Of finds what the form says of a service by a unit.
func (t TermsList) Of(key string) (FormTerms, bool) {
	i := slices.IndexFunc(t.List, func(one FormTerms) bool { return one.Key() == key })
	if i < 0 {
		return FormTerms{}, false
	}
	return t.List[i], true
}

// Pays lists the forms of what the client pays that fit a regime: an own share exists in vouchers only (569/2009), and
// what an organiser buys or makes itself costs the client a client fee, or nothing (734/1992).
func Pays(r Regime) []string {
	switch r {
	case RegimeVoucher:
		return []string{PaysOwnShare}
	case RegimeSelfPaidListing:
		return []string{PaysPrice}
	case RegimeFreeListing:
		return []string{PaysFree}
	case RegimeListing:
		return []string{PaysUnknown}
	default:
		return []string{PaysClientFee, PaysFree}
	}
}

// Applied tells whether producers apply to schemes of a regime; into the others they are enrolled.
func Applied(r Regime) bool {
	return !slices.Contains([]Regime{RegimeOwnProduction, RegimeInHouse, RegimeAlliance, RegimeListing}, r)
}

func equal[T comparable](a, b *T) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
