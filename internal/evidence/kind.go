package evidence

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Kind is a sort of evidence: the key by which one item answers the requirements of every scheme that ask for it.
type Kind string

// The kinds. The proofs of the act on contractors' obligations are the first six.
const (
	TaxCertificate      Kind = "tax_certificate"
	PensionCertificate  Kind = "pension_certificate"
	CollectiveAgreement Kind = "collective_agreement"
	AccidentInsurance   Kind = "accident_insurance"
	OccupationalHealth  Kind = "occupational_health"
	TradeRegister       Kind = "trade_register"
	LiabilityInsurance  Kind = "liability_insurance"
	SelfMonitoringPlan  Kind = "self_monitoring_plan"
	CriminalRecordSeen  Kind = "criminal_record_seen"
	Other               Kind = "other" // answers one requirement only, since nothing says that two ask for the same
)

// Kinds lists every kind, in the order of the library.
func Kinds() []Kind {
	out := make([]Kind, len(rules()))
	for i, r := range rules() {
		out[i] = r.Kind
	}
	return out
}

// Shared tells whether one item of the kind answers every requirement of the kind.
func (k Kind) Shared() bool { return k != Other && slices.Contains(Kinds(), k) }

// Rule is what holds of a kind.
type Rule struct {
	Kind Kind
	// File tells whether a file is shown. Where none is, a file would break the law: of an extract of criminal records
	// only who has seen it and when may be kept.
	File    bool
	Months  int    // relied on this long after it was issued; 0: as long as it says
	EndsOn  bool   // it always has a last day, which must be told
	Because string // where the rule comes from
}

// RuleOf is the rule of a kind; false when there is no such kind.
func RuleOf(k Kind) (Rule, bool) {
	i := slices.IndexFunc(rules(), func(r Rule) bool { return r.Kind == k })
	if i < 0 {
		return Rule{}, false
	}
	return rules()[i], true
}

//go:embed kinds.tsv
var kindsTSV string

// A row that does not fit is a broken build, which the tests see first; hence the panic.
var rules = sync.OnceValue(func() []Rule {
	var all []Rule
	for line := range strings.Lines(kindsTSV) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 5 {
			panic(fmt.Sprintf("evidence: %d columns instead of 5 in %q", len(f), line))
		}
		months, err := strconv.Atoi(f[2])
		if err != nil {
			panic(fmt.Sprintf("evidence: %q: %v", line, err))
		}
		all = append(all, Rule{Kind: Kind(f[0]), File: f[1] == "file", Months: months, EndsOn: f[3] == "yes", Because: f[4]})
	}
	return all
})

// oldest is the first day of issue that is no slip of the finger.
var oldest = calendar.Date{Year: 1950, Month: time.January, Day: 1}

// Last is the last day on which an item of the kind may be relied on: the day that it says itself, and no longer after
// its issue than the rule allows. Zero when it holds for the time being.
func (r Rule) Last(issued, says calendar.Date) calendar.Date {
	if r.Months == 0 {
		return says
	}
	last := issued.AddMonths(r.Months)
	if !says.IsZero() && says.Before(last) {
		return says
	}
	return last
}

// Check tells what is wrong with the days of an item that is added today: it was issued, not in the future, and has not
// lapsed. The faults are on the fields "issued" and "valid_to".
func (r Rule) Check(issued, says, today calendar.Date) error {
	bad := fault.Invalid()
	switch {
	case issued.IsZero():
		return bad.On("issued", "fault.evidence.issued_missing")
	case issued.After(today):
		return bad.On("issued", "fault.evidence.issued_future")
	case issued.Before(oldest):
		return bad.On("issued", "fault.evidence.issued_old")
	case says.IsZero() && r.EndsOn:
		return bad.On("valid_to", "fault.evidence.end_missing")
	case !says.IsZero() && says.Before(issued):
		return bad.On("valid_to", "fault.evidence.end_first")
	}
	last := r.Last(issued, says)
	switch {
	case last.IsZero() || !last.Before(today):
		return nil
	case last == says:
		return bad.On("valid_to", "fault.evidence.lapsed")
	default:
		return bad.On("issued", "fault.evidence.too_old", "Count", r.Months)
	}
}
