package duplicate

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Record is a merge with what has happened to it.
type Record struct {
	Merge
	Events  []Event
	Moved   []Move  // what it changed, the last first
	Preview Preview // of one that waits
	Mine    bool    // the actor's organiser must agree, and has not
}

// Read reads a merge to those who may see it.
func (s *Service) Read(ctx context.Context, a actor.Actor, id uuid.UUID) (Record, error) {
	if err := mayEver(a); err != nil {
		return Record{}, err
	}
	r, err := s.read(ctx, a, id)
	return r, s.db.Translate(err)
}

func (s *Service) read(ctx context.Context, a actor.Actor, id uuid.UUID) (r Record, err error) {
	if r.Merge, err = mergeByID(ctx, s.db, id); err != nil {
		return r, err
	}
	if r.Preview, err = read(ctx, s.db, a, r.KeptID, r.GoneID, r.Grounds); err != nil {
		return r, err
	}
	if r.Events, err = eventsOf(ctx, s.db, id); err != nil {
		return r, err
	}
	if r.Moved, err = movesOf(ctx, s.db, id); err != nil || r.State != "waiting" {
		return r, err
	}
	agreed, err := agreedBy(ctx, s.db, id)
	r.Mine = slices.Contains(r.Preview.Plan.Must, a.Organisation) && !slices.Contains(agreed, a.Organisation)
	return r, err
}

// Answer is what an officer says to a merge that another asked for.
type Answer struct {
	ID      uuid.UUID
	Agree   bool
	Reasons string // of a no
	Sum     string // of the plan that was shown
}

// Answer agrees to a merge or refuses it.
func (s *Service) Answer(ctx context.Context, a actor.Actor, cmd Answer) (state string, err error) {
	if err := mayEver(a); err != nil {
		return "", err
	}
	err = s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		state, err = s.answer(ctx, tx, a, cmd)
		return err
	})
	return state, err
}

func (s *Service) answer(ctx context.Context, tx *db.Tx, a actor.Actor, cmd Answer) (string, error) {
	m, v, err := locked(ctx, tx, a, cmd.ID)
	if err != nil {
		return "", err
	}
	if a.Role != actor.RoleOfficer || !slices.Contains(v.Plan.Must, a.Organisation) {
		return "", identity.ErrNotFound
	}
	if m.State != "waiting" {
		return "", FaultDone
	}
	if !cmd.Agree {
		reasons, err := reasonsOf(cmd.Reasons)
		if err != nil {
			return "", err
		}
		if err := insertEvent(ctx, tx, m.ID, "refused", a.Organisation, reasons); err != nil {
			return "", err
		}
		if err := s.tellAnswered(ctx, tx, m.ID, m.Organiser, v); err != nil {
			return "", err
		}
		return "refused", note(ctx, tx, m.ID, "producer.merge_refused", a.Organisation, nil)
	}
	if v.Plan.Sum() != cmd.Sum {
		return "", FaultChanged
	}
	if !v.Plan.Allowed() {
		return "", FaultBlocked
	}
	return s.agree(ctx, tx, m.ID, m.Organiser, v)
}

// Withdraw takes back what was asked for and waits: the producer that claims, or the organiser whose officer asked.
func (s *Service) Withdraw(ctx context.Context, a actor.Actor, id uuid.UUID) error {
	if err := mayEver(a); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		m, err := mergeByID(ctx, tx, id)
		if err != nil {
			return err
		}
		asker := m.KeptID
		if m.Organiser.Valid {
			asker = m.Organiser.UUID
		}
		if asker != a.Organisation || m.Organiser.Valid != (a.Role == actor.RoleOfficer) {
			return identity.ErrNotFound
		}
		if err := lockBoth(ctx, tx, m.KeptID, m.GoneID); err != nil {
			return err
		}
		if m, err = mergeByID(ctx, tx, id); err != nil {
			return err
		}
		switch m.State {
		case "withdrawn":
			return nil // sent twice
		case "waiting":
		default:
			return FaultDone
		}
		if err := insertEvent(ctx, tx, id, "withdrawn", m.Organiser.UUID, ""); err != nil {
			return err
		}
		return note(ctx, tx, id, "producer.merge_withdrawn", m.Organiser.UUID, nil)
	})
}

