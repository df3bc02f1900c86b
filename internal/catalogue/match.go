package catalogue

import (
	"slices"

	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/search"
)

// admits tells whether an item, as it is now, still answers the criteria. The engine has asked the same of what it knew;
// only the words of the text are the engine's alone.
func (c *Criteria) admits(it *Item) bool {
	return within(c.Services, it.Service.Key) &&
		overlap(c.Spoken, it.Spoken) &&
		within(c.Organisers, it.Scheme.Organiser) &&
		within(c.Schemes, it.Scheme.Regime) &&
		within(c.ProducerTypes, it.Producer.Kind) &&
		within(c.Pays, it.Pays.Kind) &&
		within(c.Grades, it.Grade()) &&
		(!c.Vacancy || it.Vacancy.State == offering.VacancyFree) &&
		c.admitsAmount(it.Pays) &&
		(c.Place == nil || near(*c.Place, c.RadiusKM*1000, it))
}

// admitsAmount holds the amount against pays_max and per. What is free is free by any unit. A range that income decides
// is no known amount.
func (c *Criteria) admitsAmount(p offering.Pays) bool {
	if c.PaysMax == nil && c.Per == "" || p.Kind == offering.Free {
		return true
	}
	if c.Per != "" && p.Per != c.Per {
		return false
	}
	cents := exactly(p)
	return c.PaysMax == nil || cents != nil && *cents <= int64(*c.PaysMax)
}

// near is the rule of nearness. What is given at home is near where it is served; anything else within the radius, or
// without one in the same municipality or within search.DefaultRadiusM. Own share and client fee are one organiser's
// terms, so only those of the place's organiser count; prices and free services cross borders.
func near(p place.Place, radiusM int, it *Item) bool {
	if offering.ByOrganiser(it.Pays.Kind) && it.Scheme.Organiser != p.Organiser {
		return false
	}
	if it.AtHome {
		return search.At(p).Serves(it.Areas)
	}
	if radiusM == 0 && it.Point.Municipality == p.Municipality.Code {
		return true
	}
	away := distance(p, it.Point)
	if radiusM == 0 {
		radiusM = search.DefaultRadiusM
	}
	return away != nil && *away <= radiusM
}

// distance is from a place to a point in metres as the crow flies; nil when the point's position is not known.
func distance(p place.Place, to Point) *int {
	if to.Lat == nil || to.Lon == nil {
		return nil
	}
	metres := place.DistanceM(p.Lat, p.Lon, *to.Lat, *to.Lon)
	return &metres
}

// exactly is the one amount that a client is known to pay, in cents; nil for a range or an unknown amount.
func exactly(p offering.Pays) *int64 {
	if p.Cents == nil || p.CentsMax != nil || p.From {
		return nil
	}
	cents := int64(*p.Cents)
	return &cents
}

func within(wanted []string, value string) bool {
	return len(wanted) == 0 || slices.Contains(wanted, value)
}

func overlap(wanted, values []string) bool {
	return len(wanted) == 0 || slices.ContainsFunc(values, func(v string) bool { return slices.Contains(wanted, v) })
}
