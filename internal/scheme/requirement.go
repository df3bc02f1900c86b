package scheme

import (
	"cmp"
	"encoding/hex"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// Kind is the type of a requirement: what sort of answer it takes.
type Kind string

// Kinds of requirement.
const (
	KindDeclaration Kind = "declaration" // yes or no
	KindNumber      Kind = "number"
	KindDate        Kind = "date"
	KindAttachment  Kind = "attachment" // one evidence file
	KindText        Kind = "text"
	KindRegistry    Kind = "registry"  // a declaration that an official checks in a register
	KindSystem      Kind = "system"    // the client and documentation system in use, as text
	KindScored      Kind = "scored"    // an answer on quality that is given points
	KindExclusion   Kind = "exclusion" // that no ground of exclusion holds, or what was done to mend it
)

// Kinds lists every kind.
func Kinds() []Kind {
	return []Kind{KindDeclaration, KindNumber, KindDate, KindAttachment, KindText, KindRegistry, KindSystem, KindScored, KindExclusion}
}

// EvidenceKind is the sort of evidence that answers an attachment: the key by which one item of the producer's library is
// used again in other schemes until it lapses. Empty for a file that is of this scheme only.
type EvidenceKind = evidence.Kind

// EvidenceKinds lists every kind of evidence.
func EvidenceKinds() []EvidenceKind { return evidence.Kinds() }

// Registers lists the registers in which a registry requirement may be checked.
func Registers() []string {
	return []string{"prepayment", "employer", "vat", "soteri", "tax", "pension", "accident_insurance", "trade"}
}

// Which grounds an exclusion requirement is about.
const (
	ExclusionMandatory     = "mandatory"     // 1397/2016 §80
	ExclusionDiscretionary = "discretionary" // 1397/2016 §81
)

// Requirement is one thing that a scheme asks of a producer.
type Requirement struct {
	ID        uuid.UUID `db:"id" json:"id"`
	SchemeID  uuid.UUID `db:"scheme_id" json:"-"`
	Position  int       `db:"position" json:"position"`
	Kind      Kind      `db:"kind" json:"kind"`
	Mandatory bool      `db:"mandatory" json:"mandatory"`
	TitleFi   string    `db:"title_fi" json:"title_fi"`
	TitleSv   string    `db:"title_sv" json:"title_sv"`
	TitleEn   string    `db:"title_en" json:"title_en"`
	HelpFi    string    `db:"help_fi" json:"help_fi"`
	HelpSv    string    `db:"help_sv" json:"help_sv"`
	HelpEn    string    `db:"help_en" json:"help_en"`
	AtLeast   *Number   `db:"at_least" json:"at_least,omitempty"`     // of a number
	ValidDays *int      `db:"valid_days" json:"valid_days,omitempty"` // a date must reach this many days past the submission

	EvidenceKind EvidenceKind  `db:"evidence_kind" json:"evidence_kind,omitempty"` // of an attachment
	Registry     string        `db:"registry" json:"registry,omitempty"`           // of a registry check
	Exclusion    string        `db:"exclusion" json:"exclusion,omitempty"`         // of an exclusion: which grounds
	MaxPoints    *int          `db:"max_points" json:"max_points,omitempty"`       // of a scored answer
	SinceVersion int           `db:"since_version" json:"since_version,omitempty"` // the first version of the scheme that asks it
	UntilVersion *int          `db:"until_version" json:"-"`                       // the first without it; nil: still asked
	Replaces     uuid.NullUUID `db:"replaces" json:"-"`                            // the requirement whose place it took
}

// Title is the requirement's question for a reader of a language.
func (r Requirement) Title(lang string) string {
	return locale.Pick(lang, r.TitleFi, r.TitleSv, r.TitleEn)
}

// Help is the requirement's help text for a reader of a language; it may be empty.
func (r Requirement) Help(lang string) string { return locale.Pick(lang, r.HelpFi, r.HelpSv, r.HelpEn) }

// Others are the languages of question and help where they are not in the reader's; "" where they are.
func (r Requirement) Others(lang string) (title, help string) {
	_, t := locale.Written(lang, r.TitleFi, r.TitleSv, r.TitleEn)
	_, h := locale.Written(lang, r.HelpFi, r.HelpSv, r.HelpEn)
	return string(t), string(h)
}

// Answer is what a producer says and shows to one requirement. Only the part of the requirement's kind is used.
type Answer struct {
	Declared *bool         `json:"declared,omitempty"`
	Number   *Number       `json:"number,omitempty"`
	Date     calendar.Date `json:"date,omitzero"`
	Text     string        `json:"text,omitempty"`
	File     *Evidence     `json:"file,omitempty"`
}

// Evidence is a file that a producer shows, with the checksum of its bytes. One of the producer's library names its item
// and the days between which it holds; where no file may be kept, who has seen it.
type Evidence struct {
	ID         uuid.UUID      `json:"id"` // of the file; zero where none may be kept
	Name       string         `json:"name"`
	MediaType  string         `json:"media_type"`
	Size       int64          `json:"size"`   // bytes
	SHA256     string         `json:"sha256"` // hex
	AddedAt    time.Time      `json:"added_at"`
	Item       uuid.UUID      `json:"item,omitzero"`
	SeenBy     string         `json:"seen_by,omitempty"`
	IssuedOn   calendar.Date  `json:"issued_on,omitzero"`
	ValidTo    *calendar.Date `json:"valid_to,omitempty"` // last day; nil: for the time being
	BusinessID string         `json:"business_id,omitempty"`
	Retired    bool           `json:"-"` // taken out of use since it was answered
}

// Shown makes what a producer shows of an item of its library.
func Shown(i evidence.Item) Evidence {
	e := Evidence{Item: i.ID, SeenBy: i.SeenBy, IssuedOn: i.IssuedOn, ValidTo: i.ValidTo, BusinessID: i.BusinessID, Retired: i.Retired, AddedAt: i.AddedAt}
	if i.File != nil {
		e.ID, e.Name, e.MediaType, e.Size = i.File.ID, i.File.Name, i.File.MediaType, i.File.Size
		e.SHA256, e.AddedAt = hex.EncodeToString(i.File.SHA256), i.File.CreatedAt
	}
	return e
}

// On tells how what is shown stands on a day for a producer with a business id. A file that is of no library holds.
func (e Evidence) On(day calendar.Date, businessID string) evidence.Standing {
	return evidence.Item{IssuedOn: e.IssuedOn, ValidTo: e.ValidTo, BusinessID: e.BusinessID, Retired: e.Retired}.On(day, businessID)
}

// Given tells whether the answer has the part that the kind asks for.
func (a Answer) Given(k Kind) bool {
	switch k {
	case KindDeclaration, KindRegistry, KindExclusion:
		return a.Declared != nil
	case KindNumber:
		return a.Number != nil
	case KindDate:
		return !a.Date.IsZero()
	case KindAttachment:
		return a.File != nil
	case KindText, KindSystem, KindScored:
		return strings.TrimSpace(a.Text) != ""
	default:
		return false
	}
}

// Finding is what the check of an answer found.
type Finding string

// Findings. Only FindingMet lets the application be sent.
const (
	FindingMet     Finding = "met"
	FindingMissing Finding = "missing"  // mandatory and not answered
	FindingNo      Finding = "no"       // mandatory declaration answered with no
	FindingTooLow  Finding = "too_low"  // under the limit
	FindingTooSoon Finding = "too_soon" // the date does not reach far enough

	FindingLapsed    Finding = "lapsed"    // what is shown is over, or not yet begun
	FindingElsewhere Finding = "elsewhere" // what is shown was issued to another business id
	FindingRetired   Finding = "retired"   // what is shown has been taken out of use
)

// Check tells whether an answer is fit to be sent on a day: a mandatory requirement is answered, a mandatory
// declaration is yes, a number reaches its limit, a date reaches ValidDays past today, an attachment is there; where a
// ground of exclusion holds, the applicant tells how it has mended that, for an official to judge (1397/2016 §82). An
// optional requirement may be left empty, but what is answered must hold.
func (r Requirement) Check(a Answer, today calendar.Date) Finding {
	if !a.Given(r.Kind) {
		if r.Mandatory {
			return FindingMissing
		}
		return FindingMet
	}
	switch {
	case (r.Kind == KindDeclaration || r.Kind == KindRegistry) && r.Mandatory && !*a.Declared:
		return FindingNo
	case r.Kind == KindExclusion && !*a.Declared && strings.TrimSpace(a.Text) == "":
		return FindingNo // a ground holds and nothing is told of what was done to mend it (1397/2016 §82)
	case r.Kind == KindNumber && r.AtLeast != nil && *a.Number < *r.AtLeast:
		return FindingTooLow
	case r.Kind == KindDate && r.ValidDays != nil && a.Date.Before(r.EarliestDate(today)):
		return FindingTooSoon
	default:
		return FindingMet
	}
}

// CheckFor is Check, and for what is shown also whether it holds on the day for a producer with a business id.
func (r Requirement) CheckFor(a Answer, today calendar.Date, businessID string) Finding {
	if f := r.Check(a, today); f != FindingMet || a.File == nil {
		return f
	}
	switch a.File.On(today, businessID) {
	case evidence.Lapsed, evidence.Ahead:
		return FindingLapsed
	case evidence.Elsewhere:
		return FindingElsewhere
	case evidence.Retired:
		return FindingRetired
	default:
		return FindingMet
	}
}

// EarliestDate is the first date that is far enough for a date requirement sent on a day; the zero date when any is.
func (r Requirement) EarliestDate(today calendar.Date) calendar.Date {
	if r.ValidDays == nil {
		return calendar.Date{}
	}
	return today.AddDays(*r.ValidDays)
}

// Rulebook is a version of a scheme's rules, which an applicant accepts.
type Rulebook struct {
	ID        uuid.UUID     `db:"id" json:"id"`
	SchemeID  uuid.UUID     `db:"scheme_id" json:"-"`
	Version   int           `db:"version" json:"version"`
	TextFi    string        `db:"text_fi" json:"text_fi"`
	TextSv    string        `db:"text_sv" json:"text_sv"`
	TextEn    string        `db:"text_en" json:"text_en"`
	ValidFrom calendar.Date `db:"valid_from" json:"valid_from"`
}

// Text is the rulebook's text for a reader of a language, and the language that it is in.
func (r Rulebook) Text(lang string) (text, in string) {
	text, other := locale.Written(lang, r.TextFi, r.TextSv, r.TextEn)
	return text, cmp.Or(string(other), lang)
}

// Languages are those in which the rulebook is.
func (r Rulebook) Languages() (out []locale.Lang) {
	for i, text := range []string{r.TextFi, r.TextSv, r.TextEn} {
		if text != "" {
			out = append(out, locale.Langs()[i])
		}
	}
	return out
}
