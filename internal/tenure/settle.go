package tenure

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Settle is what an official decides on doubts, or a suspension without any. ID is the form's, and the event's of a suspension
// or removal.
type Settle struct {
	ID          uuid.UUID
	AdmissionID uuid.UUID
	Outcome     Outcome       // Kept, SelfCleaned, Suspended or Removed
	Until       calendar.Date // a suspension's last day; zero: until lifted
	Reasons     string
	Ground      Ground      // of a suspension: why the producer is not heard first; see MustHear
	Why         string      // how the ground holds
	Shown       []uuid.UUID // see File.Seen
}

// stepOf is the step that an outcome takes.
func stepOf(o Outcome) (Step, bool) {
	switch o {
	case Kept, SelfCleaned:
		return StepKeep, true
	case Suspended:
		return StepSuspend, true
	case Removed:
		return StepRemove, true
	default:
		return "", false
	}
}

// CheckSettle tells what is wrong with a decision on an admission as it stands.
func CheckSettle(f File, cmd Settle) error {
	step, ok := stepOf(cmd.Outcome)
	if !ok {
		return fault.Invalid().On("outcome", "fault.tenure.outcome")
	}
	if _, ok := Next(f.Stage, step); !ok {
		return FaultMoved
	}
	must := map[string]string{"reasons": strings.TrimSpace(cmd.Reasons)}
	unheard := cmd.Outcome == Suspended && f.MustHear()
	if unheard {
		must["why"] = strings.TrimSpace(cmd.Why)
	}
	bad := texts(fault.Invalid(), must)
	if unheard {
		bad = grounded(bad, cmd.Ground)
	}
	if cmd.Outcome == Suspended && !cmd.Until.IsZero() && cmd.Until.Before(f.Day) {
		bad = bad.On("until", "fault.admission.until_past")
	}
	if cmd.Outcome == SelfCleaned && !f.Cleanable() {
		bad = bad.On("outcome", "fault.tenure.not_cleaned")
	}
	return bad.OrNil()
}

// Settle keeps, suspends or removes an admission on its open doubts, and ends the hearing. A suspension leaves the doubts
// open: they end when the producer shows that the conditions hold again. Where law makes hearing a duty and the producer was
// not heard, a suspension names the ground for that, as a removal does (434/2003 §34). The producer is told in any case.
func (s *Service) Settle(ctx context.Context, a actor.Actor, cmd Settle) error {
	cmd.Reasons, cmd.Why = strings.TrimSpace(cmd.Reasons), strings.TrimSpace(cmd.Why)
	return s.official(ctx, a, cmd.AdmissionID, func(ctx context.Context, tx *db.Tx, f File) error {
		if done, err := settled(ctx, tx, cmd.ID); err != nil || done {
			return err // the same form again
		}
		if err := f.Seen(cmd.Shown); err != nil {
			return err
		}
		if err := CheckSettle(f, cmd); err != nil {
			return err
		}
		if err := s.act(ctx, tx, cmd); err != nil {
			return err
		}
		if cmd.Outcome == Suspended {
			if err := s.unheard(ctx, tx, f, cmd.ID, cmd.Ground, cmd.Why, "admission.suspended_unheard"); err != nil {
				return err
			}
		}
		if err := s.end(ctx, tx, f, cmd); err != nil {
			return err
		}
		if cmd.Outcome == Kept || cmd.Outcome == SelfCleaned {
			if err := s.mail(ctx, tx, f, identity.MailHearingEnded); err != nil {
				return err
			}
		}
		if f.Stage == StageCalm {
			return nil // there was no doubt; that it is suspended is recorded
		}
		return s.record(ctx, tx, f, "admission.doubt_settled", map[string]any{"outcome": string(cmd.Outcome), "form": cmd.ID,
			"doubts": idsOf(f.Decided(cmd.Outcome))})
	})
}

