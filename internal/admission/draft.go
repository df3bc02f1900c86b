package admission

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// maxText is the longest free answer, in characters.
const maxText = 4000

// Draft is an application that its producer is writing.
type Draft struct {
	Application
	Services     []string // keys applied for, sorted
	Choices      []string // keys that the scheme takes and the producer does not have yet, sorted
	Rulebook     *scheme.Rulebook
	Requirements []scheme.Requirement
	Answers      map[uuid.UUID]scheme.Answer
	Points       int                             // service points in the producer's profile
	Today        calendar.Date                   // on which Findings were made
	Batch        uuid.NullUUID                   // of the applications that are written together with it
	Library      map[evidence.Kind]evidence.Item // what the producer can show today
	MovedAt      *time.Time                      // when the scheme was published anew since the draft was saved
	Replaced     map[uuid.UUID]uuid.UUID         // requirements that took another's place, in every version of the scheme
}

// Finding tells whether the answer to a requirement is fit to be sent today.
func (d Draft) Finding(r scheme.Requirement) scheme.Finding {
	return r.CheckFor(d.Answers[r.ID], d.Today, d.Producer.BusinessID)
}

// Before is the answer that was given to the question whose place a requirement took, when it does not answer the new one:
// what was declared of other words is to be said again. One that was replaced several times since tells the last answer.
// False when nothing is to be said again.
func (d Draft) Before(r scheme.Requirement) (scheme.Answer, bool) {
	if d.Answers[r.ID].Given(r.Kind) {
		return scheme.Answer{}, false
	}
	old, replaces := r.Replaces.UUID, r.Replaces.Valid
	for range len(d.Replaced) + 1 { // no longer than the chain can be
		if was, there := d.Answers[old]; there || !replaces {
			return was, there && replaces
		}
		old, replaces = d.Replaced[old]
	}
	return scheme.Answer{}, false
}

// RulebookMoved tells whether another version has come into force than the one that was accepted.
func (d Draft) RulebookMoved() bool { return d.Accepted.Valid && !d.RulebookAccepted() }

// Missing is one part of a draft that is not ready to be sent.
type Missing struct {
	Part        Part
	Requirement uuid.UUID      // of PartRequirement
	Finding     scheme.Finding // of PartRequirement
}

// Part is a section of an application.
type Part string

// The sections.
const (
	PartServices    Part = "services"
	PartRequirement Part = "requirement"
	PartRulebook    Part = "rulebook"
)

// Missing lists what keeps the draft from being sent, in the order of the task list; empty when it is ready.
func (d Draft) Missing() []Missing {
	var out []Missing
	if len(d.Services) == 0 {
		out = append(out, Missing{Part: PartServices})
	}
	for _, r := range d.Requirements {
		if f := d.Finding(r); f != scheme.FindingMet {
			out = append(out, Missing{Part: PartRequirement, Requirement: r.ID, Finding: f})
		}
	}
	if !d.RulebookAccepted() {
		out = append(out, Missing{Part: PartRulebook})
	}
	return out
}

// RulebookAccepted tells whether the version now in force is accepted; a scheme without a rulebook needs none.
func (d Draft) RulebookAccepted() bool {
	return d.Rulebook == nil || d.Accepted.Valid && d.Accepted.UUID == d.Rulebook.ID
}

// Start begins a producer's application to a scheme and answers its id. The id is the form's, so that a double click
// makes one; when the producer already has an open application to the scheme, that one's id is answered.
func (s *Service) Start(ctx context.Context, a actor.Actor, id, schemeID uuid.UUID) (uuid.UUID, error) {
	if err := identity.Allow(a, identity.ApplicationEdit, identity.Object{Producer: a.Organisation}); err != nil {
		return uuid.Nil, err
	}
	var got uuid.UUID
	err := s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) (err error) {
		got, err = s.start(ctx, tx, id, schemeID)
		return err
	})
	return got, err
}

// start begins an application of the actor's producer, with what its library can show already answered.
func (s *Service) start(ctx context.Context, tx *db.Tx, id, schemeID uuid.UUID) (uuid.UUID, error) {
	producerID := tx.Actor.Organisation
	open, err := openApplication(ctx, tx, schemeID, producerID)
	if err != nil || open != uuid.Nil {
		return open, err
	}
	if err := s.mayStart(ctx, tx, schemeID, producerID); err != nil {
		return uuid.Nil, err
	}
	made, err := insertApplication(ctx, tx, id, schemeID, producerID, tx.Actor.Person)
	if err != nil {
		return uuid.Nil, err
	}
	if !made { // somebody was first
		open, err = openApplication(ctx, tx, schemeID, producerID)
		if err == nil && open == uuid.Nil {
			err = FaultNotFound
		}
		return open, err
	}
	app, err := applicationByID(ctx, tx, id)
	if err != nil {
		return uuid.Nil, err
	}
	if _, err := s.refill(ctx, tx, app, nil); err != nil {
		return uuid.Nil, err
	}
	return id, s.note(ctx, tx, "application.started", id)
}

