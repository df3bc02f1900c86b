package offering

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// maxParts is how many municipalities, postal codes and neighbourhoods an offering or an area can name: a county has
// some three hundred postal codes.
const maxParts = 600

// served checks where an offering is given: parts of the country by their codes, and areas that the organiser has drawn. At
// least one when the service is given at home, none otherwise. Where the county's money pays, within its own
// municipalities only: a voucher or a client fee of one county is of no use in another. And within the scheme's own areas,
// where it has any.
func (c *checked) served(ctx context.Context, tx *db.Tx, g ground, atHome bool, codes []string, drawn []uuid.UUID) ([]string, []uuid.UUID, error) {
	if !atHome {
		return nil, nil, nil
	}
	codes, drawn = slices.Compact(slices.Sorted(slices.Values(codes))), unique(drawn)
	if len(codes) == 0 && len(drawn) == 0 {
		c.on("areas", "fault.offering.areas_missing")
		return codes, drawn, nil
	}
	of, err := holdAreas(ctx, tx, g.admission.Scheme.OrganiserID, drawn)
	if err != nil {
		return nil, nil, err
	}
	if len(of) != len(drawn) {
		c.on("areas", "fault.offering.area_unknown")
		return codes, drawn, nil
	}
	limits, err := holdSchemeParts(ctx, tx, g.admission.SchemeID)
	if err != nil {
		return nil, nil, err
	}
	c.within(g, codes, of, limits)
	return codes, drawn, nil
}

// within checks that parts and areas are where an offering may be given.
func (c *checked) within(g ground, codes []string, drawn []Area, limits []string) {
	all := slices.Clone(codes)
	for _, area := range drawn {
		all = append(all, area.Parts...)
	}
	if key := badPart(all, g.organiser, ByOrganiser(g.admission.Scheme.ClientPays), limits); key != "" {
		c.on("areas", key)
	}
}

// badPart is the fault of the first code that cannot be: not a part of the country, of another county where only its own
// will do, or outside the limits, when there are any. "" when all can.
func badPart(codes []string, county string, own bool, limits []string) string {
	if len(codes) > maxParts {
		return "fault.offering.areas_many"
	}
	var within []place.Part
	for _, code := range limits {
		if part, ok := place.PartByCode(code); ok {
			within = append(within, part)
		}
	}
	for _, code := range codes {
		part, ok := place.PartByCode(code)
		switch {
		case !ok:
			return "fault.offering.area_unknown"
		case own && part.Municipality.County != county:
			return "fault.offering.area_outside"
		case len(within) > 0 && !slices.ContainsFunc(within, func(limit place.Part) bool { return limit.Holds(part) }):
			return "fault.offering.area_outside_scheme"
		}
	}
	return ""
}

func unique(ids []uuid.UUID) []uuid.UUID {
	var out []uuid.UUID
	for _, id := range ids {
		if id != uuid.Nil && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
