package tenure

import (
	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// Stage is where the looking after an admission stands on a day. It follows from the rows of doubts and hearings.
type Stage string

// Stages of looking after.
const (
	StageCalm       Stage = "calm"    // no doubt is open
	StageDoubted    Stage = "doubted" // a doubt is open and nobody has asked the producer
	StageAsked      Stage = "asked"
	StageUnanswered Stage = "unanswered" // the day for the answer is over, by time alone
	StageAnswered   Stage = "answered"
	StageOver       Stage = "over" // the admission is removed or its time is over
)

// AllStages lists every stage.
func AllStages() []Stage {
	return []Stage{StageCalm, StageDoubted, StageAsked, StageUnanswered, StageAnswered, StageOver}
}

// Step is something that can be done about doubts.
type Step string

// Steps, and who takes them.
const (
	StepDoubt   Step = "doubt"   // an officer or operator raises a doubt; lapsed evidence raises one by itself
	StepRenew   Step = "renew"   // new evidence ends the last doubt, by itself
	StepAsk     Step = "ask"     // an official asks the producer
	StepAnswer  Step = "answer"  // the producer; also after the day, until it is decided
	StepKeep    Step = "keep"    // an official finds unfounded or mended what was asked; what came up later stays open
	StepSuspend Step = "suspend" // an official; a doubt stays open
	StepRemove  Step = "remove"  // an official, after the hearing
	// StepRemoveUnheard is an official's, before or without a hearing: where law makes hearing no duty, or on a ground by
	// which it may be left out (434/2003 §34(2)).
	StepRemoveUnheard Step = "remove_unheard"
)

// Steps lists every step.
func Steps() []Step {
	return []Step{StepDoubt, StepRenew, StepAsk, StepAnswer, StepKeep, StepSuspend, StepRemove, StepRemoveUnheard}
}

// Next is the state machine of looking after an admission: the stage after a step, and false when the step is not allowed.
// Nobody is removed on a doubt before the producer has answered or its day for that is over (434/2003 §34, 569/2009 §4),
// unless a ground for leaving the hearing out is named (434/2003 §34(2)); a suspension may be needed at once, on such a ground,
// and the doubt stays open through it.
func Next(from Stage, step Step) (Stage, bool) {
	to, ok := steps[from][step]
	return to, ok
}

var steps = map[Stage]map[Step]Stage{
	StageCalm:       {StepDoubt: StageDoubted, StepSuspend: StageCalm, StepRemoveUnheard: StageOver},
	StageDoubted:    {StepDoubt: StageDoubted, StepRenew: StageCalm, StepAsk: StageAsked, StepKeep: StageCalm, StepSuspend: StageDoubted, StepRemoveUnheard: StageOver},
	StageAsked:      {StepDoubt: StageAsked, StepRenew: StageCalm, StepAnswer: StageAnswered, StepKeep: StageCalm, StepSuspend: StageAsked, StepRemoveUnheard: StageOver},
	StageUnanswered: {StepDoubt: StageUnanswered, StepRenew: StageCalm, StepAnswer: StageAnswered, StepKeep: StageCalm, StepSuspend: StageDoubted, StepRemove: StageOver},
	StageAnswered:   {StepDoubt: StageAnswered, StepRenew: StageCalm, StepKeep: StageCalm, StepSuspend: StageDoubted, StepRemove: StageOver},
}

// StageOn tells the stage on a day from what there is.
func StageOn(over, doubted bool, open *Hearing, day calendar.Date) Stage {
	switch {
	case over:
		return StageOver
	case open != nil && open.Answer != nil:
		return StageAnswered
	case open != nil && open.AnswerBy.Before(day):
		return StageUnanswered
	case open != nil:
		return StageAsked
	case doubted:
		return StageDoubted
	default:
		return StageCalm
	}
}
