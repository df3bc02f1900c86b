package admission

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

func TestCheckDecision(t *testing.T) {
	must := AnsweredDemand{Requirement: scheme.Requirement{ID: uuid.New(), Mandatory: true}}
	may := AnsweredDemand{Requirement: scheme.Requirement{ID: uuid.New()}}
	met, unmet := Judgement{Judged: true, Met: true}, Judgement{Judged: true, Reason: "Vakuutus on vanhentunut."}
	for name, c := range map[string]struct {
		outcome   Outcome
		reasons   string
		must, may Judgement
		want      []string
	}{
		"approve, all met":                      {Approved, "", met, met, nil},
		"approve, optional unmet with a reason": {Approved, "", met, unmet, nil},
		"approve, optional unmet, no reason":    {Approved, "", met, Judgement{Judged: true}, []string{FieldReason(may.ID)}},
		"approve, mandatory unmet":              {Approved, "", unmet, met, []string{FieldMet(must.ID)}},
		"approve, one not judged":               {Approved, "", met, Judgement{}, []string{FieldMet(may.ID)}},
		"reject with reasons":                   {Rejected, "Ei täyty.", unmet, met, nil},
		"reject, no reason for the unmet":       {Rejected, "Ei täyty.", Judgement{Judged: true, Reason: " "}, met, []string{FieldReason(must.ID)}},
		"reject, two unmet, one reason":         {Rejected, "Ei täyty.", unmet, Judgement{Judged: true}, []string{FieldReason(may.ID)}},
		"reject, nothing unmet":                 {Rejected, "Ei täyty.", met, met, []string{"outcome"}},
		"reject, no reasons for the whole":      {Rejected, " \n", unmet, met, []string{"reasons"}},
		"reject, nothing judged":                {Rejected, "Ei täyty.", Judgement{}, Judgement{}, []string{FieldMet(must.ID), FieldMet(may.ID)}},
		"reject, reason too long":               {Rejected, "Ei täyty.", Judgement{Judged: true, Reason: strings.Repeat("ä", 2001)}, met, []string{FieldReason(must.ID)}},
		"reasons too long":                      {Approved, strings.Repeat("ä", 4001), met, met, []string{"reasons"}},
		"no outcome":                            {"", "", met, met, []string{"outcome"}},
	} {
		t.Run(name, func(t *testing.T) {
			err := CheckDecision([]AnsweredDemand{must, may}, Decide{Outcome: c.outcome, Reasons: c.reasons,
				Judgements: map[uuid.UUID]Judgement{must.ID: c.must, may.ID: c.may}})
			var got []string
			if err != nil {
				for _, f := range fault.From(err).Fields {
					got = append(got, f.Name)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCheckAct(t *testing.T) {
	today := day(t, "2026-05-18")
	for name, c := range map[string]struct {
		state State
		act   Act
		code  fault.Code
	}{
		"suspend for the time being":     {StateActive, Act{Kind: EventSuspend, Reasons: "Selvitys kesken."}, ""},
		"suspend until today":            {StateActive, Act{Kind: EventSuspend, Until: today, Reasons: "Selvitys kesken."}, ""},
		"suspend until yesterday":        {StateActive, Act{Kind: EventSuspend, Until: today.AddDays(-1), Reasons: "Selvitys kesken."}, fault.CodeInvalid},
		"suspend without reasons":        {StateActive, Act{Kind: EventSuspend, Reasons: " "}, fault.CodeInvalid},
		"reasons too long":               {StateActive, Act{Kind: EventSuspend, Reasons: strings.Repeat("ä", 4001)}, fault.CodeInvalid},
		"suspend what is suspended":      {StateSuspended, Act{Kind: EventSuspend, Reasons: "Uudestaan."}, fault.CodeConflict},
		"lift what is active":            {StateActive, Act{Kind: EventLift, Reasons: "Kunnossa."}, fault.CodeConflict},
		"lift a suspension":              {StateSuspended, Act{Kind: EventLift, Reasons: "Kunnossa."}, ""},
		"remove":                         {StateActive, Act{Kind: EventRemove, Reasons: "Edellytykset puuttuvat."}, ""},
		"remove what is removed already": {StateRemoved, Act{Kind: EventRemove, Reasons: "Edellytykset puuttuvat."}, fault.CodeConflict},
	} {
		t.Run(name, func(t *testing.T) {
			err := CheckAct(c.state, c.act, today)
			if c.code == "" && err != nil || c.code != "" && !fault.Is(err, c.code) {
				t.Errorf("%v, want %q", err, c.code)
			}
		})
	}
}

func TestLikePattern(t *testing.T) {
	for text, want := range map[string]string{"": "", "  ": "", "Oy": "%Oy%", "50%_\\": `%50\%\_\\%`} {
		if got := likePattern(text); got != want {
			t.Errorf("likePattern(%q) = %q, want %q", text, got, want)
		}
	}
}
