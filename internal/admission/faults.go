package admission

import (
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// What can go wrong here, each with a text in the locales under fault.admission.
var (
	FaultNotFound        = identity.ErrNotFound // the same answer for "not there" and "not yours"
	FaultStale           = fault.New(fault.CodeConflict, "fault.admission.stale")
	FaultAlreadyDecided  = fault.New(fault.CodeConflict, "fault.admission.already_decided")
	FaultAlreadySent     = fault.New(fault.CodeConflict, "fault.admission.already_submitted")
	FaultWithdrawn       = fault.New(fault.CodeConflict, "fault.admission.withdrawn")
	FaultNotSubmitted    = fault.New(fault.CodeConflict, "fault.admission.not_submitted")
	FaultAlreadyOpen     = fault.New(fault.CodeConflict, "fault.admission.already_open")
	FaultSchemeEnded     = fault.New(fault.CodeConflict, "fault.admission.scheme_ended") // nobody is admitted to what there is no more
	FaultClosed          = fault.New(fault.CodeConflict, "fault.admission.closed")
	FaultPrivateOnly     = fault.New(fault.CodeForbidden, "fault.admission.private_only")
	FaultEnrolledOnly    = fault.New(fault.CodeForbidden, "fault.admission.enrolled_only")
	FaultOfficialDecides = fault.New(fault.CodeForbidden, "fault.admission.official_decides")
	FaultStateMoved      = fault.New(fault.CodeConflict, "fault.admission.state_moved")
	FaultNotDecided      = fault.New(fault.CodeForbidden, "fault.admission.not_decided")
	FaultServiceUnknown  = fault.New(fault.CodeInvalid, "fault.admission.service_unknown")
	FaultAnswerOpen      = fault.New(fault.CodeConflict, "fault.admission.answer_open")
	FaultExtended        = fault.New(fault.CodeConflict, "fault.admission.extended")
	FaultViewName        = fault.New(fault.CodeInvalid, "fault.admission.view_name_taken")
	FaultTaken           = fault.New(fault.CodeConflict, "fault.admission.taken")
	FaultPrepared        = fault.New(fault.CodeConflict, "fault.admission.prepared")
	FaultNotPrepared     = fault.New(fault.CodeForbidden, "fault.admission.not_prepared")
	FaultFourEyes        = fault.New(fault.CodeForbidden, "fault.admission.four_eyes")
	FaultNotClean        = fault.New(fault.CodeConflict, "fault.admission.not_clean")
	FaultNoExtension     = fault.New(fault.CodeForbidden, "fault.admission.no_extension")
	FaultExtendLate      = fault.New(fault.CodeConflict, "fault.admission.extend_late")
	FaultManyViews       = fault.New(fault.CodeConflict, "fault.admission.many_views")
	FaultNoQuestion      = fault.New(fault.CodeConflict, "fault.admission.no_question")
	FaultIncomplete      = fault.New(fault.CodeInvalid, "fault.admission.incomplete")
)

// Constraints maps the room's named constraints, as far as a person can reach them, to faults.
var Constraints = db.Constraints{
	"application_open_key":       FaultAlreadyOpen,
	"submission_application_key": FaultAlreadySent,
	"withdrawal_application_key": FaultWithdrawn,
	"decision_application_key":   FaultAlreadyDecided,
	"decision_pkey":              FaultAlreadyDecided,
	"admission_event_pkey":       FaultStateMoved,
	"clarification_pkey":         FaultAnswerOpen,
	"extension_application_key":  FaultExtended,
	"queue_view_name_key":        FaultViewName,
}
