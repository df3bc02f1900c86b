package admission

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/search"
)

// maxReason is the longest reason for one requirement, in characters; maxText is that of the whole decision.
const maxReason = 2000

// Judgement is what an official found of one requirement.
type Judgement struct {
	Judged bool // somebody has said met or not met
	Met    bool
	Reason string // for an unmet one; shown to the applicant
}

// Decide is an official's decision to make. ID is the form's, so that a double click decides once.
type Decide struct {
	ID            uuid.UUID
	ApplicationID uuid.UUID
	Outcome       Outcome
	Reasons       string // of the whole decision; required for a rejection
	Judgements    map[uuid.UUID]Judgement
	Preparation   uuid.NullUUID // what was prepared when the form was shown
	Departure     string        // why it is decided otherwise than a colleague prepared
}

// FieldMet and FieldReason name the form fields of a requirement's judgement, for field errors.
func FieldMet(requirement uuid.UUID) string { return "met-" + requirement.String() }

// FieldReason is the field of the reason for an unmet requirement.
func FieldReason(requirement uuid.UUID) string { return "reason-" + requirement.String() }

// CheckDecision tells whether a decision can be made on the judgements: every requirement is judged; an approval
// leaves no mandatory requirement unmet; a rejection has one unmet at least, a reason for each unmet one, and reasons
// for the whole (434/2003 §45: a decision states its reasons). Field errors name what is lacking.
func CheckDecision(demands []AnsweredDemand, cmd Decide) error {
	bad := fault.Invalid()
	if cmd.Outcome != Approved && cmd.Outcome != Rejected {
		bad = bad.On("outcome", "fault.admission.outcome_missing")
	}
	unmet := 0
	for _, d := range demands {
		j := cmd.Judgements[d.ID]
		switch {
		case !j.Judged:
			bad = bad.On(FieldMet(d.ID), "fault.admission.not_judged")
		case j.Met:
		case cmd.Outcome == Approved && d.Mandatory:
			bad = bad.On(FieldMet(d.ID), "fault.admission.mandatory_unmet")
		default:
			unmet++
			bad = checkReason(bad, FieldReason(d.ID), j.Reason, maxReason)
		}
	}
	if cmd.Outcome == Rejected {
		if unmet == 0 && len(bad.Fields) == 0 {
			bad = bad.On("outcome", "fault.admission.nothing_unmet")
		}
		bad = checkReason(bad, "reasons", cmd.Reasons, maxText)
	} else if utf8.RuneCountInString(cmd.Reasons) > maxText {
		bad = bad.On("reasons", "fault.admission.too_long", "Limit", maxText)
	}
	return bad.OrNil()
}

func checkReason(bad *fault.Error, field, reason string, limit int) *fault.Error {
	switch n := utf8.RuneCountInString(strings.TrimSpace(reason)); {
	case n == 0:
		return bad.On(field, "fault.admission.reason_missing")
	case n > limit:
		return bad.On(field, "fault.admission.too_long", "Limit", limit)
	default:
		return bad
	}
}

// Decide approves or rejects an application, once: of two officials at the same time one decides and the other gets
// FaultAlreadyDecided. An approval makes the admission with the services that were applied for, or adds them to the
// one that the producer has. An operator prepares but never decides (612/2021 §12): FaultOfficialDecides.
func (s *Service) Decide(ctx context.Context, a actor.Actor, cmd Decide) error {
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		app, err := s.lockToDecide(ctx, tx, cmd.ApplicationID)
		if err != nil {
			return err
		}
		if app.Decision != nil && app.Decision.ID == cmd.ID {
			return nil // the same form again
		}
		step := StepReject
		if cmd.Outcome == Approved {
			step = StepApprove
		}
		if _, ok := Next(app.Status, step); !ok {
			return app.refuse()
		}
		prepared, err := checkPrepared(ctx, tx, app, cmd)
		if err != nil {
			return err
		}
		snapshot, err := snapshotByApplication(ctx, tx, app.ID)
		if err != nil {
			return err
		}
		if err := checkWhole(snapshot.Requirements, cmd, prepared, tx.Actor.Person); err != nil {
			return err
		}
		if prepared == nil || !Departs(*prepared, cmd) {
			cmd.Departure = "" // it was decided as prepared
		}
		return s.decide(ctx, tx, app, snapshot, cmd)
	})
}

