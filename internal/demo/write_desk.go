package demo

import "github.com/tuottajatori/tuottajatori/internal/scheme"

// deskTables are what the demo officer's desk has besides applications.
var deskTables = []writer{
	{"scheme_event", "id scheme_id kind from_day until_day reasons done_by at", func(w *world, add func(...any) error) error {
		return each(w.desk.events, func(e schemeEvent) []any {
			return []any{e.id, e.scheme.ID, string(e.kind), e.from, orNull(e.until), e.reasons, e.scheme.organiser.officer.id, e.at}
		}, add)
	}},
	{"scheme_version", "id scheme_id number content reasons done_by at", func(w *world, add func(...any) error) error {
		for _, v := range w.desk.versions {
			content, err := asJSON(v.form)
			if err != nil {
				return err
			}
			if err := add(v.id, v.scheme.ID, 1, content, "Perustetaan.", v.scheme.organiser.officer.id, w.founded().AddDate(0, 1, 0)); err != nil {
				return err
			}
		}
		return nil
	}},
	{"scheme_draft", "scheme_id organiser_id base_version content started_by started_at saved_by saved_at", func(w *world, add func(...any) error) error {
		home := w.organiserByCode(homeOrganiser)
		for _, c := range w.desk.copies {
			content, err := asJSON(c.form)
			if err != nil {
				return err
			}
			if err := add(c.scheme, home.ID, c.base, content, home.officer.id, w.now.AddDate(0, 0, -5), w.desk.colleague.id, w.now.AddDate(0, 0, -1)); err != nil {
				return err
			}
		}
		return nil
	}},
	{"clarification", "id application_id question answer_by_day asked_by asked_at", func(w *world, add func(...any) error) error {
		return each(w.desk.asked, func(q asked) []any {
			return []any{q.id, q.app.id, q.question, q.answerBy, q.app.scheme.organiser.officer.id, q.at}
		}, add)
	}},
	{"clarification_answer", "id clarification_id lapsed text answered_by answered_at", func(w *world, add func(...any) error) error {
		for i, q := range w.desk.asked {
			if q.answer == "" {
				continue
			}
			if err := add(w.opt.id("answer", i, q.answered), q.id, false, q.answer, q.app.by.id, q.answered); err != nil {
				return err
			}
		}
		return nil
	}},
	{"extension", "id application_id days reasons made_by made_at", func(w *world, add func(...any) error) error {
		return each(w.desk.longer, func(l longer) []any {
			return []any{l.id, l.app.id, longerDays, "Hakijan alihankkijoista pyydetään vielä selvitys.", l.app.scheme.organiser.officer.id, l.at}
		}, add)
	}},
	{"preparation", "id application_id outcome reasons prepared_by prepared_at", func(w *world, add func(...any) error) error {
		return each(w.desk.prepared, func(p prepared) []any { return []any{p.id, p.app.id, "approved", "", w.desk.colleague.id, p.at} }, add)
	}},
	{"preparation_finding", "preparation_id requirement_id met reason", func(w *world, add func(...any) error) error {
		for _, p := range w.desk.prepared {
			if err := each(p.app.scheme.requirements, func(r scheme.Requirement) []any { return []any{p.id, r.ID, true, ""} }, add); err != nil {
				return err
			}
		}
		return nil
	}},
	{"organiser_area", "id organiser_id name_fi name_sv name_en created_at", func(w *world, add func(...any) error) error {
		home := w.organiserByCode(homeOrganiser)
		return each(w.desk.areas, func(a area) []any { return []any{a.id, home.ID, a.name[0], a.name[1], a.name[2], w.founded()} }, add)
	}},
	{"organiser_area_part", "area_id code", func(w *world, add func(...any) error) error {
		for _, a := range w.desk.areas {
			if err := each(a.parts, func(code string) []any { return []any{a.id, code} }, add); err != nil {
				return err
			}
		}
		return nil
	}},
	{"price_proposal", "id offering_id scheme_id unit class cents from_day old_cents proposed_by proposed_at", func(w *world, add func(...any) error) error {
		return each(w.desk.proposals, func(p proposal) []any {
			return []any{p.id, p.offer.id, p.offer.admitted.scheme.ID, p.was.unit, "weekday", p.cents, p.from, p.was.cents, p.by.id, p.at}
		}, add)
	}},
}
