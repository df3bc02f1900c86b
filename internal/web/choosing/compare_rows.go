package choosing

import (
	views "github.com/tuottajatori/tuottajatori/frontend/pages/choosing"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// A month's example in the comparison: so many hours of help, or days of housing.
const (
	monthHours = 20
	monthDays  = 30
)

// questions are the rows of the comparison: what people ask, in the order they ask it.
func (w words) questions(items []catalogue.Item, at wording.Here, byCode map[string]catalogue.Organiser) []views.Row {
	rows := []struct {
		key    string
		answer func(it catalogue.Item) views.Answer
	}{
		{"pays", func(it catalogue.Item) views.Answer { p := w.Pays(it); return views.Answer{Pays: &p} }},
		{"month", w.month},
		{"what", w.what},
		{"room", func(it catalogue.Item) views.Answer {
			v := w.Vacancy(it.Vacancy)
			return views.Answer{Main: v.Text, Kind: v.Kind, Lines: wording.Some(wording.Capital(v.At))}
		}},
		{"where", func(it catalogue.Item) views.Answer {
			p := w.Place(it, at)
			return views.Answer{Main: p.Text, Lines: wording.Some(p.Note)}
		}},
		{"languages", func(it catalogue.Item) views.Answer {
			if len(it.Spoken) == 0 {
				return views.Answer{Main: w.T("choosing.answer.not_told")}
			}
			return views.Answer{Main: w.Spoken(it.Spoken)}
		}},
		{"quality", func(it catalogue.Item) views.Answer {
			q := w.Quality(it.Rating)
			main := q.Word
			if q.Number != "" {
				main += " " + q.Number
			}
			return views.Answer{Main: main, Lines: wording.Some(q.Count, q.Source)}
		}},
		{"who", func(it catalogue.Item) views.Answer {
			return views.Answer{Main: w.ProducerName(it, byCode[it.Scheme.Organiser]), Lines: wording.Some(wording.Capital(w.ProducerKind(it.Producer)))}
		}},
		{"verified", func(it catalogue.Item) views.Answer {
			if text := w.Verified(it); text != "" {
				return views.Answer{Main: w.T("choosing.answer.verified_yes"), Kind: "good", Lines: wording.Some(text)}
			}
			return views.Answer{Main: w.T("choosing.answer.verified_no"), Kind: "wait"}
		}},
		{"become", func(it catalogue.Item) views.Answer { return w.become(it, byCode[it.Scheme.Organiser]) }},
	}
	out := make([]views.Row, 0, len(rows))
	for _, row := range rows {
		r := views.Row{Question: w.T("choosing.question." + row.key)}
		for _, it := range items {
			a := row.answer(it)
			a.Tint = tints[it.Pays.Kind]
			r.Cells = append(r.Cells, a)
		}
		out = append(out, r)
	}
	return out
}

var tints = map[string]string{
	offering.OwnShare: "own", offering.ClientFee: "fee", offering.Price: "price", offering.Free: "free", offering.Unknown: "unknown",
}

// month is an example of a month, so that an hour's price and a day's can be set beside a month's.
func (w words) month(it catalogue.Item) views.Answer {
	p := it.Pays
	switch {
	case p.Kind == offering.Free:
		return views.Answer{Main: w.T("choosing.answer.nothing")}
	case p.Kind == offering.ClientFee && p.CentsMax != nil:
		return views.Answer{Main: w.T("choosing.answer.depends")}
	case p.Cents == nil:
		return views.Answer{Main: w.T("choosing.answer.not_told")}
	case *p.Cents == 0 && !p.From:
		return views.Answer{Main: w.T("choosing.answer.nothing")}
	}
	least := func(c money.Cents) string {
		if p.From {
			return w.T("public.pays.from") + " " + w.Whole(c)
		}
		return w.Whole(c)
	}
	switch p.Per {
	case service.Hour:
		return views.Answer{Main: least(*p.Cents * money.Cents(monthHours)), Lines: wording.Some(w.T("choosing.answer.hours", "Count", monthHours))}
	case service.Day:
		return views.Answer{Main: least(*p.Cents * money.Cents(monthDays)), Lines: wording.Some(w.T("choosing.answer.days", "Count", monthDays))}
	case service.Month:
		if p.From {
			return views.Answer{Main: least(*p.Cents)}
		}
		return views.Answer{Main: w.Amount(p), Lines: wording.Some(w.T("choosing.answer.every_month"))}
	default:
		return views.Answer{Main: w.T("choosing.answer.per_use")}
	}
}

func (w words) what(it catalogue.Item) views.Answer {
	if text := w.Written(it.Description); text.Text != "" {
		return views.Answer{Main: text.Text, Lang: text.Lang}
	}
	return views.Answer{Main: w.T("choosing.answer.no_description"), Lines: wording.Some(it.Service.Description(w.lang()))}
}

// become tells the way in and whom to call: the county where it decides, else the unit.
func (w words) become(it catalogue.Item, organiser catalogue.Organiser) views.Answer {
	a := views.Answer{Main: w.T("choosing.answer." + it.Pays.Kind)}
	phone := w.UnitPhone(it)
	if it.Pays.Kind == offering.OwnShare || it.Pays.Kind == offering.ClientFee || it.Pays.Kind == offering.Unknown && phone.Number == "" {
		phone = w.Phone(organiser)
	}
	if phone.Number != "" {
		a.Call = &phone
	}
	return a
}
