package catalogue

import (
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/quality"
)

func (w *sheetWriter) rating(r *quality.Rating) {
	if !w.flag(r != nil) {
		return
	}
	for _, n := range [...]int{r.Mean, r.Answers, r.Needed, r.Indicators} {
		w.number(int64(n))
	}
	w.text(r.Source)
	w.day(r.From)
	w.day(r.To)
	w.day(r.AsOf)
	w.flag(r.Demo)
}

func (w *sheetWriter) inspection(i *quality.Inspection) {
	if !w.flag(i != nil) {
		return
	}
	w.day(i.On)
	w.text(i.Inspector, i.Kind, i.Finding, i.Outcome.Fi, i.Outcome.Sv, i.Outcome.En, i.Link)
	w.flag(i.Demo)
}

func (w *sheetWriter) day(d calendar.Date) {
	w.number(int64(d.Year))
	w.number(int64(d.Month))
	w.number(int64(d.Day))
}

func (r *sheetReader) rating(unit uuid.UUID, service string) *quality.Rating {
	if !r.flag() {
		return nil
	}
	out := &quality.Rating{Unit: unit, Service: service}
	for _, n := range [...]*int{&out.Mean, &out.Answers, &out.Needed, &out.Indicators} {
		*n = int(r.number())
	}
	r.text(&out.Source)
	out.From, out.To, out.AsOf = r.day(), r.day(), r.day()
	out.Demo = r.flag()
	return out
}

func (r *sheetReader) inspection(unit uuid.UUID) *quality.Inspection {
	if !r.flag() {
		return nil
	}
	out := &quality.Inspection{Unit: unit, On: r.day()}
	r.text(&out.Inspector, &out.Kind, &out.Finding, &out.Outcome.Fi, &out.Outcome.Sv, &out.Outcome.En, &out.Link)
	out.Demo = r.flag()
	return out
}

func (r *sheetReader) day() calendar.Date {
	year, month, day := int(r.number()), time.Month(r.number()), int(r.number())
	return calendar.Date{Year: year, Month: month, Day: day}
}
