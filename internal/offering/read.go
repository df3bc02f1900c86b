package offering

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// pageSize is how many offerings of a producer are listed at once.
const pageSize = 50

// Listed is an offering with what its producer's people want to see beside it.
type Listed struct {
	Offering
	PointName     string
	UnitName      string
	Municipality  string // code of the point's
	SchemeID      uuid.UUID
	SchemeNames   Text
	OrganiserID   uuid.UUID
	OrganiserCode string // of the county
	ProducerName  string
	ClientPays    string
	State         admission.State // of the admission, today
	DrawnNames    []Text          // of Drawn
	PriceRules    PriceRules      // the scheme's; Get and Look read them
	Caps          []Cap           // the scheme's, for the service; Get and Look read them
	Apart         bool            // it is given where its scheme is not for; Get and Look tell
	Pays          Pays            // today
	Today         calendar.Date
}

// Shown tells whether the public finds the offering today.
func (l Listed) Shown() bool { return l.WithdrawnAt == nil && l.State == admission.StateActive }

// unitsOf are the units for which alone somebody acts; nil: all.
func unitsOf(a actor.Actor) any {
	if a.Part == nil {
		return nil
	}
	return pq.Array(a.Part.Units)
}

// List returns a producer's offerings, or those of the units for which somebody acts, in the order they were made, those after the given id (zero: from the first),
// and the id to go on from, which is zero on the last page. Withdrawn ones are a list of their own.
func (s *Service) List(ctx context.Context, a actor.Actor, producerID uuid.UUID, withdrawn bool, after uuid.UUID) ([]Listed, uuid.UUID, error) {
	if err := identity.Allow(a, identity.ProducerView, identity.Object{Producer: producerID}); err != nil {
		return nil, uuid.Nil, err
	}
	list, err := s.read(ctx, selectListed+`WHERE a.producer_id = $2 AND (o.withdrawn_at IS NOT NULL) = $3 AND o.id > $4 AND ($6::uuid[] IS NULL OR p.unit_id = ANY ($6))
		ORDER BY o.id LIMIT $5`, producerID, withdrawn, after, pageSize+1, unitsOf(a))
	if err != nil {
		return nil, uuid.Nil, err
	}
	if len(list) > pageSize {
		list = list[:pageSize]
		return list, list[pageSize-1].ID, nil
	}
	return list, uuid.Nil, nil
}

// Get returns one offering to its producer. Another's is not found.
func (s *Service) Get(ctx context.Context, a actor.Actor, id uuid.UUID) (Listed, error) {
	if err := mayEver(a); err != nil {
		return Listed{}, err
	}
	list, err := s.read(ctx, selectListed+`WHERE o.id = $2`, id)
	switch {
	case err != nil:
		return Listed{}, err
	case len(list) == 0:
		return Listed{}, identity.ErrNotFound
	}
	if err := identity.Allow(a, identity.OfferingEdit, list[0].whose()); err != nil {
		return Listed{}, err
	}
	return s.withRules(ctx, list[0])
}

// withRules adds what the scheme says of changes of price, its caps, and whether it is for where the service is given.
func (s *Service) withRules(ctx context.Context, l Listed) (Listed, error) {
	of, err := scheme.ByID(ctx, s.db, l.SchemeID)
	if err != nil {
		return Listed{}, s.db.Translate(err)
	}
	caps, err := capsOf(ctx, s.db, l.SchemeID, false)
	if err != nil {
		return Listed{}, s.db.Translate(err)
	}
	l.PriceRules, l.Caps = PriceRules(of.Prices), caps[l.Service]
	limits, err := schemeParts(ctx, s.db, l.SchemeID)
	l.Apart = l.AtHome && !inside(l.Areas, limits)
	return l, s.db.Translate(err)
}

// OrganiserCodes returns the code of each organiser's county by the organiser's id. It is public.
func (s *Service) OrganiserCodes(ctx context.Context) (map[uuid.UUID]string, error) {
	codes, err := organiserCodes(ctx, s.db)
	return codes, s.db.Translate(err)
}

