package catalogue

import (
	"strconv"
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
)

// item makes what is shown of what was read.
func (r *itemRow) item() Item {
	svc := serviceOf(r.Service)
	it := Item{
		ID: r.ID, Service: svc, AtHome: r.AtHome, Areas: r.Areas, Spoken: r.Spoken, Demo: r.Demo,
		Description: Texts{r.DescriptionFi, r.DescriptionSv, r.DescriptionEn},
		Producer:    r.producer(), Unit: r.unit(), Point: r.point(),
		Scheme: Scheme{
			r.SchemeID, r.SchemeKey, r.Regime, Texts{r.SchemeFi, r.SchemeSv, r.SchemeEn}, r.Organiser, r.Verified,
		},
		Vacancy: Vacancy{State: r.Vacancy, WaitDays: r.WaitDays, At: r.VacancyAt},
	}
	it.Quality, it.Inspection = r.rating(), r.inspection()
	chosen := offering.Choose(svc.Units, r.ClientPays, r.terms(), r.prices())
	it.Value, it.Pays = chosen.Value, chosen.Pays
	if chosen.Price != nil {
		it.Price = &Price{Cents: chosen.Price.Cents, Unit: chosen.Price.Unit}
	}
	return it
}

func (r *itemRow) prices() []offering.PriceLine {
	out := make([]offering.PriceLine, 0, len(r.Prices))
	for _, text := range r.Prices {
		unit, cents, _ := strings.Cut(text, " ")
		if amount := cents64(cents); amount != nil {
			out = append(out, offering.PriceLine{Cents: *amount, Unit: unit})
		}
	}
	return out
}

func (r *itemRow) terms() []offering.Terms {
	out := make([]offering.Terms, 0, len(r.Terms))
	for _, text := range r.Terms {
		parts := strings.Fields(text)
		if len(parts) != 4 {
			continue
		}
		out = append(out, offering.Terms{
			ClientPays: r.ClientPays, Unit: parts[0],
			ValueCents: cents64(parts[1]), FeeMin: cents64(parts[2]), FeeMax: cents64(parts[3]),
		})
	}
	return out
}

// cents64 reads an amount; nil for "-".
func cents64(text string) *money.Cents {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil
	}
	cents := money.Cents(n)
	return &cents
}

func line(p *Price) *offering.PriceLine {
	if p == nil {
		return nil
	}
	return &offering.PriceLine{Unit: p.Unit, Cents: p.Cents}
}
