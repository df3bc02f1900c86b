package report

import (
	"encoding/base32"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

const (
	accessibilityDays = 14 // 306/2019 §8: feedback on accessibility is answered within 14 days
	targetDays        = 10 // working days, the service's own target for the rest
)

// Due is the last day of answering a report that came at a moment. The 14 days of feedback on accessibility are days as
// they come, and do not wait for a working day: the law's promise is to the person.
func Due(k Kind, at time.Time) calendar.Date {
	day := calendar.Today(at)
	if k == Accessibility {
		return day.AddDays(accessibilityDays)
	}
	return calendar.AddWorkingDays(day, targetDays)
}

// Age is how many working days a report has waited on a day: none on the day that it came.
func Age(at time.Time, today calendar.Date) int {
	from := calendar.Today(at)
	if !from.Before(today) {
		return 0
	}
	return calendar.WorkingDaysBetween(from, today)
}

// owned is whose the object of a report is.
type owned struct {
	producer, organiser bool // whether there is one
	members             bool // somebody acts for the producer
}

// first is who gets a report first. What a page says of a producer the producer knows best, if it has people here; the
// page itself, its accessibility and its working are the service's.
func first(k Kind, o owned) Holder {
	switch {
	case k == Accessibility || k == Broken:
		return ByAdministrator
	case o.producer && o.members:
		return ByProducer
	case o.organiser:
		return ByOrganiser
	default:
		return ByAdministrator
	}
}

// onward are those to whom a report can be forwarded from its holder.
func onward(from Holder, o owned) []Holder {
	var to []Holder
	for _, h := range []Holder{ByProducer, ByOrganiser, ByAdministrator} {
		there := h == ByProducer && o.producer && o.members || h == ByOrganiser && o.organiser || h == ByAdministrator
		if there && h != from {
			to = append(to, h)
		}
	}
	return to
}

var referenceLetters = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// Reference is a report's name for people to say on the phone: eight letters and digits of which none looks like
// another, made of the part of the id that is random: "7G2K-M0QX".
func Reference(id uuid.UUID) string {
	text := referenceLetters.EncodeToString(id[11:])
	return text[:4] + "-" + text[4:]
}
