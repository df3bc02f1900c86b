package ask

import (
	"encoding/binary"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/limit"
)

const (
	answerDays = 5 // working days in which a first answer is promised: own target
	silentDays = 30
	lapseDays  = 60
)

// Ends tells whether what happened ended the request.
func (k Kind) Ends() bool {
	switch k {
	case NoRoom, Closed, Withdrawn, Unanswered, Lapsed, Gone:
		return true
	}
	return false
}

// reach tells whether a request is the actor's to see and answer (ErrNotFound: it is not), and whether all of it is. Of a request
// for several units, whoever acts for one of them sees the whole and answers: it is one text of one person, who is written to
// and called back, and nobody but that person could divide it. What ends a request ends it for each unit that is asked, so that is left to who
// acts for all of these.
func reach(a actor.Actor, r Request) (all bool, err error) {
	err = identity.Ever(a, identity.AskHandle, identity.Object{Producer: r.Producer})
	switch {
	case identity.ErrNotFound.Is(err):
		return false, ErrNotFound // as for one that is not there
	case err != nil || a.Part == nil:
		return err == nil, err
	}
	all, err = true, ErrNotFound
	for _, one := range r.Asked {
		if identity.Allow(a, identity.AskHandle, identity.Object{Producer: r.Producer, Unit: one.UnitID}) == nil {
			err = nil
		} else {
			all = false
		}
	}
	return all && err == nil, err
}

// answersOf are what may be answered to a request by who acts for all that it asks, or for a part.
func answersOf(r Request, all bool) []Kind {
	if !r.Open() {
		return nil
	}
	return slices.DeleteFunc(answers(), func(k Kind) bool { return k.Ends() && !all })
}

// Waits tells whether it is the producer's turn after what happened last.
func (k Kind) Waits() bool { return k == Made || k == Replied }

// told tells whether the visitor is written to about what happened: what somebody else did, and the receipt.
func (k Kind) told() bool { return k != Replied && k != Withdrawn && k != Erased }

// AnswerBy is the day by which a first answer to what is asked at a moment is promised.
func AnswerBy(at time.Time) calendar.Date {
	return calendar.AddWorkingDays(calendar.Today(at), answerDays)
}

// ended is how a request ends by itself at a moment, by what happened to it last and when; "" while it goes on. One that
// waits for the producer for a month was not answered; one that was answered lapses when nothing more happens for two.
func ended(last Kind, at, now time.Time) Kind {
	days := func(n int) bool { return !now.Before(at.AddDate(0, 0, n)) }
	switch {
	case last.Ends():
		return ""
	case last.Waits() && days(silentDays):
		return Unanswered
	case !last.Waits() && days(lapseDays):
		return Lapsed
	}
	return ""
}

// EraseOn is the day on which what ended at a moment is erased.
func EraseOn(ended time.Time, keep int) calendar.Date { return calendar.Today(ended).AddDays(keep) }

// LeastFilling and MostFilling are how quickly a form may come back, and how old it may be. Nobody reads and fills it in within seconds; a program does.
const (
	LeastFilling = 2 * time.Second
	MostFilling  = 24 * time.Hour
)

// filled tells whether the time between showing a form and sending it is a person's. A server whose clock is behind another's
// makes a form from the future: that one was quick.
func filled(shown, sent time.Time) error {
	switch took := sent.Sub(shown); {
	case took < LeastFilling:
		return ErrQuick
	case took > MostFilling:
		return ErrOld
	}
	return nil
}

// shownAt is the moment in an id that was made by its time (RFC 9562 §5.7).
func shownAt(id uuid.UUID) time.Time {
	return time.UnixMilli(int64(binary.BigEndian.Uint64(id[:8]) >> 16)) //nolint:gosec // 48 bits
}

// newAt is a new id of a moment.
func newAt(at time.Time) uuid.UUID {
	id := uuid.Must(uuid.NewV7())
	low := binary.BigEndian.Uint64(id[:8])
	binary.BigEndian.PutUint64(id[:8], uint64(at.UnixMilli())<<16|low&0xffff) //nolint:gosec // milliseconds
	return id
}

// How much may be asked: so many at once, and then one more each time that a part of the hour, or day, has passed. From one
// network address come several people: a library's, a municipality's office.
var (
	networkHour  = limit.Share{Name: "ask network hour", Burst: 10, Every: time.Hour / 10}
	networkDay   = limit.Share{Name: "ask network day", Burst: 40, Every: 24 * time.Hour / 40}
	producerHour = limit.Share{Name: "ask producer hour", Burst: 30, Every: time.Hour / 30}
)

// sameDays is how many days the same text to the same producer is one.
const sameDays = 7

// plain is a text as its letters and digits alone: how it is known again when only its spaces and signs were changed.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

// blank tells whether a text says nothing, whatever signs that nobody sees it is made of.
func blank(text string) bool { return plain(text) == "" }

// callable tells whether a text may be a phone number: digits as people write them, at least five and at most fifteen (E.164).
func callable(text string) bool {
	digits := 0
	for i, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '+' && i == 0, r == ' ', r == '-', r == '(', r == ')':
		default:
			return false
		}
	}
	return digits >= 5 && digits <= 15
}
