package tenure

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

// Day is an admission as it was at the end of a day in Helsinki, by what had been recorded until then.
type Day struct {
	Day      calendar.Date
	State    admission.State // "": it had not been made
	Producer string          // who held it: before a merge, the one that was merged
	Services []string
	Doubts   []Doubt // that were open
	Asked    *Hearing
	Answered bool
	Shown    []Shown
	Checks   []Check // the latest of each register
}

// OnDay reads an admission as it was on a day, not after today.
func (s *Service) OnDay(ctx context.Context, a actor.Actor, id uuid.UUID, day calendar.Date) (Day, error) {
	f, err := s.File(ctx, a, id)
	if err != nil {
		return Day{}, err
	}
	if day.IsZero() || day.After(f.Day) {
		day = f.Day
	}
	out := f.asOf(day)
	if out.State, out.Services, err = stateOn(ctx, s.db, id, day); err != nil || out.State == "" {
		return Day{Day: day}, s.db.Translate(err)
	}
	holder, name, err := heldBy(ctx, s.db, id, day)
	if err != nil {
		return out, s.db.Translate(err)
	}
	out.Producer = name
	if out.Shown, err = shownBy(ctx, s.db, f.Admission, holder, day); err != nil {
		return out, s.db.Translate(err)
	}
	all, err := checksOf(ctx, s.db, f.Scheme.OrganiserID, holder, day)
	seen := map[string]bool{}
	for _, c := range all {
		if !seen[c.Register] && !calendar.Today(c.At).After(day) {
			seen[c.Register] = true
			out.Checks = append(out.Checks, c)
		}
	}
	return out, s.db.Translate(err)
}

// asOf keeps what was open at the end of a day.
func (f File) asOf(day calendar.Date) Day {
	out := Day{Day: day}
	for _, d := range f.Doubts {
		if !calendar.Today(d.At).After(day) && (d.EndedAt == nil || calendar.Today(*d.EndedAt).After(day)) {
			out.Doubts = append(out.Doubts, d)
		}
	}
	for _, h := range f.Hearings {
		if !calendar.Today(h.At).After(day) && (h.EndedAt == nil || calendar.Today(*h.EndedAt).After(day)) {
			out.Asked = &h
			out.Answered = h.Answer != nil && !calendar.Today(h.Answer.At).After(day)
			break
		}
	}
	return out
}

// Stage is where the looking after stood.
func (d Day) Stage() Stage {
	var open *Hearing
	if d.Asked != nil {
		open = &Hearing{AnswerBy: d.Asked.AnswerBy}
		if d.Answered {
			open.Answer = d.Asked.Answer
		}
	}
	return StageOn(d.State == admission.StateRemoved || d.State == admission.StateEnded, len(d.Doubts) > 0, open, d.Day)
}
