package choosing

import (
	"cmp"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/choosing"
	"github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/hours"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/quality"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// question is a row of the comparison: the last part of its text's key, and how an offering answers it.
type question struct {
	key    string
	answer func(w words, it catalogue.Item, a asked) views.Answer
}

// asking are the questions that people ask, in the order they ask them.
var asking = []question{
	{"cost", words.cost},
	{"what", words.what},
	{"included", words.included},
	{"who_comes", words.whoComes},
	{"languages", words.languages},
	{"room", words.room},
	{"open", words.open},
	{"where", words.where},
	{"quality", words.quality},
	{"owner", words.owner},
	{"inspected", words.inspected},
	{"change", words.changeOfMind},
	{"become", words.become},
}

// questions are the rows of the comparison.
func (w words) questions(a asked) []views.Row {
	out := make([]views.Row, 0, len(asking))
	for _, q := range asking {
		r := views.Row{Question: w.T("choosing.question." + q.key)}
		var all []said
		for _, it := range a.items {
			answer := q.answer(w, it, a)
			answer.Tint = tints[it.Pays.Kind]
			if answer.Open = answer.Open || answer.Untold; answer.Open {
				answer.Ask = w.whomToAsk(it, a)
				r.Ask = w.T("choosing.ask." + q.key)
			}
			r.Cells, all = append(r.Cells, answer), append(all, sayingOf(answer))
		}
		verdict := judge(all)
		if q.key == "included" {
			verdict, r.Note = includedVerdict(verdict, a.items), w.includedDiffers(a.items)
		}
		if r.Differs = worthShowing(verdict); verdict != nothing {
			r.Mark, r.Alike = w.T("choosing.verdict."+verdict), alikeCells(r.Cells)
		}
		out = append(out, r)
	}
	return out
}

// alikeCells tells whether all answers read the same, known or not.
func alikeCells(cells []views.Answer) bool {
	for _, c := range cells[1:] {
		if sayingOf(c).text != sayingOf(cells[0]).text {
			return false
		}
	}
	return true
}

var tints = map[string]string{
	offering.OwnShare: "own", offering.ClientFee: "fee", offering.Price: "price", offering.Free: "free", offering.Unknown: "unknown",
}

// cost is the amount in its own form and unit, and what it comes to in a month by the use that the page shows.
func (w words) cost(it catalogue.Item, _ asked) views.Answer {
	pays := w.Pays(it)
	answer := views.Answer{Pays: &pays, Untold: it.Pays.Cents == nil}
	if !it.Month.Known && it.Pays.Cents != nil {
		answer.Lines = wording.Some(w.T("choosing.own_unit"))
	}
	return answer
}

func (w words) what(it catalogue.Item, _ asked) views.Answer {
	if text := w.Written(it.Description); text.Text != "" {
		return views.Answer{Main: text.Text, Lang: text.Lang}
	}
	return views.Answer{Main: w.T("choosing.answer.no_description"), Untold: true, Lines: wording.Some(it.Service.Description(w.lang()))}
}

// untold is the answer of those who have not answered.
func (w words) untold() views.Answer {
	return views.Answer{Main: w.T("choosing.answer.not_told"), Untold: true}
}

// whoComes is how many different workers visit in a month, where that was measured, and else who sends them. Whether they
// are the producer's own or a subcontractor's no register tells, and so that is always a question to ask.
func (w words) whoComes(it catalogue.Item, a asked) views.Answer {
	who := w.T("choosing.who." + cmp.Or(it.Producer.Kind, "unknown"))
	measured, told := a.workers[it.ID]
	switch {
	case !it.AtHome:
		return views.Answer{Main: w.T("choosing.who.there"), Open: true}
	case !told:
		return views.Answer{Main: who, Untold: true}
	}
	by, _ := quality.ByKey(measured.Indicator)
	of := w.T("choosing.who.of", "Counted", w.Counted(by, measured.N), "Period", w.Period(measured.From, measured.To))
	if measured.Demo {
		of = w.T("choosing.who.of", "Counted", w.T("quality.inspection.demo"), "Period", w.Period(measured.From, measured.To))
	}
	tenths := (measured.Value + 5) / 10 * 10
	return views.Answer{Main: w.T("choosing.who.measured", "Workers", w.Measure(by, tenths)), Strong: true, Lines: wording.Some(of, who), Open: true}
}

// whomToAsk is who can tell what the catalogue does not: the unit, or else the county, or else the producer's own pages.
func (w words) whomToAsk(it catalogue.Item, a asked) views.Ask {
	county := a.byCode[it.Scheme.Organiser]
	site := cmp.Or(it.Unit.Website, it.Producer.Website)
	switch {
	case it.Unit.Phone != "":
		return views.Ask{Text: w.T("choosing.ask.producer"), Link: public.Link{Text: it.Unit.Phone, Href: components.Tel(it.Unit.Phone)}}
	case it.Unit.Email != "":
		return views.Ask{Text: w.T("choosing.ask.producer"), Link: public.Link{Text: it.Unit.Email, Href: "mailto:" + it.Unit.Email}}
	case county.Phone != "":
		return views.Ask{Text: w.T("choosing.ask.county"), Link: public.Link{Text: county.Phone, Href: components.Tel(county.Phone)}}
	case site != "":
		return views.Ask{Text: w.T("choosing.ask.producer"), Link: public.Link{Text: w.T("choosing.ask.site"), Href: site}}
	}
	return views.Ask{Text: w.T("choosing.ask.nobody")}
}

func (w words) languages(it catalogue.Item, _ asked) views.Answer {
	if len(it.Spoken) == 0 {
		return w.untold()
	}
	return views.Answer{Main: wording.Capital(w.Spoken(it.Spoken))}
}

func (w words) room(it catalogue.Item, _ asked) views.Answer {
	v := w.Vacancy(it.Vacancy)
	return views.Answer{Main: v.Text, Kind: v.Kind, Lines: wording.Some(wording.Capital(v.At)), Untold: v.Kind == ""}
}

// open is when the point is open, in a line: what is now is over when the page is printed.
func (w words) open(it catalogue.Item, _ asked) views.Answer {
	week := it.Point.Hours
	switch {
	case week == nil:
		return w.untold()
	case week.State != hours.Regular:
		return views.Answer{Main: w.T("hours.agreement")}
	}
	answer := views.Answer{Main: wording.Capital(w.HoursInLine(*week))}
	if week.ElseAgreement {
		answer.Lines = wording.Some(w.T("hours.else_agreement"))
	}
	return answer
}

func (w words) where(it catalogue.Item, a asked) views.Answer {
	p := w.Place(it, a.at)
	return views.Answer{Main: p.Text, Lines: wording.Some(p.Note)}
}

func (w words) quality(it catalogue.Item, _ asked) views.Answer {
	q := w.Quality(it.Quality)
	main := q.Word
	if q.Number != "" {
		main += " " + q.Number
	}
	answer := views.Answer{Main: main, Lines: wording.Some(q.Count, q.Source), Strong: q.Number != "", Untold: q.Number == ""}
	if q.Why != "" {
		answer.More = public.Link{Text: w.T("quality.why"), Href: q.Why}
	}
	return answer
}

func (w words) owner(it catalogue.Item, a asked) views.Answer {
	return views.Answer{
		Main:  w.ProducerName(it, a.byCode[it.Scheme.Organiser]),
		Lines: wording.Some(wording.Capital(w.ProducerKind(it.Producer)), w.Verified(it)),
	}
}

// inspected is when the unit was inspected last and what was found.
func (w words) inspected(it catalogue.Item, _ asked) views.Answer {
	i := w.Inspection(it.Inspection)
	if i.Date == "" {
		return views.Answer{Main: i.Finding, Untold: true}
	}
	return views.Answer{Main: i.Date, Lines: wording.Some(i.Finding, i.Note)}
}

// changeOfMind tells what one may do who does not want the service after all, by the way it is arranged.
func (w words) changeOfMind(it catalogue.Item, _ asked) views.Answer {
	right := catalogue.RightOf(it.Scheme.Regime, it.Pays.Kind)
	return views.Answer{Main: w.T("choosing.right." + string(right)), Untold: right == catalogue.RightAsk}
}

// become tells the way in and whom to call: the county where it decides, else the unit.
func (w words) become(it catalogue.Item, a asked) views.Answer {
	answer := views.Answer{Main: w.T("choosing.answer." + it.Pays.Kind)}
	phone := w.UnitPhone(it)
	if offering.ByOrganiser(it.Pays.Kind) || it.Pays.Kind == offering.Unknown && phone.Number == "" {
		phone = w.Phone(a.byCode[it.Scheme.Organiser])
	}
	if phone.Number != "" {
		answer.Call = &phone
	}
	return answer
}
