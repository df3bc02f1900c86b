package admission

import (
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

var sharedToday = calendar.Date{Year: 2026, Month: 11, Day: 23}

func anyRequirement(t *rapid.T) scheme.Requirement {
	r := scheme.Requirement{ID: uuid.New(), Kind: rapid.SampledFrom(scheme.Kinds()).Draw(t, "kind"), Mandatory: rapid.Bool().Draw(t, "mandatory"),
		TitleFi: rapid.SampledFrom([]string{"Onko rekisterissä?", " onko  REKISTERISSÄ? ", "Kuvaus"}).Draw(t, "title"),
		HelpFi:  rapid.SampledFrom([]string{"", "Ohje"}).Draw(t, "help")}
	switch r.Kind {
	case scheme.KindNumber:
		if rapid.Bool().Draw(t, "limited") {
			n := scheme.Number(rapid.Int64Range(0, 5).Draw(t, "limit") * 10_000)
			r.AtLeast = &n
		}
	case scheme.KindDate:
		if rapid.Bool().Draw(t, "limited") {
			n := rapid.IntRange(0, 60).Draw(t, "days")
			r.ValidDays = &n
		}
	case scheme.KindAttachment:
		r.EvidenceKind = rapid.SampledFrom([]evidence.Kind{"", evidence.Other, evidence.TaxCertificate, evidence.LiabilityInsurance}).Draw(t, "shows")
	case scheme.KindRegistry:
		r.Registry = rapid.SampledFrom([]string{"soteri", "vat"}).Draw(t, "register")
	case scheme.KindExclusion:
		r.Exclusion = rapid.SampledFrom([]string{scheme.ExclusionMandatory, scheme.ExclusionDiscretionary}).Draw(t, "grounds")
	}
	return r
}

func anyAnswer(t *rapid.T, k scheme.Kind) scheme.Answer {
	var a scheme.Answer
	if rapid.IntRange(0, 4).Draw(t, "given") == 0 {
		return a
	}
	yes := rapid.Bool().Draw(t, "yes")
	number := scheme.Number(rapid.Int64Range(0, 6).Draw(t, "number") * 10_000)
	switch k {
	case scheme.KindDeclaration, scheme.KindRegistry, scheme.KindExclusion:
		a.Declared = &yes
		a.Text = rapid.SampledFrom([]string{"", "Korjattu"}).Draw(t, "mended")
	case scheme.KindNumber:
		a.Number = &number
	case scheme.KindDate:
		a.Date = sharedToday.AddDays(rapid.IntRange(-5, 70).Draw(t, "date"))
	case scheme.KindAttachment:
		end := sharedToday.AddDays(rapid.IntRange(-3, 3).Draw(t, "end"))
		a.File = &scheme.Evidence{ID: uuid.New(), ValidTo: &end, IssuedOn: sharedToday.AddDays(-10),
			BusinessID: rapid.SampledFrom([]string{"", "1234567-1", "7654321-4"}).Draw(t, "issued to")}
	default:
		a.Text = "Vastaus"
	}
	return a
}

// Each requirement of each draft belongs to exactly one question; those of a question are of one kind; and an answer is
// good for the question, at its strictest, exactly when it is good for every requirement that the question stands for.
func TestQuestions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		drafts := make([]Draft, rapid.IntRange(1, 5).Draw(t, "drafts"))
		total := 0
		for i := range drafts {
			drafts[i] = Draft{Application: Application{ID: uuid.New(), Producer: Applicant{BusinessID: "1234567-1"}}, Today: sharedToday, Answers: map[uuid.UUID]scheme.Answer{}}
			drafts[i].Requirements = rapid.SliceOfN(rapid.Custom(anyRequirement), 0, 6).Draw(t, "requirements")
			total += len(drafts[i].Requirements)
		}
		questions, seen := Questions(drafts), map[uuid.UUID]bool{}
		for n, q := range questions {
			if n > 0 && q.Shared() && !questions[n-1].Shared() {
				t.Fatal("a shared question after one of a single draft")
			}
			answer := anyAnswer(t, q.Kind)
			good := true
			for _, a := range q.Asked {
				if seen[a.Requirement.ID] || a.Requirement.Kind != q.Kind || questionKey(a.Requirement) != questionKey(q.Requirement) || drafts[a.Draft].ID != a.Application {
					t.Fatalf("%+v in %+v", a, q.Requirement)
				}
				seen[a.Requirement.ID] = true
				drafts[a.Draft].Answers[a.Requirement.ID] = answer
				good = good && drafts[a.Draft].Finding(a.Requirement) == scheme.FindingMet
			}
			if strict := q.CheckFor(answer, sharedToday, "1234567-1") == scheme.FindingMet; strict != good {
				t.Fatalf("asked strictly %v, asked by each %v: %+v", strict, good, answer)
			}
			if (FindingOf(drafts, q) == scheme.FindingMet) != good {
				t.Fatal("the question and its drafts disagree")
			}
			if got, agreed := AnswerOf(drafts, q); !agreed || got.Given(q.Kind) != answer.Given(q.Kind) {
				t.Fatalf("%+v answered to all, read as %+v", answer, got)
			}
		}
		if len(seen) != total {
			t.Fatalf("%d of %d requirements are asked", len(seen), total)
		}
	})
}

// Requirements that ask something else are never one question: another kind of evidence, another register, other terms
// below the same title, or a file that belongs to one scheme only in other words.
func TestWhatIsNotTheSameQuestion(t *testing.T) {
	same := scheme.Requirement{Kind: scheme.KindDeclaration, TitleFi: "Onko vakuutus?", HelpFi: "Vähintään 500 000 euroa."}
	for name, change := range map[string]func(*scheme.Requirement){
		"terms":    func(r *scheme.Requirement) { r.HelpFi = "Vähintään miljoona euroa." },
		"kind":     func(r *scheme.Requirement) { r.Kind = scheme.KindText },
		"register": func(r *scheme.Requirement) { r.Kind, r.Registry = scheme.KindRegistry, "vat" },
		"words":    func(r *scheme.Requirement) { r.TitleFi = "Onko takuu?" },
		"evidence": func(r *scheme.Requirement) {
			r.Kind, r.EvidenceKind = scheme.KindAttachment, evidence.TaxCertificate
		},
	} {
		other := same
		change(&other)
		if questionKey(other) == questionKey(same) {
			t.Errorf("%s: one question", name)
		}
	}
	a := scheme.Requirement{Kind: scheme.KindAttachment, EvidenceKind: evidence.TaxCertificate, TitleFi: "Verotodistus"}
	b := scheme.Requirement{Kind: scheme.KindAttachment, EvidenceKind: evidence.TaxCertificate, TitleFi: "Todistus veroista"}
	if questionKey(a) != questionKey(b) {
		t.Error("the same certificate in other words is asked twice")
	}
}
