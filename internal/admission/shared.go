package admission

import (
	"cmp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// Question is what one or several drafts ask: answered once, kept as the answer of each.
type Question struct {
	scheme.Requirement // as it is asked: the first one's words, with the strictest limits of all
	Asked              []Asked
}

// Asked is a requirement of one draft.
type Asked struct {
	Draft       int // its place among the drafts
	Application uuid.UUID
	Requirement scheme.Requirement
}

// Shared tells whether more than one draft asks it.
func (q Question) Shared() bool {
	return slices.ContainsFunc(q.Asked, func(a Asked) bool { return a.Application != q.Asked[0].Application })
}

// Has tells whether a requirement is one of those that the question stands for.
func (q Question) Has(requirement uuid.UUID) bool {
	return slices.ContainsFunc(q.Asked, func(a Asked) bool { return a.Requirement.ID == requirement })
}

// Questions lays the requirements of several drafts together: those that the same kind of evidence answers, and those that
// ask the same in the same words, are one question. They come in the order in which the drafts ask them, shared ones first.
func Questions(drafts []Draft) []Question {
	var out []Question
	place := map[string]int{}
	for n, d := range drafts {
		for _, r := range d.Requirements {
			asked := Asked{Draft: n, Application: d.ID, Requirement: r}
			key := questionKey(r)
			i, there := place[key]
			if !there {
				place[key] = len(out)
				out = append(out, Question{Requirement: r, Asked: []Asked{asked}})
				continue
			}
			q := &out[i]
			q.Asked = append(q.Asked, asked)
			q.Requirement = stricter(q.Requirement, r)
		}
	}
	slices.SortStableFunc(out, func(a, b Question) int {
		switch {
		case a.Shared() == b.Shared():
			return 0
		case a.Shared():
			return -1
		default:
			return 1
		}
	})
	return out
}

// questionKey is the same for requirements that one answer serves. Help belongs to what is asked: "yes" to the same title
// with other terms below it is another promise.
func questionKey(r scheme.Requirement) string {
	if r.Kind == scheme.KindAttachment && r.EvidenceKind.Shared() {
		return "evidence\x00" + string(r.EvidenceKind)
	}
	return strings.Join([]string{string(r.Kind), r.Registry, r.Exclusion, plain(r.TitleFi), plain(r.HelpFi)}, "\x00")
}

// plain is a text without what does not change what it asks: letter case and white space.
func plain(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), " ")) }

// stricter asks a requirement as strictly as another one.
func stricter(q, r scheme.Requirement) scheme.Requirement {
	if plain(q.TitleFi) == plain(r.TitleFi) && plain(q.HelpFi) == plain(r.HelpFi) { // one organiser writes in more languages than the other
		q.TitleSv, q.TitleEn = cmp.Or(q.TitleSv, r.TitleSv), cmp.Or(q.TitleEn, r.TitleEn)
		q.HelpSv, q.HelpEn = cmp.Or(q.HelpSv, r.HelpSv), cmp.Or(q.HelpEn, r.HelpEn)
	}
	q.Mandatory = q.Mandatory || r.Mandatory
	if r.AtLeast != nil && (q.AtLeast == nil || *r.AtLeast > *q.AtLeast) {
		q.AtLeast = r.AtLeast
	}
	if r.ValidDays != nil && (q.ValidDays == nil || *r.ValidDays > *q.ValidDays) {
		q.ValidDays = r.ValidDays
	}
	if r.MaxPoints != nil && (q.MaxPoints == nil || *r.MaxPoints > *q.MaxPoints) {
		q.MaxPoints = r.MaxPoints
	}
	return q
}

// AnswerOf is the answer that the drafts have to a question, the first one that is given; false when they differ.
func AnswerOf(drafts []Draft, q Question) (answer scheme.Answer, agreed bool) {
	agreed = true
	given := false
	for i, a := range q.Asked {
		one := drafts[a.Draft].Answers[a.Requirement.ID]
		if !given && one.Given(q.Kind) {
			answer, given = one, true
		}
		if i > 0 && !sameAnswer(one, drafts[q.Asked[0].Draft].Answers[q.Asked[0].Requirement.ID]) {
			agreed = false
		}
	}
	return answer, agreed
}

func sameAnswer(a, b scheme.Answer) bool {
	if (a.File == nil) != (b.File == nil) || a.File != nil && (a.File.ID != b.File.ID || a.File.Item != b.File.Item) {
		return false
	}
	return equal(a.Declared, b.Declared) && equal(a.Number, b.Number) && a.Date == b.Date && strings.TrimSpace(a.Text) == strings.TrimSpace(b.Text)
}

func equal[T comparable](a, b *T) bool { return a == b || a != nil && b != nil && *a == *b }

// FindingOf is what keeps a question's drafts from being sent, the first found; FindingMet when nothing does.
func FindingOf(drafts []Draft, q Question) scheme.Finding {
	for _, a := range q.Asked {
		if f := drafts[a.Draft].Finding(a.Requirement); f != scheme.FindingMet {
			return f
		}
	}
	return scheme.FindingMet
}
