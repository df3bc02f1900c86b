package tenure_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
)

// TestNobodyIsSuspendedUnheard suspends at once, with a ground or after a hearing, and by nobody's word alone.
func TestNobodyIsSuspendedUnheard(t *testing.T) {
	w := newWorld(t)
	made := tenure.Settle{ID: uuid.New(), AdmissionID: w.id, Outcome: tenure.Suspended, Until: w.Today, Reasons: "Asiakkaita on vaarassa."}
	for _, stage := range []tenure.Stage{tenure.StageCalm, tenure.StageDoubted} {
		if stage == tenure.StageDoubted {
			must(t, w.Raise(ctx, w.Officer, tenure.Raise{ID: uuid.New(), AdmissionID: w.id, Cause: tenure.CauseCondition, Reasons: "Henkilöstö ei riitä."}))
		}
		w.stage(t, stage, admission.StateActive)
		if err := w.Settle(ctx, w.Officer, made); !fault.From(err).HasField("ground") || !fault.From(err).HasField("why") {
			t.Errorf("%s: suspended without a ground: %v", stage, err)
		}
	}
	made.Ground, made.Why = tenure.GroundHarm, "Lääkkeitä on jäänyt antamatta."
	if err := w.Settle(ctx, w.Operator, made); err == nil {
		t.Error("an operator suspends")
	}
	must(t, w.Settle(ctx, w.Officer, made))
	must(t, w.Settle(ctx, w.Officer, made)) // a double click
	w.stage(t, tenure.StageDoubted, admission.StateSuspended)
	u, err := w.Unheard(ctx, w.Alice, w.id)
	must(t, err)
	if len(u) != 1 || u[0].Kind != admission.EventSuspend || u[0].Ground != tenure.GroundHarm || u[0].Why != made.Why || u[0].On != w.Today {
		t.Errorf("why nobody was heard: %+v", u)
	}
	for action, want := range map[string]int{"admission.suspended": 1, "admission.suspended_unheard": 1, "admission.doubt_settled": 1} {
		if n := w.Count(t, `SELECT count(*) FROM audit_event WHERE object_id = $1 AND action = $2`, w.id, action); n != want {
			t.Errorf("%s: %d rows in the trail, want %d", action, n, want)
		}
	}
}

