package producer

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// maxFactsNote is the longest note on a point's accessibility, in characters; the database holds it to the same.
const maxFactsNote = 500

// Fact is something that people want to know of a service point before they come there. The list is facts.tsv: what
// accessibility registers ask of a place, so far as one who runs it can answer without a surveyor. Sign language is a
// language of a service, and not here.
type Fact struct {
	Key, Group string
	name       [3]string // fi, sv, en
	about      [3]string
}

// Name is the fact in a few words, in a language: fi, sv or en.
func (f Fact) Name(lang string) string { return f.name[column(lang)] }

// About tells in a sentence what a yes promises.
func (f Fact) About(lang string) string { return f.about[column(lang)] }

func column(lang string) int { return max(0, slices.Index([]string{"fi", "sv", "en"}, lang)) }

// FactGroups are the headings of the list, in the order of coming: by what the key of their text ends in.
func FactGroups() []string { return []string{"arriving", "entrance", "inside", "senses", "help"} }

// Facts lists all facts in the order of coming to a place. The slice is the caller's.
func Facts() []Fact { return slices.Clone(facts()) }

//go:embed facts.tsv
var factsTSV string

// A row that does not fit is a broken build, which the tests see first; hence the panic.
var facts = sync.OnceValue(func() []Fact {
	var all []Fact
	for line := range strings.Lines(factsTSV) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 8 {
			panic(fmt.Sprintf("producer: %d columns instead of 8 in %q", len(f), line))
		}
		all = append(all, Fact{Key: f[0], Group: f[1], name: [3]string(f[2:5]), about: [3]string(f[5:8])})
	}
	return all
})

// Note is a free text in the three languages; any of them may be empty.
type Note struct{ Fi, Sv, En string }

// PointFacts is what has been told of a point's accessibility.
type PointFacts struct {
	Version int             // raised by each edit; zero: nobody has told anything
	Answers map[string]bool // by the fact's key. What is not there has not been told, and that is never a no
	Note    Note
	On      calendar.Date // when it was told
}

// Told tells whether there is anything to show.
func (p PointFacts) Told() bool { return len(p.Answers) > 0 || p.Note != Note{} }

// Answered are the facts that were answered with yes, or with no, in the order of the list.
func (p PointFacts) Answered(yes bool) []Fact {
	return p.those(func(answer, told bool) bool { return told && answer == yes })
}

// Untold are the facts that were not answered.
func (p PointFacts) Untold() []Fact { return p.those(func(_, told bool) bool { return !told }) }

func (p PointFacts) those(wanted func(answer, told bool) bool) []Fact {
	var out []Fact
	for _, f := range facts() {
		if answer, told := p.Answers[f.Key]; wanted(answer, told) {
			out = append(out, f)
		}
	}
	return out
}

// FactsFrom puts answers together from the keys of each kind, as the database keeps them. A key that a later version
// has dropped is left out when they are shown.
func FactsFrom(yes, no []string) map[string]bool {
	answers := make(map[string]bool, len(yes)+len(no))
	for _, key := range yes {
		answers[key] = true
	}
	for _, key := range no {
		answers[key] = false
	}
	return answers
}

// The answers to a fact as a form sends them. An empty one is none.
const (
	FactYes = "yes"
	FactNo  = "no"
)

// SaveFacts is a point's accessibility as its producer's people have told it.
type SaveFacts struct {
	Point   uuid.UUID
	Version int               // the one that the form was filled from
	Answers map[string]string // by the fact's key
	Note    Note
}

// check cleans the command and sorts its keys by answer.
func (cmd *SaveFacts) check() (yes, no []string, err error) {
	c := newChecked()
	known := 0
	for _, f := range facts() {
		answer, there := cmd.Answers[f.Key]
		if there {
			known++
		}
		switch answer {
		case FactYes:
			yes = append(yes, f.Key)
		case FactNo:
			no = append(no, f.Key)
		case "":
		default:
			c.on("fact-"+f.Key, "fault.facts.answer")
		}
	}
	if known != len(cmd.Answers) {
		c.on("", "fault.facts.unknown")
	}
	cmd.Note = Note{
		Fi: c.line("note_fi", cmd.Note.Fi, maxFactsNote), Sv: c.line("note_sv", cmd.Note.Sv, maxFactsNote),
		En: c.line("note_en", cmd.Note.En, maxFactsNote),
	}
	return yes, no, c.bad.OrNil()
}

// PointFacts returns what has been told of a point's accessibility, with the point. Another's point is not found.
func (s *Service) PointFacts(ctx context.Context, a actor.Actor, id uuid.UUID) (Point, PointFacts, error) {
	p, err := s.point(ctx, a, identity.ProducerView, id)
	if err != nil {
		return Point{}, PointFacts{}, err
	}
	told, err := getFacts(ctx, s.db, id)
	return p, told, s.db.Translate(err)
}

// TellFacts changes what is told of a point's accessibility. An older version is refused with "fault.producer.stale".
// The search index holds none of it, so it is not touched.
func (s *Service) TellFacts(ctx context.Context, a actor.Actor, cmd SaveFacts) error {
	if _, err := s.point(ctx, a, identity.UnitEdit, cmd.Point); err != nil {
		return err
	}
	yes, no, err := cmd.check()
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		today, err := db.Today(ctx, tx)
		if err != nil {
			return err
		}
		saved, err := saveFacts(ctx, tx, cmd, yes, no, today)
		if err != nil {
			return err
		}
		if !saved {
			return errStale
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "point.facts_told", ObjectKind: "service_point", ObjectID: cmd.Point,
			Details: map[string]any{"version": cmd.Version + 1, "yes": yes, "no": no}})
	})
}
