package admission

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// Fill is a requirement that an item of the producer's library answers.
type Fill struct {
	Requirement scheme.Requirement
	Item        evidence.Item
}

// Fills tells which requirements of a draft its producer's library answers better than the draft does: those of the kinds
// that are not answered, or answered with something that no longer holds; and of a renewed kind also those answered with
// another item than the current one. Nil kinds: none was renewed.
func Fills(d Draft, renewed []evidence.Kind) []Fill {
	var out []Fill
	for _, r := range d.Requirements {
		item, there := d.Library[r.EvidenceKind]
		if !there || r.Kind != scheme.KindAttachment {
			continue
		}
		answer := d.Answers[r.ID]
		holds := answer.File != nil && d.Finding(r) == scheme.FindingMet
		if !holds || slices.Contains(renewed, r.EvidenceKind) && answer.File.Item != item.ID {
			out = append(out, Fill{Requirement: r, Item: item})
		}
	}
	return out
}

// refill answers a draft from its producer's library and tells whether anything was answered.
func (s *Service) refill(ctx context.Context, tx *db.Tx, app Application, renewed []evidence.Kind) (bool, error) {
	d, err := draftOf(ctx, tx, app)
	if err != nil {
		return false, err
	}
	fills := Fills(d, renewed)
	for _, f := range fills {
		shown := scheme.Shown(f.Item)
		if err := saveAnswer(ctx, tx, app, f.Requirement.ID, scheme.Answer{File: &shown}); err != nil {
			return false, err
		}
	}
	return len(fills) > 0, nil
}

// Reuse answers all of the actor's producer's drafts with evidence of a kind that has been renewed or taken out of use,
// and tells how many drafts changed. What was sent stays as it was.
func (s *Service) Reuse(ctx context.Context, a actor.Actor, kind evidence.Kind) (int, error) {
	if err := identity.Allow(a, identity.ApplicationEdit, identity.Object{Producer: a.Organisation}); err != nil {
		return 0, err
	}
	changed := 0
	err := s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		changed = 0
		ids, err := draftIDs(ctx, tx, a.Organisation)
		if err != nil {
			return err
		}
		for _, id := range ids {
			app, err := lockApplication(ctx, tx, id)
			if err != nil {
				return err
			}
			if app.Status != StatusDraft {
				continue // it was sent meanwhile
			}
			filled, err := s.refill(ctx, tx, app, []evidence.Kind{kind})
			if err != nil {
				return err
			}
			if !filled {
				continue
			}
			changed++
			if err := raiseVersion(ctx, tx, id); err != nil {
				return err
			}
			if err := s.note(ctx, tx, "application.saved", id); err != nil {
				return err
			}
		}
		return nil
	})
	return changed, err
}

// EvidenceUses lists, by item of the actor's producer's library, the applications that show it: drafts and what was sent.
func (s *Service) EvidenceUses(ctx context.Context, a actor.Actor) (map[uuid.UUID][]Sent, error) {
	list, err := s.Applications(ctx, a)
	if err != nil {
		return nil, err
	}
	pairs, err := evidencePairs(ctx, s.db, a.Organisation)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	out := map[uuid.UUID][]Sent{}
	for _, one := range list {
		for _, item := range pairs[one.ID] {
			out[item] = append(out[item], one)
		}
	}
	return out, nil
}
