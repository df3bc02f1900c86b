package admission

import (
	"slices"

	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// Status is where an application stands. It follows from the rows of what has happened by the SQL function
// application_status, and the database keeps it beside the application for the queue.
type Status string

// Statuses of an application.
const (
	StatusDraft     Status = "draft"
	StatusSubmitted Status = "submitted"
	StatusInReview  Status = "in_review"
	StatusWaiting   Status = "clarification" // a question to the applicant is open
	StatusApproved  Status = "approved"
	StatusRejected  Status = "rejected"
	StatusWithdrawn Status = "withdrawn"
)

// Statuses lists every status in the order of a case's life.
func Statuses() []Status {
	return []Status{StatusDraft, StatusSubmitted, StatusInReview, StatusWaiting, StatusApproved, StatusRejected, StatusWithdrawn}
}

// Step is something that can be done to an application.
type Step string

// Steps of an application, and who takes them.
const (
	StepSave     Step = "save"     // producer
	StepSubmit   Step = "submit"   // producer
	StepWithdraw Step = "withdraw" // producer
	StepReview   Step = "review"   // officer or operator takes it into review
	StepAsk      Step = "ask"      // officer or operator asks the applicant to clarify
	StepAnswer   Step = "answer"   // producer
	StepGoOn     Step = "go_on"    // officer or operator, when the day for the answer is over
	StepPrepare  Step = "prepare"  // officer or operator proposes a decision
	StepApprove  Step = "approve"  // officer
	StepReject   Step = "reject"   // officer
)

// Steps lists every step.
func Steps() []Step {
	return []Step{StepSave, StepSubmit, StepWithdraw, StepReview, StepAsk, StepAnswer, StepGoOn, StepPrepare, StepApprove, StepReject}
}

// Next is the state machine of an application: the status after a step, and false when the step is not allowed.
// What is submitted never changes; a producer may withdraw until the decision; nothing is decided while an answer that
// was asked for may still come (434/2003 §33); a decision is final here, since only an appeal or rectification changes
// it (611/2021 §139, 1397/2016 §132–135).
func Next(from Status, step Step) (Status, bool) {
	to, ok := applicationSteps[from][step]
	return to, ok
}

var applicationSteps = map[Status]map[Step]Status{
	StatusDraft:     {StepSave: StatusDraft, StepSubmit: StatusSubmitted, StepWithdraw: StatusWithdrawn},
	StatusSubmitted: {StepReview: StatusInReview, StepAsk: StatusWaiting, StepPrepare: StatusInReview, StepApprove: StatusApproved, StepReject: StatusRejected, StepWithdraw: StatusWithdrawn},
	StatusInReview:  {StepAsk: StatusWaiting, StepPrepare: StatusInReview, StepApprove: StatusApproved, StepReject: StatusRejected, StepWithdraw: StatusWithdrawn},
	StatusWaiting:   {StepAnswer: StatusInReview, StepGoOn: StatusInReview, StepWithdraw: StatusWithdrawn},
}

// Open tells whether a producer's application still holds the place of its open one.
func (s Status) Open() bool {
	return s == StatusDraft || s.InQueue()
}

// InQueue tells whether an application waits for a decision.
func (s Status) InQueue() bool {
	return slices.Contains([]Status{StatusSubmitted, StatusInReview, StatusWaiting}, s)
}

// Decided tells whether an official has decided.
func (s Status) Decided() bool { return s == StatusApproved || s == StatusRejected }

// State is where an admission stands on a day. The SQL function admission_state is its one definition for reading.
type State string

// States of an admission.
const (
	StateFuture    State = "future" // validity has not begun
	StateActive    State = "active"
	StateSuspended State = "suspended"
	StateRemoved   State = "removed"
	StateEnded     State = "ended" // validity is over
)

// States lists every state.
func States() []State {
	return []State{StateFuture, StateActive, StateSuspended, StateRemoved, StateEnded}
}

// EventKind is something that is done to an admission.
type EventKind string

// What can be done to an admission; each is an inserted row.
const (
	EventSuspend EventKind = "suspended"
	EventLift    EventKind = "lifted"
	EventRemove  EventKind = "removed"
)

// EventKinds lists every kind.
func EventKinds() []EventKind { return []EventKind{EventSuspend, EventLift, EventRemove} }

// MayHappen is the state machine of an admission: whether an event may happen to it in a state. Removal is final, for
// revoking an approval needs a decision and a way back is a new application (569/2009 §4).
func MayHappen(state State, event EventKind) bool {
	return slices.Contains(admissionEvents[state], event)
}

var admissionEvents = map[State][]EventKind{
	StateFuture:    {EventSuspend, EventRemove},
	StateActive:    {EventSuspend, EventRemove},
	StateSuspended: {EventLift, EventRemove},
}

// MayEnrol tells whether an admission of an origin may be made in a regime without an application. A producer never
// comes into a voucher's or a purchase's register by enrolment: that is an official's decision (569/2009 §4,
// 1397/2016 §51). Demo data is fictional, marked so, and may be anywhere.
func MayEnrol(r scheme.Regime, o Origin) bool {
	switch o {
	case OriginDemo:
		return true
	case OriginListing:
		return r == scheme.RegimeListing
	case OriginEnrolment:
		return slices.Contains([]scheme.Regime{scheme.RegimeOwnProduction, scheme.RegimeInHouse, scheme.RegimeAlliance, scheme.RegimeFreeListing}, r)
	default:
		return false
	}
}

// Barred tells whether a producer of a kind has no place in a regime, whichever way it came there: a voucher's producers
// are private ones (569/2009 §4).
func Barred(r scheme.Regime, kind producer.Kind) bool {
	return r == scheme.RegimeVoucher && !kind.Private()
}

// MayApply tells whether a producer of a kind may apply in a regime: a voucher's producers are private
// (569/2009 §4), and nobody applies where producers are enrolled.
func MayApply(r scheme.Regime, kind producer.Kind) bool {
	if Barred(r, kind) {
		return false
	}
	switch r {
	case scheme.RegimeVoucher, scheme.RegimeDPS, scheme.RegimeAnnexE, scheme.RegimeFramework, scheme.RegimeSelfPaidListing, scheme.RegimeFreeListing:
		return true
	default:
		return false
	}
}
