package public

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	domain "github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/quality"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// items are what the page shows.
func items(p catalogue.ProducerPage) []catalogue.Item {
	var all []catalogue.Item
	for _, u := range p.Units {
		for _, pt := range u.Points {
			all = append(all, pt.Items...)
		}
	}
	return all
}

// whole tells whether the page shows all that there is, so that something may be said of all of it.
func whole(p catalogue.ProducerPage) bool { return len(items(p)) == p.Offered }

// tags are what organisers have done, each once; unproven tells of services of which none has done anything.
func (w words) tags(all []catalogue.Item) (tags []string, unproven bool) {
	for _, it := range all {
		unproven = unproven || !it.Scheme.Verified
		if text := w.Verified(it); text != "" && !slices.Contains(tags, text) {
			tags = append(tags, text)
		}
	}
	return tags, unproven && len(tags) == 0
}

// brief are the short answers: how much of it there is, whether there is room, in which languages, how it is rated.
func (w words) brief(p catalogue.ProducerPage) []views.Brief {
	var out []views.Brief
	if n := len(p.Everywhere); n > 1 {
		text := w.T("points.points", "Count", n)
		if p.Of > 1 {
			text = w.T("points.units", "Count", p.Of) + ", " + text
		}
		out = append(out, views.Brief{Icon: "pin", Label: w.T("public.card.place"), Text: text, Note: w.T("points.offered", "Count", p.Offered)})
	}
	if !whole(p) {
		return out
	}
	all := items(p)
	out = append(out, w.room(all))
	var spoken []string
	for _, it := range all {
		for _, code := range it.Spoken {
			if !slices.Contains(spoken, code) {
				spoken = append(spoken, code)
			}
		}
	}
	if len(spoken) > 0 {
		f := views.Brief{Icon: "speak", Label: w.T("public.card.spoken"), Text: w.Spoken(spoken)}
		if slices.ContainsFunc(all, func(it catalogue.Item) bool { return len(it.Spoken) != len(spoken) }) {
			f.Note = w.T("points.spoken_differ")
		}
		out = append(out, f)
	}
	return out
}

// room is whether there is room in any of several services: the best that is told, and where. One service says it itself.
func (w words) room(all []catalogue.Item) views.Brief {
	f := views.Brief{Icon: "cal", Label: w.T("public.card.vacancy")}
	if len(all) == 1 {
		v := w.Vacancy(all[0].Vacancy)
		f.Text, f.Note, f.Kind = v.Text, v.At, v.Kind
		return f
	}
	count := map[string]int{}
	var free []string
	for _, it := range all {
		state := it.Vacancy.State
		if it.Vacancy.Old {
			state = domain.VacancyUnknown
		}
		if count[state]++; state == domain.VacancyFree && !slices.Contains(free, it.Service.Name(w.lang())) {
			free = append(free, it.Service.Name(w.lang()))
		}
	}
	switch {
	case count[domain.VacancyFree] > 0:
		f.Kind, f.Text, f.Note = "good", w.T("points.room", "Count", count[domain.VacancyFree], "All", len(all)), strings.Join(free[:min(3, len(free))], ", ")
		if len(free) > 3 {
			f.Note += " …"
		}
	case count[domain.VacancyFull] == len(all):
		f.Kind, f.Text = "stop", w.T("points.room_full")
	case count[domain.VacancyUnknown] == len(all):
		f.Text = w.T("public.vacancy.unknown")
	default:
		f.Kind, f.Text = "wait", w.T("points.room_none")
	}
	return f
}

// ratings are the quality of each unit's service that the page shows, once; those not rated at all are left out when others
// are rated.
func (w words) ratings(p catalogue.ProducerPage) []views.Rated {
	type key struct {
		unit    uuid.UUID
		service string
	}
	seen := map[key]bool{}
	var rated, not []views.Rated
	for _, it := range items(p) {
		k := key{it.Unit.ID, it.Service.Key}
		if seen[k] {
			continue
		}
		seen[k] = true
		r := views.Rated{Name: it.Service.Name(w.lang()), Quality: w.Quality(it.Quality)}
		if len(p.Units) > 1 {
			r.Unit = it.Unit.Name
		}
		if it.Quality == nil {
			not = append(not, r)
		} else {
			rated = append(rated, r)
		}
	}
	if len(rated) == 0 {
		return not[:min(1, len(not))]
	}
	return rated
}