// mayStart checks that the scheme takes applications today and from this kind of producer.
func (s *Service) mayStart(ctx context.Context, tx *db.Tx, schemeID, producerID uuid.UUID) error {
	sch, err := scheme.ByID(ctx, tx, schemeID)
	if err != nil {
		return err
	}
	applicant, err := producer.Get(ctx, tx, producerID)
	if err != nil {
		return err
	}
	today, err := db.Today(ctx, tx)
	if err != nil {
		return err
	}
	return mayApply(sch, applicant.Kind, today)
}

func mayApply(sch scheme.Scheme, kind producer.Kind, today calendar.Date) error {
	switch {
	case MayApply(sch.Regime, kind) && sch.AcceptsOn(today):
		return nil
	case !sch.AcceptsOn(today):
		return FaultClosed
	case sch.Regime == scheme.RegimeVoucher:
		return FaultPrivateOnly
	default:
		return FaultEnrolledOnly
	}
}

// DraftOf reads an application as its producer's people see it while it is written.
func (s *Service) DraftOf(ctx context.Context, a actor.Actor, id uuid.UUID) (Draft, error) {
	app, err := s.Application(ctx, a, id)
	if err != nil {
		return Draft{}, err
	}
	if err := app.allow(a, identity.ApplicationEdit); err != nil {
		return Draft{}, err
	}
	d, err := draftOf(ctx, s.db, app)
	return d, s.db.Translate(err)
}

// Application reads an application with what has happened to it. One of another organisation is not found.
func (s *Service) Application(ctx context.Context, a actor.Actor, id uuid.UUID) (Application, error) {
	if err := mayEver(a, identity.ApplicationView); err != nil {
		return Application{}, err
	}
	app, err := applicationByID(ctx, s.db, id)
	if err != nil {
		return Application{}, s.db.Translate(err)
	}
	return app, app.allow(a, identity.ApplicationView)
}

// SaveServices keeps which services a draft applies for.
func (s *Service) SaveServices(ctx context.Context, a actor.Actor, id uuid.UUID, version int, services []string) error {
	services = slices.Compact(slices.Sorted(slices.Values(services)))
	return s.save(ctx, a, id, version, func(ctx context.Context, tx *db.Tx, d Draft) error {
		if len(services) == 0 {
			return fault.Invalid().On("services", "fault.admission.choose_service")
		}
		for _, key := range services {
			if !slices.Contains(d.Choices, key) {
				return fault.Invalid().On("services", "fault.admission.service_unknown")
			}
		}
		return replaceServices(ctx, tx, id, services)
	})
}

// SaveAnswer keeps the answer to one requirement. Only its shape is checked here; whether it is enough is told by
// Missing, so that work can be saved half done. An attachment is named by the id of a file that the producer owns.
func (s *Service) SaveAnswer(ctx context.Context, a actor.Actor, id uuid.UUID, version int, requirementID uuid.UUID, answer scheme.Answer) error {
	return s.save(ctx, a, id, version, func(ctx context.Context, tx *db.Tx, d Draft) error {
		i := slices.IndexFunc(d.Requirements, func(r scheme.Requirement) bool { return r.ID == requirementID })
		if i < 0 {
			return FaultNotFound
		}
		answer, err := accepted(ctx, tx, d.Producer.ID, d.Requirements[i], answer)
		if err != nil {
			return err
		}
		return saveAnswer(ctx, tx, d.Application, requirementID, answer)
	})
}

// accepted is an answer as it is kept: the part that belongs to the requirement's kind, and of evidence what the producer
// has in its library or has uploaded.
func accepted(ctx context.Context, tx *db.Tx, producerID uuid.UUID, r scheme.Requirement, a scheme.Answer) (scheme.Answer, error) {
	a, err := clean(r, a)
	switch {
	case err != nil || a.File == nil:
		return a, err
	case r.EvidenceKind.Shared():
		item, err := evidence.ItemOf(ctx, tx, producerID, a.File.Item)
		if err != nil {
			return a, err
		}
		if item.Kind != r.EvidenceKind {
			return a, fault.Invalid().On("evidence", "fault.admission.other_evidence")
		}
		shown := scheme.Shown(item)
		a.File = &shown
		return a, nil
	default:
		owned, err := ownsFile(ctx, tx, producerID, a.File.ID)
		if err == nil && !owned {
			err = FaultNotFound
		}
		return a, err
	}
}

