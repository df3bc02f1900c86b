package walk

import (
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

type onescheme struct {
	ID        uuid.UUID     `db:"id"`
	Organiser uuid.UUID     `db:"organiser_id"`
	Regime    scheme.Regime `db:"regime"`
}

func (w *walk) ascheme(rt *rapid.T) onescheme {
	var list []onescheme
	w.must(w.Owner.Select(&list, `SELECT id, organiser_id, regime FROM scheme ORDER BY published_at, id`))
	return pick(rt, "scheme", list)
}

func (w *walk) changeScheme(rt *rapid.T) {
	if w.chance(rt, "a new one", 12) {
		a := pick(rt, "officer", w.officers)
		w.publish(a, pick(rt, "regime", []scheme.Regime{scheme.RegimeVoucher, scheme.RegimeDPS, scheme.RegimeAnnexE, scheme.RegimeFramework, scheme.RegimeFreeListing,
			scheme.RegimeOwnProduction}))
		return
	}
	one := w.ascheme(rt)
	own := w.whose(actor.RoleOfficer, one.Organiser)
	a := w.somebody(rt, own...)
	_ = w.try(rt, "change scheme", a, holds(may, isOneOf(a, own)), true, func() error { return w.schemes.Change(ctx, a, one.ID) })
}

// acopy is a working copy, by one of those who may edit it or another.
func (w *walk) acopy(rt *rapid.T) (id, organiser uuid.UUID, a actor.Actor, own bool) {
	var list []struct {
		ID        uuid.UUID `db:"scheme_id"`
		Organiser uuid.UUID `db:"organiser_id"`
	}
	w.must(w.Owner.Select(&list, `SELECT scheme_id, organiser_id FROM scheme_draft ORDER BY started_at, scheme_id`))
	one := pick(rt, "copy", list)
	officers := w.whose(actor.RoleOfficer, one.Organiser)
	a = w.somebody(rt, officers...)
	return one.ID, one.Organiser, a, isOneOf(a, officers)
}

func (w *walk) saveScheme(rt *rapid.T) {
	id, organiser, a, own := w.acopy(rt)
	e, err := w.schemes.Editing(ctx, a, id)
	if (err == nil) != own {
		rt.Fatalf("%s %s edits a scheme, its own %v: %v", a.Role, a.Organisation, own, err)
	}
	version := max(e.Version, 1)
	if stale := w.chance(rt, "stale", 8); stale {
		version, own = version+1, false
	}
	part := w.part(rt, e.Form, organiser)
	_ = w.try(rt, "save scheme", a, holds(may, own), false, func() error { return w.schemes.Save(ctx, a, id, version, part) })
}

// part is a piece of a scheme that an officer changes.
func (w *walk) part(rt *rapid.T, f scheme.Form, organiser uuid.UUID) scheme.Part {
	switch between(rt, "part", 0, 8) {
	case 0:
		if len(f.Requirements) > 0 {
			return scheme.DropRequirement{ID: pick(rt, "asked", f.Requirements).ID}
		}
	case 1:
		if len(f.Requirements) > 0 {
			r := pick(rt, "asked", f.Requirements)
			r.TitleFi += "?"
			return scheme.PutRequirement{Requirement: r}
		}
	case 2:
		return scheme.PutRequirement{Requirement: scheme.Requirement{ID: uuid.New(), Kind: scheme.KindText, Mandatory: true, TitleFi: "Miten?", TitleSv: "Hur?", TitleEn: "How?"}}
	case 3:
		return scheme.RulebookText{TextFi: "Uudet säännöt", TextSv: "Nya regler", TextEn: "New rules", From: w.today().AddDays(between(rt, "from", 0, 20))}
	case 4:
		h := f.Handling
		h.FourEyes = !h.FourEyes
		return scheme.PutHandling{Handling: h}
	case 5:
		rules := f.Prices
		rules.NoticeDays, rules.Approval = between(rt, "notice", 0, 40), w.chance(rt, "approval", 2)
		return rules
	case 6:
		return scheme.TermsFrom{TermsList: scheme.TermsList{From: w.today().AddDays(between(rt, "from", 1, 60))}}
	case 7:
		drawn, err := w.offerings.AreasOf(ctx, organiser)
		w.must(err)
		var list scheme.AreaList
		for _, one := range drawn {
			if w.chance(rt, "for the area", 2) {
				list.IDs = append(list.IDs, one.ID)
			}
		}
		return list
	}
	return scheme.PutTerms{FormTerms: scheme.FormTerms{Service: pick(rt, "service", []string{"home_care", "cleaning"}), Unit: "hour",
		Value: cents(3600), Cap: cents(w.amount(rt))}}
}

func (w *walk) publishScheme(rt *rapid.T) {
	id, _, a, own := w.acopy(rt)
	p, err := w.schemes.Publishing(ctx, a, id)
	if (err == nil) != own {
		rt.Fatalf("%s %s publishes a scheme, its own %v: %v", a.Role, a.Organisation, own, err)
	}
	v := may
	if len(p.Problems) > 0 {
		v = never
	} else if own {
		v = must
	}
	form := uuid.New()
	_ = w.try(rt, "publish scheme", a, holds(v, own), true, func() error {
		return w.schemes.Publish(ctx, a, scheme.Publish{ID: form, Scheme: id, Version: p.Version, Seen: p.Affected.Seen(), Reasons: "Muutos."})
	})
}

func (w *walk) actOnScheme(rt *rapid.T) {
	one := w.ascheme(rt)
	own := w.whose(actor.RoleOfficer, one.Organiser)
	a := w.somebody(rt, own...)
	g, err := w.schemes.Acting(ctx, a, one.ID)
	if (err == nil) != isOneOf(a, own) {
		rt.Fatalf("%s %s acts on a scheme of %s: %v", a.Role, a.Organisation, one.Organiser, err)
	}
	act := scheme.Act{ID: uuid.New(), Scheme: one.ID, Seen: g.Affected.Seen(), Reasons: "Talousarvio.", From: w.today().AddDays(between(rt, "from", 0, 30)),
		Kind: pick(rt, "kind", []scheme.EventKind{scheme.EventClosed, scheme.EventReopened, scheme.EventReopened, scheme.EventEnded})}
	switch {
	case act.Kind == scheme.EventEnded && !w.chance(rt, "end", 4):
		act.Kind = scheme.EventReopened
	case act.Kind == scheme.EventClosed:
		until := act.From.AddDays(between(rt, "days", 0, 60))
		act.Until = &until
	}
	_ = w.try(rt, "act on scheme", a, holds(may, isOneOf(a, own)), true, func() error { return w.schemes.Act(ctx, a, act) })
}
