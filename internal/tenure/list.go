package tenure

import (
	"cmp"
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

// listed is how many lines of a list are read when nobody says.
const listed = 300

// Concern is an admission in which there is something to look after.
type Concern struct {
	Admission   uuid.UUID       `db:"id"`
	Producer    string          `db:"producer"`
	SchemeFi    string          `db:"scheme_fi"`
	SchemeSv    string          `db:"scheme_sv"`
	SchemeEn    string          `db:"scheme_en"`
	OrganiserFi string          `db:"organiser_fi"`
	OrganiserSv string          `db:"organiser_sv"`
	OrganiserEn string          `db:"organiser_en"`
	State       admission.State `db:"state"`
	Cause       Cause           `db:"cause"`   // of the oldest open doubt
	Subject     string          `db:"subject"` // of the same
	Titles
	Doubts   int           `db:"doubts"`    // open ones
	Since    calendar.Date `db:"since"`     // of the oldest
	Duty     bool          `db:"duty"`      // law makes it a duty to remove the admission if a doubt proves true
	AnswerBy calendar.Date `db:"answer_by"` // of the open hearing; zero: none is open
	Answered bool          `db:"answered"`
	Stage    Stage         `db:"-"`
}

// SchemeName is the scheme's name in a language.
func (c Concern) SchemeName(lang string) string {
	return locale.Pick(lang, c.SchemeFi, c.SchemeSv, c.SchemeEn)
}

// OrganiserName is the organiser's name in a language.
func (c Concern) OrganiserName(lang string) string {
	return locale.Pick(lang, c.OrganiserFi, c.OrganiserSv, c.OrganiserEn)
}

// Lapse is evidence that lapses within the longest time of telling, in one admission; to a producer also what lapses in
// its library and is not known to be asked for, with no admission.
type Lapse struct {
	Admission   uuid.UUID `db:"id"` // zero: none
	Producer    string    `db:"producer"`
	BusinessID  string    `db:"business_id"` // "" when not known
	SchemeFi    string    `db:"scheme_fi"`
	SchemeSv    string    `db:"scheme_sv"`
	SchemeEn    string    `db:"scheme_en"`
	OrganiserFi string    `db:"organiser_fi"`
	OrganiserSv string    `db:"organiser_sv"`
	OrganiserEn string    `db:"organiser_en"`
	Kind        string    `db:"kind"`
	Titles
	Last calendar.Date `db:"last"`
}

// SchemeName is the scheme's name in a language.
func (l Lapse) SchemeName(lang string) string {
	return locale.Pick(lang, l.SchemeFi, l.SchemeSv, l.SchemeEn)
}

// OrganiserName is the organiser's name in a language.
func (l Lapse) OrganiserName(lang string) string {
	return locale.Pick(lang, l.OrganiserFi, l.OrganiserSv, l.OrganiserEn)
}

// Upkeep is what needs looking after: to the officers of an organiser and an operator's people in the schemes that are
// theirs, to a producer in its own admissions.
type Upkeep struct {
	Day      calendar.Date
	Concerns []Concern // those that wait for an official first, then by day
	Lapses   []Lapse   // by day
	Due      []Due     // checks in registers to do again; not for producers
	Most     int       // lines of each list
	Cut      Cut
}

// Cut tells which lists have more lines than are read.
type Cut struct{ Concerns, Lapses, Due bool }

// UpkeepQuery asks for what needs looking after.
type UpkeepQuery struct {
	Scheme uuid.UUID // zero: in all
	Most   int       // lines of each list; 0: 300
}

// first keeps the first lines of a list, and tells whether there were more.
func first[T any](list []T, most int) ([]T, bool) {
	return list[:min(len(list), most)], len(list) > most
}

// Upkeep reads the list for the actor.
func (s *Service) Upkeep(ctx context.Context, a actor.Actor, query UpkeepQuery) (Upkeep, error) {
	if err := admission.MayEver(a, identity.AdmissionView); err != nil {
		return Upkeep{}, err
	}
	day, err := s.today(ctx, s.db)
	if err != nil {
		return Upkeep{}, s.db.Translate(err)
	}
	u := Upkeep{Day: day, Most: cmp.Or(query.Most, listed)}
	if u.Concerns, err = s.concerns(ctx, a, day, query.Scheme, u.Most+1); err != nil {
		return u, s.db.Translate(err)
	}
	if u.Lapses, err = lapses(ctx, s.db, a, day, query.Scheme, u.Most+1); err != nil {
		return u, s.db.Translate(err)
	}
	u.Concerns, u.Cut.Concerns = first(u.Concerns, u.Most)
	u.Lapses, u.Cut.Lapses = first(u.Lapses, u.Most)
	if a.Role == actor.RoleProducer {
		others, err := otherLapses(ctx, s.db, a.Organisation, day)
		u.Lapses = append(u.Lapses, others...)
		return u, s.db.Translate(err)
	}
	u.Due, err = checksDue(ctx, s.db, a, day.AddDays(Stages()[1]), query.Scheme, u.Most+1)
	u.Due, u.Cut.Due = first(u.Due, u.Most)
	return u, s.db.Translate(err)
}

// Lapsing reads all that Upkeep tells the first lines of as lapses, for lists that are taken whole. Whether the actor may is
// for the caller.
func Lapsing(ctx context.Context, q sqlx.QueryerContext, a actor.Actor, day calendar.Date) ([]Lapse, error) {
	list, err := lapses(ctx, q, a, day, uuid.Nil, nil)
	if err != nil || a.Role != actor.RoleProducer {
		return list, err
	}
	others, err := otherLapses(ctx, q, a.Organisation, day)
	return append(list, others...), err
}

// Asked lists the producer's hearings that wait for its answer, the first last day first: those whose day is over too,
// since an answer counts until the matter is decided.
func (s *Service) Asked(ctx context.Context, a actor.Actor) ([]Concern, error) {
	if err := identity.Allow(a, identity.AdmissionView, identity.Object{Producer: a.Organisation}); err != nil {
		return nil, err
	}
	day, err := s.today(ctx, s.db)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	list, err := s.concerns(ctx, a, day, uuid.Nil, listed)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	list = slices.DeleteFunc(list, func(c Concern) bool { return !c.Waits(actor.RoleProducer) })
	slices.SortStableFunc(list, func(a, b Concern) int { return a.AnswerBy.Compare(b.AnswerBy) })
	return list, nil
}

// concerns reads what is in doubt, each with its stage on the day.
func (s *Service) concerns(ctx context.Context, a actor.Actor, day calendar.Date, scheme uuid.UUID, limit int) ([]Concern, error) {
	list, err := concerns(ctx, s.db, a, day, scheme, limit)
	for i := range list {
		c := &list[i]
		var open *Hearing
		if !c.AnswerBy.IsZero() {
			open = &Hearing{AnswerBy: c.AnswerBy}
			if c.Answered {
				open.Answer = &Answer{}
			}
		}
		c.Stage = StageOn(false, true, open, day)
	}
	return list, err
}

// Waits tells whether an official, or to a producer the producer itself, has something to do.
func (c Concern) Waits(role actor.Role) bool {
	if role == actor.RoleProducer {
		return c.Stage == StageAsked || c.Stage == StageUnanswered
	}
	return c.Stage != StageAsked
}