// Pricing is what a producer should know before it sets a price.
type Pricing struct {
	Asked, Required bool // see PriceAsked
	Units           []UnitTerms
	Today           calendar.Date
}

// UnitTerms is a unit that a service can be priced in, with what the scheme says of it.
type UnitTerms struct {
	Unit  string
	Value *money.Cents // a voucher's value today
	Caps  []Cap        // the highest prices, today's and those that are known to come, in order of their first day
}

// Pricing returns what a price for a service under an admission must fit. Another's admission is not found.
func (s *Service) Pricing(ctx context.Context, a actor.Actor, admissionID uuid.UUID, serviceKey string) (Pricing, error) {
	if err := mayEver(a); err != nil {
		return Pricing{}, err
	}
	today, err := db.Today(ctx, s.db)
	if err != nil {
		return Pricing{}, s.db.Translate(err)
	}
	p := Pricing{Today: today}
	under, err := admission.Find(ctx, s.db, admissionID, p.Today)
	if err != nil {
		return Pricing{}, s.db.Translate(err)
	}
	if err := identity.Allow(a, identity.OfferingEdit, identity.Object{Producer: under.ProducerID}); err != nil {
		return Pricing{}, err
	}
	rows, err := scheme.ServicesOn(ctx, s.db, under.SchemeID, p.Today)
	if err != nil {
		return Pricing{}, s.db.Translate(err)
	}
	caps, err := capsOf(ctx, s.db, under.SchemeID, false)
	if err != nil {
		return Pricing{}, s.db.Translate(err)
	}
	terms := termsOf(under.Scheme, rows, serviceKey)
	p.Asked, p.Required = PriceAsked(under.Scheme.ClientPays)
	for _, unit := range Units(serviceKey, under.Scheme.ClientPays, terms) {
		value := termsFor(unit, under.Scheme.ClientPays, terms).ValueCents
		p.Units = append(p.Units, UnitTerms{Unit: unit, Value: value, Caps: ahead(caps[serviceKey], unit, p.Today)})
	}
	return p, nil
}

// ahead are a unit's caps of a day and after it, in order.
func ahead(caps []Cap, unit string, day calendar.Date) []Cap {
	var out []Cap
	for _, c := range caps {
		if c.Unit == unit && (c.To == nil || !c.To.Before(day)) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b Cap) int { return a.From.Compare(b.From) })
	return out
}

// read runs a query of selectListed, whose $1 is the day, and adds areas, prices and what the client pays.
func (s *Service) read(ctx context.Context, query string, args ...any) ([]Listed, error) {
	today, err := db.Today(ctx, s.db)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	list, err := listed(ctx, s.db, query, append([]any{today}, args...))
	if err != nil || len(list) == 0 {
		return nil, s.db.Translate(err)
	}
	ids := make([]uuid.UUID, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	areas, err := areasOf(ctx, s.db, ids)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	lines, err := linesOf(ctx, s.db, ids)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	var drawn []uuid.UUID
	for _, at := range areas {
		drawn = append(drawn, at.drawn...)
	}
	names := map[uuid.UUID]Text{}
	if len(drawn) > 0 {
		if names, err = areaNames(ctx, s.db, drawn); err != nil {
			return nil, s.db.Translate(err)
		}
	}
	terms, err := termsOfListed(ctx, s.db, list, today)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	for i := range list {
		l := &list[i]
		at := areas[l.ID]
		l.Today, l.Areas, l.Own, l.Drawn = today, at.all, at.own, at.drawn
		for _, id := range at.drawn {
			l.DrawnNames = append(l.DrawnNames, names[id])
		}
		l.Prices, l.Classes = apart(lines[l.ID])
		of, _ := service.ByKey(l.Service)
		l.Pays = Choose(of.Units, l.ClientPays, terms[keyOf(*l)], PricesOn(l.Prices, today)).Pays
	}
	return list, nil
}

// termsKey is what terms are kept by: a scheme's service.
type termsKey struct {
	scheme  uuid.UUID
	service string
}

func keyOf(l Listed) termsKey { return termsKey{l.SchemeID, l.Service} }
