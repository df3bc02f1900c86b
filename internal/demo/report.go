package demo

import (
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/report"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// told is an error that somebody reported, with what was done about it.
type told struct {
	id                         uuid.UUID
	page, path                 string
	kind                       report.Kind
	offering, scheme, producer uuid.UUID
	organiser                  uuid.UUID
	text                       string
	at                         time.Time
	holder                     report.Holder
	onward                     report.Holder // forwarded there
	by                         *person       // who forwarded or closed it
	as                         string
	outcome                    report.Outcome // "" while open
	answer                     string
}

// tell makes what the desks of the demo accounts have to handle: of the demo producer, its organiser and the whole service.
func (w *world) tell(own *firm) {
	home, l := w.organiserByCode(homeOrganiser), locale.Fi
	at := func(days int) time.Time { return w.now.AddDate(0, 0, -days).Add(-90 * time.Minute) }
	acts := w.persons[0] // of the demo producer
	var of []*offer
	for _, o := range w.offerings {
		if o.admitted.firm == own {
			of = append(of, o)
		}
	}
	about := func(o *offer) told {
		return told{page: string(paths.PageResults), path: paths.Offering(l, o.id.String()), offering: o.id, producer: own.id, organiser: home.ID, holder: report.ByProducer}
	}
	add := func(t told) {
		t.id = w.opt.id("report", len(w.reports), t.at)
		w.reports = append(w.reports, t)
	}
	late := told{page: string(paths.PageArea), path: paths.Area(l, "keski-suomi"), organiser: home.ID, kind: report.Other, at: at(20), holder: report.ByOrganiser,
		text: "Neuvonnan aukioloaika on sivulla eri kuin puhelinvastaajassa."}
	add(late)
	price := about(of[0])
	price.kind, price.at, price.text, price.by, price.as = report.Price, at(16), "Hinta on sivulla 2 euroa pienempi kuin minulle kerrottiin.", acts, "producer"
	price.outcome, price.answer = report.Mended, "Kiitos! Uusi hinta oli jäänyt ilmoittamatta. Korjasimme sen."
	add(price)
	add(told{page: string(paths.PageResults), path: paths.Results(l), kind: report.Accessibility, at: at(9), holder: report.ByAdministrator,
		text: "Ruudunlukija ei kerro, montako palvelua rajaus jättää jäljelle."})
	moved := about(of[len(of)-1])
	moved.kind, moved.at, moved.text = report.Quality, at(6), "Mistä arvio on tullut? En löydä lähdettä."
	moved.onward, moved.by, moved.as = report.ByOrganiser, acts, "producer"
	add(moved)
	voucher := home.scheme(scheme.RegimeVoucher)
	add(told{page: string(paths.PageApproved), path: paths.Approved(l, "keski-suomi", voucher.Key), scheme: voucher.ID, organiser: home.ID, kind: report.Price, at: at(4),
		holder: report.ByOrganiser, text: "Luettelon setelin arvo on eri kuin päätöksessäni."})
	contact := about(of[0])
	contact.kind, contact.at, contact.text = report.Contact, at(2), "Puhelinnumero ei vastaa. Onko se vaihtunut?"
	add(contact)
	add(told{page: string(paths.PageHelp), path: paths.To(l, paths.PageHelp), kind: report.Language, at: at(1), holder: report.ByAdministrator,
		text: "Ruotsinkielisellä sivulla on yksi suomenkielinen lause."})
}

func orNone(id uuid.UUID) uuid.NullUUID { return uuid.NullUUID{UUID: id, Valid: id != uuid.Nil} }

var reportTables = []writer{
	{"report", `id page path kind offering_id scheme_id producer_id organiser_id lang answer_wanted received_at due_on`, func(w *world, add func(...any) error) error {
		return each(w.reports, func(t told) []any {
			return []any{t.id, t.page, t.path, string(t.kind), orNone(t.offering), orNone(t.scheme), orNone(t.producer), orNone(t.organiser), "fi", false, t.at,
				report.Due(t.kind, t.at)}
		}, add)
	}},
	{"report_words", "report_id text", func(w *world, add func(...any) error) error {
		return each(w.reports, func(t told) []any { return []any{t.id, t.text} }, add)
	}},
	{"report_event", "id report_id kind holder outcome text done_by done_as at", func(w *world, add func(...any) error) error {
		n := 0
		event := func(t told, kind, holder, outcome, words string, by *person, as string, at time.Time) error {
			n++
			var who uuid.NullUUID
			if by != nil {
				who = orNone(by.id)
			}
			return add(w.opt.id("report event", n, at), t.id, kind, text(holder), text(outcome), words, who, as, at)
		}
		for _, t := range w.reports {
			if err := event(t, report.Received, string(t.holder), "", "", nil, "visitor", t.at); err != nil {
				return err
			}
			later := t.at.AddDate(0, 0, 1)
			if t.onward != "" {
				if err := event(t, report.Forwarded, string(t.onward), "", "", t.by, t.as, later); err != nil {
					return err
				}
			}
			if t.outcome == "" {
				continue
			}
			if err := event(t, report.Closed, "", string(t.outcome), "", t.by, t.as, later); err != nil {
				return err
			}
			if err := event(t, report.Answered, "", "", t.answer, t.by, t.as, later); err != nil {
				return err
			}
		}
		return nil
	}},
}
