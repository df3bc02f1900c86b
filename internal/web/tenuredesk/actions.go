package tenuredesk

// actions are the words for what the audit trail tells of admissions and applications; other rooms' actions are shown by
// their names.
var actions = map[string]string{
	"admission.doubt_ended":           "tenure.trail.action.admission_doubt_ended",
	"admission.doubt_settled":         "tenure.trail.action.admission_doubt_settled",
	"admission.doubted":               "tenure.trail.action.admission_doubted",
	"admission.enrolled":              "tenure.trail.action.admission_enrolled",
	"admission.evidence_lapsed":       "tenure.trail.action.admission_evidence_lapsed",
	"admission.hearing_answered":      "tenure.trail.action.admission_hearing_answered",
	"admission.hearing_opened":        "tenure.trail.action.admission_hearing_opened",
	"admission.lifted":                "tenure.trail.action.admission_lifted",
	"admission.register_checked":      "tenure.trail.action.admission_register_checked",
	"admission.removed":               "tenure.trail.action.admission_removed",
	"admission.suspended":             "tenure.trail.action.admission_suspended",
	"application.approved":            "tenure.trail.action.application_approved",
	"application.assigned":            "tenure.trail.action.application_assigned",
	"application.clarification_asked": "tenure.trail.action.application_clarification_asked",
	"application.extended":            "tenure.trail.action.application_extended",
	"application.prepared":            "tenure.trail.action.application_prepared",
	"application.rejected":            "tenure.trail.action.application_rejected",
	"application.review_started":      "tenure.trail.action.application_review_started",
	"application.submitted":           "tenure.trail.action.application_submitted",
	"application.withdrawn":           "tenure.trail.action.application_withdrawn",
	"evidence.viewed":                 "tenure.trail.action.evidence_viewed",
}
