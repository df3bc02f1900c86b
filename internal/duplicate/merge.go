package duplicate

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/search"
)

// Service is the room's use cases.
type Service struct {
	db     *db.DB
	people *identity.Service
}

// New wires the room.
func New(d *db.DB, people *identity.Service) *Service { return &Service{db: d, people: people} }

// Merge is a merge that was asked for.
type Merge struct {
	ID             uuid.UUID     `db:"id"`
	KeptID         uuid.UUID     `db:"kept_id"`
	GoneID         uuid.UUID     `db:"gone_id"`
	Kept           string        `db:"kept"`
	Gone           string        `db:"gone"`
	KeptBusinessID string        `db:"kept_business_id"`
	GoneBusinessID string        `db:"gone_business_id"`
	Grounds        string        `db:"grounds"`
	Reasons        string        `db:"reasons"`
	Organiser      uuid.NullUUID `db:"organiser_id"` // whose officer asked; none: a producer
	AskedBy        string        `db:"asked_by"`
	AskedAt        time.Time     `db:"asked_at"`
	State          string        `db:"state"`  // waiting, refused, withdrawn, done or undone
	Answer         string        `db:"answer"` // why it was refused or undone
}

// Preview is what a merge would do, and to whom.
type Preview struct {
	Kept, Gone Side
	Plan       Plan
}

// Ask is a merge that somebody asks for.
type Ask struct {
	ID         uuid.UUID
	Kept, Gone uuid.UUID
	Grounds    string
	Reasons    string
	Sum        string // of the plan that was shown
}

const maxReasons = 2000

func mayEver(a actor.Actor) error {
	return identity.Allow(a, identity.ProducerMerge, identity.Object{Producer: a.Organisation, Organiser: a.Organisation})
}

// may asks whether an actor may merge two: an officer those of whom one is in its register, a producer into itself what is
// public, nobody acts for and nobody signed up. Of the rest a producer is told nothing.
func may(a actor.Actor, kept, gone Side) error {
	o := identity.Object{Producer: kept.Producer.ID}
	if slices.Contains(kept.Organisers, a.Organisation) || slices.Contains(gone.Organisers, a.Organisation) {
		o.Organiser = a.Organisation
	}
	if err := identity.Allow(a, identity.ProducerMerge, o); err != nil {
		return err
	}
	if a.Role == actor.RoleProducer && !gone.Merged.Valid && (len(gone.People) > 0 || gone.Producer.Origin == producer.FromSignUp || len(gone.Admissions) == 0) {
		return identity.ErrNotFound
	}
	return nil
}

func read(ctx context.Context, q querier, a actor.Actor, kept, gone uuid.UUID, grounds string) (Preview, error) {
	var v Preview
	today, err := db.Today(ctx, q)
	if err != nil {
		return v, err
	}
	if v.Kept, err = sideOf(ctx, q, kept, today); err != nil {
		return v, err
	}
	if v.Gone, err = sideOf(ctx, q, gone, today); err != nil {
		return v, err
	}
	if err := may(a, v.Kept, v.Gone); err != nil {
		return v, err
	}
	v.Plan = PlanOf(v.Kept, v.Gone, grounds, today)
	return v, nil
}

// Preview tells what merging would do. An officer of neither's register, and another producer, finds nothing.
func (s *Service) Preview(ctx context.Context, a actor.Actor, kept, gone uuid.UUID, grounds string) (Preview, error) {
	if err := mayEver(a); err != nil {
		return Preview{}, err
	}
	v, err := read(ctx, s.db, a, kept, gone, grounds)
	return v, s.db.Translate(err)
}

// Ask asks for a merge. An officer's own agreement goes with it; it is done at once when no other organiser must agree.
func (s *Service) Ask(ctx context.Context, a actor.Actor, cmd Ask) (state string, err error) {
	if err := mayEver(a); err != nil {
		return "", err
	}
	bad := fault.Invalid()
	if cmd.Reasons = strings.TrimSpace(cmd.Reasons); cmd.Reasons == "" {
		bad = bad.On("reasons", "fault.merge.reasons_missing")
	} else if utf8.RuneCountInString(cmd.Reasons) > maxReasons {
		bad = bad.On("reasons", "fault.merge.reasons_long", "Most", maxReasons)
	}
	if cmd.Grounds != Duplicate && cmd.Grounds != Succession {
		bad = bad.On("grounds", "fault.merge.grounds")
	}
	err = s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		state, err = s.ask(ctx, tx, a, cmd, bad)
		return err
	})
	return state, err
}

