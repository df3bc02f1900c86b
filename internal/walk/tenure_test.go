package walk

import (
	"slices"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
)

// oneheld is an admission as the rows say.
type oneheld struct {
	ID        uuid.UUID     `db:"id"`
	Producer  uuid.UUID     `db:"producer_id"`
	Organiser uuid.UUID     `db:"organiser_id"`
	Operator  uuid.NullUUID `db:"operator_id"`
	State     string        `db:"state"`
	Doubts    int           `db:"doubts"`    // open ones
	Hearing   uuid.NullUUID `db:"hearing"`   // the open one
	Answered  bool          `db:"answered"`  // the open one is
	Waited    bool          `db:"waited"`    // its day is over
	Excluding bool          `db:"excluding"` // a doubt of the open one is a ground of exclusion
}

func (w *walk) held() (list []oneheld) {
	w.must(w.Owner.Select(&list, `SELECT a.id, a.producer_id, s.organiser_id, s.operator_id, admission_state(a.id, a.valid_from, a.valid_to, $1) AS state,
			(SELECT count(*) FROM doubt d WHERE d.admission_id = a.id AND NOT EXISTS (SELECT FROM doubt_end e WHERE e.doubt_id = d.id)) AS doubts,
			h.id AS hearing, EXISTS (SELECT FROM hearing_answer n WHERE n.hearing_id = h.id) AS answered, coalesce(h.answer_by_day < $1, false) AS waited,
			EXISTS (SELECT FROM hearing_doubt x JOIN doubt d ON d.id = x.doubt_id JOIN doubt_rule r ON r.id = d.rule_id WHERE x.hearing_id = h.id AND r.self_cleaning) AS excluding
		FROM admission a JOIN scheme s ON s.id = a.scheme_id
		LEFT JOIN hearing h ON h.admission_id = a.id AND NOT EXISTS (SELECT FROM hearing_end e WHERE e.hearing_id = h.id)
		ORDER BY a.created_at, a.id`, w.today()))
	return list
}

// aheld is an admission, more often one that the step is for.
func (w *walk) aheld(rt *rapid.T, fits func(oneheld) bool) oneheld {
	list := w.held()
	if !w.chance(rt, "of any kind", 6) {
		list = slices.DeleteFunc(list, func(h oneheld) bool { return !fits(h) })
	}
	return pick(rt, "admission", list)
}

func (h oneheld) living() bool {
	return h.State == "active" || h.State == "suspended" || h.State == "future"
}
func (h oneheld) doubted() bool                   { return h.living() && h.Doubts > 0 }
func (h oneheld) officers(w *walk) []actor.Actor  { return w.whose(actor.RoleOfficer, h.Organiser) }
func (h oneheld) producers(w *walk) []actor.Actor { return w.whose(actor.RoleProducer, h.Producer) }
func (h oneheld) reviewers(w *walk) []actor.Actor {
	return onecase{Organiser: h.Organiser, Operator: h.Operator}.reviewers(w)
}

func (w *walk) doubt(rt *rapid.T) {
	h := w.aheld(rt, oneheld.living)
	a := w.somebody(rt, h.reviewers(w)...)
	cmd := tenure.Raise{ID: uuid.New(), AdmissionID: h.ID, Cause: pick(rt, "cause", tenure.Causes()), Reasons: "Valvonnan havainto."}
	_ = w.try(rt, "doubt", a, holds(may, isOneOf(a, h.reviewers(w)), h.living(), cmd.Cause.Raisable()), true,
		func() error { return w.tenures.Raise(ctx, a, cmd) })
}

// check records what a register says, a bad thing more often than a register would.
func (w *walk) check(rt *rapid.T) {
	h := w.aheld(rt, oneheld.living)
	a := w.somebody(rt, h.reviewers(w)...)
	register := pick(rt, "register", scheme.Registers())
	if asked := w.askedRegisters(h.ID); len(asked) > 0 && !w.chance(rt, "any register", 3) {
		register = pick(rt, "asked register", asked)
	}
	cmd := tenure.Examine{ID: uuid.New(), AdmissionID: h.ID, Register: register, Source: "YTJ", Note: "Haettu tunnuksella.",
		Finding: pick(rt, "finding", tenure.FindingsOf(register)), On: w.today().AddDays(between(rt, "on", -20, 1))}
	_ = w.try(rt, "check", a, holds(must, isOneOf(a, h.reviewers(w)), !cmd.On.After(w.today())), true,
		func() error { return w.tenures.Examine(ctx, a, cmd) })
	if isOneOf(a, h.reviewers(w)) && !cmd.On.After(w.today()) && cmd.Finding.Bad() {
		if n := w.count(`SELECT count(*) FROM admission a JOIN scheme s ON s.id = a.scheme_id WHERE a.producer_id = $1 AND s.organiser_id = $2
			AND admission_state(a.id, a.valid_from, a.valid_to, $3) IN ('active', 'suspended', 'future')
			AND EXISTS (SELECT FROM requirement r WHERE r.scheme_id = s.id AND r.until_version IS NULL AND r.mandatory AND r.registry = $4)
			AND NOT EXISTS (SELECT FROM doubt d WHERE d.admission_id = a.id AND d.cause = 'registry' AND d.subject = $4
				AND NOT EXISTS (SELECT FROM doubt_end e WHERE e.doubt_id = d.id))`, h.Producer, h.Organiser, w.today(), register); n > 0 {
			rt.Fatalf("%s is %s, and %d admissions that ask for it are not in doubt", register, cmd.Finding, n)
		}
	}
}

