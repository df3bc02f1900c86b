package admission

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// AlikeMost is how many cases are approved at once at the most.
const AlikeMost = 50

// ReadyCase is a case that was prepared for approval and whose every requirement was found met.
type ReadyCase struct {
	ID          uuid.UUID     `db:"id"`
	CaseNumber  string        `db:"case_number"`
	Holder      uuid.UUID     `db:"holder"`
	Producer    string        `db:"producer"`
	BusinessID  string        `db:"business_id"`
	DueOn       calendar.Date `db:"due_on"`
	Preparation uuid.UUID     `db:"preparation_id"`
	By          Colleague     `db:"by"`
	PreparedAt  time.Time     `db:"prepared_at"`
	May         error         `db:"-"` // nil, or why this official may not decide it
}

// Alike are the cases of one scheme that may be approved together.
type Alike struct {
	Scheme scheme.Scheme
	Cases  []ReadyCase
}

// ReadyScheme is a scheme with cases that may be approved together.
type ReadyScheme struct {
	SchemeID uuid.UUID `db:"scheme_id"`
	SchemeFi string    `db:"scheme_fi"`
	SchemeSv string    `db:"scheme_sv"`
	SchemeEn string    `db:"scheme_en"`
	Count    int       `db:"count"`
}

// SchemeName is the scheme's name in a language.
func (r ReadyScheme) SchemeName(lang string) string {
	return locale.Pick(lang, r.SchemeFi, r.SchemeSv, r.SchemeEn)
}

// ReadySchemes lists the schemes of the official's organiser that have such cases.
func (s *Service) ReadySchemes(ctx context.Context, a actor.Actor) ([]ReadyScheme, error) {
	if err := mayEver(a, identity.ApplicationDecide); err != nil {
		return nil, err
	}
	list, err := readySchemes(ctx, s.db, a.Organisation)
	return list, s.db.Translate(err)
}

// AlikeIn lists the cases of a scheme that may be approved together; NotFound for another organiser's scheme.
func (s *Service) AlikeIn(ctx context.Context, a actor.Actor, schemeID uuid.UUID) (Alike, error) {
	if err := mayEver(a, identity.ApplicationDecide); err != nil {
		return Alike{}, err
	}
	sch, err := scheme.ByID(ctx, s.db, schemeID)
	if err != nil {
		return Alike{}, s.db.Translate(err)
	}
	if err := identity.Allow(a, identity.ApplicationDecide, identity.Object{Organiser: sch.OrganiserID}); err != nil {
		return Alike{}, err
	}
	out := Alike{Scheme: sch}
	if out.Cases, err = casesReady(ctx, s.db, schemeID, AlikeMost); err != nil {
		return Alike{}, s.db.Translate(err)
	}
	holders := make([]uuid.UUID, len(out.Cases))
	for i, one := range out.Cases {
		holders[i] = one.Holder
	}
	partial, err := identity.PartialTo(ctx, s.db, a.Person, holders)
	if err != nil {
		return Alike{}, s.db.Translate(err)
	}
	for i, one := range out.Cases {
		if out.Cases[i].May = mayDecide(sch.FourEyes, true, one.By.ID, a.Person); slices.Contains(partial, one.Holder) {
			out.Cases[i].May = identity.ErrPartial
		}
	}
	return out, nil
}

// Approve is one of the cases that are approved together: the decision to make, and what it was prepared on when the list
// was shown.
type Approve struct {
	DecisionID, ApplicationID, Preparation uuid.UUID
}

// AlikeResult is what became of one case. Left tells why it was left as it was; nil when it is approved.
type AlikeResult struct {
	ID         uuid.UUID `db:"id"`
	CaseNumber string    `db:"case_number"`
	Producer   string    `db:"producer"`
	Left       error     `db:"-"`
}

// ApproveAlike approves cases one by one: each has its own decision, document, mail and audit row, in a transaction of
// its own. Only a case whose every requirement was found met in preparation, and that has not changed since the list was
// shown, is approved; the others are told with the reason and left.
func (s *Service) ApproveAlike(ctx context.Context, a actor.Actor, cases []Approve) ([]AlikeResult, error) {
	if err := mayEver(a, identity.ApplicationDecide); err != nil {
		return nil, err
	}
	switch {
	case len(cases) == 0:
		return nil, fault.Invalid().On("cases", "fault.admission.choose_case")
	case len(cases) > AlikeMost:
		return nil, fault.Invalid().On("cases", "fault.admission.too_many_cases", "Limit", AlikeMost)
	}
	var seen []uuid.UUID
	var out []AlikeResult
	for _, one := range cases {
		if slices.Contains(seen, one.ApplicationID) {
			continue
		}
		seen = append(seen, one.ApplicationID)
		err := s.approveOne(ctx, a, one)
		if err != nil && (fault.From(err).Code == fault.CodeInternal || fault.Is(err, fault.CodeNotFound)) {
			return nil, err
		}
		out = append(out, AlikeResult{ID: one.ApplicationID, Left: err})
	}
	titles, err := caseTitles(ctx, s.db, seen)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	for i := range out {
		title := titles[out[i].ID]
		out[i].CaseNumber, out[i].Producer = title.CaseNumber, title.Producer
	}
	return out, nil
}

func (s *Service) approveOne(ctx context.Context, a actor.Actor, one Approve) error {
	if _, err := s.Application(ctx, a, one.ApplicationID); err != nil {
		return err
	}
	p, err := preparationByID(ctx, s.db, one.Preparation)
	if err != nil {
		return s.db.Translate(err)
	}
	cmd := Decide{ID: one.DecisionID, ApplicationID: one.ApplicationID, Outcome: Approved, Reasons: p.Reasons, Judgements: p.Judgements,
		Preparation: uuid.NullUUID{UUID: one.Preparation, Valid: true}}
	if p.Outcome != cmd.Outcome || !cmd.clean() {
		return FaultNotClean
	}
	return s.Decide(ctx, a, cmd)
}
