package admission

import (
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// Remedy names which of the four appeal instructions is attached to a decision.
type Remedy string

// The four appeal instructions.
const (
	// RemedyProducer is the administrative review of a decision about a producer: oikaisuvaatimus in 14 days, then the
	// administrative court in 30 (611/2021 §139–143).
	RemedyProducer Remedy = "producer_rectification"
	// RemedyClient is that of a client's decision: oikaisuvaatimus in 30 days (569/2009 §13, 1301/2014 §50).
	RemedyClient Remedy = "client_rectification"
	// RemedyProcurementLeave is hankintaoikaisu in 14 days, and the Market Court when it grants leave: admission to a
	// dynamic purchasing system, purchases under a framework (1397/2016 §146(3)).
	RemedyProcurementLeave Remedy = "procurement_with_leave"
	// RemedyProcurement is the same without leave: other procurement (1397/2016 §132–135, §145–147).
	RemedyProcurement Remedy = "procurement"
)

// Remedies lists the four.
func Remedies() []Remedy {
	return []Remedy{RemedyProducer, RemedyClient, RemedyProcurementLeave, RemedyProcurement}
}

// RemedyFor is the appeal instruction of a decision on a producer's application in a regime; false where no decision
// is made on admission because producers are enrolled.
func RemedyFor(r scheme.Regime) (Remedy, bool) {
	switch r {
	case scheme.RegimeVoucher, scheme.RegimeSelfPaidListing, scheme.RegimeFreeListing:
		return RemedyProducer, true
	case scheme.RegimeDPS, scheme.RegimeFramework:
		return RemedyProcurementLeave, true
	case scheme.RegimeAnnexE:
		return RemedyProcurement, true
	default:
		return "", false
	}
}

// Days is the time for asking a correction, in days from when the decision is known.
func (r Remedy) Days() int {
	if r == RemedyClient {
		return 30
	}
	return 14
}

// NoticeDay is the day on which a party is taken to know of a decision that was sent in the service: in procurement
// the day of sending (1397/2016 §127), otherwise the third day after it (13/2003 §19).
func (r Remedy) NoticeDay(sent calendar.Date) calendar.Date {
	if r == RemedyProcurement || r == RemedyProcurementLeave {
		return sent
	}
	return sent.AddDays(3)
}

// LastDay is the last day for asking a correction when the party knew of the decision on the day that NoticeDay
// presumes. The day of the notice is not counted, and a day off moves it to the next working day (150/1930 §5).
func (r Remedy) LastDay(sent calendar.Date) calendar.Date {
	return calendar.NextWorkingDay(r.NoticeDay(sent).AddDays(r.Days()))
}
