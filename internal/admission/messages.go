package admission

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// Subject is what a message is about: a case, an admission or a scheme.
type Subject struct {
	ID         uuid.UUID `db:"id"`
	CaseNumber string    `db:"case_number"` // "" of what has none
	SchemeFi   string    `db:"scheme_fi"`
	SchemeSv   string    `db:"scheme_sv"`
	SchemeEn   string    `db:"scheme_en"`
	Organiser  Organiser `db:"organiser"`
}

// SchemeName is the scheme's name in a language.
func (s Subject) SchemeName(lang string) string {
	return locale.Pick(lang, s.SchemeFi, s.SchemeSv, s.SchemeEn)
}

// Subjects tells what messages are about, by the message's id. A message without an entry says all in its title. Mails do
// not say this, since they leave the house; at the desk its people may read it.
func (s *Service) Subjects(ctx context.Context, a actor.Actor, list []identity.Message) (map[uuid.UUID]Subject, error) {
	var ids []uuid.UUID
	for _, m := range list {
		for _, name := range []string{"application", "admission", "scheme"} {
			if id, ok := m.Args[name]; ok {
				ids = append(ids, id)
			}
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := subjectsOf(ctx, s.db, a, ids)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	out := map[uuid.UUID]Subject{}
	for _, m := range list {
		for _, id := range m.Args {
			if about, ok := found[id]; ok {
				out[m.ID] = about
			}
		}
	}
	return out, nil
}
