package offering

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// MaxWait is the longest wait that can be told, in days.
const MaxWait = 3650

// Vacancies lists the states that a producer can tell, in the order of the buttons.
func Vacancies() []string { return []string{VacancyFree, VacancyQueue, VacancyFull} }

// SetVacancy tells whether there is room, and after about how many days a new client could begin (nil: not told). It is
// stamped with the database's clock each time, also when nothing has changed: the public sees how fresh it is. It does
// not raise the version, so a colleague's open form stays good.
func (s *Service) SetVacancy(ctx context.Context, a actor.Actor, id uuid.UUID, state string, waitDays *int) error {
	c := newChecked()
	waitDays = c.vacancy(state, waitDays)
	return s.change(ctx, a, id, func(ctx context.Context, tx *db.Tx, _ Offering, g ground) error {
		if err := c.bad.OrNil(); err != nil {
			return err
		}
		if err := updateVacancy(ctx, tx, id, state, waitDays); err != nil {
			return err
		}
		return note(ctx, tx, g.admission.Scheme.OrganiserID, id, "offering.vacancy_set", map[string]any{"vacancy": state})
	})
}

// vacancy must be one of the states, and the wait a number of days; who is full has none to tell.
func (c *checked) vacancy(state string, waitDays *int) *int {
	switch state {
	case VacancyFull:
		return nil
	case VacancyFree, VacancyQueue:
		if waitDays != nil && (*waitDays < 0 || *waitDays > MaxWait) {
			c.on("wait_days", "fault.offering.wait_days", "Limit", MaxWait)
		}
	default:
		c.on("vacancy", "fault.offering.vacancy")
	}
	return waitDays
}