// idsOf are the doubts' ids: of those that a decision rests on.
func idsOf(doubts []Doubt) []uuid.UUID {
	out := make([]uuid.UUID, len(doubts))
	for i, d := range doubts {
		out[i] = d.ID
	}
	return out
}

// act suspends or removes the admission when the decision says so.
func (s *Service) act(ctx context.Context, tx *db.Tx, cmd Settle) error {
	act := admission.Act{ID: cmd.ID, AdmissionID: cmd.AdmissionID, Kind: admission.EventSuspend, Until: cmd.Until, Reasons: cmd.Reasons}
	switch cmd.Outcome {
	case Removed:
		act.Kind, act.Until = admission.EventRemove, calendar.Date{}
	case Suspended:
	default:
		return nil
	}
	return s.admissions.ActIn(ctx, tx, act)
}

// end ends the doubts and the hearing as far as the decision ends them. What came up after the question stays open when the
// admission stays, and ends with the admission, undecided, when it is removed.
func (s *Service) end(ctx context.Context, tx *db.Tx, f File, cmd Settle) error {
	decided := f.Decided(cmd.Outcome)
	if cmd.Outcome != Suspended {
		for _, d := range decided {
			if err := insertDoubtEnd(ctx, tx, d.ID, cmd.Outcome, cmd.ID, cmd.Reasons); err != nil {
				return err
			}
		}
	}
	if cmd.Outcome == Removed {
		for _, d := range f.OpenDoubts() {
			if slices.ContainsFunc(decided, func(one Doubt) bool { return one.ID == d.ID }) {
				continue
			}
			if err := insertDoubtEnd(ctx, tx, d.ID, Over, uuid.Nil, ""); err != nil {
				return err
			}
		}
	}
	h := f.Open()
	if h == nil || cmd.Outcome == Suspended && f.Stage == StageAsked {
		return nil // what was asked may still be answered
	}
	end := hearingEnd{Hearing: h.ID, Outcome: cmd.Outcome, Reasons: cmd.Reasons}
	if cmd.Outcome == Suspended || cmd.Outcome == Removed {
		end.Event = uuid.NullUUID{UUID: cmd.ID, Valid: true}
	}
	if cmd.Outcome == Removed {
		for _, d := range decided {
			if last := d.Rule.ExcludedUntil(f.Day); last.After(end.ExcludedUntil) {
				end.ExcludedUntil = last
			}
		}
	}
	return insertHearingEnd(ctx, tx, end)
}

// change locks an admission, reads its file and does something to it for somebody who may do the verb to it.
func (s *Service) change(ctx context.Context, a actor.Actor, verb identity.Verb, id uuid.UUID, do func(context.Context, *db.Tx, File) error) error {
	if err := admission.MayEver(a, verb); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		if err := lockAdmission(ctx, tx, id); err != nil {
			return err
		}
		f, err := s.file(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := identity.Allow(a, verb, f.Object()); err != nil {
			return err
		}
		if err := identity.Impartial(ctx, tx, f.ProducerID); err != nil {
			return err
		}
		return do(ctx, tx, f)
	})
}

// official is change for what only an official may do: to an operator's people it says so.
func (s *Service) official(ctx context.Context, a actor.Actor, id uuid.UUID, do func(context.Context, *db.Tx, File) error) error {
	if a.Role == actor.RoleOperator {
		return s.change(ctx, a, identity.AdmissionView, id, func(context.Context, *db.Tx, File) error { return admission.FaultOfficialDecides })
	}
	return s.change(ctx, a, identity.AdmissionSuspend, id, do)
}

// Lift ends a suspension as admission.Act does.
func (s *Service) Lift(ctx context.Context, a actor.Actor, id, admissionID uuid.UUID, reasons string) error {
	return s.admissions.Act(ctx, a, admission.Act{ID: id, AdmissionID: admissionID, Kind: admission.EventLift, Reasons: reasons})
}
