package catalogue

import (
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// Keys of what is wrong with a parameter.
const (
	keyBadRequest   = "fault.catalogue.bad_request"
	keyBadQuery     = "fault.catalogue.bad_query"
	keyUnknown      = "fault.catalogue.unknown_parameter"
	keyNotText      = "fault.catalogue.not_text"
	keyTooLong      = "fault.catalogue.too_long"
	keyTooMany      = "fault.catalogue.too_many_values"
	keyMissing      = "fault.catalogue.missing"
	keyTwice        = "fault.catalogue.given_twice"
	keyNotNumber    = "fault.catalogue.not_a_number"
	keyNotOneOf     = "fault.catalogue.not_one_of"
	keyNotSuch      = "fault.catalogue.no_such_value"
	keyTooFar       = "fault.catalogue.too_far"
	keyUnknownPlace = "fault.catalogue.unknown_place"
	keyMinutes      = "fault.catalogue.minutes"
	keyTimes        = "fault.catalogue.times"
)

// KeySeveralPlaces is the key of the fault that a name is that of several places.
const KeySeveralPlaces = "fault.catalogue.several_places"

// ParseQuery reads the criteria from the text after an address's question mark. Where only some of the parameters have a
// meaning, name them; the others are then as unknown as any.
func ParseQuery(raw string, only ...string) (Criteria, error) {
	v, err := url.ParseQuery(raw)
	if err != nil {
		return defaults(), fault.New(fault.CodeMalformed, keyBadQuery).Because(err)
	}
	return ParseCriteria(v, only...)
}

// ParseCriteria reads the parameters of a search. Lists may be given with commas, by repeating the parameter, or both;
// an empty value is as good as none. What could be read is in the answer even with an error, so that a page can show it
// again. An unknown parameter or a bad value is fault.CodeMalformed with a field for each; a place that is not found is
// fault.CodeInvalid on the field "place", with the arguments Place and Suggestions ([]string, at most five); a length or
// a count of visits that cannot be is the same on "minutes" or "times".
func ParseCriteria(v url.Values, only ...string) (Criteria, error) {
	r := reader{values: v}
	r.checkNames(only)
	c := defaults()
	c.Text = r.text("q", MaxText)
	c.Exact = r.oneOf("exact", "false", []string{"true", "false"}) == "true" && c.Text != ""
	c.PlaceText = r.text("place", MaxPlaceText)
	c.Lang = r.oneOf("lang", c.Lang, []string{"fi", "sv", "en"})
	c.Sort = r.oneOf("sort", c.Sort, Sorts())
	c.Per = r.oneOf("per", "", Units())
	c.Vacancy = r.oneOf("vacancy", "false", []string{"true", "false"}) == "true"
	for _, list := range c.lists() {
		*list.values = r.list(list.name)
	}
	c.RadiusKM = r.number("radius_km", 0, 1, MaxRadiusKM)
	if most := r.number("pays_max", -1, 0, MaxCents); most >= 0 {
		cents := money.Cents(most)
		c.PaysMax = &cents
	}
	c.PerPage = r.number("per_page", DefaultPerPage, 1, MaxPerPage)
	c.Page = r.number("page", 1, 1, MaxOffset+1)
	if c.Offset() > MaxOffset && !slices.Contains(only, "page") { // pages of something else than a search end by themselves
		r.wrong("page", keyTooFar, "Limit", MaxOffset)
		c.Page = 1
	}
	c.Usage = r.usage("minutes", "times")
	if r.bad != nil {
		return c, r.bad
	}
	if err := c.findPlace(); err != nil {
		return c, err
	}
	return c, r.err()
}

// ParseUsage reads the parameters minutes and times of any page, as ParseCriteria does. With an error the usage is what
// could be read of it.
func ParseUsage(v url.Values) (offering.Usage, error) {
	r := reader{values: v}
	u := r.usage("minutes", "times")
	return u, r.err()
}

// usage reads how long and how often from the parameters of these names. A number that nobody can mean is no broken address but a mistake in a form: it is
// answered on its field.
func (r *reader) usage(minutes, times string) offering.Usage {
	number := func(name, key string, least, most int) int {
		value := r.one(name)
		if value == "" {
			return 0
		}
		n, err := strconv.Atoi(value)
		if err != nil || n < least || n > most || value[0] == '+' {
			if r.invalid == nil {
				r.invalid = fault.Invalid()
			}
			r.invalid = r.invalid.On(name, key, "Min", least, "Max", most)
			return 0
		}
		return n
	}
	return offering.Usage{
		Minutes: number(minutes, keyMinutes, service.MinMinutes, service.MaxMinutes),
		Times:   number(times, keyTimes, service.MinTimes, service.MaxTimes),
	}
}

func defaults() Criteria {
	return Criteria{Lang: "fi", Sort: SortRelevance, Page: 1, PerPage: DefaultPerPage}
}

func (c *Criteria) findPlace() error {
	if c.PlaceText == "" {
		return nil
	}
	found, err := place.Find(c.PlaceText)
	if err == nil {
		c.Place = &found
		return nil
	}
	suggestions, key := []string{}, keyUnknownPlace
	if missing, ok := errors.AsType[*place.NotFound](err); ok {
		suggestions = append(suggestions, missing.Suggestions...)
		if missing.Several {
			key = KeySeveralPlaces
		}
	}
	args := []any{"Place", c.PlaceText, "Suggestions", suggestions}
	return fault.New(fault.CodeInvalid, key, args...).On("place", key, args...).Because(err)
}

// reader reads parameters one by one and gathers what is wrong with them.
type reader struct {
	values  url.Values
	bad     *fault.Error
	invalid *fault.Error // of a form's fields
}

// wrong notes what is wrong with a parameter. The first one gives the fault its text.
func (r *reader) wrong(name, key string, args ...any) {
	name = printable(name)
	if r.bad == nil {
		r.bad = fault.New(fault.CodeMalformed, keyBadRequest, "Parameter", name)
	}
	r.bad = r.bad.On(name, key, append([]any{"Parameter", name}, args...)...)
}

// err is what is wrong: with the address before the fields of a form, nil when nothing is.
func (r *reader) err() error {
	if r.bad != nil {
		return r.bad
	}
	return r.invalid.OrNil()
}

// checkNames refuses parameters that nobody knows: a mistyped filter must not answer as if it had been heard.
func (r *reader) checkNames(only []string) {
	if only == nil {
		only = Parameters()
	}
	for _, name := range slices.Sorted(maps.Keys(r.values)) {
		if !slices.Contains(only, name) {
			r.wrong(name, keyUnknown)
		}
	}
}

// clean are the values of a parameter that say something; nil when one of them is no text.
func (r *reader) clean(name string) []string {
	var out []string
	for _, value := range r.values[name] {
		if !utf8.ValidString(value) || strings.ContainsRune(value, 0) {
			r.wrong(name, keyNotText)
			return nil
		}
		if value = strings.Join(strings.Fields(value), " "); value != "" {
			out = append(out, value)
		}
	}
	return out
}

// one is the value of a parameter that takes one.
func (r *reader) one(name string) string {
	values := r.clean(name)
	switch len(values) {
	case 0:
		return ""
	case 1:
		return values[0]
	}
	r.wrong(name, keyTwice)
	return ""
}

func (r *reader) text(name string, limit int) string {
	value := r.one(name)
	if utf8.RuneCountInString(value) > limit {
		r.wrong(name, keyTooLong, "Limit", limit)
		return ""
	}
	return value
}

func (r *reader) oneOf(name, usual string, allowed []string) string {
	value := r.one(name)
	switch {
	case value == "":
		return usual
	case slices.Contains(allowed, value):
		return value
	}
	r.wrong(name, keyNotOneOf, "Allowed", strings.Join(allowed, ", "))
	return usual
}

func (r *reader) number(name string, usual, least, most int) int {
	value := r.one(name)
	if value == "" {
		return usual
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < least || n > most || value[0] == '+' {
		r.wrong(name, keyNotNumber, "Min", least, "Max", most)
		return usual
	}
	return n
}

func (r *reader) list(name string) []string {
	var out []string
	for _, value := range r.clean(name) {
		for part := range strings.SplitSeq(value, ",") {
			part = strings.TrimSpace(part)
			if part == "" || slices.Contains(out, part) {
				continue
			}
			if !known(name, part) {
				r.wrongValue(name)
				return nil
			}
			if out = append(out, part); len(out) > MaxValues {
				r.wrong(name, keyTooMany, "Limit", MaxValues)
				return nil
			}
		}
	}
	return out
}

// wrongValue says what a list may hold, where that is short enough to say.
func (r *reader) wrongValue(name string) {
	if allowed := Allowed(name); len(allowed) > 0 && len(allowed) <= 20 {
		r.wrong(name, keyNotOneOf, "Allowed", strings.Join(allowed, ", "))
		return
	}
	r.wrong(name, keyNotSuch)
}

// printable makes the name of a parameter fit to be shown back.
func printable(name string) string {
	const limit = 40
	name = strings.Map(func(c rune) rune {
		if c < ' ' || c == utf8.RuneError {
			return '?'
		}
		return c
	}, name)
	if utf8.RuneCountInString(name) > limit {
		return string([]rune(name)[:limit]) + "…"
	}
	return name
}
