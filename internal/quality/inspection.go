package quality

import (
	"context"
	"net/url"
	"slices"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// How an inspection was made.
const (
	InspectionAnnounced   = "announced"
	InspectionUnannounced = "unannounced"
	InspectionDocuments   = "documents" // papers alone
	InspectionFollowUp    = "follow_up"
)

// InspectionKinds lists them as a form offers them.
func InspectionKinds() []string {
	return []string{InspectionAnnounced, InspectionUnannounced, InspectionDocuments, InspectionFollowUp}
}

// What an inspection found.
const (
	FindingNone    = "none"
	FindingRemarks = "remarks"
	FindingSerious = "serious"
)

// Findings lists them as a form offers them.
func Findings() []string { return []string{FindingNone, FindingRemarks, FindingSerious} }

// An Inspection is what a supervisor saw at a service unit on a day.
type Inspection struct {
	ID        uuid.UUID
	Unit      uuid.UUID
	UnitName  string // at the desk alone
	On        calendar.Date
	Inspector string // the authority, not a person
	Kind      string // one of InspectionKinds
	Finding   string // one of Findings
	Outcome   Text   // in plain words; one language at the least
	Link      string // to the report; empty: none
	Demo      bool
	Corrected calendar.Date // the day on which it took the place of another row; zero: it did not
}

// Said is an inspection as it was typed.
type Said struct {
	Unit, Day, Inspector, Kind, Finding, Fi, Sv, En, Link string
}

// RecordInspection enters an inspection under an id of the form's. Sent twice, it is there once.
func (s *Service) RecordInspection(ctx context.Context, a actor.Actor, id uuid.UUID, said Said) error {
	organiser, err := may(a)
	if err != nil {
		return err
	}
	i, bad := said.read(s.today())
	i.ID = id
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		unit, wrong, err := s.unit(ctx, tx, organiser, said.Unit)
		if err != nil {
			return err
		}
		told := bad
		if wrong != nil {
			told = told.On("unit", wrong.Key, pairsOf(wrong.Args)...)
		} else {
			told = notMoved(told, unit, i, "unit")
		}
		if err := told.OrNil(); err != nil {
			return err
		}
		i.Unit = unit.ID
		return s.insert(ctx, tx, a, i, replacing{}, "inspection.recorded")
	})
}

func (said Said) read(today calendar.Date) (Inspection, *fault.Error) {
	bad := fault.Invalid()
	i := Inspection{Inspector: said.Inspector, Kind: said.Kind, Finding: said.Finding, Outcome: Text{said.Fi, said.Sv, said.En}, Link: said.Link}
	day, ok := dayOf(said.Day)
	switch {
	case !ok || day.Year < firstYear:
		bad = bad.On("day", "fault.form.date")
	case day.After(today):
		bad = bad.On("day", "fault.quality.future", "Today", today)
	}
	i.On = day
	if said.Inspector == "" {
		bad = bad.On("inspector", "fault.form.required")
	} else if utf8.RuneCountInString(said.Inspector) > maxSource {
		bad = bad.On("inspector", "fault.form.too_long", "Limit", maxSource)
	}
	if !slices.Contains(InspectionKinds(), said.Kind) {
		bad = bad.On("kind", "fault.form.choose")
	}
	if !slices.Contains(Findings(), said.Finding) {
		bad = bad.On("finding", "fault.form.choose")
	}
	if said.Fi == "" && said.Sv == "" && said.En == "" {
		bad = bad.On("fi", "fault.quality.outcome")
	}
	for field, text := range map[string]string{"fi": said.Fi, "sv": said.Sv, "en": said.En} {
		if utf8.RuneCountInString(text) > maxOutcome {
			bad = bad.On(field, "fault.form.too_long", "Limit", maxOutcome)
		}
	}
	if u, err := url.Parse(said.Link); said.Link != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || len(said.Link) > 300) {
		bad = bad.On("link", "fault.form.url")
	}
	return i, bad
}

const maxOutcome = 1000

// unit finds a unit of the organiser by what was typed.
func (s *Service) unit(ctx context.Context, q querier, organiser uuid.UUID, text string) (Unit, *fault.Field, error) {
	k := known{organiser: organiser}
	if text == "" {
		return Unit{}, wrong("unit", "fault.form.required"), nil
	}
	var err error
	if k.units, err = unitsOf(ctx, q, organiser); err != nil {
		return Unit{}, nil, err
	}
	if k.elsewhere, err = existing(ctx, q, []string{fold(text)}); err != nil {
		return Unit{}, nil, err
	}
	u, bad := k.find(Entry{Unit: text})
	return u, bad, nil
}

func pairsOf(args map[string]any) []any {
	var out []any
	for name, value := range args {
		out = append(out, name, value)
	}
	return out
}