// Departs tells whether a decision is another than was prepared: in its outcome, or in what was found of a requirement.
func Departs(p Preparation, cmd Decide) bool {
	if p.Outcome != cmd.Outcome {
		return true
	}
	for id, j := range p.Judgements {
		if got := cmd.Judgements[id]; got.Judged && j.Judged && got.Met != j.Met {
			return true
		}
	}
	return false
}

// checkWhole gathers what is wrong with a decision, and asks for the reason when it departs from what a colleague prepared:
// both stay in the record, and a later reader is to see why they differ. What one has prepared oneself may be decided
// otherwise without a word.
func checkWhole(demands []AnsweredDemand, cmd Decide, prepared *Preparation, decider uuid.UUID) error {
	bad := fault.Invalid()
	if err := CheckDecision(demands, cmd); err != nil {
		bad.Fields = append(bad.Fields, fault.From(err).Fields...)
	}
	switch n := utf8.RuneCountInString(strings.TrimSpace(cmd.Departure)); {
	case n > maxReason:
		bad = bad.On("departure", "fault.admission.too_long", "Limit", maxReason)
	case n == 0 && prepared != nil && prepared.By.ID != decider && cmd.Outcome != "" && Departs(*prepared, cmd):
		bad = bad.On("departure", "fault.admission.departure_missing")
	}
	return bad.OrNil()
}

// checkPrepared holds a decision to what was prepared and answers it, nil when nothing was: nobody has prepared the case anew since the form was shown, and
// where the scheme sets four eyes, somebody else has prepared it.
func checkPrepared(ctx context.Context, tx *db.Tx, app Application, cmd Decide) (*Preparation, error) {
	var prepared *Preparation
	var preparer uuid.UUID
	if app.Preparation.Valid {
		p, err := preparationByID(ctx, tx, app.Preparation.UUID)
		if err != nil {
			return nil, err
		}
		prepared, preparer = &p, p.By.ID
	}
	if err := mayDecide(app.Scheme.FourEyes, app.Preparation.Valid, preparer, tx.Actor.Person); err != nil {
		return nil, err
	}
	if app.Preparation != cmd.Preparation {
		return nil, FaultPrepared
	}
	return prepared, nil
}

// lockToDecide locks an application for an official of its organiser.
func (s *Service) lockToDecide(ctx context.Context, tx *db.Tx, id uuid.UUID) (Application, error) {
	verb := identity.ApplicationDecide
	if tx.Actor.Role == actor.RoleOperator {
		verb = identity.ApplicationView // to learn whether it is the operator's at all
	}
	if err := mayEver(tx.Actor, verb); err != nil {
		return Application{}, err
	}
	app, err := lockApplication(ctx, tx, id)
	if err != nil {
		return Application{}, err
	}
	if err := app.allow(tx.Actor, verb); err != nil {
		return Application{}, err
	}
	if verb != identity.ApplicationDecide {
		return Application{}, FaultOfficialDecides
	}
	return app, identity.Impartial(ctx, tx, app.Holder)
}

func (s *Service) decide(ctx context.Context, tx *db.Tx, app Application, snapshot Snapshot, cmd Decide) error {
	remedy, ok := RemedyFor(app.Scheme.Regime)
	if !ok {
		return FaultEnrolledOnly
	}
	if cmd.Outcome == Approved && Barred(app.Scheme.Regime, app.Producer.Kind) {
		return FaultPrivateOnly
	}
	row := decisionRow{ID: cmd.ID, ApplicationID: app.ID, SubmissionID: app.Submission.ID, Outcome: cmd.Outcome,
		Reasons: strings.TrimSpace(cmd.Reasons), Remedy: remedy, Lang: app.Submission.Lang, DecidedBy: tx.Actor.Person, Prepared: app.Preparation,
		Departure: strings.TrimSpace(cmd.Departure)}
	if err := insertDecision(ctx, tx, row); err != nil {
		return err
	}
	for _, d := range snapshot.Requirements {
		if j := cmd.Judgements[d.ID]; !j.Met {
			if err := insertUnmet(ctx, tx, cmd.ID, d.ID, strings.TrimSpace(j.Reason)); err != nil {
				return err
			}
		}
	}
	details := map[string]any{"decision": cmd.ID, "remedy": string(remedy)}
	if cmd.Outcome == Approved {
		admitted, err := admit(ctx, tx, app, cmd.ID, snapshot.ServiceKeys())
		if err != nil {
			return err
		}
		details["admission"] = admitted
	}
	if err := s.tell(ctx, tx, app, mailDecision); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "application." + string(cmd.Outcome), ObjectKind: "application",
		ObjectID: app.ID, Organiser: app.Organiser.ID, Details: details})
}

