package scheme

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/search"
)

// capNoticeDays is how long before a lowered cap begins it must be published when prices stand over it, so that
// producers have time to tell new ones (own rule).
const capNoticeDays = 30

// Publishing is a working copy on its way: what it changes and whom that touches.
type Publishing struct {
	Editing
	Change   Change
	Affected Affected
}

// Publishing reads what publishing a working copy would change, and for whom.
func (s *Service) Publishing(ctx context.Context, a actor.Actor, id uuid.UUID) (Publishing, error) {
	e, err := s.Editing(ctx, a, id)
	if err != nil || e.Was == nil {
		return Publishing{Editing: e}, err
	}
	p := Publishing{Editing: e}
	sch, err := ByID(ctx, s.db, id)
	if err != nil {
		return p, s.db.Translate(err)
	}
	_, p.Change = plan(sch, *e.Was, e.Form, e.Today)
	if p.Affected, err = s.touched(ctx, s.db, p.Change); err != nil {
		return p, s.db.Translate(err)
	}
	p.Problems = append(p.Problems, p.Change.problems(p.Affected)...)
	return p, nil
}

// problems are what keeps a change from being made for those whom it touches: a cap under their prices is told in time.
func (c Change) problems(a Affected) []Problem {
	if len(a.OverCap) > 0 && c.On.DaysUntil(c.From) < capNoticeDays {
		return []Problem{{Section: SectionServices, Key: "fault.scheme.cap_notice", Args: []any{"Count", len(a.OverCap), "Day", c.On.AddDays(capNoticeDays)}}}
	}
	return nil
}

// Publish is what an officer sends to publish a working copy.
type Publish struct {
	ID      uuid.UUID // of the version to make; the form's, so that a double click publishes once
	Scheme  uuid.UUID
	Version int    // of the working copy that was checked
	Seen    string // Affected.Seen of what was shown
	Reasons string
}

// Publish makes a working copy what holds: a new scheme, or the next version of one. Faults: FaultStale when a
// colleague has saved meanwhile, FaultUnready, FaultMoreTouched when others are touched by now.
func (s *Service) Publish(ctx context.Context, a actor.Actor, p Publish) error {
	if err := mayEver(a, identity.SchemeEdit); err != nil {
		return err
	}
	reasons, err := reasonsOf(p.Reasons)
	if err != nil {
		return err
	}
	p.Reasons = reasons
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		w, err := readCopy(ctx, tx, p.Scheme, true)
		if errors.Is(err, FaultNotFound) {
			return s.publishedAlready(ctx, tx, a, p)
		}
		if err != nil {
			return err
		}
		if err := w.allow(a); err != nil {
			return err
		}
		if w.Version != p.Version {
			return FaultStale
		}
		today, err := db.Today(ctx, tx)
		if err != nil {
			return err
		}
		rules, err := RulesOn(ctx, tx, w.Form.Regime, today)
		if err != nil {
			return err
		}
		if w.Base == 0 {
			return s.publishFirst(ctx, tx, w, p, rules, today)
		}
		return s.publishNext(ctx, tx, w, p, rules, today)
	})
}

// publishedAlready answers a form that was sent twice: nothing more is done.
func (s *Service) publishedAlready(ctx context.Context, tx *db.Tx, a actor.Actor, p Publish) error {
	sch, err := ByID(ctx, tx, p.Scheme)
	if err != nil {
		return err
	}
	if err := sch.allow(a, identity.SchemeEdit); err != nil {
		return err
	}
	there, err := versionExists(ctx, tx, p.Scheme, p.ID)
	if err == nil && !there {
		return FaultStale // a colleague has published, or thrown the copy away
	}
	return err
}

func (s *Service) publishFirst(ctx context.Context, tx *db.Tx, w WorkingCopy, p Publish, rules Rules, today calendar.Date) error {
	if len(w.Form.Problems(rules, nil, today)) > 0 {
		return FaultUnready
	}
	key, err := freeKey(ctx, tx, w.OrganiserID, w.Form.Basics.NameFi)
	if err != nil {
		return err
	}
	sch := w.Form.scheme(Scheme{ID: w.SchemeID, OrganiserID: w.OrganiserID, Key: key, Version: 1}, rules)
	n := New{Scheme: sch, Requirements: w.Form.Requirements}
	for _, t := range w.Form.Terms.List {
		n.Services = append(n.Services, t.from(sch.ValidFrom))
	}
	if !w.Form.Rulebook.Empty() {
		n.Rulebooks = []Rulebook{w.Form.Rulebook.version(1, sch.ValidFrom)}
	}
	if err := insertIfAbsent(ctx, tx, sch); err != nil {
		return err
	}
	if err := insertParts(ctx, tx, n); err != nil {
		return err
	}
	if err := setAreas(ctx, tx, sch, w.Form.Areas); err != nil {
		return err
	}
	return s.published(ctx, tx, w, p, 1)
}

