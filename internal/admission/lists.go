package admission

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// OpenScheme is a scheme that takes applications today, as a producer sees it.
type OpenScheme struct {
	Scheme    scheme.Scheme
	Organiser Organiser
	Services  []string      // keys, sorted
	Mine      uuid.NullUUID // the producer's own open application
	Admitted  bool          // the producer has a living admission
	May       error         // nil, or the fault that says why this producer may not apply
}

// OpenSchemes lists the schemes that take applications today, by organiser and name, with where the producer stands.
func (s *Service) OpenSchemes(ctx context.Context, a actor.Actor) ([]OpenScheme, error) {
	if err := identity.Allow(a, identity.ApplicationEdit, identity.Object{Producer: a.Organisation}); err != nil {
		return nil, err
	}
	today, err := db.Today(ctx, s.db)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	applicant, err := applicantByID(ctx, s.db, a.Organisation)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	list, err := openSchemes(ctx, s.db, applicant.ID, today)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	for i := range list {
		list[i].May = mayApply(list[i].Scheme, applicant.Kind, today)
	}
	return list, nil
}

// SchemeView is a scheme that a producer looks at before it begins an application.
type SchemeView struct {
	OpenScheme
	Requirements []scheme.Requirement
	Rulebook     *scheme.Rulebook
	Today        calendar.Date
	Clock        Clock         // of an application sent today
	DueIfToday   calendar.Date // when the decision on an application sent today would be due
}

// SchemeToApply reads one open scheme with what it asks for; NotFound when it takes no applications.
func (s *Service) SchemeToApply(ctx context.Context, a actor.Actor, id uuid.UUID) (SchemeView, error) {
	list, err := s.OpenSchemes(ctx, a)
	if err != nil {
		return SchemeView{}, err
	}
	for _, one := range list {
		if one.Scheme.ID != id {
			continue
		}
		v, err := s.schemeView(ctx, one)
		return v, s.db.Translate(err)
	}
	return SchemeView{}, FaultNotFound
}

func (s *Service) schemeView(ctx context.Context, one OpenScheme) (SchemeView, error) {
	v := SchemeView{OpenScheme: one}
	now, err := databaseNow(ctx, s.db)
	if err != nil {
		return v, err
	}
	v.Today = calendar.Today(now)
	clock, _, err := clockOn(ctx, s.db, one.Scheme, v.Today)
	if err != nil {
		return v, err
	}
	v.Clock, v.DueIfToday = clock, clock.Due(now, nil)
	if v.Requirements, err = scheme.RequirementsOf(ctx, s.db, one.Scheme.ID); err != nil {
		return v, err
	}
	book, ok, err := scheme.RulebookOn(ctx, s.db, one.Scheme.ID, v.Today)
	if ok {
		v.Rulebook = &book
	}
	return v, err
}

// Sent is one of a producer's applications in its list.
type Sent struct {
	ID          uuid.UUID     `db:"id"`
	CaseNumber  string        `db:"case_number"`
	SchemeFi    string        `db:"scheme_fi"`
	SchemeSv    string        `db:"scheme_sv"`
	SchemeEn    string        `db:"scheme_en"`
	OrganiserFi string        `db:"organiser_fi"`
	OrganiserSv string        `db:"organiser_sv"`
	OrganiserEn string        `db:"organiser_en"`
	SavedAt     time.Time     `db:"saved_at"`
	SubmittedAt *time.Time    `db:"submitted_at"`
	DueOn       calendar.Date `db:"due_on"`
	Status      Status        `db:"status"`
	AnswerBy    calendar.Date `db:"answer_by"` // of the question that is open; none: nothing is asked
}

// SchemeName is the scheme's name in a language.
func (r Sent) SchemeName(lang string) string {
	return locale.Pick(lang, r.SchemeFi, r.SchemeSv, r.SchemeEn)
}

// OrganiserName is the organiser's name in a language.
func (r Sent) OrganiserName(lang string) string {
	return locale.Pick(lang, r.OrganiserFi, r.OrganiserSv, r.OrganiserEn)
}

// Applications lists the producer's own applications, the newest first.
func (s *Service) Applications(ctx context.Context, a actor.Actor) ([]Sent, error) {
	if err := identity.Allow(a, identity.ApplicationView, identity.Object{Producer: a.Organisation}); err != nil {
		return nil, err
	}
	list, err := applicationsOf(ctx, s.db, a.Organisation)
	return list, s.db.Translate(err)
}

// DueIfSentNow is when the decision on an application sent at this moment would be due, and the clock that says so.
func (s *Service) DueIfSentNow(ctx context.Context, sch scheme.Scheme) (calendar.Date, Clock, error) {
	now, err := databaseNow(ctx, s.db)
	if err != nil {
		return calendar.Date{}, Clock{}, s.db.Translate(err)
	}
	clock, _, err := clockOn(ctx, s.db, sch, calendar.Today(now))
	return clock.Due(now, nil), clock, s.db.Translate(err)
}