// admit makes the admission of an approval, or adds the services to the one that the producer has in the scheme. A
// removed one stays removed and a new one is made.
func admit(ctx context.Context, tx *db.Tx, app Application, decisionID uuid.UUID, services []string) (uuid.UUID, error) {
	today, err := db.Today(ctx, tx)
	switch {
	case err != nil:
		return uuid.Nil, err
	case app.Scheme.ValidTo != nil && app.Scheme.ValidTo.Before(today):
		return uuid.Nil, FaultSchemeEnded
	}
	id, err := ensureAdmission(ctx, tx, admissionRow{
		ID: newID(), SchemeID: app.Scheme.ID, ProducerID: app.Producer.ID, Origin: OriginDecision,
		DecisionID: uuid.NullUUID{UUID: decisionID, Valid: true}, ValidFrom: today, ValidTo: app.Scheme.ValidTo,
	})
	if err != nil {
		return uuid.Nil, err
	}
	if err := extendEnded(ctx, tx, id, app.Scheme.ValidTo, today); err != nil {
		return uuid.Nil, err
	}
	if err := insertAdmissionServices(ctx, tx, id, services); err != nil {
		return uuid.Nil, err
	}
	return id, search.Touch(ctx, tx, search.KindAdmission, id)
}

// StartReview records that somebody has taken a submitted application into review. A second start changes nothing.
func (s *Service) StartReview(ctx context.Context, a actor.Actor, id uuid.UUID) error {
	return s.locked(ctx, a, identity.ApplicationReview, id, func(ctx context.Context, tx *db.Tx, app Application) error {
		if app.Status == StatusInReview {
			return nil
		}
		if _, ok := Next(app.Status, StepReview); !ok {
			return app.refuse()
		}
		return s.beginReview(ctx, tx, app)
	})
}

// beginReview records that the actor has taken a locked application into review, unless somebody has.
func (s *Service) beginReview(ctx context.Context, tx *db.Tx, app Application) error {
	if app.Review != nil {
		return nil
	}
	if err := insertReview(ctx, tx, app.ID, tx.Actor.Person); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "application.review_started", ObjectKind: "application", ObjectID: app.ID,
		Organiser: app.Organiser.ID})
}

// Verdict is a decision to be read: on what, and why.
type Verdict struct {
	Receipt
	Unmet []Unmet
	// AdmissionID is the admission that the applicant has in the scheme, when the outcome was approval.
	AdmissionID uuid.NullUUID
}

// Unmet is a requirement that was not met, and why.
type Unmet struct {
	AnsweredDemand
	Reason string
}

// Verdict reads the decision on an application, for its producer and those who review. NotFound before it is made.
func (s *Service) Verdict(ctx context.Context, a actor.Actor, id uuid.UUID) (Verdict, error) {
	receipt, err := s.Receipt(ctx, a, id)
	if err != nil {
		return Verdict{}, err
	}
	if receipt.Decision == nil {
		return Verdict{}, FaultNotFound
	}
	v := Verdict{Receipt: receipt}
	reasons, err := unmetOf(ctx, s.db, receipt.Decision.ID)
	if err != nil {
		return Verdict{}, s.db.Translate(err)
	}
	for _, d := range receipt.Snapshot.Requirements {
		if reason, ok := reasons[d.ID]; ok {
			v.Unmet = append(v.Unmet, Unmet{AnsweredDemand: d, Reason: reason})
		}
	}
	if receipt.Decision.Outcome == Approved {
		v.AdmissionID, err = latestAdmission(ctx, s.db, receipt.Scheme.ID, receipt.Producer.ID)
		if err != nil {
			return Verdict{}, fmt.Errorf("finding the admission: %w", s.db.Translate(err))
		}
	}
	return v, nil
}

// AppealUntil is the last day for asking a correction of the decision, when the party knew of it as the law presumes.
func (d Decision) AppealUntil() calendar.Date { return d.Remedy.LastDay(calendar.Today(d.At)) }
