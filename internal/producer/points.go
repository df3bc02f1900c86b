package producer

import (
	"context"
	"errors"
	"strings"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/search"
)

// SavePoint is a service point as its producer's people have written it. In CreatePoint, ID is the one that the form
// carried and Version is not read; in EditPoint, UnitID is not read.
type SavePoint struct {
	ID      uuid.UUID
	UnitID  uuid.UUID
	Version int
	Name    string
	Street  string
	Place   string // "40520", "40520 Jyväskylä" or the name of a municipality
}

// located is a point's place in the form that the database keeps.
type located struct {
	PostalCode   string
	Municipality string
	Lat, Lon     *float64
	Source       LocationSource
}

// check cleans the command and finds its place. An unknown place is a fault of the field "place" with suggestions.
func (cmd *SavePoint) check() (located, error) {
	c := newChecked()
	cmd.Name = c.name("name", cmd.Name, "fault.producer.point_name_missing")
	cmd.Street = c.line("street", cmd.Street, maxStreet)
	cmd.Place = c.name("place", cmd.Place, "fault.producer.place_missing")
	if c.bad.HasField("place") {
		return located{}, c.bad.OrNil()
	}
	found, err := place.Find(cmd.Place)
	if err != nil {
		var unknown *place.NotFound
		if errors.As(err, &unknown) && len(unknown.Suggestions) > 0 {
			c.on("place", "fault.producer.place_unknown_suggest", "Suggestions", strings.Join(unknown.Suggestions, ", "))
		} else {
			c.on("place", "fault.producer.place_unknown")
		}
		return located{}, c.bad.OrNil()
	}
	return locate(found), c.bad.OrNil()
}

func locate(p place.Place) located {
	lat, lon := p.Lat, p.Lon
	l := located{PostalCode: p.PostalCode, Municipality: p.Municipality.Code, Lat: &lat, Lon: &lon, Source: ByMunicipality}
	if p.PostalCode != "" {
		l.Source = ByPostalCode
	}
	return l
}

// Point returns one point. Another's point is not found.
func (s *Service) Point(ctx context.Context, a actor.Actor, id uuid.UUID) (Point, error) {
	return s.point(ctx, a, identity.ProducerView, id)
}

// CreatePoint adds a point to a unit. Sending the same id again changes nothing.
func (s *Service) CreatePoint(ctx context.Context, a actor.Actor, cmd SavePoint) error {
	if _, err := s.unit(ctx, a, identity.UnitEdit, cmd.UnitID); err != nil {
		return err
	}
	where, err := cmd.check()
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		made, err := insertPoint(ctx, tx, cmd, where)
		if err != nil {
			return err
		}
		if !made {
			there, err := getPoint(ctx, tx, cmd.ID)
			if err == nil && there.UnitID != cmd.UnitID {
				return identity.ErrNotFound
			}
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "point.created", ObjectKind: "service_point", ObjectID: cmd.ID})
	})
}

// EditPoint changes a point. An older version is refused with "fault.producer.stale". Coordinates that a register
// gave for the same address are kept; for another address they are worked out again.
func (s *Service) EditPoint(ctx context.Context, a actor.Actor, cmd SavePoint) error {
	if _, err := s.point(ctx, a, identity.UnitEdit, cmd.ID); err != nil {
		return err
	}
	where, err := cmd.check()
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		was, err := lockPoint(ctx, tx, cmd.ID)
		if err != nil {
			return err
		}
		if was.Version != cmd.Version {
			return errStale
		}
		if was.Source == Given && was.Street == cmd.Street && was.PostalCode == where.PostalCode {
			where.Lat, where.Lon, where.Source = was.Lat, was.Lon, Given
		}
		if err := updatePoint(ctx, tx, cmd, where); err != nil {
			return err
		}
		if err := search.Touch(ctx, tx, search.KindPoint, cmd.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "point.edited", ObjectKind: "service_point", ObjectID: cmd.ID,
			Details: map[string]any{"version": cmd.Version + 1}})
	})
}

// point returns a point to an actor who may do the verb to it.
func (s *Service) point(ctx context.Context, a actor.Actor, v identity.Verb, id uuid.UUID) (Point, error) {
	if err := mayEver(a, v); err != nil {
		return Point{}, err
	}
	p, err := getPoint(ctx, s.db, id)
	if err != nil {
		return Point{}, s.db.Translate(err)
	}
	if err := identity.Allow(a, v, identity.Object{Producer: p.ProducerID, Unit: p.UnitID}); err != nil {
		return Point{}, err
	}
	return p, nil
}
