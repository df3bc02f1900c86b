package offering

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/search"
)

// maxAreaName is how long an area's name may be, in characters.
const maxAreaName = 120

// The answers to what cannot be done to an area.
var (
	errAreaStale = fault.New(fault.CodeConflict, "fault.offering.area_stale")
	errAreaUsed  = fault.New(fault.CodeConflict, "fault.offering.area_used")
	errAreaLimit = fault.Invalid().On("parts", "fault.offering.area_limit")
)

// Area is a part of an organiser's own map: municipalities, postal codes and neighbourhoods under one name. What is
// offered in it follows when it is changed. Which schemes are for it is said in the form of each scheme.
type Area struct {
	ID          uuid.UUID
	OrganiserID uuid.UUID
	Name        Text
	Parts       []string // codes of place.Part, sorted
	Version     int
	Offerings   int         // that have chosen it
	Schemes     []uuid.UUID // that are for it; read only
}

// AreasOf lists an organiser's areas in the order of their names, for producers to choose from. It is public.
func (s *Service) AreasOf(ctx context.Context, organiser uuid.UUID) ([]Area, error) {
	list, err := areasBy(ctx, s.db, organiser, nil)
	return list, s.db.Translate(err)
}

// SchemeAreas lists the areas that a scheme is for; none: all of its organiser's municipalities. It is public.
func (s *Service) SchemeAreas(ctx context.Context, schemeID uuid.UUID) ([]Area, error) {
	list, err := areasOfScheme(ctx, s.db, schemeID)
	return list, s.db.Translate(err)
}

// DrawnOf lists the organiser's areas that offerings have chosen, with their names. It is public.
func (s *Service) DrawnOf(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]Text, error) {
	names, err := areaNames(ctx, s.db, ids)
	return names, s.db.Translate(err)
}

// Areas lists an officer's own organiser's areas, with what uses each.
func (s *Service) Areas(ctx context.Context, a actor.Actor) ([]Area, error) {
	if err := identity.Allow(a, identity.AreaEdit, identity.Object{Organiser: a.Organisation}); err != nil {
		return nil, err
	}
	return s.AreasOf(ctx, a.Organisation)
}

// Area returns one of an officer's own organiser's areas.
func (s *Service) Area(ctx context.Context, a actor.Actor, id uuid.UUID) (Area, error) {
	if err := identity.Allow(a, identity.AreaEdit, identity.Object{Organiser: a.Organisation}); err != nil {
		return Area{}, err
	}
	list, err := areasBy(ctx, s.db, a.Organisation, []uuid.UUID{id})
	switch {
	case err != nil:
		return Area{}, s.db.Translate(err)
	case len(list) == 0:
		return Area{}, identity.ErrNotFound
	}
	return list[0], nil
}

// SaveArea makes an area, when its version is zero, or changes it. The caller makes the id, so that sending a form twice
// makes one. The parts of an area that a scheme is for stay as they are: for which areas a scheme is changes with a version of
// it, which tells first whom that touches. The faults are on "name_fi", "name_sv", "name_en" and "parts".
func (s *Service) SaveArea(ctx context.Context, a actor.Actor, area Area) error {
	area.OrganiserID = a.Organisation
	if err := identity.Allow(a, identity.AreaEdit, identity.Object{Organiser: a.Organisation}); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		if err := checkArea(ctx, tx, &area); err != nil {
			return err
		}
		if area.Version == 0 {
			made, err := insertArea(ctx, tx, area)
			if err != nil || !made {
				return err
			}
			return s.settleArea(ctx, tx, area, "area.created")
		}
		was, err := lockArea(ctx, tx, area.OrganiserID, area.ID)
		switch {
		case err != nil:
			return err
		case was.Version != area.Version:
			return errAreaStale
		case len(was.Schemes) > 0 && !slices.Equal(was.Parts, area.Parts):
			return errAreaLimit
		}
		if err := updateArea(ctx, tx, area); err != nil {
			return err
		}
		return s.settleArea(ctx, tx, area, "area.edited")
	})
}

func (s *Service) settleArea(ctx context.Context, tx *db.Tx, area Area, action string) error {
	offerings, err := writeArea(ctx, tx, area)
	if err != nil {
		return err
	}
	if err := search.TouchAll(ctx, tx, search.KindOffering, offerings); err != nil {
		return err
	}
	limited, err := reachesOf(ctx, tx, offerings)
	if err != nil {
		return err
	}
	if err := s.follow(ctx, tx, limited); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: action, ObjectKind: "organiser_area", ObjectID: area.ID, Organiser: area.OrganiserID,
		Details: map[string]any{"parts": len(area.Parts), "offerings": len(offerings)}})
}

// checkArea cleans an area and answers all of its faults at once.
func checkArea(ctx context.Context, tx *db.Tx, area *Area) error {
	c := newChecked()
	languages, err := organiserLanguages(ctx, tx, area.OrganiserID)
	if err != nil {
		return err
	}
	for lang, name := range map[string]*string{"fi": &area.Name.Fi, "sv": &area.Name.Sv, "en": &area.Name.En} {
		field := "name_" + lang
		*name = strings.Join(strings.Fields(*name), " ")
		switch {
		case *name == "" && slices.Contains(languages, lang):
			c.on(field, "fault.offering.area_name_missing")
		case !utf8.ValidString(*name) || strings.ContainsFunc(*name, unicode.IsControl):
			c.on(field, "fault.offering.not_text")
		case utf8.RuneCountInString(*name) > maxAreaName:
			c.on(field, "fault.offering.too_long", "Limit", maxAreaName)
		}
	}
	county, err := organiserCode(ctx, tx, area.OrganiserID)
	if err != nil {
		return err
	}
	area.Parts = slices.Compact(slices.Sorted(slices.Values(area.Parts)))
	if len(area.Parts) == 0 {
		c.on("parts", "fault.offering.area_parts_missing")
	} else if key := badPart(area.Parts, county, true, nil); key != "" {
		c.on("parts", key)
	}
	return c.bad.OrNil()
}

// AreaLanguages are those in which the names of an officer's own organiser's areas must be.
func (s *Service) AreaLanguages(ctx context.Context, a actor.Actor) ([]string, error) {
	if err := identity.Allow(a, identity.AreaEdit, identity.Object{Organiser: a.Organisation}); err != nil {
		return nil, err
	}
	out, err := organiserLanguages(ctx, s.db, a.Organisation)
	return out, s.db.Translate(err)
}

// RemoveArea takes away an area that no offering and no scheme uses. Removing twice changes nothing.
func (s *Service) RemoveArea(ctx context.Context, a actor.Actor, id uuid.UUID) error {
	if err := identity.Allow(a, identity.AreaEdit, identity.Object{Organiser: a.Organisation}); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		area, err := lockArea(ctx, tx, a.Organisation, id)
		if err != nil {
			return err
		}
		if area.Offerings > 0 || len(area.Schemes) > 0 {
			return errAreaUsed
		}
		if err := removeArea(ctx, tx, id); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "area.removed", ObjectKind: "organiser_area", ObjectID: id, Organiser: a.Organisation})
	})
}
