package tenuredesk

import (
	"regexp"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/tenure"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
)

// kind names evidence by its kind, or what was answered to a single requirement by its title.
func kind(p *locale.Printer, key string, titles tenure.Titles) string {
	if title := titles.Title(string(p.Lang())); title != "" {
		return title
	}
	return p.T("evidence.kind." + key)
}

// cause says what a doubt is about, with the kind of evidence, the requirement or the register.
func cause(p *locale.Printer, cause tenure.Cause, subject string, titles tenure.Titles) string {
	switch {
	case cause == tenure.CauseEvidence && titles.TitleFi != "":
		return p.T("tenure.cause.answer", "Title", kind(p, subject, titles))
	case cause == tenure.CauseEvidence:
		return p.T("tenure.cause.evidence", "Kind", kind(p, subject, titles))
	case cause == tenure.CauseRegistry && subject != "":
		return p.T("tenure.cause.registry", "Register", register(p, subject))
	case subject == tenure.SubjectBusinessID:
		return p.T("tenure.cause.business_id")
	default:
		return p.T("tenure.cause_name." + string(cause))
	}
}

var paragraph = regexp.MustCompile(`,? §(\d+(?:–\d+)?)`)

// law writes where a rule stands as it is written in the language: "569/2009, 4–5 §".
func law(p *locale.Printer, source string) string {
	if p.Lang() == locale.En {
		return source
	}
	return paragraph.ReplaceAllString(source, ", $1 §")
}

func register(p *locale.Printer, key string) string { return p.T("schemedesk.registry." + key) }

var stageKinds = map[tenure.Stage]string{tenure.StageCalm: "good", tenure.StageDoubted: "wait", tenure.StageAsked: "info",
	tenure.StageUnanswered: "stop", tenure.StageAnswered: "wait", tenure.StageOver: ""}

// stage draws where the looking after stands.
func stage(p *locale.Printer, s tenure.Stage) components.TagArgs {
	return components.TagArgs{Text: p.T("tenure.stage." + string(s)), Kind: stageKinds[s]}
}

func outcome(p *locale.Printer, o tenure.Outcome) components.TagArgs {
	switch o {
	case "":
		return components.TagArgs{Text: p.T("tenure.outcome.open"), Kind: "wait"}
	case tenure.Removed:
		return components.TagArgs{Text: p.T("tenure.outcome.removed"), Kind: "stop"}
	case tenure.Suspended:
		return components.TagArgs{Text: p.T("tenure.outcome.suspended"), Kind: "wait"}
	default:
		return components.TagArgs{Text: p.T("tenure.outcome." + string(o)), Kind: "good"}
	}
}

// doubts writes doubts; names tells whether officers are named.
func doubts(p *locale.Printer, list []tenure.Doubt, names bool) []views.Doubt {
	out := make([]views.Doubt, len(list))
	for i, d := range list {
		v := views.Doubt{Title: cause(p, d.Rule.Cause, d.Subject, d.Titles), Tag: outcome(p, d.Outcome), Reasons: d.Reasons}
		since := p.T("tenure.doubt.since", "Date", d.Since)
		if names && d.By != "" {
			since = p.T("tenure.doubt.since_by", "Date", d.Since, "Name", d.By)
		}
		v.Facts = []string{since, p.T("tenure.doubt.law", "Law", law(p, d.Rule.Source))}
		if d.Outcome == "" && d.Rule.Duty {
			v.Facts = append(v.Facts, p.T("tenure.doubt.duty"))
		}
		if d.EndedAt != nil {
			v.Ended = p.T("tenure.doubt.ended", "At", p.DateTime(*d.EndedAt))
			if d.EndReasons != "" {
				v.Ended += " " + d.EndReasons
			}
		}
		out[i] = v
	}
	return out
}

// hearings writes hearings; names tells whether officers are named, and letter where the copy of one is.
func hearings(p *locale.Printer, f acted, names bool, letter func(tenure.Hearing) string) []views.Hearing {
	out := make([]views.Hearing, len(f.Hearings))
	for i, h := range f.Hearings {
		v := views.Hearing{Title: p.T("tenure.hearing.of", "Date", calendar.Today(h.At)), Question: h.Question, Reasons: h.EndReasons,
			Meta: p.T("tenure.hearing.by_day", "Date", h.AnswerBy), Tag: outcome(p, h.Outcome)}
		if names {
			v.Meta = p.T("tenure.hearing.asked_by", "Name", h.By, "Date", h.AnswerBy)
		}
		if h.Outcome == "" {
			v.Tag = stage(p, tenure.StageOn(false, true, &h, f.Day))
		}
		if a := h.Answer; a != nil {
			v.By = answeredBy(p, *a, names)
			if a.Text != "" {
				v.Answer = append(v.Answer, views.Said{Text: a.Text})
			}
			if a.Letter != nil && a.Letter.File != uuid.Nil {
				v.Letter = views.Link{Text: p.T("tenure.letter.copy", "Name", a.Letter.FileName), Href: letter(h)}
			}
			if a.Cleans() {
				v.Answer = append(v.Answer, views.Said{Title: p.T("tenure.reply.compensated"), Text: a.Compensated},
					views.Said{Title: p.T("tenure.reply.cooperated"), Text: a.Cooperated}, views.Said{Title: p.T("tenure.reply.measures"), Text: a.Measures})
			}
		}
		if h.EndedAt != nil {
			v.Ended = p.T("tenure.hearing.ended", "At", p.DateTime(*h.EndedAt))
		}
		if !h.ExcludedUntil.IsZero() {
			v.Ended += " " + p.T("tenure.hearing.excluded", "Date", h.ExcludedUntil)
		}
		out[i] = v
	}
	return out
}

// answeredBy tells who has answered and when, and of a letter who wrote it down.
func answeredBy(p *locale.Printer, a tenure.Answer, names bool) string {
	switch {
	case a.Letter == nil:
		return p.T("tenure.hearing.answered", "Name", a.By, "At", p.DateTime(a.At))
	case names:
		return p.T("tenure.letter.recorded_by", "Name", a.Letter.By, "Date", a.Letter.Received, "Recorder", a.Letter.Recorder, "At", p.DateTime(a.At))
	default:
		return p.T("tenure.letter.recorded", "Name", a.Letter.By, "Date", a.Letter.Received, "At", p.DateTime(a.At))
	}
}

// shown writes what the scheme asks for and how long what was shown holds; renew is where it may be renewed, "" nowhere.
func shown(p *locale.Printer, list []tenure.Shown, day calendar.Date, renew func(tenure.Shown) string) [][]components.Cell {
	var out [][]components.Cell
	for _, s := range list {
		last, tag := p.T("tenure.page.open"), components.TagArgs{Text: p.T("evidence.standing.valid"), Kind: "good"}
		switch {
		case s.None:
			last, tag = "–", components.TagArgs{Text: p.T("tenure.page.not_shown"), Kind: ""}
		case s.Last != nil:
			last = p.Date(*s.Last)
			if s.Last.Before(day) {
				tag = components.TagArgs{Text: p.T("evidence.standing.lapsed"), Kind: "stop"}
			} else if left := day.DaysUntil(*s.Last); tenure.StageOf(left) > 0 {
				tag = casework.Lapse(p, left)
			}
		}
		out = append(out, []components.Cell{{Text: kind(p, s.Kind, s.Titles), Href: renew(s)}, {Text: last}, {Part: components.Tag(tag)}})
	}
	return out
}

// nowhere is for readers who do not renew what was shown.
func nowhere(tenure.Shown) string { return "" }
