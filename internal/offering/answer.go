package offering

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// AnswerAdmission chooses the admission that the offering is made under. What depends on another one is forgotten.
func (s *Service) AnswerAdmission(ctx context.Context, a actor.Actor, draftID, admissionID uuid.UUID) error {
	return s.answer(ctx, a, draftID, func(ctx context.Context, tx *db.Tx, d *Draft) error {
		if admissionID == uuid.Nil {
			c := newChecked()
			c.on("admission", "fault.offering.admission_missing")
			return c.bad
		}
		g, err := groundOf(ctx, tx, admissionID)
		if err != nil {
			return err
		}
		if g.admission.ProducerID != d.ProducerID {
			return identity.ErrNotFound
		}
		if err := g.active(); err != nil {
			return err
		}
		now := &d.Answers
		if now.Admission == admissionID {
			return nil
		}
		now.Admission, now.ClientPays, now.Area, now.Price = admissionID, g.admission.Scheme.ClientPays, nil, nil
		if !slices.Contains(g.admission.Services, now.Service) {
			now.Service, now.Included = "", nil
		}
		return nil
	})
}

// AnswerService chooses the service, one of those that were admitted.
func (s *Service) AnswerService(ctx context.Context, a actor.Actor, draftID uuid.UUID, key string) error {
	return s.answerOn(ctx, a, draftID, func(_ context.Context, _ *db.Tx, d *Draft, g ground) error {
		c := newChecked()
		if c.service(g, key); c.bad.OrNil() != nil {
			return c.bad
		}
		if d.Answers.Service != key {
			d.Answers.Service, d.Answers.Area, d.Answers.Price, d.Answers.Included = key, nil, nil, nil
		}
		return nil
	})
}

// AnswerPoints chooses the producer's own points at which the service is offered. A point that was chosen before keeps
// the id of its offering to be.
func (s *Service) AnswerPoints(ctx context.Context, a actor.Actor, draftID uuid.UUID, points []uuid.UUID) error {
	return s.answer(ctx, a, draftID, func(ctx context.Context, tx *db.Tx, d *Draft) error {
		if len(points) == 0 {
			c := newChecked()
			c.on("points", "fault.offering.points_missing")
			return c.bad
		}
		if err := ownPoints(ctx, tx, d.ProducerID, points); err != nil {
			return err
		}
		var chosen []At
		for _, point := range points {
			if slices.ContainsFunc(chosen, func(at At) bool { return at.Point == point }) {
				continue
			}
			at := At{Point: point}
			if i := slices.IndexFunc(d.Answers.At, func(at At) bool { return at.Point == point }); i >= 0 {
				at = d.Answers.At[i]
			}
			if err := newID(&at.ID); err != nil {
				return err
			}
			chosen = append(chosen, at)
		}
		d.Answers.At = chosen
		return nil
	})
}

// AnswerArea tells whether the service is given at the client's home, and in which areas.
func (s *Service) AnswerArea(ctx context.Context, a actor.Actor, draftID uuid.UUID, area AreaAnswer) error {
	return s.answerOn(ctx, a, draftID, func(ctx context.Context, tx *db.Tx, d *Draft, g ground) (err error) {
		c, area := newChecked(), area // each try begins with what was answered
		if area.Areas, area.Drawn, err = c.served(ctx, tx, g, area.AtHome, area.Areas, area.Drawn); err != nil {
			return err
		}
		d.Answers.Area = &area
		return c.bad.OrNil()
	})
}

// AnswerDetails tells the spoken languages and the description.
func (s *Service) AnswerDetails(ctx context.Context, a actor.Actor, draftID uuid.UUID, details Details) error {
	return s.answer(ctx, a, draftID, func(_ context.Context, _ *db.Tx, d *Draft) error {
		c := newChecked()
		details.Spoken = c.spoken(details.Spoken)
		details.Text = c.text(details.Text)
		d.Answers.Details = &details
		return c.bad.OrNil()
	})
}

// AnswerPrice tells the price; nil where the scheme can do without.
func (s *Service) AnswerPrice(ctx context.Context, a actor.Actor, draftID uuid.UUID, price *NewPrice) error {
	return s.answerOn(ctx, a, draftID, func(ctx context.Context, tx *db.Tx, d *Draft, g ground) error {
		terms, err := termsOn(ctx, tx, g, d.Answers.Service)
		if err != nil {
			return err
		}
		c := newChecked()
		c.price(g, d.Answers.Service, terms, price)
		if price != nil {
			if err := c.cap(ctx, tx, g, d.Answers.Service, PriceLine{Unit: price.Unit, Cents: price.Cents, From: price.From}); err != nil {
				return err
			}
		}
		d.Answers.Price = &PriceAnswer{Price: price}
		return c.bad.OrNil()
	})
}

// answer changes a draft's answers and saves them, unless the answer is wrong.
func (s *Service) answer(ctx context.Context, a actor.Actor, id uuid.UUID, fn func(ctx context.Context, tx *db.Tx, d *Draft) error) error {
	return s.inDraft(ctx, a, id, func(ctx context.Context, tx *db.Tx, d *Draft) error {
		if err := fn(ctx, tx, d); err != nil {
			return err
		}
		return saveDraft(ctx, tx, *d)
	})
}

// answerOn is answer for what depends on the admission that was chosen.
func (s *Service) answerOn(ctx context.Context, a actor.Actor, id uuid.UUID,
	fn func(ctx context.Context, tx *db.Tx, d *Draft, g ground) error) error {
	return s.answer(ctx, a, id, func(ctx context.Context, tx *db.Tx, d *Draft) error {
		g, err := groundOf(ctx, tx, d.Answers.Admission)
		if err != nil {
			return err
		}
		return fn(ctx, tx, d, g)
	})
}