func (w *walk) askedRegisters(admission uuid.UUID) (list []string) {
	w.must(w.Owner.Select(&list, `SELECT DISTINCT r.registry FROM requirement r JOIN admission a ON a.scheme_id = r.scheme_id
		WHERE a.id = $1 AND r.until_version IS NULL AND r.registry <> '' ORDER BY 1`, admission))
	return list
}

// hear asks the producer about all doubts, with a day that is long enough or not.
func (w *walk) hear(rt *rapid.T) {
	h := w.aheld(rt, func(h oneheld) bool { return h.doubted() && !h.Hearing.Valid })
	a := w.somebody(rt, h.officers(w)...)
	cmd := tenure.Ask{ID: uuid.New(), AdmissionID: h.ID, Question: "Onko vakuutus voimassa?", AnswerBy: w.today().AddDays(between(rt, "days", 0, 30))}
	v := may
	if f, err := w.tenures.File(ctx, a, h.ID); err == nil && !w.chance(rt, "any day", 4) {
		cmd.AnswerBy, v = f.EarliestAnswer().AddDays(between(rt, "more", -1, 10)), must
		if cmd.AnswerBy.Before(f.EarliestAnswer()) {
			v = never
		}
	}
	_ = w.try(rt, "hear", a, holds(v, isOneOf(a, h.officers(w)), h.doubted(), !h.Hearing.Valid), true,
		func() error { return w.tenures.Ask(ctx, a, cmd) })
}

// reply answers for the producer, with self-cleaning or without.
func (w *walk) reply(rt *rapid.T) {
	h := w.aheld(rt, func(h oneheld) bool { return h.Hearing.Valid && !h.Answered })
	a := w.somebody(rt, h.producers(w)...)
	cmd := tenure.Reply{AdmissionID: h.ID, HearingID: h.Hearing.UUID, Answer: tenure.Answer{Text: "Uusi vakuutus on tilattu."}, Cleaning: w.chance(rt, "cleaning", 2)}
	if cmd.Cleaning {
		cmd.Answer.Compensated, cmd.Answer.Cooperated, cmd.Answer.Measures = "Korvattu.", "Kaikki kerrottu.", "Uusi ohje."
	}
	if w.chance(rt, "half", 5) {
		cmd.Answer.Measures = ""
	}
	v := holds(must, isOneOf(a, h.producers(w)), h.living(), h.Hearing.Valid, !h.Answered)
	switch {
	case v == must && cmd.Cleaning && cmd.Answer.Measures == "" && h.Excluding:
		v = never
	case h.Answered && isOneOf(a, h.producers(w)):
		v = may // the same words again
	}
	if w.chance(rt, "letter", 4) {
		w.letter(rt, h, cmd)
		return
	}
	_ = w.try(rt, "reply", a, v, true, func() error { return w.tenures.Reply(ctx, a, cmd) })
}

// letter records the same answer for the producer as a letter that came on some day.
func (w *walk) letter(rt *rapid.T, h oneheld, cmd tenure.Reply) {
	a := w.somebody(rt, h.reviewers(w)...)
	ago := between(rt, "ago", -1, 2)
	cmd.Answer.Letter = &tenure.Letter{By: "Maija Mallikas", Received: w.today().AddDays(-ago)}
	v := holds(may, isOneOf(a, h.reviewers(w)), h.living(), h.Hearing.Valid, h.Answered || ago >= 0)
	_ = w.try(rt, "letter", a, v, true, func() error { return w.tenures.Record(ctx, a, cmd) })
}

