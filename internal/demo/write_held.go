package demo

import (
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
)

// heldTables are what has happened to admissions while they are held.
var heldTables = []writer{
	{"lapse_notice", "producer_id kind last_day stage told_at", func(w *world, add func(...any) error) error {
		return each(w.desk.held.notices, func(n lapseNotice) []any { return []any{n.firm.id, string(n.kind), n.last, n.stage, n.at} }, add)
	}},
	{"doubt", "id admission_id rule_id cause subject since reasons raised_by raised_at", func(w *world, add func(...any) error) error {
		return each(w.desk.held.doubts, func(d doubt) []any {
			by := known(d.officer())
			by.Valid = d.cause != tenure.CauseEvidence
			return []any{d.id, d.admitted.id, w.desk.held.rules[ruleKey{string(d.admitted.scheme.Regime), string(d.cause)}], string(d.cause), d.subject, d.since, d.reasons, by, d.at}
		}, add)
	}},
	{"doubt_end", "doubt_id outcome reasons done_by at", func(w *world, add func(...any) error) error {
		return each(w.desk.held.of(func(d doubt) bool { return d.outcome != "" && d.outcome != tenure.Suspended }), func(d doubt) []any {
			return []any{d.id, string(d.outcome), "Asia on selvitetty.", d.officer(), d.ended}
		}, add)
	}},
	{"hearing", "id admission_id question answer_by_day asked_by asked_at", func(w *world, add func(...any) error) error {
		return each(w.desk.held.of(doubt.heard), func(d doubt) []any {
			return []any{d.hearing, d.admitted.id, d.question, d.answerBy, d.officer(), d.asked}
		}, add)
	}},
	{"mail_out", "id template person_id args lang created_at sent_at role organisation_id read_at", func(w *world, add func(...any) error) error {
		return each(w.desk.held.of(func(d doubt) bool { return d.heard() && d.by != nil }), func(d doubt) []any { // as it stands among the messages of who answers
			var read any
			if d.answer != "" {
				read = d.answered
			}
			return []any{uuid.NewSHA1(d.hearing, []byte("told")), identity.MailHearing, d.by.id, `{"admission":"` + d.admitted.id.String() + `"}`, d.by.lang, d.asked, d.asked,
				string(actor.RoleProducer), d.admitted.firm.id, read}
		}, add)
	}},
	{"hearing_doubt", "hearing_id doubt_id", func(w *world, add func(...any) error) error {
		return each(w.desk.held.of(doubt.heard), func(d doubt) []any { return []any{d.hearing, d.id} }, add)
	}},
	{"hearing_answer", "hearing_id text compensated cooperated measures answered_by answered_at given_by received_on", func(w *world, add func(...any) error) error {
		return each(w.desk.held.of(func(d doubt) bool { return d.answer != "" }), func(d doubt) []any {
			if !d.letter.IsZero() {
				return []any{d.hearing, d.answer, "", "", "", d.officer(), d.answered, d.by.name, d.letter}
			}
			return []any{d.hearing, d.answer, "", "", "", d.by.id, d.answered, "", nil}
		}, add)
	}},
	{"hearing_end", "hearing_id outcome event_id reasons done_by at", func(w *world, add func(...any) error) error {
		return each(w.desk.held.of(func(d doubt) bool { return d.outcome != "" }), func(d doubt) []any {
			return []any{d.hearing, string(d.outcome), known(d.event), "Asia on selvitetty.", d.officer(), d.ended}
		}, add)
	}},
	{"event_unheard", "event_id rule_id ground reasons", func(w *world, add func(...any) error) error {
		must := slices.DeleteFunc(slices.Clone(w.desk.held.unheard), func(u unheard) bool { return w.desk.held.duty(u) == uuid.Nil })
		return each(must, func(u unheard) []any { return []any{u.event, w.desk.held.duty(u), string(u.ground), u.why} }, add)
	}},
	{"registry_check", "id organiser_id producer_id register finding source note checked_on due_on done_by at", func(w *world, add func(...any) error) error {
		home := w.organiserByCode(homeOrganiser)
		sources := map[string]string{"soteri": "Soteri", "tax": "Vero.fi"}
		return each(w.desk.held.checks, func(k registryCheck) []any {
			source := sources[k.register]
			if source == "" {
				source = "YTJ"
			}
			return []any{k.id, home.ID, k.firm.id, k.register, string(k.finding), source, "", k.on, k.due, home.officer.id, w.ago(k.on.DaysUntil(w.opt.AsOf))}
		}, add)
	}},
}

// twiceTables are what stands twice in the register, and files that were brought in.
var twiceTables = []writer{
	{"producer_merge", "id kept_id gone_id grounds reasons asked_by asked_at", func(w *world, add func(...any) error) error {
		return each(w.desk.twice.claims, func(k claim) []any {
			return []any{k.id, k.kept.id, k.gone.id, "duplicate", "Tämä on meidän yrityksemme.", k.by.id, k.at}
		}, add)
	}},
	{"price_list", "id producer_id name content made_by made_at applied_at applied_by applied", func(w *world, add func(...any) error) error {
		return each(w.desk.twice.prices, func(l priceList) []any {
			by := w.memberOf(l.firm).id
			if l.done < 0 {
				return []any{l.id, l.firm.id, l.name, l.content, by, l.at, nil, nil, nil}
			}
			return []any{l.id, l.firm.id, l.name, l.content, by, l.at, l.at, by, l.done}
		}, add)
	}},
	{"list_import", "id organiser_id name content made_by made_at", func(w *world, add func(...any) error) error {
		home := w.organiserByCode(homeOrganiser)
		return each(w.desk.twice.lists, func(l listed) []any { return []any{l.id, home.ID, l.name, l.content, home.officer.id, l.at} }, add)
	}},
}

func (d doubt) officer() uuid.UUID { return d.admitted.scheme.organiser.officer.id }
func (d doubt) heard() bool        { return d.hearing != uuid.Nil }

// duty is the rule by which a producer had to be heard; the zero id where there is none.
func (h held) duty(u unheard) uuid.UUID { return h.rules[ruleKey{regime: string(u.regime)}] }

// of are the doubts of which something holds.
func (h held) of(holds func(doubt) bool) (list []doubt) {
	for _, d := range h.doubts {
		if holds(d) {
			list = append(list, d)
		}
	}
	return list
}
