package tenure

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// File is an admission with what there is to look after in it, on a day.
type File struct {
	admission.Admission
	Day      calendar.Date
	Stage    Stage
	Doubts   []Doubt   // the latest first, ended ones too
	Hearings []Hearing // the latest first, ended ones too
	Shown    []Shown
	Rules    []Rule // of the regime today
	Removal  RemovalRule
}

// Shown is a kind of evidence that the scheme asks for, or a single requirement whose answer holds for a time, and how long
// what the producer has shown holds.
type Shown struct {
	Kind  string         `db:"kind"`  // of evidence; or the requirement's id
	Last  *calendar.Date `db:"last"`  // nil: for the time being
	None  bool           `db:"none"`  // nothing of the kind has been shown that counts
	Dated bool           `db:"dated"` // the answer is a date
	Titles
}

// Titles are the words of a single requirement; empty where a kind of evidence is told of.
type Titles struct {
	TitleFi string `db:"title_fi"`
	TitleSv string `db:"title_sv"`
	TitleEn string `db:"title_en"`
}

// Title is the requirement's title in a language; "" where a kind of evidence is told of.
func (t Titles) Title(lang string) string { return locale.Pick(lang, t.TitleFi, t.TitleSv, t.TitleEn) }

// OpenDoubts are the doubts that have not ended.
func (f File) OpenDoubts() (out []Doubt) {
	for _, d := range f.Doubts {
		if d.Outcome == "" {
			out = append(out, d)
		}
	}
	return out
}

// Decided are the open doubts that a decision is about: once the producer was asked, those of which it was asked, so that
// nothing that came up later is ended, kept or made a ground unheard (434/2003 §34). All of them where nobody has asked, or
// where a suspension or a removal is made on a ground for not hearing, before there is an answer.
func (f File) Decided(o Outcome) []Doubt {
	open, h := f.OpenDoubts(), f.Open()
	_, heard := Next(f.Stage, StepRemove)
	if h == nil || !heard && (o == Suspended || o == Removed) {
		return open
	}
	return slices.DeleteFunc(open, func(d Doubt) bool { return !slices.Contains(h.Doubts, d.ID) })
}

// Seen tells that a doubt has come up which whoever decides was not shown: what one asks, keeps or removes for is what one has
// read. The ids are of the doubts that a form showed; nil where nobody was shown any, and what is open is meant.
func (f File) Seen(shown []uuid.UUID) error {
	if shown != nil && slices.ContainsFunc(f.OpenDoubts(), func(d Doubt) bool { return !slices.Contains(shown, d.ID) }) {
		return FaultRaised
	}
	return nil
}

// Open is the hearing that has not ended; nil when there is none.
func (f File) Open() *Hearing {
	for i := range f.Hearings {
		if f.Hearings[i].Outcome == "" {
			return &f.Hearings[i]
		}
	}
	return nil
}

// Cleanable tells whether the producer has shown self-cleaning in the open hearing and every ground of which it was asked there
// may be cleaned.
func (f File) Cleanable() bool {
	h := f.Open()
	if h == nil || h.Answer == nil || !h.Answer.Cleans() {
		return false
	}
	return !slices.ContainsFunc(f.Decided(SelfCleaned), func(d Doubt) bool { return !d.Rule.SelfCleaning })
}

// Duty tells whether law makes it a duty to remove the admission when an open doubt proves true.
func (f File) Duty() bool {
	_, duty, _ := Strictest(rulesOf(f.OpenDoubts()), f.Day)
	return duty
}

// EarliestAnswer is the earliest last day for an answer to what is asked today.
func (f File) EarliestAnswer() calendar.Date {
	by, _, _ := Strictest(rulesOf(f.OpenDoubts()), f.Day)
	return by
}

// MayClean tells whether an answer to a hearing may tell of self-cleaning.
func (f File) MayClean(h *Hearing) bool {
	_, _, cleans := Strictest(rulesOf(f.doubtsOf(h)), f.Day)
	return cleans
}

func (f File) has(doubt uuid.UUID) bool {
	for _, d := range f.Doubts {
		if d.ID == doubt {
			return true
		}
	}
	return false
}

func (f File) heard(id uuid.UUID) *Hearing {
	for i := range f.Hearings {
		if f.Hearings[i].ID == id {
			return &f.Hearings[i]
		}
	}
	return nil
}

func (f File) doubtsOf(h *Hearing) (out []Doubt) {
	for _, d := range f.Doubts {
		for _, id := range h.Doubts {
			if d.ID == id {
				out = append(out, d)
			}
		}
	}
	return out
}

// File reads an admission for its producer and for those who review.
func (s *Service) File(ctx context.Context, a actor.Actor, id uuid.UUID) (File, error) {
	if err := admission.MayEver(a, identity.AdmissionView); err != nil {
		return File{}, err
	}
	f, err := s.file(ctx, s.db, id)
	if err != nil {
		return File{}, s.db.Translate(err)
	}
	return f, identity.Allow(a, identity.AdmissionView, f.Object())
}

func (s *Service) file(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (File, error) {
	day, err := s.today(ctx, q)
	if err != nil {
		return File{}, err
	}
	f := File{Day: day}
	if f.Admission, err = admission.Find(ctx, q, id, day); err != nil {
		return File{}, err
	}
	if f.Doubts, err = doubtsOf(ctx, q, id); err != nil {
		return File{}, err
	}
	if f.Hearings, err = hearingsOf(ctx, q, id); err != nil {
		return File{}, err
	}
	if f.Shown, err = shownBy(ctx, q, f.Admission, f.ProducerID, day); err != nil {
		return File{}, err
	}
	if f.Rules, err = rulesOn(ctx, q, f.Scheme.Regime, day); err != nil {
		return File{}, err
	}
	if f.Removal, err = removalOn(ctx, q, f.Scheme.Regime, day); err != nil {
		return File{}, err
	}
	over := f.State == admission.StateRemoved || f.State == admission.StateEnded
	f.Stage = StageOn(over, len(f.OpenDoubts()) > 0, f.Open(), day)
	return f, nil
}
