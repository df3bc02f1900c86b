package offering

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// maxIncludedNote is the longest note on what a price includes, in characters; the database holds it to the same.
const maxIncludedNote = 1000

// What may be told of a thing. One of which nothing is told is absent, and that means neither yes nor no.
const (
	InPrice    = "included" // the price includes it
	CostsExtra = "extra"    // it can be had, for more than the price
	NotOffered = "excluded" // it is not part of the service
)

// InclusionStates lists them in the order of a form.
func InclusionStates() []string { return []string{InPrice, CostsExtra, NotOffered} }

// Thing is something of which a client wonders whether the price includes it. The list is included.tsv: for each of the
// services what bills have shown to surprise people.
type Thing struct {
	Key  string
	name [3]string // fi, sv, en
}

// Name is the thing in a few words, in a language: fi, sv or en.
func (t Thing) Name(lang string) string {
	return t.name[max(0, slices.Index([]string{"fi", "sv", "en"}, lang))]
}

// Things lists what may be told of a service's price, in the order of forms and pages. A service that is not known has
// nothing. The slice is the caller's.
func Things(serviceKey string) []Thing { return slices.Clone(things()[serviceKey]) }

//go:embed included.tsv
var includedTSV string

// A row that does not fit is a broken build, which the tests see first; hence the panic.
var things = sync.OnceValue(func() map[string][]Thing {
	all := map[string][]Thing{}
	for line := range strings.Lines(includedTSV) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 5 {
			panic(fmt.Sprintf("offering: %d columns instead of 5 in %q", len(f), line))
		}
		for key := range strings.SplitSeq(f[1], ",") {
			all[key] = append(all[key], Thing{Key: f[0], name: [3]string(f[2:5])})
		}
	}
	return all
})

// Included is what has been told of an offering's price: what is in it, and what is not.
type Included struct {
	States map[string]string `json:"states"` // by the thing's key: InPrice, CostsExtra or NotOffered
	Note   Text              `json:"note"`
	On     calendar.Date     `json:"-"` // when it was told
}

// Told tells whether there is anything to show.
func (i Included) Told() bool { return len(i.States) > 0 || i.Note != Text{} }

// Of lists a service's things in a state, in the order of the list; "" lists those of which nothing is told.
func (i Included) Of(serviceKey, state string) []Thing {
	var out []Thing
	for _, t := range things()[serviceKey] {
		if i.States[t.Key] == state {
			out = append(out, t)
		}
	}
	return out
}

// keys lists a state's keys as the database keeps them.
func (i Included) keys(state string) []string {
	keys := []string{}
	for key, s := range i.States {
		if s == state {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// StatesFrom puts what was told together from the keys of each state, as the database keeps them. A key that the
// service does not have any more is left out when they are shown.
func StatesFrom(included, extra, excluded []string) map[string]string {
	states := make(map[string]string, len(included)+len(extra)+len(excluded))
	for state, keys := range map[string][]string{InPrice: included, CostsExtra: extra, NotOffered: excluded} {
		for _, key := range keys {
			states[key] = state
		}
	}
	return states
}

// included cleans what is told of a service's price. Only the service's own things and the three states may be named; an
// empty state tells nothing.
func (c *checked) included(serviceKey string, told Included) Included {
	clean := Included{States: map[string]string{}}
	known := 0
	for _, t := range things()[serviceKey] {
		state, there := told.States[t.Key]
		if there {
			known++
		}
		switch {
		case state == "":
		case slices.Contains(InclusionStates(), state):
			clean.States[t.Key] = state
		default:
			c.on("included-"+t.Key, "fault.included.state")
		}
	}
	if known != len(told.States) {
		c.on("", "fault.included.unknown")
	}
	one := func(field, text string) string {
		text = strings.ReplaceAll(text, "\r\n", "\n")
		if !utf8.ValidString(text) || strings.ContainsFunc(text, notText) {
			c.on(field, "fault.offering.not_text")
			return ""
		}
		text = strings.Join(strings.Fields(text), " ")
		if utf8.RuneCountInString(text) > maxIncludedNote {
			c.on(field, "fault.offering.too_long", "Limit", maxIncludedNote)
		}
		return text
	}
	clean.Note = Text{Fi: one("included_fi", told.Note.Fi), Sv: one("included_sv", told.Note.Sv), En: one("included_en", told.Note.En)}
	return clean
}

// TellIncluded is what an offering's people tell of its price.
type TellIncluded struct {
	ID       uuid.UUID
	Version  int // of the offering, the one that the form was filled from
	Included Included
}

// TellIncluded changes what is told of an offering's price. An older version is refused with "fault.offering.stale".
func (s *Service) TellIncluded(ctx context.Context, a actor.Actor, cmd TellIncluded) error {
	return s.change(ctx, a, cmd.ID, func(ctx context.Context, tx *db.Tx, o Offering, g ground) error {
		c := newChecked()
		told := c.included(o.Service, cmd.Included)
		if err := c.bad.OrNil(); err != nil {
			return err
		}
		if o.Version != cmd.Version {
			return errStale
		}
		told.On = g.today
		if err := saveIncluded(ctx, tx, cmd.ID, told); err != nil {
			return err
		}
		if err := raiseVersion(ctx, tx, cmd.ID); err != nil {
			return err
		}
		return note(ctx, tx, g.admission.Scheme.OrganiserID, cmd.ID, "offering.included_told", map[string]any{
			"version": cmd.Version + 1, InPrice: told.keys(InPrice), CostsExtra: told.keys(CostsExtra), NotOffered: told.keys(NotOffered)})
	})
}

// Included returns what is told of an offering's price, to its producer. Another's is not found.
func (s *Service) Included(ctx context.Context, a actor.Actor, id uuid.UUID) (Included, error) {
	if _, err := s.Get(ctx, a, id); err != nil {
		return Included{}, err
	}
	told, err := getIncluded(ctx, s.db, id)
	return told, s.db.Translate(err)
}

// AnswerIncluded tells in a draft what the price includes; that nothing is told is an answer, too.
func (s *Service) AnswerIncluded(ctx context.Context, a actor.Actor, draftID uuid.UUID, told Included) error {
	return s.answer(ctx, a, draftID, func(_ context.Context, _ *db.Tx, d *Draft) error {
		c := newChecked()
		told = c.included(d.Answers.Service, told)
		d.Answers.Included = &told
		return c.bad.OrNil()
	})
}