// clean keeps the part of an answer that belongs to the requirement's kind.
func clean(r scheme.Requirement, a scheme.Answer) (scheme.Answer, error) {
	switch r.Kind {
	case scheme.KindDeclaration, scheme.KindRegistry:
		return scheme.Answer{Declared: a.Declared}, nil
	case scheme.KindNumber:
		return scheme.Answer{Number: a.Number}, nil
	case scheme.KindDate:
		return scheme.Answer{Date: a.Date}, nil
	case scheme.KindAttachment:
		return scheme.Answer{File: a.File}, nil
	default:
		text := strings.TrimSpace(a.Text)
		if utf8.RuneCountInString(text) > maxText {
			return scheme.Answer{}, fault.Invalid().On("answer", "fault.admission.too_long", "Limit", maxText)
		}
		if r.Kind == scheme.KindExclusion {
			return scheme.Answer{Declared: a.Declared, Text: text}, nil
		}
		return scheme.Answer{Text: text}, nil
	}
}

// AcceptRulebook records that the producer accepts a version of the scheme's rulebook: the one in force.
func (s *Service) AcceptRulebook(ctx context.Context, a actor.Actor, id uuid.UUID, version int, rulebookID uuid.UUID) error {
	return s.save(ctx, a, id, version, func(ctx context.Context, tx *db.Tx, d Draft) error {
		if d.Rulebook == nil || d.Rulebook.ID != rulebookID {
			return FaultStale // a newer version came into force while the page was open
		}
		return setAccepted(ctx, tx, id, rulebookID)
	})
}

// locked is the frame of every step of an application: somebody who may take it, with the application locked until the
// step is done, so that two steps at once come one after the other.
func (s *Service) locked(ctx context.Context, a actor.Actor, verb identity.Verb, id uuid.UUID,
	step func(context.Context, *db.Tx, Application) error) error {
	if err := mayEver(a, verb); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		app, err := lockApplication(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := app.allow(a, verb); err != nil {
			return err
		}
		if err := identity.Impartial(ctx, tx, app.Holder); err != nil {
			return err
		}
		return step(ctx, tx, app)
	})
}

// save is the frame of every change to a draft: locked, one's own, still a draft, and not changed by somebody else
// since the form was filled. Nothing is changed when it is stale.
func (s *Service) save(ctx context.Context, a actor.Actor, id uuid.UUID, version int, change func(context.Context, *db.Tx, Draft) error) error {
	return s.locked(ctx, a, identity.ApplicationEdit, id, func(ctx context.Context, tx *db.Tx, app Application) error {
		if _, ok := Next(app.Status, StepSave); !ok {
			return app.refuse()
		}
		if app.Version != version {
			return FaultStale
		}
		d, err := draftOf(ctx, tx, app)
		if err != nil {
			return err
		}
		if err := change(ctx, tx, d); err != nil {
			return err
		}
		if err := raiseVersion(ctx, tx, id); err != nil {
			return err
		}
		return s.note(ctx, tx, "application.saved", id)
	})
}

// Withdraw takes an application back, before or after it was sent, until it is decided. Withdrawing twice is one.
func (s *Service) Withdraw(ctx context.Context, a actor.Actor, id uuid.UUID) error {
	return s.locked(ctx, a, identity.ApplicationSubmit, id, func(ctx context.Context, tx *db.Tx, app Application) error {
		if app.Status == StatusWithdrawn {
			return nil
		}
		if _, ok := Next(app.Status, StepWithdraw); !ok {
			return app.refuse()
		}
		if err := insertWithdrawal(ctx, tx, id, a.Person); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "application.withdrawn", ObjectKind: "application", ObjectID: id,
			Organiser: app.Organiser.ID})
	})
}

// note records a step of a draft, which no organiser's trail knows of before it is submitted.
func (s *Service) note(ctx context.Context, tx *db.Tx, action string, id uuid.UUID) error {
	return audit.Record(ctx, tx, audit.Entry{Action: action, ObjectKind: "application", ObjectID: id})
}
