// Package look holds how an organiser's pages look, as an administrator chooses: four colours, from which all others follow, held to the
// contrasts that people need to read (WCAG 2.2), and a logo with what it says.
//
//   - theme.go: the colours, which pairs of them must be apart, the nearest that are, and the stylesheet
//   - logo.go: what a logo may be, and what is kept of it
//   - look.go: the use cases; store.go: their SQL
package look

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Look is how an organiser's pages look. Its zero value is the product's own.
type Look struct {
	Organiser uuid.UUID
	Code      string // of the organiser
	Version   int    // raised by each change; zero: nothing has been chosen
	Theme     *Theme // nil: the product's own colours
	Logo      *Logo  // nil: the name alone
	Sheet     string // the stylesheet of the theme; "" without one
	Sum       string // of the stylesheet: a part of its address
}

// The answers of the use cases besides those of identity.Allow.
var (
	ErrStale    = fault.New(fault.CodeConflict, "fault.look.stale")
	errContrast = fault.Invalid().On("brand", "fault.look.contrast")
	errNoLogo   = fault.Invalid().On("logo", "fault.look.logo_missing")
	errNotFound = fault.New(fault.CodeNotFound, "fault.identity.not_found")
)

// Service holds the room's use cases. It is safe for concurrent use.
type Service struct {
	db *db.DB

	mu   sync.Mutex
	all  map[string]Look
	read time.Time
}

// New makes the room.
func New(d *db.DB) *Service { return &Service{db: d} }

// kept is for how long looks are remembered: every page of an organiser asks for one, and they change once in years.
const kept = 5 * time.Second

// Of is how an organiser's pages look, by its code.
func (s *Service) Of(ctx context.Context, code string) (Look, error) {
	s.mu.Lock()
	all, read := s.all, s.read
	s.mu.Unlock()
	if all == nil || time.Since(read) >= kept {
		return s.Now(ctx, code)
	}
	return all[code], nil
}

// Now is Of without what is remembered: for who asks by an address that is not known here yet.
func (s *Service) Now(ctx context.Context, code string) (Look, error) {
	list, err := looks(ctx, s.db)
	if err != nil {
		return Look{}, s.db.Translate(err)
	}
	all := make(map[string]Look, len(list))
	for _, l := range list {
		all[l.Code] = l
	}
	s.mu.Lock()
	s.all, s.read = all, time.Now()
	s.mu.Unlock()
	return all[code], nil
}

// Picture is an organiser's logo as a PNG with its sum; none is NotFound.
func (s *Service) Picture(ctx context.Context, code string) (content []byte, sum string, err error) {
	content, sum, ok, err := pictureOf(ctx, s.db, code)
	if err == nil && !ok {
		return nil, "", errNotFound
	}
	return content, sum, s.db.Translate(err)
}

// Edited is an organiser's look for the administrator's form.
func (s *Service) Edited(ctx context.Context, a actor.Actor, organiser uuid.UUID) (Look, error) {
	if err := identity.Allow(a, identity.OrganiserEdit, identity.Object{Organiser: organiser}); err != nil {
		return Look{}, err
	}
	l, ok, err := lookOf(ctx, s.db, organiser, false)
	if err == nil && !ok {
		return Look{}, errNotFound
	}
	return l, s.db.Translate(err)
}

// SetTheme chooses an organiser's colours; nil goes back to the product's own. Version is the one that the form was filled from.
func (s *Service) SetTheme(ctx context.Context, a actor.Actor, organiser uuid.UUID, version int, t *Theme) error {
	if t != nil && t.Mend() != *t {
		return errContrast
	}
	return s.change(ctx, a, organiser, version, func(ctx context.Context, tx *db.Tx, was Look) (string, map[string]any, error) {
		action, told := "organiser.colours_dropped", map[string]any{}
		if t != nil {
			action = "organiser.colours_set"
			for _, f := range Fields() {
				told[string(f)] = t.Of(f).String()
			}
		}
		if was.Theme != nil {
			for _, f := range Fields() {
				told["was_"+string(f)] = was.Theme.Of(f).String()
			}
		}
		return action, told, setTheme(ctx, tx, organiser, t)
	})
}

// SetLogo shows a logo, or says something else of the one that is shown. The picture that was before is gone at once.
func (s *Service) SetLogo(ctx context.Context, a actor.Actor, organiser uuid.UUID, version int, n NewLogo) error {
	if err := identity.Allow(a, identity.OrganiserEdit, identity.Object{Organiser: organiser}); err != nil {
		return err
	}
	n = n.trimmed()
	kept := Logo{AltFi: n.AltFi, AltSv: n.AltSv, AltEn: n.AltEn}
	var content []byte
	var err error
	if n.From != nil {
		content, kept.Width, kept.Height, err = picture(n.From)
	}
	if err := altered(n.check(), err); err != nil {
		return err
	}
	return s.change(ctx, a, organiser, version, func(ctx context.Context, tx *db.Tx, was Look) (string, map[string]any, error) {
		if content == nil && was.Logo == nil {
			return "", nil, errNoLogo
		}
		sum, err := setLogo(ctx, tx, organiser, content, kept)
		return "organiser.logo_changed", map[string]any{"sum": sum}, err
	})
}

// RemoveLogo shows the organiser's name alone again.
func (s *Service) RemoveLogo(ctx context.Context, a actor.Actor, organiser uuid.UUID, version int) error {
	return s.change(ctx, a, organiser, version, func(ctx context.Context, tx *db.Tx, was Look) (string, map[string]any, error) {
		if was.Logo == nil {
			return "", nil, ErrStale
		}
		return "organiser.logo_removed", map[string]any{"sum": was.Logo.Sum}, removeLogo(ctx, tx, organiser)
	})
}

// change makes one change on the version that its form was filled from, and records it.
func (s *Service) change(ctx context.Context, a actor.Actor, organiser uuid.UUID, version int,
	do func(ctx context.Context, tx *db.Tx, was Look) (action string, told map[string]any, err error)) error {
	if err := identity.Allow(a, identity.OrganiserEdit, identity.Object{Organiser: organiser}); err != nil {
		return err
	}
	err := s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		was, ok, err := lookOf(ctx, tx, organiser, true)
		switch {
		case err != nil:
			return err
		case !ok:
			return errNotFound
		case was.Version != version:
			return ErrStale
		}
		if err := nextVersion(ctx, tx, organiser, version+1); err != nil {
			return err
		}
		action, told, err := do(ctx, tx, was)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: action, ObjectKind: "organiser", ObjectID: organiser, Organiser: organiser, Details: told})
	})
	s.mu.Lock()
	s.all = nil // who has changed it sees it
	s.mu.Unlock()
	return err
}
