package admission

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// maxViewName is the longest name of a saved view, in characters; maxViews is how many a person keeps in one organisation.
const (
	maxViewName = 60
	maxViews    = 20
)

// SavedView is a filter of the queue that somebody keeps by name. It is its maker's own; a colleague of the same
// organisation who is given its address sees what its filter shows to the colleague: "mine" are then the colleague's cases.
type SavedView struct {
	ID    uuid.UUID
	Name  string
	Query QueueQuery
	By    Colleague
	Own   bool
}

// SavedViews lists the actor's own views by name.
func (s *Service) SavedViews(ctx context.Context, a actor.Actor) ([]SavedView, error) {
	if err := mayEver(a, identity.ApplicationReview); err != nil {
		return nil, err
	}
	list, err := viewsOf(ctx, s.db, a)
	return list, s.db.Translate(err)
}

// SavedView reads a view of the actor's own or of a colleague in the same organisation; NotFound otherwise.
func (s *Service) SavedView(ctx context.Context, a actor.Actor, id uuid.UUID) (SavedView, error) {
	if err := mayEver(a, identity.ApplicationReview); err != nil {
		return SavedView{}, err
	}
	v, err := viewByID(ctx, s.db, a, id)
	return v, s.db.Translate(err)
}

// SaveView keeps a filter by name. The id is the form's, so that a double click keeps one.
func (s *Service) SaveView(ctx context.Context, a actor.Actor, id uuid.UUID, name string, q QueueQuery) error {
	if err := mayEver(a, identity.ApplicationReview); err != nil {
		return err
	}
	name = strings.Join(strings.Fields(name), " ")
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return fault.Invalid().On("name", "fault.admission.view_name_missing")
	case n > maxViewName:
		return fault.Invalid().On("name", "fault.admission.too_long", "Limit", maxViewName)
	}
	if err := q.Usual().check(); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		own, err := viewsOf(ctx, tx, a)
		if err != nil {
			return err
		}
		for _, v := range own {
			switch {
			case v.ID == id:
				return nil // the same form again
			case strings.EqualFold(v.Name, name):
				return fault.Invalid().On("name", "fault.admission.view_name_taken")
			}
		}
		if len(own) >= maxViews {
			return FaultManyViews
		}
		if err := insertView(ctx, tx, id, name, q); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "queue_view.saved", ObjectKind: "queue_view", ObjectID: id})
	})
}

// ForgetView removes a view of the actor's own. Removing twice is one.
func (s *Service) ForgetView(ctx context.Context, a actor.Actor, id uuid.UUID) error {
	if err := mayEver(a, identity.ApplicationReview); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		gone, err := deleteView(ctx, tx, id)
		if err != nil {
			return err
		}
		if !gone {
			return FaultNotFound
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "queue_view.removed", ObjectKind: "queue_view", ObjectID: id})
	})
}