func (s *Service) ask(ctx context.Context, tx *db.Tx, a actor.Actor, cmd Ask, bad *fault.Error) (string, error) {
	if err := lockBoth(ctx, tx, cmd.Kept, cmd.Gone); err != nil {
		return "", err
	}
	v, err := read(ctx, tx, a, cmd.Kept, cmd.Gone, cmd.Grounds)
	if err != nil {
		return "", err
	}
	if err := impartial(ctx, tx, cmd.Kept, cmd.Gone); err != nil {
		return "", err
	}
	if known, err := mergeByID(ctx, tx, cmd.ID); err == nil && known.KeptID == cmd.Kept && known.GoneID == cmd.Gone {
		return known.State, nil // sent twice
	}
	if err := bad.OrNil(); err != nil {
		return "", err
	}
	if v.Plan.Sum() != cmd.Sum {
		return "", FaultChanged
	}
	if !v.Plan.Allowed() {
		return "", FaultBlocked
	}
	if waiting, err := waits(ctx, tx, cmd.Gone); err != nil || waiting {
		return "", firstOf(err, FaultWaits)
	}
	var organiser uuid.NullUUID
	if a.Role == actor.RoleOfficer {
		organiser = uuid.NullUUID{UUID: a.Organisation, Valid: true}
	}
	if made, err := insertMerge(ctx, tx, cmd, organiser); err != nil || !made {
		return "", firstOf(err, FaultDone)
	}
	if err := note(ctx, tx, cmd.ID, "producer.merge_asked", organiser.UUID, map[string]any{"kept": cmd.Kept, "gone": cmd.Gone, "grounds": cmd.Grounds}); err != nil {
		return "", err
	}
	if organiser.Valid && slices.Contains(v.Plan.Must, organiser.UUID) {
		return s.agree(ctx, tx, cmd.ID, organiser, v)
	}
	return "waiting", s.tellAsked(ctx, tx, cmd.ID, organiser.UUID, v)
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// agree notes that an organiser agrees, and merges when all have.
func (s *Service) agree(ctx context.Context, tx *db.Tx, id uuid.UUID, asker uuid.NullUUID, v Preview) (string, error) {
	organiser := tx.Actor.Organisation
	if err := insertEvent(ctx, tx, id, "agreed", organiser, ""); err != nil {
		return "", err
	}
	if err := note(ctx, tx, id, "producer.merge_agreed", organiser, nil); err != nil {
		return "", err
	}
	agreed, err := agreedBy(ctx, tx, id)
	if err != nil {
		return "", err
	}
	for _, must := range v.Plan.Must {
		if !slices.Contains(agreed, must) {
			if len(agreed) > 1 || asker.UUID != organiser { // the others know
				return "waiting", nil
			}
			return "waiting", s.tellAsked(ctx, tx, id, organiser, v)
		}
	}
	if err := s.tellDone(ctx, tx, id, asker, v); err != nil {
		return "", err
	}
	return "done", perform(ctx, tx, id, organiser, v)
}

// perform does what the plan says and notes each value, so that it can be undone.
func perform(ctx context.Context, tx *db.Tx, id, organiser uuid.UUID, v Preview) error {
	for i, m := range v.Plan.Moves {
		if m.Field == ListedService {
			if err := listService(ctx, tx, m.Row, m.Became); err != nil {
				return err
			}
		} else {
			now, ok, err := put(ctx, tx, m, m.Was, m.Became, false)
			if err != nil || !ok {
				return firstOf(err, FaultChanged)
			}
			m.Became = now
		}
		if err := insertMove(ctx, tx, id, i, m); err != nil {
			return err
		}
	}
	if err := touch(ctx, tx, v.Plan.Moves, v.Kept.Producer.ID, v.Gone.Producer.ID); err != nil {
		return err
	}
	if err := insertEvent(ctx, tx, id, "done", uuid.Nil, ""); err != nil {
		return err
	}
	return note(ctx, tx, id, "producer.merged", organiser, map[string]any{"kept": v.Kept.Producer.ID, "gone": v.Gone.Producer.ID, "values": len(v.Plan.Moves)})
}

// touched are the kinds of rows that documents are made of.
var touched = map[Field]search.Kind{UnitProducer: search.KindUnit, UnitInto: search.KindUnit, PointUnit: search.KindPoint, PointInto: search.KindPoint,
	AdmissionProducer: search.KindAdmission, AdmissionFrom: search.KindAdmission, AdmissionTo: search.KindAdmission,
	OfferingAdmission: search.KindOffering, OfferingPoint: search.KindOffering, OfferingWithdrawn: search.KindOffering}

// touch notes for the index what may look different.
func touch(ctx context.Context, tx *db.Tx, moves []Move, kept, gone uuid.UUID) error {
	told := map[search.Change]bool{}
	tell := func(c search.Change) error {
		if told[c] {
			return nil
		}
		told[c] = true
		return search.Touch(ctx, tx, c.Kind, c.Ref)
	}
	for _, id := range []uuid.UUID{kept, gone} {
		if err := renew(ctx, tx, id); err != nil {
			return err
		}
		if err := tell(search.Change{Kind: search.KindProducer, Ref: id}); err != nil {
			return err
		}
	}
	for _, m := range moves {
		kind, shown := touched[m.Field]
		if !shown {
			continue
		}
		if err := tell(search.Change{Kind: kind, Ref: m.Row}); err != nil {
			return err
		}
	}
	return nil
}

func note(ctx context.Context, tx *db.Tx, id uuid.UUID, action string, organiser uuid.UUID, details map[string]any) error {
	return audit.Record(ctx, tx, audit.Entry{Action: action, ObjectKind: "producer_merge", ObjectID: id, Organiser: organiser, Details: details})
}