// inspected are the latest inspections: of the one unit those that are given, of several the newest of each.
func (w words) inspected(p catalogue.ProducerPage, ofUnit []quality.Inspection) []views.Inspected {
	var out []views.Inspected
	if len(p.Units) == 1 {
		for i := range ofUnit {
			out = append(out, views.Inspected{Inspection: w.Inspection(&ofUnit[i])})
		}
		if len(out) == 0 {
			out = append(out, views.Inspected{Inspection: w.Inspection(nil)})
		}
		return out
	}
	for _, u := range p.Units {
		out = append(out, views.Inspected{Unit: u.Unit.Name, Inspection: w.Inspection(u.Points[0].Items[0].Inspection)})
	}
	return out
}

// ways tell how one becomes a client, once for each way, with the numbers of those organisers who decide.
func (w words) ways(all []catalogue.Item, byCode map[string]catalogue.Organiser) []views.Way {
	var order []string // regimes
	first, organisers, services := map[string]catalogue.Item{}, map[string][]string{}, map[string][]string{}
	add := func(list []string, text string) []string {
		if slices.Contains(list, text) {
			return list
		}
		return append(list, text)
	}
	for _, it := range all {
		k := it.Scheme.Regime
		if known, ok := first[k]; !ok {
			order, first[k] = append(order, k), it
		} else if known.Pays.Kind == domain.Unknown {
			first[k] = it // a price that is not told does not change the way
		}
		organisers[k] = add(organisers[k], it.Scheme.Organiser)
		services[k] = add(services[k], it.Service.Name(w.lang()))
	}
	var out []views.Way
	for _, k := range order {
		v := views.Way{Title: w.T("public.scheme." + k), Services: strings.Join(services[k], ", ")}
		if len(organisers[k]) == 1 {
			v.Steps = w.steps(first[k], byCode[organisers[k][0]])
		} else {
			v.Steps = w.steps(first[k], catalogue.Organiser{})
			v.Phones = w.phones(v.Steps, organisers[k], byCode)
		}
		if len(order) == 1 {
			v.Title = ""
		}
		out = append(out, v)
	}
	return out
}

// phones are the numbers of several organisers, if one of them is to be called at all; the step then has none of its own.
func (w words) phones(steps []views.Step, codes []string, byCode map[string]catalogue.Organiser) []views.Phone {
	var out []views.Phone
	for i := range steps {
		if steps[i].Phone.Href == "" {
			continue
		}
		steps[i].Phone = views.Phone{}
		for _, code := range codes {
			out = append(out, w.Phone(byCode[code]))
		}
	}
	return out
}

// contactOf are whom to contact and where.
func (w words) contactOf(of part, p catalogue.ProducerPage, at wording.Here) []components.SummaryRow {
	var rows []components.SummaryRow
	text := func(key, value string) {
		if value != "" {
			rows = append(rows, components.SummaryRow{Key: w.T("public.offering." + key), Value: value})
		}
	}
	link := func(key, text, href string) {
		if text != "" {
			rows = append(rows, components.SummaryRow{Key: w.T("public.offering." + key), Part: views.Anchor(views.Link{Text: text, Href: href})})
		}
	}
	u := p.Units[0]
	if len(p.Units) == 1 && p.Of == 1 {
		if u.Unit.Phone == "" {
			text("phone", w.T("points.no_phone"))
		}
		link("phone", u.Unit.Phone, components.Tel(u.Unit.Phone))
		link("email", u.Unit.Email, "mailto:"+u.Unit.Email)
		link("website", u.Unit.Website, u.Unit.Website)
		if len(p.Everywhere) == 1 {
			text("address", w.Address(u.Points[0].Point))
		}
	}
	if of.kind == catalogue.KindProducer {
		if p.Producer.Website != u.Unit.Website || p.Of > 1 {
			link("website", p.Producer.Website, p.Producer.Website)
		}
	} else {
		if of.kind == catalogue.KindPoint {
			link("unit", u.Unit.Name, w.unitHref(u.Unit, at))
		}
		link("producer", p.Producer.Name, w.producerHref(p.Producer, at))
	}
	text("business_id", p.Producer.BusinessID)
	for _, code := range p.Organisers[:min(len(p.Organisers), 3)] {
		link("county", w.countyName(code), paths.ResultsWith(w.Lang(), map[string][]string{"organiser": {code}}))
	}
	return rows
}
