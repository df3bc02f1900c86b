package offering

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/search"
)

// Within is what is left of where a service is given when its scheme is for certain parts of the country only: what lies in
// one of them, and of what is larger than one of them that one. No limits leave all; nothing is left of what lies apart,
// and then the service waits for its producer's choice (own rule; domain: nothing is silently dropped).
func Within(codes, limits []string) []string {
	if len(limits) == 0 {
		return slices.Compact(slices.Sorted(slices.Values(codes)))
	}
	within := partsBy(limits)
	var out []string
	for _, part := range partsBy(codes) {
		if slices.ContainsFunc(within, func(limit place.Part) bool { return limit.Holds(part) }) {
			out = append(out, part.Code)
			continue
		}
		for _, limit := range within {
			if part.Holds(limit) {
				out = append(out, limit.Code)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// inside tells whether all of where a service is given is within the limits.
func inside(codes, limits []string) bool {
	return slices.Equal(Within(codes, limits), Within(codes, nil))
}

// partsBy are the parts of the country that codes stand for; what stands for none is left out.
func partsBy(codes []string) (out []place.Part) {
	for _, code := range codes {
		if part, ok := place.PartByCode(code); ok {
			out = append(out, part)
		}
	}
	return out
}

// reach is where an offering is given, and for which parts its scheme is.
type reach struct {
	ID        uuid.UUID `db:"id"`
	Admission uuid.UUID `db:"admission_id"`
	Producer  uuid.UUID `db:"producer_id"`
	Organiser uuid.UUID `db:"organiser_id"`
	Scheme    uuid.UUID `db:"scheme_id"`
	areas
	parts map[uuid.UUID][]string // of drawn
}

// cut works out where the offering may be given: the organiser's areas that lie within the limits stay chosen, of others
// what lies there. The same is answered when all of it does.
func (r reach) cut(limits []string) (own []string, drawn []uuid.UUID, same bool) {
	own, same = r.own, true
	for _, id := range r.drawn {
		if inside(r.parts[id], limits) {
			drawn = append(drawn, id)
			continue
		}
		own, same = append(slices.Clone(own), r.parts[id]...), false
	}
	return Within(own, limits), drawn, same && inside(own, limits)
}

// countOutside counts the offerings under a scheme that its new areas cut, and those of which they leave nothing.
func countOutside(ctx context.Context, q sqlx.QueryerContext, c scheme.Change, a *scheme.Affected) error {
	limits, err := partsOf(ctx, q, c.Areas.IDs)
	if err != nil {
		return err
	}
	list, err := reachesUnder(ctx, q, c.Scheme.ID)
	if err != nil {
		return err
	}
	for _, r := range list {
		own, drawn, same := r.cut(limits)
		switch {
		case same:
		case len(own)+len(drawn) == 0:
			a.Apart++
		default:
			a.Outside++
		}
	}
	return nil
}

// follow cuts offerings to the areas of their schemes, and takes those off the catalogue of which nothing is left: they wait
// with all that was told of them until their producer chooses anew. Producers whose offerings are touched are told.
func (s *Service) follow(ctx context.Context, tx *db.Tx, list []reach) error {
	limits := map[uuid.UUID][]string{}
	touched := map[uuid.UUID][]uuid.UUID{} // offerings by their producers
	var producers []uuid.UUID
	var cut []limited
	for _, r := range list {
		of, read := limits[r.Scheme]
		if !read {
			var err error
			if of, err = schemeParts(ctx, tx, r.Scheme); err != nil {
				return err
			}
			limits[r.Scheme] = of
		}
		own, drawn, same := r.cut(of)
		if same {
			continue
		}
		cut = append(cut, limited{reach: r, left: own, drawn: drawn})
		if touched[r.Producer] == nil {
			producers = append(producers, r.Producer)
		}
		touched[r.Producer] = append(touched[r.Producer], r.ID)
	}
	if err := limit(ctx, tx, cut); err != nil {
		return err
	}
	if s.people == nil {
		return nil
	}
	for _, producer := range producers {
		mail := identity.MailOut{Template: identity.MailAreaCut}
		if ids := touched[producer]; len(ids) == 1 {
			mail.Args = map[string]uuid.UUID{"offering": ids[0]}
		}
		if err := s.people.MailMembers(ctx, tx, actor.RoleProducer, producer, mail); err != nil {
			return err
		}
	}
	return nil
}

// limited is an offering that its scheme's areas cut, and what they leave of where it is given.
type limited struct {
	reach
	left  []string
	drawn []uuid.UUID
}

// limit writes where offerings are given from now on, all at once: a scheme may have tens of thousands. Their versions stay:
// nobody has edited them, and a form that is open somewhere is held to the new areas when it is saved.
func limit(ctx context.Context, tx *db.Tx, list []limited) error {
	var all, wait, stay []uuid.UUID
	var entries []audit.Entry
	for _, one := range list {
		entry := audit.Entry{Action: "offering.area_cut", ObjectKind: "offering", ObjectID: one.ID, Organiser: one.Organiser,
			Details: map[string]any{"was": one.all, "left": one.left}}
		if len(one.left)+len(one.drawn) == 0 {
			entry.Action, entry.Details = "offering.waits_for_area", map[string]any{"was": one.all}
			wait = append(wait, one.ID)
		} else {
			stay = append(stay, one.ID)
		}
		all, entries = append(all, one.ID), append(entries, entry)
	}
	if err := withdrawAll(ctx, tx, wait); err != nil {
		return err
	}
	if err := replaceAreas(ctx, tx, stay, list); err != nil {
		return err
	}
	if err := search.TouchAll(ctx, tx, search.KindOffering, all); err != nil {
		return err
	}
	return audit.RecordAll(ctx, tx, entries)
}
