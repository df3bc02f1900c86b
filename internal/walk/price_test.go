package walk

import (
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

func (w *walk) offer(rt *rapid.T) {
	var list []struct {
		ID       uuid.UUID
		Producer uuid.UUID
		Service  string
		State    string
		Pays     string
		Code     string

		Organiser uuid.UUID
	}
	w.must(w.Owner.Select(&list, `SELECT a.id, a.producer_id AS producer, v.service_key AS service, s.client_pays AS pays, o.code, o.id AS organiser,
			admission_state(a.id, a.valid_from, a.valid_to, $1) AS state
		FROM admission a JOIN admission_service v ON v.admission_id = a.id JOIN scheme s ON s.id = a.scheme_id JOIN organiser o ON o.id = s.organiser_id
		ORDER BY a.created_at, a.id, v.service_key`, w.today()))
	one := pick(rt, "admission", list)
	own := w.whose(actor.RoleProducer, one.Producer)
	a := w.somebody(rt, own...)
	area := map[string]string{"15": "179", "03": "049"}[one.Code]
	cmd := offering.Create{Admission: one.ID, Service: one.Service, AtHome: true, Areas: []string{area}, Spoken: []string{"fi"},
		Text: offering.Text{Fi: "Hoitoa kotiin."}, At: []offering.At{{ID: uuid.New(), Point: w.firmWith(one.Producer).point}}}
	if drawn, err := w.offerings.AreasOf(ctx, one.Organiser); err == nil && len(drawn) > 0 && w.chance(rt, "a drawn area", 2) {
		cmd.Areas, cmd.Drawn = nil, []uuid.UUID{pick(rt, "area", drawn).ID}
	}
	if asked, _ := offering.PriceAsked(one.Pays); asked {
		cmd.Price = &offering.NewPrice{Unit: "hour", Cents: w.amount(rt), From: w.today()}
	}
	_ = w.try(rt, "offer", a, holds(may, isOneOf(a, own), one.State == "active"), true,
		func() error { _, err := w.offerings.Create(ctx, a, cmd); return err })
}

func (w *walk) firmWith(id uuid.UUID) firm {
	for _, f := range w.firms {
		if f.id == id {
			return f
		}
	}
	return firm{}
}

// amount is a price on either side of the caps that there are.
func (w *walk) amount(rt *rapid.T) money.Cents {
	return money.Cents(between(rt, "euros", 10, 65) * 100)
}

type oneoffer struct {
	ID        uuid.UUID `db:"id"`
	Producer  uuid.UUID `db:"producer"`
	Organiser uuid.UUID `db:"organiser"`
	Withdrawn bool      `db:"withdrawn"`
}

func (w *walk) anoffer(rt *rapid.T) oneoffer {
	var list []oneoffer
	w.must(w.Owner.Select(&list, `SELECT o.id, a.producer_id AS producer, s.organiser_id AS organiser, o.withdrawn_at IS NOT NULL AS withdrawn
		FROM offering o JOIN admission a ON a.id = o.admission_id JOIN scheme s ON s.id = a.scheme_id ORDER BY o.created_at, o.id`))
	return pick(rt, "offering", list)
}

func (w *walk) price(rt *rapid.T) {
	one := w.anoffer(rt)
	own := w.whose(actor.RoleProducer, one.Producer)
	a := w.somebody(rt, own...)
	p := offering.NewPrice{ID: uuid.New(), Unit: "hour", Cents: w.amount(rt), From: w.today().AddDays(between(rt, "from", -1, 90))}
	if w.chance(rt, "class", 2) {
		p.Class = pick(rt, "of", offering.Classes())
		if w.chance(rt, "percent", 2) {
			p.Cents, p.Percent = 0, between(rt, "per cent", 80, 220)
		}
	}
	_ = w.try(rt, "price", a, holds(may, isOneOf(a, own), !p.From.Before(w.today())), true,
		func() error { _, err := w.offerings.SetPrice(ctx, a, one.ID, p); return err })
}

type oneproposal struct {
	ID        uuid.UUID `db:"id"`
	Producer  uuid.UUID `db:"producer"`
	Organiser uuid.UUID `db:"organiser"`
	Closed    bool      `db:"closed"`
}

func (w *walk) aproposal(rt *rapid.T) oneproposal {
	var list []oneproposal
	w.must(w.Owner.Select(&list, `SELECT p.id, a.producer_id AS producer, s.organiser_id AS organiser, p.closed FROM price_proposal p
		JOIN offering o ON o.id = p.offering_id JOIN admission a ON a.id = o.admission_id JOIN scheme s ON s.id = a.scheme_id ORDER BY p.proposed_at, p.id`))
	return pick(rt, "proposal", list)
}

func (w *walk) answerPrice(rt *rapid.T) {
	one := w.aproposal(rt)
	own := w.whose(actor.RoleOfficer, one.Organiser)
	a := w.somebody(rt, own...)
	approve := !w.chance(rt, "refuse", 3)
	_ = w.try(rt, "answer price", a, holds(may, isOneOf(a, own)), true, func() error {
		answered, err := w.offerings.DecidePrices(ctx, a, []uuid.UUID{one.ID}, approve, "Perusteltu.")
		if err != nil {
			return err
		}
		return answered[0].Err
	})
}

func (w *walk) takeBackPrice(rt *rapid.T) {
	one := w.aproposal(rt)
	own := w.whose(actor.RoleProducer, one.Producer)
	a := w.somebody(rt, own...)
	v := holds(may, isOneOf(a, own))
	if !one.Closed {
		v = holds(must, isOneOf(a, own))
	}
	_ = w.try(rt, "take back price", a, v, true, func() error { return w.offerings.WithdrawProposal(ctx, a, one.ID) })
}

func (w *walk) vacancy(rt *rapid.T) {
	one := w.anoffer(rt)
	own := w.whose(actor.RoleProducer, one.Producer)
	a := w.somebody(rt, own...)
	days := between(rt, "wait", -1, 30)
	_ = w.try(rt, "vacancy", a, holds(must, isOneOf(a, own), days >= 0), false,
		func() error { return w.offerings.SetVacancy(ctx, a, one.ID, offering.VacancyQueue, &days) })
}

func (w *walk) off(rt *rapid.T) {
	one := w.anoffer(rt)
	own := w.whose(actor.RoleProducer, one.Producer)
	a := w.somebody(rt, own...)
	if one.Withdrawn {
		_ = w.try(rt, "restore", a, holds(may, isOneOf(a, own)), true, func() error { return w.offerings.Restore(ctx, a, one.ID) })
		return
	}
	if w.chance(rt, "withdraw at all", 3) {
		_ = w.try(rt, "take off", a, holds(must, isOneOf(a, own)), true, func() error { return w.offerings.Withdraw(ctx, a, one.ID) })
	}
}
