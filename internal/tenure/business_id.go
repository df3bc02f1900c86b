package tenure

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// SubjectBusinessID is the subject of a doubt that arose since the producer has another business id than the one that was
// approved.
const SubjectBusinessID = "business_id"

// BusinessIDChanged opens a case with each organiser that has approved the producer: a doubt whether the approval, which
// was given to the old business id, may stand (569/2009 §4–5, 1397/2016 §52). Nothing else happens to the admission by
// itself; whoever is asked and what is decided goes the way of every doubt. The officers are told in the same transaction.
func (s *Service) BusinessIDChanged(ctx context.Context, tx *db.Tx, c producer.BusinessIDChanged) error {
	day, err := db.Today(ctx, tx)
	if err != nil {
		return err
	}
	list, err := livingOf(ctx, tx, c.Producer, day)
	if err != nil {
		return err
	}
	told := map[uuid.UUID]bool{}
	for _, one := range list {
		rule, err := RuleOn(ctx, tx, one.Regime, CauseCondition, day)
		if err != nil {
			return err
		}
		was := c.Was
		if was == "" {
			was = "–"
		}
		d := Doubt{ID: uuid.Must(uuid.NewV7()), AdmissionID: one.Admission, Rule: rule, Subject: SubjectBusinessID, Since: day,
			Reasons: was + " → " + c.Became + "\n\n" + c.Why}
		if err := insertDoubt(ctx, tx, d); err != nil {
			return err
		}
		err = audit.Record(ctx, tx, audit.Entry{Action: "admission.doubted", ObjectKind: "admission", ObjectID: one.Admission, Organiser: one.Organiser,
			Details: map[string]any{"doubt": d.ID, "cause": string(CauseCondition)}})
		if err != nil {
			return err
		}
		if told[one.Organiser] {
			continue
		}
		told[one.Organiser] = true
		if err := s.people.MailMembers(ctx, tx, actor.RoleOfficer, one.Organiser, identity.MailOut{Template: identity.MailUpkeep}); err != nil {
			return err
		}
	}
	return nil
}

// KindChanges refuses a kind that has no place in a scheme where the producer is approved: an approval that the law lets
// nobody of that kind have is not to be left standing by a form (569/2009 §4).
func (s *Service) KindChanges(ctx context.Context, tx *db.Tx, producerID uuid.UUID, became producer.Kind) error {
	day, err := db.Today(ctx, tx)
	if err != nil {
		return err
	}
	list, err := livingOf(ctx, tx, producerID, day)
	if err != nil {
		return err
	}
	regimes := make([]scheme.Regime, len(list))
	for i, one := range list {
		regimes[i] = one.Regime
	}
	return admission.KindFits(regimes, became)
}
