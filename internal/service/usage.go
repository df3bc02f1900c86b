package service

import (
	"maps"
	"math/bits"
)

// Usage is how much of a service is used: visits of so many minutes, so many times a week. Minutes are 0 where the length
// of a visit says nothing (a meal, a day), below 0 for housing, and Usage is zero where a service is not used by the week.
type Usage struct{ Minutes, Times int }

// The bounds of a usage that can be asked: five minutes to a whole day, once a week to ten times a day.
const (
	MinMinutes, MaxMinutes = 5, 24 * 60
	MinTimes, MaxTimes     = 1, 70
)

// Rhythm is how the use of a service counts.
type Rhythm int

// The rhythms. Visits have a length and a count, counted ones (meals, days of activity) a count alone. One lives every day
// in housing, whatever is asked. Services used now and then have no count a week: their prices stay in their own units.
const (
	NowAndThen Rhythm = iota
	Visits
	Counted
	EveryDay
)

// rhythm tells how the use counts.
func (u Usage) rhythm() Rhythm {
	switch {
	case u.Minutes > 0:
		return Visits
	case u == everyDay:
		return EveryDay
	case u.Times > 0:
		return Counted
	}
	return NowAndThen
}

// everyDay is told from seven meals a week by a length below zero, which nothing is counted by.
var everyDay = Usage{Minutes: -1, Times: 7}

// usual is the usual use of each service that has one, with the reason. Where a law or the classification says nothing,
// it is what producers' price lists and counties' instructions take for an example; the visitor sees and can change it.
var usual = map[string]Usage{
	"home_care":           {30, 3}, // light regular help: a wash, medicines for the week
	"temporary_home_care": {30, 7}, // after hospital every day
	"home_nursing":        {30, 1}, // a wound or an injection each week
	"remote_care":         {10, 7}, // a call a day
	"night_care":          {20, 7}, // one round a night
	"carer_respite":       {240, 1},
	"meals":               {0, 7}, // a meal a day
	"cleaning":            {120, 1},
	"laundry":             {30, 1}, // fetched and brought once a week
	"shopping":            {60, 1},
	"bathing":             {60, 1},
	"errands":             {120, 1},
	"escort":              {120, 1},

	// Housing: one lives there every day of the year.
	"communal_housing":        everyDay,
	"round_the_clock_housing": everyDay,
	"supported_housing":       everyDay,
	"senior_housing":          everyDay,
	"family_care":             everyDay,
	"mental_health_housing":   everyDay,
	"disability_housing":      everyDay,
	"child_placement":         everyDay,

	// Therapies are given weekly, for as long as a session lasts.
	"physiotherapy":        {45, 1},
	"occupational_therapy": {60, 1},
	"speech_therapy":       {45, 1},
	"psychotherapy":        {45, 1},
	"memory_support":       {60, 1},
	"veteran_services":     {120, 1}, // help at home, most of it cleaning

	"personal_assistance": {210, 2}, // about the 30 hours a month that the disability services act (675/2023) gives at least
	"day_activity":        {0, 5},   // working days (675/2023)
	"work_activity":       {0, 2},   // the law's one to four days a week (189/2001)
	"coaching":            {120, 1},

	"family_home_service":       {180, 1},
	"family_work":               {90, 1},
	"intensive_family_work":     {120, 2},
	"supervised_visits":         {120, 1},
	"child_aftercare":           {120, 1},
	"neuropsychiatric_coaching": {90, 1},

	"mental_health_rehabilitation": {120, 2},
	"social_rehabilitation":        {180, 2},
	"exercise_group":               {60, 1},

	// Not here, since nobody can say a count a week: hospital_at_home, short_term_care, crisis_housing, shelter,
	// family_rehabilitation and substance_rehabilitation (a period of days), safety_alarm (priced by the month; the
	// responder comes when called), transport (trips by the decision), handyman and home_alterations (by the job),
	// foot_care, hairdresser, doctor, dental_care and assistive_devices (some times a year), support_person (a weekend
	// a month), and what is free: digital_help, peer_support, friend_visitor, culture, meeting_place, pastoral_care,
	// guidance.
}

// UsageOf is the usual use of a service; zero where it has none.
func UsageOf(key string) Usage { return usual[key] }

// RhythmOf tells how the use of a service counts.
func RhythmOf(key string) Rhythm { return usual[key].rhythm() }

// UsageFor is the use of a service when a use is asked: of what is asked, that which has a meaning for the service, and
// the usual for the rest. Nobody lives in a home three times a week, and a dentist visited weekly is no answer.
func UsageFor(key string, asked Usage) Usage {
	u := usual[key]
	rhythm := u.rhythm()
	if asked.Times > 0 && (rhythm == Visits || rhythm == Counted) {
		u.Times = asked.Times
	}
	if asked.Minutes > 0 && rhythm == Visits {
		u.Minutes = asked.Minutes
	}
	return u
}

// A year has 52 weeks and twelve months, as the working-time practice of municipalities counts; a year of living has 365
// days, as counties turn a month's voucher into a day's (× 12 ÷ 365). It is stated here and nowhere else.
const (
	weeks  = 52
	months = 12
	days   = 365
)

// Rate is how many of a unit a month holds, as a fraction, so that nothing is rounded before the end. The zero Rate holds
// nothing: the unit cannot be turned into months.
type Rate struct{ num, den uint64 }

// InMonth tells how many of a unit a month of this use holds; false when that cannot be told: a trip, a piece, a visit or
// a meal without a count, an hour without a length.
func (u Usage) InMonth(unit string) (Rate, bool) {
	times, minutes := uint64(max(u.Times, 0)), uint64(max(u.Minutes, 0))
	var r Rate
	switch unit {
	case Month:
		r = Rate{1, 1}
	case Hour:
		r = Rate{minutes * times * weeks, 60 * months}
	case Visit, Meal:
		r = Rate{times * weeks, months}
	case Day:
		if r = (Rate{times * weeks, months}); times >= 7 { // there are no more days than all
			r = Rate{days, months}
		}
	}
	if u == everyDay && unit != Day && unit != Month || r.num == 0 {
		return Rate{}, false
	}
	return r, true
}

// Holds tells whether a month holds any of the unit.
func (r Rate) Holds() bool { return r.num > 0 }

// Usual lists the services that have a usual use. The map is the caller's.
func Usual() map[string]Usage { return maps.Clone(usual) }

// Most is the largest amount that Of gives, in cents: more than any service costs, and a number that adds up.
const Most = 1 << 52

// Of is so many times an amount that is not negative, rounded once, to the nearest whole, halves up; Most where it is more.
func (r Rate) Of(amount int64) int64 {
	if r.den == 0 || amount <= 0 {
		return 0
	}
	hi, lo := bits.Mul64(uint64(amount), r.num)
	lo, carry := bits.Add64(lo, r.den/2, 0)
	if hi += carry; hi >= r.den {
		return Most
	}
	whole, _ := bits.Div64(hi, lo, r.den)
	return int64(min(whole, Most))
}

// Hundredths is the rate to two decimals, to be shown: 650 for six and a half hours.
func (r Rate) Hundredths() int64 { return r.Of(100) }
