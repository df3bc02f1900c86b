package demo

import (
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// caseTables are applications and what came of them, in the order in which they point at each other.
var caseTables = []writer{
	{"application", "id scheme_id producer_id case_number created_by created_at saved_at version rulebook_id closed", func(w *world, add func(...any) error) error {
		return each(w.cases, func(a *application) []any {
			saved := a.created
			if a.submitted != nil {
				saved = *a.submitted
			}
			rulebook := uuid.NullUUID{UUID: a.scheme.rulebook.ID, Valid: a.submitted != nil}
			return []any{a.id, a.scheme.ID, a.firm.id, a.number, a.by.id, a.created, saved, len(a.answers) + 1, rulebook, a.decision != nil}
		}, add)
	}},
	{"application_service", "application_id service_key", func(w *world, add func(...any) error) error {
		for _, a := range w.cases {
			if err := each(a.services, func(key string) []any { return []any{a.id, key} }, add); err != nil {
				return err
			}
		}
		return nil
	}},
	{"application_answer", "application_id scheme_id requirement_id declared number date text file_id evidence_id", func(w *world, add func(...any) error) error {
		for _, a := range w.cases {
			for i, answer := range a.answers {
				var file, shown any
				if answer.File != nil {
					file, shown = answer.File.ID, answer.File.Item
				}
				if err := add(a.id, a.scheme.ID, a.scheme.requirements[i].ID, orNull(answer.Declared), orNull(answer.Number), answer.Date,
					text(answer.Text), file, shown); err != nil {
					return err
				}
			}
		}
		return nil
	}},
	{"submission", "id application_id scheme_id rulebook_id snapshot lang submitted_by submitted_at due_on", func(w *world, add func(...any) error) error {
		for i, a := range w.cases {
			if a.submitted == nil {
				continue
			}
			snapshot, err := asJSON(a.snapshot(w))
			if err != nil {
				return err
			}
			if err := add(w.submissionID(i), a.id, a.scheme.ID, a.scheme.rulebook.ID, snapshot, a.lang, a.by.id, *a.submitted,
				dueOf(a)); err != nil {
				return err
			}
		}
		return nil
	}},
	{"review", "id application_id started_by started_at", func(w *world, add func(...any) error) error {
		for i, a := range w.cases {
			if a.review == nil {
				continue
			}
			if err := add(w.opt.id("review", i, *a.review), a.id, a.scheme.organiser.officer.id, *a.review); err != nil {
				return err
			}
		}
		return nil
	}},
	{"decision", "id application_id submission_id outcome reasons remedy lang decided_by decided_at", func(w *world, add func(...any) error) error {
		for i, a := range w.cases {
			if d := a.decision; d != nil {
				remedy, _ := admission.RemedyFor(a.scheme.Regime)
				if err := add(d.id, a.id, w.submissionID(i), string(d.outcome), d.reasons, string(remedy), a.lang, a.scheme.organiser.officer.id, d.at); err != nil {
					return err
				}
			}
		}
		return nil
	}},
	{"decision_unmet", "decision_id requirement_id reason", func(w *world, add func(...any) error) error {
		for _, a := range w.cases {
			if d := a.decision; d != nil && d.outcome == admission.Rejected {
				if err := add(d.id, a.scheme.requirements[d.unmet].ID, unmetReason); err != nil {
					return err
				}
			}
		}
		return nil
	}},
	{"admission", "id scheme_id producer_id decision_id origin valid_from created_at", func(w *world, add func(...any) error) error {
		return each(w.admissions, func(a *admitted) []any {
			return []any{a.id, a.scheme.ID, a.firm.id, a.decision, string(a.origin), a.from, a.created}
		}, add)
	}},
	{"admission_service", "admission_id service_key since", func(w *world, add func(...any) error) error {
		for _, a := range w.admissions {
			if err := each(a.services, func(key string) []any { return []any{a.id, key, a.created} }, add); err != nil {
				return err
			}
		}
		return nil
	}},
	{"admission_event", "id admission_id kind until reasons done_by at", func(w *world, add func(...any) error) error {
		return each(w.events, func(e event) []any {
			return []any{e.id, e.admitted.id, string(e.kind), e.until, e.reasons, e.by.id, e.at}
		}, add)
	}},
}

func (w *world) submissionID(n int) uuid.UUID {
	return w.opt.id("submission", n, *w.cases[n].submitted)
}

// dueOf is the day by which to decide on a case that was sent.
func dueOf(a *application) calendar.Date {
	return admission.Clock{Days: *a.scheme.DecisionDays, Kind: a.scheme.DaysKind}.Due(*a.submitted, nil)
}