func (s *Service) publishNext(ctx context.Context, tx *db.Tx, w WorkingCopy, p Publish, rules Rules, today calendar.Date) error {
	sch, err := lockScheme(ctx, tx, w.SchemeID)
	if err != nil {
		return err
	}
	if sch.Version != w.Base {
		return FaultStale
	}
	was, err := published(ctx, tx, sch, today)
	if err != nil {
		return err
	}
	form, change := plan(sch, was, w.Form, today)
	affected, err := s.touched(ctx, tx, change)
	if err != nil {
		return err
	}
	if len(form.Problems(rules, &was, today)) > 0 || len(change.problems(affected)) > 0 {
		return FaultUnready
	}
	if affected.Seen() != p.Seen {
		return FaultMoreTouched
	}
	next := form.scheme(sch, rules)
	next.Version = sch.Version + 1
	if err := updateScheme(ctx, tx, next); err != nil {
		return err
	}
	if err := applyTerms(ctx, tx, change); err != nil {
		return err
	}
	if change.Moved {
		if err := setAreas(ctx, tx, sch, change.Areas); err != nil {
			return err
		}
	}
	if change.Rulebook {
		if err := addRulebook(ctx, tx, sch.ID, form.Rulebook); err != nil {
			return err
		}
	}
	if err := applyRequirements(ctx, tx, next, form, change); err != nil {
		return err
	}
	for _, room := range s.above {
		if err := room.SchemeChanged(ctx, tx, change); err != nil {
			return err
		}
	}
	w.Form = form
	return s.published(ctx, tx, w, p, next.Version)
}

// published keeps the version, drops the working copy and tells the index.
func (s *Service) published(ctx context.Context, tx *db.Tx, w WorkingCopy, p Publish, number int) error {
	if err := insertVersion(ctx, tx, p.ID, w, number, p.Reasons); err != nil {
		return err
	}
	if err := deleteCopy(ctx, tx, w.SchemeID); err != nil {
		return err
	}
	if err := search.Touch(ctx, tx, search.KindScheme, w.SchemeID); err != nil {
		return err
	}
	return note(ctx, tx, "scheme.published", w.SchemeID, w.OrganiserID, map[string]any{"version": number})
}

// touched asks the rooms above whom a change touches.
func (s *Service) touched(ctx context.Context, q sqlx.QueryerContext, c Change) (Affected, error) {
	var a Affected
	for _, room := range s.above {
		if err := room.SchemeTouches(ctx, q, c, &a); err != nil {
			return a, err
		}
	}
	return a, nil
}

func (t FormTerms) from(day calendar.Date) ServiceTerms {
	return ServiceTerms{Service: t.Service, Unit: t.Unit, ValueCents: t.Value, PriceCap: t.Cap, FeeMinCents: t.FeeMin, FeeMaxCents: t.FeeMax, TimeCaps: t.TimeCaps, ValidFrom: day}
}

func (r RulebookText) version(number int, from calendar.Date) Rulebook {
	return Rulebook{Version: number, TextFi: r.TextFi, TextSv: r.TextSv, TextEn: r.TextEn, ValidFrom: from}
}

// reasonsOf trims the reasons that an officer gives; they are asked for in every act that others may ask about.
func reasonsOf(text string) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return "", fault.Invalid().On("reasons", "fault.scheme.reasons_missing")
	case utf8.RuneCountInString(text) > maxReasons:
		return "", fault.Invalid().On("reasons", "fault.form.too_long", "Limit", maxReasons)
	}
	return text, nil
}

// keyOf makes a short name for addresses and files of a scheme's Finnish name: "Palveluseteli: kotihoito" is
// "palveluseteli-kotihoito".
func keyOf(name string) string {
	const most = 40
	var b strings.Builder
	for _, r := range strings.NewReplacer("ä", "a", "ö", "o", "å", "a").Replace(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' && b.Len() > 0:
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= most {
			break
		}
	}
	if key := strings.Trim(b.String(), "-"); key != "" {
		return key
	}
	return "scheme"
}