// settle decides on doubts: nobody is removed unheard.
func (w *walk) settle(rt *rapid.T) {
	h := w.aheld(rt, oneheld.doubted)
	a := w.somebody(rt, h.officers(w)...)
	cmd := tenure.Settle{ID: uuid.New(), AdmissionID: h.ID, Reasons: "Asia on selvitetty.",
		Outcome: pick(rt, "outcome", []tenure.Outcome{tenure.Kept, tenure.SelfCleaned, tenure.Suspended, tenure.Removed, tenure.Renewed})}
	if cmd.Outcome == tenure.Suspended && w.chance(rt, "until", 2) {
		cmd.Until = w.today().AddDays(between(rt, "days", 0, 40))
	}
	v := map[tenure.Outcome]verdict{tenure.Kept: must, tenure.SelfCleaned: may, tenure.Suspended: may, tenure.Removed: must, tenure.Renewed: never}[cmd.Outcome]
	heard := h.Hearing.Valid && (h.Answered || h.Waited)
	if cmd.Outcome == tenure.Suspended && w.chance(rt, "ground", 2) {
		cmd.Ground, cmd.Why = pick(rt, "which", tenure.Grounds()), "Asiakkaita on vaarassa."
	}
	_ = w.try(rt, "settle", a, holds(v, isOneOf(a, h.officers(w)), h.doubted(), heard || cmd.Outcome != tenure.Removed, h.Answered || cmd.Outcome != tenure.SelfCleaned), true,
		func() error { return w.tenures.Settle(ctx, a, cmd) })
}

// act suspends, lifts or removes without a form for doubts.
func (w *walk) act(rt *rapid.T) {
	h := w.aheld(rt, oneheld.living)
	a := w.somebody(rt, h.officers(w)...)
	act := admission.Act{ID: uuid.New(), AdmissionID: h.ID, Reasons: "Todistus on vanhentunut.",
		Kind: pick(rt, "kind", []admission.EventKind{admission.EventSuspend, admission.EventLift, admission.EventLift, admission.EventRemove})}
	if act.Kind == admission.EventRemove && !w.chance(rt, "remove", 3) {
		act.Kind = admission.EventSuspend
	}
	ahead := between(rt, "until", -1, 40)
	if act.Kind == admission.EventSuspend && ahead != 40 {
		act.Until = w.today().AddDays(ahead)
	}
	if act.Kind == admission.EventRemove {
		w.remove(rt, a, h)
		return
	}
	v := holds(must, isOneOf(a, h.officers(w)), admission.MayHappen(admission.State(h.State), act.Kind), act.Until.IsZero() || ahead >= 0)
	if act.Kind == admission.EventLift {
		_ = w.try(rt, "lift", a, v, true, func() error { return w.tenures.Lift(ctx, a, act.ID, act.AdmissionID, act.Reasons) })
		return
	}
	cmd := tenure.Settle{ID: act.ID, AdmissionID: act.AdmissionID, Outcome: tenure.Suspended, Until: act.Until, Reasons: act.Reasons}
	if w.chance(rt, "ground", 2) {
		cmd.Ground, cmd.Why = pick(rt, "which", tenure.Grounds()), "Asiakkaita on vaarassa."
	} else if v == must { // where it must be heard and was not, this is refused
		v = may
	}
	_ = w.try(rt, "suspend", a, v, true, func() error { return w.tenures.Settle(ctx, a, cmd) })
}

// remove removes an admission, after a hearing or with a ground for none. Where something is looked into and neither is
// there, it is refused.
func (w *walk) remove(rt *rapid.T, a actor.Actor, h oneheld) {
	cmd := tenure.Remove{ID: uuid.New(), AdmissionID: h.ID, Reasons: "Toiminta on loppunut."}
	if w.chance(rt, "ground", 2) {
		cmd.Ground, cmd.Why = pick(rt, "which", tenure.Grounds()), "Tuottaja pyysi tätä itse."
	}
	v := must
	if cmd.Ground == "" {
		v = may // where law makes hearing no duty
	}
	heard := h.Hearing.Valid && (h.Answered || h.Waited)
	_ = w.try(rt, "remove", a, holds(v, isOneOf(a, h.officers(w)), h.living(), cmd.Ground != "" || heard || h.Doubts == 0), true,
		func() error { return w.tenures.Remove(ctx, a, cmd) })
}

// tend lets the work run that time does, twice: the second run finds nothing to do.
func (w *walk) tend(rt *rapid.T) {
	day := w.today()
	if _, err := w.tenures.Tend(ctx, day); err != nil {
		rt.Fatal(err)
	}
	if again, err := w.tenures.Tend(ctx, day); err != nil || again != (tenure.Tended{}) {
		rt.Fatalf("time did twice what it does once: %+v, %v", again, err)
	}
}
