package walk

import (
	"slices"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
)

// prepared is what was proposed last of a case and still holds.
func (w *walk) prepared(c onecase) (id uuid.NullUUID, by uuid.UUID) {
	var row struct {
		ID uuid.NullUUID `db:"preparation_id"`
		By uuid.NullUUID `db:"prepared_by"`
	}
	w.must(w.Owner.Get(&row, `SELECT a.preparation_id, p.prepared_by FROM application a LEFT JOIN preparation p ON p.id = a.preparation_id WHERE a.id = $1`, c.ID))
	return row.ID, row.By.UUID
}

func (w *walk) decide(rt *rapid.T) {
	c := w.acase(rt, "submitted", "in_review")
	a := w.somebody(rt, c.officers(w)...)
	cmd, read := w.decision(rt, a, c)
	var by uuid.UUID
	cmd.Preparation, by = w.prepared(c)
	cmd.Departure = "Arvioin asian toisin." // asked for where a colleague has prepared something else
	moved := cmd.Preparation.Valid && w.chance(rt, "prepared anew meanwhile", 8)
	if moved {
		cmd.Preparation.UUID = uuid.New()
	}
	eyes := !c.FourEyes || cmd.Preparation.Valid && by != a.Person
	over := cmd.Outcome == admission.Approved && w.count(`SELECT count(*) FROM scheme WHERE id = $1 AND valid_to < $2`, c.Scheme, w.today()) > 0
	w.note("%s of %s in %s: %s", c.ID, c.Producer, c.Scheme, cmd.Outcome)
	_ = w.try(rt, "decide", a, holds(must, read, isOneOf(a, c.officers(w)), c.Status == "submitted" || c.Status == "in_review", eyes, !moved, !over), true,
		func() error { return w.admissions.Decide(ctx, a, cmd) })
}

func (w *walk) prepare(rt *rapid.T) {
	c := w.acase(rt, "submitted", "in_review")
	a := w.somebody(rt, c.reviewers(w)...)
	cmd, read := w.decision(rt, a, c)
	cmd.Preparation, _ = w.prepared(c)
	_ = w.try(rt, "prepare", a, holds(must, read, isOneOf(a, c.reviewers(w)), c.Status == "submitted" || c.Status == "in_review"), true,
		func() error { return w.admissions.Prepare(ctx, a, cmd) })
}

// alike approves all that are ready in a scheme, some of them with what was prepared of another case.
func (w *walk) alike(rt *rapid.T) {
	c := w.acase(rt, "in_review")
	a := w.somebody(rt, c.officers(w)...)
	var ready []onecase
	for _, one := range w.cases() {
		if id, _ := w.prepared(one); one.Scheme == c.Scheme && id.Valid {
			ready = append(ready, one)
		}
	}
	if len(ready) == 0 {
		panic(notYet{})
	}
	var cases []admission.Approve
	for _, one := range ready {
		id, _ := w.prepared(one)
		cases = append(cases, admission.Approve{DecisionID: uuid.New(), ApplicationID: one.ID, Preparation: id.UUID})
	}
	_ = w.try(rt, "approve alike", a, holds(may, isOneOf(a, c.officers(w))), true, func() error { _, err := w.admissions.ApproveAlike(ctx, a, cases); return err })
}

func (w *walk) assign(rt *rapid.T) {
	c := w.acase(rt, "submitted", "in_review", "clarification")
	a := w.somebody(rt, c.reviewers(w)...)
	var has uuid.NullUUID
	w.must(w.Owner.Get(&has, `SELECT assignee_id FROM application WHERE id = $1`, c.ID))
	to := w.somebody(rt, c.reviewers(w)...)
	v := holds(must, isOneOf(a, c.reviewers(w)), c.Status == "submitted" || c.Status == "in_review" || c.Status == "clarification", isOneOf(to, c.reviewers(w)) || !to.SignedIn())
	if has.UUID == to.Person {
		v = may
	}
	_ = w.try(rt, "assign", a, v, true, func() error {
		return w.admissions.Assign(ctx, a, admission.Assign{ApplicationID: c.ID, From: has.UUID, To: to.Person})
	})
}

func (w *walk) extend(rt *rapid.T) {
	c := w.acase(rt, "submitted", "in_review", "clarification")
	a := w.somebody(rt, c.officers(w)...)
	inTime := w.count(`SELECT count(*) FROM application a JOIN scheme s ON s.id = a.scheme_id WHERE a.id = $1 AND s.regime = 'dps' AND a.due_on >= $2
		AND NOT EXISTS (SELECT FROM extension e WHERE e.application_id = a.id)`, c.ID, w.today()) > 0
	open := slices.Contains([]string{"submitted", "in_review", "clarification"}, c.Status)
	_ = w.try(rt, "extend", a, holds(must, isOneOf(a, c.officers(w)), open, inTime), false,
		func() error { return w.admissions.Extend(ctx, a, uuid.New(), c.ID, "Selvitys on laaja.") })
}

// tell lets the job run that tells officers of their cases.
func (w *walk) tell(rt *rapid.T) {
	if _, err := w.admissions.TellOfficers(ctx); err != nil {
		rt.Fatal(err)
	}
	if again, err := w.admissions.TellOfficers(ctx); err != nil || again != 0 {
		rt.Fatalf("told again at once: %d, %v", again, err)
	}
}