// locked reads a merge and its two producers, which nobody merges meanwhile.
func locked(ctx context.Context, tx *db.Tx, a actor.Actor, id uuid.UUID) (Merge, Preview, error) {
	m, err := mergeByID(ctx, tx, id)
	if err != nil {
		return m, Preview{}, err
	}
	if err := lockBoth(ctx, tx, m.KeptID, m.GoneID); err != nil {
		return m, Preview{}, err
	}
	if m, err = mergeByID(ctx, tx, id); err != nil {
		return m, Preview{}, err
	}
	v, err := read(ctx, tx, a, m.KeptID, m.GoneID, m.Grounds)
	if err != nil {
		return m, v, err
	}
	return m, v, impartial(ctx, tx, m.KeptID, m.GoneID)
}

// impartial keeps an officer who acts for one of the two out of their merging.
func impartial(ctx context.Context, tx *db.Tx, both ...uuid.UUID) error {
	for _, id := range both {
		if err := identity.Impartial(ctx, tx, id); err != nil {
			return err
		}
	}
	return nil
}

func reasonsOf(text string) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return "", fault.Invalid().On("reasons", "fault.merge.reasons_missing")
	case utf8.RuneCountInString(text) > maxReasons:
		return "", fault.Invalid().On("reasons", "fault.merge.reasons_long", "Most", maxReasons)
	}
	return text, nil
}

// Undo undoes a merge: every value that it changed is again what it was, and what has come since stays where it came to. It
// is refused when one of those values has changed since – a later merge, a new business id – or when the kept one was approved
// by an admission that came along. An officer may undo whose
// organiser had to agree.
func (s *Service) Undo(ctx context.Context, a actor.Actor, id uuid.UUID, reasons string) error {
	if err := mayEver(a); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		m, v, err := locked(ctx, tx, a, id)
		if err != nil {
			return err
		}
		agreed, err := agreedBy(ctx, tx, id)
		if err != nil {
			return err
		}
		if a.Role != actor.RoleOfficer || !slices.Contains(agreed, a.Organisation) {
			return identity.ErrNotFound
		}
		if m.State != "done" {
			return FaultDone
		}
		if reasons, err = reasonsOf(reasons); err != nil {
			return err
		}
		if err := back(ctx, tx, m); err != nil {
			return err
		}
		if err := insertEvent(ctx, tx, id, "undone", a.Organisation, reasons); err != nil {
			return err
		}
		if err := s.tellProducers(ctx, tx, identity.MailMergeUndone, v); err != nil {
			return err
		}
		return note(ctx, tx, id, "producer.merge_undone", a.Organisation, map[string]any{"kept": v.Kept.Producer.ID, "gone": v.Gone.Producer.ID})
	})
}

// back gives every value what it was, the last first.
func back(ctx context.Context, tx *db.Tx, m Merge) error {
	moves, err := movesOf(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	for _, one := range moves {
		if one.Field == ListedService {
			if err := unlistService(ctx, tx, one.Row, one.Became); err != nil {
				return err
			}
			continue
		}
		settled := one.Field == MemberProducer || one.Field == MemberState // somebody may have said yes since
		_, ok, err := put(ctx, tx, one, one.Became, one.Was, settled)
		_, begun := only[one.Field]
		if err != nil || !ok && !begun {
			return firstOf(err, FaultMoved)
		}
	}
	if both, err := mixed(ctx, tx, m.ID, m.KeptID, m.GoneID); err != nil || both {
		return firstOf(err, FaultMoved)
	}
	if leans, err := leaned(ctx, tx, m.ID, m.KeptID); err != nil || leans {
		return firstOf(err, FaultMoved)
	}
	return touch(ctx, tx, moves, m.KeptID, m.GoneID)
}