// TestAnAnswerByLetter is recorded by an official as it came, once, and stands where the producer's own would.
func TestAnAnswerByLetter(t *testing.T) {
	w := newWorld(t)
	must(t, w.Raise(ctx, w.Officer, tenure.Raise{ID: uuid.New(), AdmissionID: w.id, Cause: tenure.CauseCondition, Reasons: "Henkilöstö ei riitä."}))
	ask := tenure.Ask{ID: uuid.New(), AdmissionID: w.id, Question: "Riittääkö henkilöstö?", AnswerBy: w.stage(t, tenure.StageDoubted, admission.StateActive).EarliestAnswer()}
	must(t, w.Ask(ctx, w.Officer, ask))
	copied, others := w.Upload(t, w.Alice, "kirje.pdf", ""), w.Upload(t, w.Carol, "kirje.pdf", "")
	reply := func(text, by string, received calendar.Date, file uuid.UUID) tenure.Reply {
		return tenure.Reply{AdmissionID: w.id, HearingID: ask.ID, Answer: tenure.Answer{Text: text, Letter: &tenure.Letter{By: by, Received: received, File: file}}}
	}
	for field, cmd := range map[string]tenure.Reply{
		"text":    reply(" ", "Maija Mallikas", w.Today, uuid.Nil),
		"by_name": reply("Riittää.", " ", w.Today, uuid.Nil),
		"on":      reply("Riittää.", "Maija Mallikas", w.Today.AddDays(1), uuid.Nil),
	} {
		if err := w.Record(ctx, w.Officer, cmd); !fault.From(err).HasField(field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	for _, day := range []calendar.Date{{}, w.Today.AddDays(-1)} {
		if err := w.Record(ctx, w.Officer, reply("Riittää.", "Maija Mallikas", day, uuid.Nil)); !fault.From(err).HasField("on") {
			t.Errorf("received on %s: %v", day, err)
		}
	}
	right := reply("", " Maija  Mallikas", w.Today, copied.ID)
	for name, err := range map[string]error{
		"another organiser":    w.Record(ctx, w.Strangers[0], right),
		"a producer":           w.Record(ctx, w.Carol, right),
		"with another's file":  w.Record(ctx, w.Officer, reply("", "Maija Mallikas", w.Today, others.ID)),
		"an operator of other": w.Record(ctx, w.Operator, right),
	} {
		if err == nil {
			t.Errorf("%s records an answer", name)
		}
	}
	must(t, w.Record(ctx, w.Officer, right))
	must(t, w.Record(ctx, w.Officer, right)) // a double click
	f := w.stage(t, tenure.StageAnswered, admission.StateActive)
	l := f.Hearings[0].Answer.Letter
	if l == nil || l.By != "Maija Mallikas" || l.Received != w.Today || l.Recorder == "" || l.File != copied.ID || l.FileName != "kirje.pdf" {
		t.Fatalf("the letter: %+v", l)
	}
	if err := w.Reply(ctx, w.Alice, tenure.Reply{AdmissionID: w.id, HearingID: ask.ID, Answer: tenure.Answer{Text: "Vastaan itse."}}); !errors.Is(err, tenure.FaultMoved) {
		t.Errorf("answered twice: %v", err)
	}
	for _, who := range []actor.Actor{w.Alice, w.Officer} {
		if file, _, err := w.LetterOf(ctx, who, w.id, ask.ID); err != nil || file != copied.ID {
			t.Errorf("the copy: %s, %v", file, err)
		}
	}
	for _, who := range []actor.Actor{w.Carol, w.Strangers[0]} {
		if _, _, err := w.LetterOf(ctx, who, w.id, ask.ID); err == nil {
			t.Error("somebody else reads the letter")
		}
	}
	must(t, w.Settle(ctx, w.Officer, tenure.Settle{ID: uuid.New(), AdmissionID: w.id, Outcome: tenure.Suspended, Reasons: "Ei riitä."})) // it was heard
	if u, err := w.Unheard(ctx, w.Officer, w.id); err != nil || len(u) > 0 {
		t.Errorf("heard by letter, and yet unheard: %+v, %v", u, err)
	}
}

// TestNobodyIsRemovedUnheard tries to remove where law makes hearing a duty and where it does not, with and without a ground.
func TestNobodyIsRemovedUnheard(t *testing.T) {
	w := newWorld(t)
	cmd := tenure.Remove{ID: uuid.New(), AdmissionID: w.id, Reasons: "Toiminta on päättynyt."}
	refused := func(what string, cmd tenure.Remove, fields ...string) {
		t.Helper()
		err := w.Remove(ctx, w.Officer, cmd)
		for _, field := range fields {
			if !fault.From(err).HasField(field) {
				t.Errorf("%s: %v, want a fault on %s", what, err, field)
			}
		}
		if err == nil {
			t.Errorf("%s: removed", what)
		}
	}
	refused("no ground", cmd, "ground", "why")
	refused("an act without a ground", tenure.Remove{ID: cmd.ID, AdmissionID: w.id}, "ground", "why", "reasons")
	made := cmd
	made.Ground, made.Why = "convenience", "Näin on helpompaa."
	refused("a ground of one's own", made, "ground")
	made.Ground, made.Why = tenure.GroundAsked, " "
	refused("a ground that nothing supports", made, "why")

	must(t, w.Raise(ctx, w.Officer, tenure.Raise{ID: uuid.New(), AdmissionID: w.id, Cause: tenure.CauseCondition, Reasons: "Henkilöstö ei riitä."}))
	if err := w.Remove(ctx, w.Officer, cmd); !errors.Is(err, tenure.FaultUnheard) {
		t.Errorf("removed on a doubt: %v", err)
	}
	ask := tenure.Ask{ID: uuid.New(), AdmissionID: w.id, Question: "Riittääkö henkilöstö?", AnswerBy: w.stage(t, tenure.StageDoubted, admission.StateActive).EarliestAnswer()}
	must(t, w.Ask(ctx, w.Officer, ask))
	made.Ground, made.Why = tenure.GroundAsked, "Tuottaja pyysi sitä kirjeellä 3.11."
	if err := w.Remove(ctx, w.Strangers[0], made); !errors.Is(err, admission.FaultNotFound) {
		t.Errorf("another organiser removes: %v", err)
	}
	must(t, w.Remove(ctx, w.Officer, made))
	must(t, w.Remove(ctx, w.Officer, made)) // a double click
	f := w.stage(t, tenure.StageOver, admission.StateRemoved)
	if len(f.OpenDoubts()) > 0 || f.Open() != nil {
		t.Error("a doubt or a hearing outlives the removal")
	}
	u, err := w.Unheard(ctx, w.Alice, w.id)
	must(t, err)
	if len(u) != 1 || u[0].Kind != admission.EventRemove || u[0].Ground != tenure.GroundAsked || u[0].Why != made.Why || u[0].On != w.Today {
		t.Errorf("why nobody was heard: %+v", u)
	}

	var own scheme.Scheme
	id := uuid.New()
	w.Run(t, func(c context.Context, tx *db.Tx) (err error) {
		own, err = scheme.Create(c, tx, scheme.New{Scheme: scheme.Scheme{OrganiserID: w.Organiser, Key: "oma-tuotanto", Regime: scheme.RegimeOwnProduction,
			ClientPays: scheme.PaysClientFee, DaysKind: scheme.CalendarDays, Verified: true, NameFi: "Oma", NameSv: "Egen", NameEn: "Own", ValidFrom: w.Today.AddDays(-10)},
			Services: []scheme.ServiceTerms{{Service: "home_care", Unit: "hour", ValidFrom: w.Today.AddDays(-10)}}})
		if err != nil {
			return err
		}
		id, err = admission.Enrol(c, tx, own.ID, w.Alice.Organisation, []string{"home_care"}, admission.OriginEnrolment, w.Today)
		return err
	})
	must(t, w.Remove(ctx, w.Officer, tenure.Remove{ID: uuid.New(), AdmissionID: id, Reasons: "Yksikkö suljetaan.", Ground: tenure.GroundHarm, Why: "Ei tarvita."}))
	if u, err := w.Unheard(ctx, w.Officer, id); err != nil || len(u) > 0 {
		t.Errorf("a ground where none is needed: %+v, %v", u, err)
	}
	for _, r := range scheme.Regimes() { // every regime says whether hearing is a duty, today and with its law
		var rules []tenure.RemovalRule
		must(t, w.DB.Service.SelectContext(ctx, &rules, `SELECT id, regime, hearing, source FROM removal_rule WHERE regime = $1 AND valid @> $2::date`, r, w.Today))
		if len(rules) != 1 || rules[0].Source == "" || rules[0].Hearing != admissionIsApplied(r) {
			t.Errorf("%s: %+v", r, rules)
		}
	}
}

// admissionIsApplied tells whether a producer in a regime is a party of its own to what is decided.
func admissionIsApplied(r scheme.Regime) bool {
	return admission.MayApply(r, "company")
}

// TestSelfCleaning is a ground of exclusion in a dynamic purchasing system: who shows that it has mended matters is kept
// (1397/2016 §82); whose answer tells nothing of that is not, and is excluded for as long as the law lets it be.
func TestSelfCleaning(t *testing.T) {
	w := newWorld(t)
	for i, cleaned := range []bool{true, false} {
		who := []actor.Actor{w.Alice, w.Carol}[i]
		application := w.SentTo(t, who, w.DPS, "home_care")
		must(t, w.Decide(ctx, w.Officer, admission.Decide{ID: uuid.New(), ApplicationID: application, Outcome: admission.Approved}))
		v, err := w.Verdict(ctx, who, application)
		must(t, err)
		w.id = v.AdmissionID.UUID
		must(t, w.Raise(ctx, w.Operator, tenure.Raise{ID: uuid.New(), AdmissionID: w.id, Cause: tenure.CauseMandatory, Reasons: "Tuomio työsuojelurikoksesta."}))
		f := w.stage(t, tenure.StageDoubted, admission.StateActive)
		ask := tenure.Ask{ID: uuid.New(), AdmissionID: w.id, Question: "Miten asia on korjattu?", AnswerBy: f.EarliestAnswer()}
		must(t, w.Ask(ctx, w.Officer, ask))
		f = w.stage(t, tenure.StageAsked, admission.StateActive)
		if !f.Duty() || !f.MayClean(f.Open()) {
			t.Errorf("a mandatory ground: duty %v, cleanable %v", f.Duty(), f.MayClean(f.Open()))
		}
		settle := tenure.Settle{ID: uuid.New(), AdmissionID: w.id, Outcome: tenure.SelfCleaned, Reasons: "Korjaavat toimet riittävät."}
		reply := tenure.Reply{AdmissionID: w.id, HearingID: ask.ID, Cleaning: true, Answer: tenure.Answer{Text: "Kerromme korjaavista toimista.", Compensated: "Korvattu."}}
		if err := w.Reply(ctx, who, reply); !fault.From(err).HasField("cooperated") || !fault.From(err).HasField("measures") {
			t.Errorf("half of a self-cleaning: %v", err)
		}
		reply.Answer.Cooperated, reply.Answer.Measures = "Viranomaista autettu.", "Johto on vaihdettu."
		reply.Cleaning = cleaned
		must(t, w.Reply(ctx, who, reply))
		later := tenure.Raise{ID: uuid.New(), AdmissionID: w.id, Cause: tenure.CauseCondition, Reasons: "Henkilöstö ei riitä."}
		if !cleaned {
			must(t, w.Raise(ctx, w.Officer, later)) // after the answer: nobody has asked of it
		}
		err = w.Settle(ctx, w.Officer, settle)
		if !cleaned {
			if !fault.From(err).HasField("outcome") {
				t.Errorf("nothing was told of self-cleaning: %v", err)
			}
			settle.Outcome, settle.Reasons = tenure.Removed, "Peruste on voimassa."
			must(t, w.Settle(ctx, w.Officer, settle))
			f = w.stage(t, tenure.StageOver, admission.StateRemoved)
			for _, d := range f.Doubts {
				if want := map[bool]tenure.Outcome{true: tenure.Over, false: tenure.Removed}[d.ID == later.ID]; d.Outcome != want {
					t.Errorf("%q ended as %s, want %s: a removal is made on what the producer was heard of", d.Reasons, d.Outcome, want)
				}
			}
			if want := (tenure.Rule{ExcludedYears: ptr(5)}).ExcludedUntil(w.Today); f.Hearings[0].ExcludedUntil != want {
				t.Errorf("excluded until %s, want %s", f.Hearings[0].ExcludedUntil, want)
			}
			continue
		}
		must(t, err)
		f = w.stage(t, tenure.StageCalm, admission.StateActive)
		if f.Doubts[0].Outcome != tenure.SelfCleaned || f.Hearings[0].Outcome != tenure.SelfCleaned || f.Hearings[0].Answer.Measures != "Johto on vaihdettu." {
			t.Errorf("kept by self-cleaning: %+v, %+v", f.Doubts[0], f.Hearings[0])
		}
	}
}

// TestWhatCameUpLater decides on what the producer was asked, however it is decided: what was recorded after the question is
// neither ended by a yes nor a ground of a suspension. An official who acts for the producer takes none of these steps.
func TestWhatCameUpLater(t *testing.T) {
	w := newWorld(t)
	own := w.Officer2
	_, err := w.Owner.ExecContext(ctx, `INSERT INTO membership (id, person_id, role, producer_id, state) VALUES (gen_random_uuid(), $1, 'producer', $2, 'active')`,
		own.Person, w.Alice.Organisation)
	must(t, err)
	raise := func(why string) uuid.UUID {
		cmd := tenure.Raise{ID: uuid.New(), AdmissionID: w.id, Cause: tenure.CauseCondition, Reasons: why}
		must(t, w.Raise(ctx, w.Officer, cmd))
		return cmd.ID
	}
	ends := func(want map[uuid.UUID]tenure.Outcome) {
		t.Helper()
		f, err := w.File(ctx, w.Officer, w.id)
		must(t, err)
		for _, d := range f.Doubts {
			if d.Outcome != want[d.ID] {
				t.Errorf("%q ended as %q, want %q", d.Reasons, d.Outcome, want[d.ID])
			}
		}
	}
	settle := func(o tenure.Outcome) tenure.Settle {
		return tenure.Settle{ID: uuid.New(), AdmissionID: w.id, Outcome: o, Reasons: "Perustelu."}
	}
	asked := raise("Henkilöstö ei riitä.")
	ask := tenure.Ask{ID: uuid.New(), AdmissionID: w.id, Question: "Riittääkö henkilöstö?", AnswerBy: w.stage(t, tenure.StageDoubted, admission.StateActive).EarliestAnswer()}
	must(t, w.Ask(ctx, w.Officer, ask))
	later := raise("Tilat ovat puutteelliset.")
	for what, err := range map[string]error{
		"raises": w.Raise(ctx, own, tenure.Raise{ID: uuid.New(), AdmissionID: w.id, Cause: tenure.CauseCondition, Reasons: "?"}),
		"asks":   w.Ask(ctx, own, ask), "settles": w.Settle(ctx, own, settle(tenure.Kept)),
		"removes":        w.Remove(ctx, own, tenure.Remove{ID: uuid.New(), AdmissionID: w.id, Reasons: "?", Ground: tenure.GroundHarm, Why: "?"}),
		"lifts":          w.Lift(ctx, own, uuid.New(), w.id, "?"),
		"checks":         w.Examine(ctx, own, tenure.Examine{ID: uuid.New(), AdmissionID: w.id, Register: "vat", Finding: tenure.InOrder, Source: "ytj.fi", On: w.Today}),
		"writes letters": w.Record(ctx, own, tenure.Reply{AdmissionID: w.id, HearingID: ask.ID, Answer: tenure.Answer{Text: "?", Letter: &tenure.Letter{By: "A", Received: w.Today}}}),
	} {
		if !errors.Is(err, identity.ErrPartial) {
			t.Errorf("somebody who acts for the producer %s: %v", what, err)
		}
	}
	unseen := settle(tenure.Kept)
	unseen.Shown = []uuid.UUID{asked} // by a form that was opened before the second came up
	for what, err := range map[string]error{
		"settles": w.Settle(ctx, w.Officer, unseen),
		"removes": w.Remove(ctx, w.Officer, tenure.Remove{ID: uuid.New(), AdmissionID: w.id, Reasons: "?", Ground: tenure.GroundHarm, Why: "?", Shown: unseen.Shown}),
	} {
		if !errors.Is(err, tenure.FaultRaised) {
			t.Errorf("who has not seen what came up %s: %v", what, err)
		}
	}
	unseen.Shown = []uuid.UUID{later, asked}
	must(t, w.Settle(ctx, w.Officer, unseen)) // before an answer
	ends(map[uuid.UUID]tenure.Outcome{asked: tenure.Kept})
	if err := w.Ask(ctx, w.Officer, tenure.Ask{ID: uuid.New(), AdmissionID: w.id, Question: "?", AnswerBy: ask.AnswerBy, Shown: []uuid.UUID{asked}}); !errors.Is(err, tenure.FaultRaised) {
		t.Errorf("who has not seen what came up asks: %v", err)
	}
	w.stage(t, tenure.StageDoubted, admission.StateActive)

	ask.ID = uuid.New()
	must(t, w.Ask(ctx, w.Officer, ask))
	must(t, w.Reply(ctx, w.Alice, tenure.Reply{AdmissionID: w.id, HearingID: ask.ID, Answer: tenure.Answer{Text: "Remontti on alkanut."}}))
	third := raise("Omavalvontaa ei ole.")
	suspend := settle(tenure.Suspended)
	must(t, w.Settle(ctx, w.Officer, suspend)) // it was heard of the second, and that is what this rests on
	ends(map[uuid.UUID]tenure.Outcome{asked: tenure.Kept})
	if n := w.Count(t, `SELECT count(*) FROM audit_event WHERE action = 'admission.doubt_settled' AND details->>'form' = $1
		AND details->'doubts' = jsonb_build_array($2::text)`, suspend.ID, later); n != 1 {
		t.Errorf("%d rows say that the suspension rests on what was heard", n)
	}
	must(t, w.Lift(ctx, w.Officer, uuid.New(), w.id, "Remontti on valmis."))
	must(t, w.Settle(ctx, w.Officer, settle(tenure.Kept))) // nobody has asked: of all
	ends(map[uuid.UUID]tenure.Outcome{asked: tenure.Kept, later: tenure.Kept, third: tenure.Kept})
	w.stage(t, tenure.StageCalm, admission.StateActive)
}

func ptr[T any](v T) *T { return &v }

// TestABadFindingRaisesDoubts records checks: what speaks against a producer raises one doubt in each admission of the same
// organiser whose scheme asks for the register, and nowhere else.
func TestABadFindingRaisesDoubts(t *testing.T) {
	w := newWorld(t)
	application := w.SentTo(t, w.Alice, w.DPS, "home_care")
	must(t, w.Decide(ctx, w.Officer, admission.Decide{ID: uuid.New(), ApplicationID: application, Outcome: admission.Approved}))
	for _, sch := range []scheme.Scheme{w.Voucher, w.DPS} {
		_, err := w.Owner.ExecContext(ctx, `INSERT INTO requirement (id, scheme_id, position, kind, mandatory, title_fi, title_sv, title_en, registry)
			VALUES ($1, $2, 90, 'registry', true, 'Ennakkoperintä', 'Förskott', 'Prepayment', 'prepayment')`, uuid.New(), sch.ID)
		must(t, err)
	}
	check := tenure.Examine{ID: uuid.New(), AdmissionID: w.id, Register: "vat", Finding: tenure.NotFound, Source: "ytj.fi", On: w.Today}
	open := func() int {
		return w.Count(t, `SELECT count(*) FROM doubt d JOIN admission a ON a.id = d.admission_id WHERE a.producer_id = $1 AND d.cause = 'registry'
			AND NOT EXISTS (SELECT FROM doubt_end e WHERE e.doubt_id = d.id)`, w.Alice.Organisation)
	}
	must(t, w.Examine(ctx, w.Officer, check)) // no scheme asks for it
	if n := open(); n != 0 {
		t.Errorf("%d doubts of what nobody asks", n)
	}
	for range 2 { // a bad finding, and the same again while it is open
		check.ID, check.Register = uuid.New(), "prepayment"
		must(t, w.Examine(ctx, w.Officer, check))
		must(t, w.Examine(ctx, w.Officer, check)) // a double click
		if n := open(); n != 2 {
			t.Errorf("%d doubts, want one in each of two admissions", n)
		}
	}
	f := w.stage(t, tenure.StageDoubted, admission.StateActive)
	if d := f.OpenDoubts()[0]; d.Subject != "prepayment" || d.Reasons != "ytj.fi" || d.By != "Sanna Virtanen" {
		t.Errorf("the doubt: %+v", d)
	}
	if err := w.Examine(ctx, w.Strangers[0], check); !errors.Is(err, admission.FaultNotFound) {
		t.Errorf("another organiser records a check: %v", err)
	}
	check.ID, check.On, check.DueOn, check.Finding = uuid.New(), w.Today.AddDays(1), w.Today, tenure.Neglected
	for field, dates := range map[string][2]calendar.Date{
		"on":  {w.Today.AddDays(-11 * 366), {}},            // a year typed wrong
		"due": {w.Today, {Year: 9999, Month: 12, Day: 31}}, // never again
	} {
		of := tenure.Examine{Register: "vat", Finding: tenure.InOrder, Source: "ytj.fi", On: dates[0], DueOn: dates[1]}
		if err := tenure.CheckExamine(of, w.Today); !fault.From(err).HasField(field) {
			t.Errorf("%s %v: %v", field, dates, err)
		}
	}
	if err := w.Examine(ctx, w.Officer, check); !fault.From(err).HasField("on") || !fault.From(err).HasField("finding") {
		t.Errorf("a finding of another register, tomorrow: %v", err)
	}
	for query, want := range map[tenure.UpkeepQuery]int{{}: 2, {Most: 1}: 1, {Scheme: w.DPS.ID}: 1, {Scheme: w.Voucher.ID}: 1, {Scheme: w.Free.ID}: 0} {
		u, err := w.Upkeep(ctx, w.Officer, query)
		must(t, err)
		if len(u.Concerns) != want || u.Cut.Concerns != (query.Most == 1) || u.Cut.Lapses || u.Cut.Due {
			t.Errorf("%+v: %d in doubt, want %d; cut: %+v", query, len(u.Concerns), want, u.Cut)
		}
	}
	list, err := w.Checks(ctx, w.Alice, w.id)
	must(t, err)
	if len(list) != 3 || list[0].DueOn != tenure.NextLook("prepayment", w.Today) {
		t.Errorf("the producer sees %+v", list)
	}
}

// TestSingleAnswersLapse watches a date that was answered and a document of no kind: told, doubted and renewed by the
// producer as evidence of a kind is.
func TestSingleAnswersLapse(t *testing.T) {
	w := newWorld(t)
	w.demand(t, "other")
	until := w.Today.AddDays(200) // as admissiontest answers
	if done := w.tend(t, until.AddDays(-30)); done.Told != 1 || done.Raised != 0 {
		t.Errorf("a month before the date: %+v", done)
	}
	w.Owner.MustExec(`ALTER TABLE application_answer DISABLE TRIGGER application_answer_stays`) // as time would do
	_, err := w.Owner.ExecContext(ctx, `UPDATE application_answer SET date = $2 WHERE requirement_id = $1`, w.Until.ID, w.Today.AddDays(-1))
	must(t, err)
	if done := w.tend(t, w.Today); done.Raised != 1 {
		t.Errorf("the date is over: %+v", done)
	}
	f := w.stage(t, tenure.StageDoubted, admission.StateActive)
	if d := f.OpenDoubts()[0]; d.Title("fi") != "Voimassa" || d.Since != w.Today {
		t.Errorf("the doubt: %+v", d)
	}
	renew := tenure.Renew{ID: uuid.New(), AdmissionID: w.id, Requirement: w.Until.ID, Date: w.Today.AddDays(29)}
	if err := w.Renew(ctx, w.Alice, renew); !fault.From(err).HasField("date") {
		t.Errorf("a date that is too soon: %v", err)
	}
	renew.Date = w.Today.AddDays(400)
	if err := w.Renew(ctx, w.Carol, renew); !errors.Is(err, admission.FaultNotFound) {
		t.Errorf("another producer renews: %v", err)
	}
	if err := w.Renew(ctx, w.Officer, renew); err == nil {
		t.Error("an officer renews")
	}
	other := renew
	other.Requirement = w.Sum.ID
	if err := w.Renew(ctx, w.Alice, other); !errors.Is(err, admission.FaultNotFound) {
		t.Errorf("what does not lapse is renewed: %v", err)
	}
	must(t, w.Renew(ctx, w.Alice, renew))
	must(t, w.Renew(ctx, w.Alice, renew)) // a double click
	w.stage(t, tenure.StageCalm, admission.StateActive)
	if done := w.tend(t, w.Today.AddDays(300)); done.Raised+done.Renewed > 0 {
		t.Errorf("after the renewal: %+v", done)
	}

	add := func(name string, issued, last int) uuid.UUID {
		id, file := uuid.New(), w.Upload(t, w.Alice, name, name)
		_, err := w.Owner.ExecContext(ctx, `INSERT INTO evidence_item (id, producer_id, kind, file_id, issued_on, valid_to, business_id, added_by)
			SELECT $1, p.id, 'other', $2, $3, $4, p.business_id, $5 FROM producer p WHERE p.id = $6`,
			id, file.ID, w.Today.AddDays(issued), w.Today.AddDays(last), w.Alice.Person, w.Alice.Organisation)
		must(t, err)
		return id
	}
	old := add("lupa.pdf", -300, -2)
	w.Owner.MustExec(`ALTER TABLE application_answer DISABLE TRIGGER application_answer_stays`) // as time would do
	_, err = w.Owner.ExecContext(ctx, `UPDATE application_answer n SET file_id = i.file_id FROM evidence_item i WHERE i.id = $2 AND n.requirement_id = $1`, w.Proof.ID, old)
	must(t, err)
	if done := w.tend(t, w.Today); done.Raised != 1 {
		t.Errorf("the document is over: %+v", done)
	}
	renew = tenure.Renew{ID: uuid.New(), AdmissionID: w.id, Requirement: w.Proof.ID, Item: old}
	if err := w.Renew(ctx, w.Alice, renew); !fault.From(err).HasField("item") {
		t.Errorf("renewed with what has lapsed: %v", err)
	}
	renew.Item = add("uusi-lupa.pdf", -1, 20)
	fit, err := w.Fit(ctx, w.Alice)
	must(t, err)
	if len(fit) != 1 || fit[0].ID != renew.Item {
		t.Errorf("fit to renew: %+v", fit)
	}
	must(t, w.Renew(ctx, w.Alice, renew))
	w.stage(t, tenure.StageCalm, admission.StateActive)
	if done := w.tend(t, w.Today); done.Told != 2 { // the requirement's, and the library's
		t.Errorf("the new one lapses soon: %+v", done)
	}
	u, err := w.Upkeep(ctx, w.Alice, tenure.UpkeepQuery{})
	must(t, err)
	if len(u.Lapses) != 2 || u.Lapses[0].Title("sv") != "Intyg" || u.Lapses[1].Title("fi") != "uusi-lupa.pdf" || u.Lapses[1].Admission != uuid.Nil {
		t.Errorf("to the producer: %+v", u.Lapses)
	}
	if u, err = w.Upkeep(ctx, w.Officer, tenure.UpkeepQuery{}); err != nil || len(u.Lapses) != 1 {
		t.Errorf("to the officer: %+v, %v", u.Lapses, err)
	}
}
