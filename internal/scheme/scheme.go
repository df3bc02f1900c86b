package scheme

import (
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// Regime names the set of rules under which a scheme is run.
type Regime string

// The regimes, each with the law it comes from.
const (
	RegimeVoucher         Regime = "voucher"           // 569/2009
	RegimeDPS             Regime = "dps"               // 1397/2016 §49–52
	RegimeAnnexE          Regime = "annex_e"           // 1397/2016 §107–115
	RegimeFramework       Regime = "framework"         // 1397/2016 §42
	RegimeOwnProduction   Regime = "own_production"    // enrolled, no decision on admission
	RegimeInHouse         Regime = "in_house"          // enrolled
	RegimeAlliance        Regime = "alliance"          // enrolled
	RegimeSelfPaidListing Regime = "self_paid_listing" // the organiser's own terms
	RegimeFreeListing     Regime = "free_listing"      // the organiser's own terms
	RegimeListing         Regime = "listing"           // in the catalogue without the organiser's yes
)

// Regimes lists every regime.
func Regimes() []Regime {
	return []Regime{RegimeVoucher, RegimeDPS, RegimeAnnexE, RegimeFramework, RegimeOwnProduction, RegimeInHouse,
		RegimeAlliance, RegimeSelfPaidListing, RegimeFreeListing, RegimeListing}
}

// What the client pays under a scheme, in which form.
const (
	PaysOwnShare  = "own_share"  // price − voucher's value
	PaysClientFee = "client_fee" // 734/1992
	PaysPrice     = "price"
	PaysFree      = "free"
	PaysUnknown   = "unknown"
)

// Day kinds of a decision clock.
const (
	CalendarDays = "calendar"
	WorkingDays  = "working"
)

// Scheme is one way in which one organiser arranges services.
type Scheme struct {
	ID           uuid.UUID      `db:"id"`
	OrganiserID  uuid.UUID      `db:"organiser_id"`
	OperatorID   uuid.NullUUID  `db:"operator_id"` // to whom the queue is delegated
	Key          string         `db:"key"`         // unique within the organiser
	Regime       Regime         `db:"regime"`
	NameFi       string         `db:"name_fi"`
	NameSv       string         `db:"name_sv"`
	NameEn       string         `db:"name_en"`
	ClientPays   string         `db:"client_pays"`
	Verified     bool           `db:"verified"` // false: listed without the organiser's admission
	Open         bool           `db:"open_for_applications"`
	DecisionDays *int           `db:"decision_days"`
	DaysKind     string         `db:"decision_days_kind"`
	ClockStops   bool           `db:"clock_stops"`
	ValidFrom    calendar.Date  `db:"valid_from"`
	ValidTo      *calendar.Date `db:"valid_to"`     // last day; nil: for the time being
	FourEyes     bool           `db:"four_eyes"`    // who prepares a case does not decide it
	PublishedAt  time.Time      `db:"published_at"` // for the first time; before that there is only a working copy
	Version      int            `db:"version"`      // of what it asks
	ClosedFrom   *calendar.Date `db:"closed_from"`  // the closing for a time that runs or is planned
	ClosedUntil  *calendar.Date `db:"closed_until"` // its last day; nil: until it is reopened
	Prices       PriceRules     `db:"prices"`
	Demo         bool           `db:"demo"`
}

// Name is the scheme's name for a reader of a language.
func (s Scheme) Name(lang string) string { return locale.Pick(lang, s.NameFi, s.NameSv, s.NameEn) }

// Other is the language of the scheme's name where it is not in the reader's; "" where it is.
func (s Scheme) Other(lang string) string {
	_, other := locale.Written(lang, s.NameFi, s.NameSv, s.NameEn)
	return string(other)
}

// InForce tells whether the scheme is valid on a day.
func (s Scheme) InForce(day calendar.Date) bool {
	return !day.Before(s.ValidFrom) && (s.ValidTo == nil || !s.ValidTo.Before(day))
}

// AcceptsOn tells whether a producer may begin or submit an application on a day: the scheme takes applications, is
// valid, and is not closed for a time. Accepts says the same in SQL.
func (s Scheme) AcceptsOn(day calendar.Date) bool {
	return s.Open && s.InForce(day) && !s.ClosedOn(day)
}

// ClosedOn tells whether the scheme is closed for a time on a day.
func (s Scheme) ClosedOn(day calendar.Date) bool {
	return s.ClosedFrom != nil && !day.Before(*s.ClosedFrom) && (s.ClosedUntil == nil || !s.ClosedUntil.Before(day))
}

// TakesAny tells whether a scheme that names no services takes every service: a listing pays nothing and asks no fee, so
// it need not name them, while a voucher and a purchase are for the services that they name.
func (s Scheme) TakesAny() bool {
	return s.Regime == RegimeSelfPaidListing || s.Regime == RegimeFreeListing
}

// ServiceTerms is what a scheme pays or asks for one service and unit during a validity.
type ServiceTerms struct {
	ID         uuid.UUID    `db:"id"`
	SchemeID   uuid.UUID    `db:"scheme_id"`
	Service    string       `db:"service_key"`
	Unit       string       `db:"unit"`
	ValueCents *money.Cents `db:"value_cents"`     // voucher's flat value
	PriceCap   *money.Cents `db:"price_cap_cents"` // nil: no cap
	TimeCaps
	FeeMinCents *money.Cents   `db:"fee_min_cents"`
	FeeMaxCents *money.Cents   `db:"fee_max_cents"`
	ValidFrom   calendar.Date  `db:"valid_from"`
	ValidTo     *calendar.Date `db:"valid_to"` // last day; nil: for the time being
}
