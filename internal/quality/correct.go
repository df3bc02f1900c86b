package quality

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/search"
)

// A Change is when a row was told, by whom, and why it took the place of the one before it.
type Change struct {
	At     time.Time
	By     string // name; empty when nobody of the organiser's told it
	Reason string // empty: there was none before it, or a file or the form of values corrected it
	Gone   bool   // it says nothing but that the one before it holds no longer
}

// A ValueVersion is one row of a value's story.
type ValueVersion struct {
	Value
	Change
}

// A ValueStory is all that has been told of one measure of one period, the newest first.
type ValueStory struct {
	Versions []ValueVersion
	Least    int
}

// Now is the row that holds.
func (s ValueStory) Now() ValueVersion { return s.Versions[0] }

// A Correction is what is typed anew of a value. The unit, the service, the indicator and the period stay: a value of
// another one is taken back and told anew.
type Correction struct{ Value, Count, Source, AsOf, Reason string }

// ValueStory tells how a value of the actor's organiser came to be what it is, by the id of any row of it.
func (s *Service) ValueStory(ctx context.Context, a actor.Actor, id uuid.UUID) (ValueStory, error) {
	organiser, err := may(a)
	if err != nil {
		return ValueStory{}, err
	}
	out, err := s.valueStory(ctx, s.db, organiser, id)
	return out, s.db.Translate(err)
}

func (s *Service) valueStory(ctx context.Context, q querier, organiser, id uuid.UUID) (ValueStory, error) {
	versions, err := valueVersions(ctx, q, id)
	if err != nil {
		return ValueStory{}, err
	}
	if len(versions) == 0 || versions[0].Organiser != uuid.Nil && versions[0].Organiser != organiser {
		return ValueStory{}, ErrNotFound
	}
	if versions[0].Organiser == uuid.Nil { // known before anybody told it: of whoever's unit it is
		if _, wrong, err := s.unit(ctx, q, organiser, versions[0].Unit.String()); err != nil || wrong != nil {
			return ValueStory{}, orNotFound(err)
		}
	}
	least, err := leastOf(ctx, q, organiser)
	return ValueStory{versions, least}, err
}

func orNotFound(err error) error {
	if err != nil {
		return err
	}
	return ErrNotFound
}

// Correct tells a value anew under an id of the form's, in the place of the row that the form was made of. Sent twice, it
// is there once; when another row has taken that place, it is a conflict.
func (s *Service) Correct(ctx context.Context, a actor.Actor, id, of uuid.UUID, c Correction) (Row, error) {
	organiser, err := may(a)
	if err != nil {
		return Row{}, err
	}
	var row Row
	err = s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		if there, err := valueThere(ctx, tx, id); err != nil || there {
			row.State = RowSame
			return err
		}
		was, err := s.holding(ctx, tx, organiser, of)
		if err != nil {
			return err
		}
		row = Row{Line: 1, Entry: Entry{Indicator: was.Indicator, Unit: was.Unit.String(), Service: was.Service, From: was.From.String(),
			To: was.To.String(), Value: c.Value, Count: c.Count, Source: c.Source, AsOf: c.AsOf}}
		rows := []Row{row}
		if err := s.checkRows(ctx, tx, organiser, rows); err != nil {
			return err
		}
		row = rows[0]
		bad := fault.Invalid()
		bad.Fields = row.Faults
		reason, bad := reasonOf(c.Reason, bad)
		if err := bad.OrNil(); err != nil {
			return err
		}
		if row.State == RowNew || row.Was != nil && row.Was.ID != of {
			return errCorrected
		}
		rows[0].Told.ID, rows[0].Reason = id, reason
		_, err = save(ctx, tx, a, uuid.NullUUID{}, rows)
		return err
	})
	return row, err
}

// TakeBack says of a value that it holds no longer, and why. What was told before of the same service then shows again.
func (s *Service) TakeBack(ctx context.Context, a actor.Actor, id, of uuid.UUID, reason string) error {
	organiser, err := may(a)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		if there, err := valueThere(ctx, tx, id); err != nil || there {
			return err
		}
		was, err := s.holding(ctx, tx, organiser, of)
		if err != nil {
			return err
		}
		reason, bad := reasonOf(reason, fault.Invalid())
		if err := bad.OrNil(); err != nil {
			return err
		}
		if err := lockUnits(ctx, tx, sorted(was.Unit)); err != nil {
			return err
		}
		if err := insertTakenBack(ctx, tx, a, id, of, reason); err != nil {
			return err
		}
		if err := search.Touch(ctx, tx, search.KindUnit, was.Unit); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Action: "indicator_value.taken_back", ObjectKind: "indicator_value", ObjectID: of, Organiser: organiser,
			Details: map[string]any{"unit": was.Unit, "service": was.Service, "indicator": was.Indicator},
		})
	})
}

// holding is a row of the organiser's that holds: none has taken its place, and it has not been taken back.
func (s *Service) holding(ctx context.Context, tx *db.Tx, organiser, of uuid.UUID) (ValueVersion, error) {
	story, err := s.valueStory(ctx, tx, organiser, of)
	if err != nil {
		return ValueVersion{}, err
	}
	if now := story.Now(); now.ID == of && !now.Gone {
		return now, nil
	}
	return ValueVersion{}, errCorrected
}

const maxReason = 500

// reasonOf is why somebody corrects what was told, in a line.
func reasonOf(text string, bad *fault.Error) (string, *fault.Error) {
	text = strings.Join(strings.Fields(text), " ")
	switch {
	case text == "":
		bad = bad.On("reason", "fault.quality.reason")
	case utf8.RuneCountInString(text) > maxReason:
		bad = bad.On("reason", "fault.form.too_long", "Limit", maxReason)
	}
	return text, bad
}
