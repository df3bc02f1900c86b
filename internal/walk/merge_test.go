package walk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/duplicate"
	"github.com/tuottajatori/tuottajatori/internal/importing"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// enrol takes a service of a municipality or an association in, sometimes under a name that a firm bears already.
func (w *walk) enrol(rt *rapid.T) {
	var list []struct {
		ID        uuid.UUID
		Organiser uuid.UUID
		Code      string
		Regime    string
	}
	w.must(w.Owner.Select(&list, `SELECT s.id, s.organiser_id AS organiser, o.code, s.regime FROM scheme s JOIN organiser o ON o.id = s.organiser_id
		WHERE s.regime IN ('own_production', 'free_listing', 'voucher') ORDER BY s.published_at, s.id`))
	one := pick(rt, "scheme", list)
	own := w.whose(actor.RoleOfficer, one.Organiser)
	a := w.somebody(rt, own...)
	place := map[string]string{"15": "40520", "03": "02600"}[one.Code]
	name := pick(rt, "name", []string{"Kylätalo ry", "Naapuriapu ry", "Hoiva 1234567-1", "Hoiva 7654321-4"})
	cmd := importing.Enrolment{Scheme: one.ID, Producer: name, Kind: producer.Association, Unit: pick(rt, "unit", []string{"Kotihoito", "Kerho"}),
		Street: pick(rt, "street", []string{"Kylätie 1", "Kylätie 2"}), Place: place, Service: pick(rt, "service", []string{"home_care", "cleaning", "ei ole"}), Spoken: []string{"fi"}}
	_ = w.try(rt, "enrol", a, holds(may, isOneOf(a, own), cmd.Service != "ei ole", one.Regime != "voucher"), true,
		func() error { _, err := w.lists.Enrol(ctx, a, cmd); return err })
}

// onemerge is a merge as the rows say.
type onemerge struct {
	ID   uuid.UUID `db:"id"`
	Kept uuid.UUID `db:"kept_id"`
	Gone uuid.UUID `db:"gone_id"`
}

// apair is two producers that stand by themselves, most often one of a walking firm and one that was enrolled.
func (w *walk) apair(rt *rapid.T) (kept, gone uuid.UUID) {
	var list []struct {
		ID     uuid.UUID
		Origin string
	}
	w.must(w.Owner.Select(&list, `SELECT id, origin FROM producer WHERE merged_into IS NULL ORDER BY created_at, id`))
	i, j := between(rt, "kept", 0, len(list)-1), between(rt, "gone", 0, len(list)-1)
	if i == j || list[j].Origin == "signup" && !w.chance(rt, "two firms", 4) {
		panic(notYet{})
	}
	return list[i].ID, list[j].ID
}

// merge asks for a merge of two, and now and then thinks better of it at once.
func (w *walk) merge(rt *rapid.T) {
	kept, gone := w.apair(rt)
	a := pick(rt, "asker", w.officers)
	if claim := w.whose(actor.RoleProducer, kept); len(claim) > 0 && w.chance(rt, "claim", 3) {
		a = claim[0]
	}
	cmd := duplicate.Ask{ID: uuid.New(), Kept: kept, Gone: gone, Reasons: "Sama toimija.", Grounds: pick(rt, "grounds", []string{duplicate.Duplicate, duplicate.Succession})}
	v, err := w.merges.Preview(ctx, a, kept, gone, cmd.Grounds)
	if err != nil {
		return // of neither's register
	}
	cmd.Sum = v.Plan.Sum()
	stale := w.chance(rt, "another plan", 10)
	if stale {
		cmd.Sum = "0"
	}
	before, state := w.rows(), ""
	w.note("of %s and %s, which goes: %+v", kept, gone, v.Plan.Moves)
	if w.try(rt, "merge", a, holds(may, v.Plan.Allowed(), !stale), true, func() (err error) { state, err = w.merges.Ask(ctx, a, cmd); return err }) != nil {
		return
	}
	w.meet()
	w.mergedWell(rt)
	if state != "done" || !w.chance(rt, "think better", 2) {
		return
	}
	w.always(rt)
	if w.try(rt, "undo at once", a, must, false, func() error { return w.merges.Undo(ctx, a, cmd.ID, "Erehdys.") }) != nil {
		return
	}
	w.meet()
	if after := w.rows(); after != before {
		rt.Fatalf("a merge that was undone at once left something:\n%s", differing(before, after))
	}
}

// answerMerge agrees to what another organiser, or a producer, has asked for, or refuses it.
func (w *walk) answerMerge(rt *rapid.T) {
	var list []onemerge
	w.must(w.Owner.Select(&list, `SELECT id, kept_id, gone_id FROM producer_merge ORDER BY asked_at, id`))
	one := pick(rt, "merge", list)
	a := pick(rt, "officer", w.officers)
	cmd := duplicate.Answer{ID: one.ID, Agree: !w.chance(rt, "refuse", 3), Reasons: "Eivät ole sama."}
	v := never
	if r, err := w.merges.Read(ctx, a, one.ID); err == nil {
		cmd.Sum = r.Preview.Plan.Sum()
		v = holds(may, r.State == "waiting", r.Mine || !cmd.Agree) // who has agreed may think better of it
	}
	_ = w.try(rt, "answer merge", a, v, false, func() error { _, err := w.merges.Answer(ctx, a, cmd); return err })
	w.meet()
	w.mergedWell(rt)
}

func (w *walk) undoMerge(rt *rapid.T) {
	var list []onemerge
	w.must(w.Owner.Select(&list, `SELECT m.id, m.kept_id, m.gone_id FROM producer_merge m JOIN producer_merge_event e ON e.merge_id = m.id AND e.kind = 'done' ORDER BY m.asked_at, m.id`))
	one := pick(rt, "merge", list)
	a := pick(rt, "officer", w.officers)
	if w.chance(rt, "another", 5) {
		a = pick(rt, "anybody", w.people)
	}
	w.note("undo of %s and %s", one.Kept, one.Gone)
	agreed := w.count(`SELECT count(*) FROM producer_merge_event WHERE merge_id = $1 AND kind = 'agreed' AND organiser_id = $2`, one.ID, a.Organisation) > 0
	undone := w.count(`SELECT count(*) FROM producer_merge_event WHERE merge_id = $1 AND kind = 'undone'`, one.ID) > 0
	_ = w.try(rt, "undo merge", a, holds(may, agreed, a.Role == actor.RoleOfficer, !undone), false, func() error { return w.merges.Undo(ctx, a, one.ID, "Olivat kaksi.") })
	w.meet()
}

// mergedWell holds that nothing that lives is left with a producer that is gone.
func (w *walk) mergedWell(rt *rapid.T) {
	for what, query := range map[string]string{
		"a unit": `SELECT count(*) FROM service_unit u JOIN producer p ON p.id = u.producer_id WHERE p.merged_into IS NOT NULL AND u.merged_into IS NULL`,
		"people": `SELECT count(*) FROM membership m JOIN producer p ON p.id = m.producer_id WHERE p.merged_into IS NOT NULL AND m.state IN ('active', 'pending')`,
		"a living admission with what is offered": `SELECT count(*) FROM admission a JOIN producer p ON p.id = a.producer_id JOIN offering o ON o.admission_id = a.id
			WHERE p.merged_into IS NOT NULL AND o.withdrawn_at IS NULL AND admission_state(a.id, a.valid_from, a.valid_to, db_today()) IN ('active', 'suspended', 'future')`,
		"a case that waits": `SELECT count(*) FROM application a JOIN producer p ON p.id = a.producer_id WHERE p.merged_into IS NOT NULL AND a.status IN ('submitted', 'in_review', 'clarification')`,
	} {
		if n := w.count(strings.ReplaceAll(query, "db_today()", "'"+w.today().String()+"'")); n > 0 {
			rt.Fatalf("a producer that is gone has %s (%d)", what, n)
		}
	}
}

// mergeable are the tables whose rows a merge may change, and an undone one leaves as they were.
var mergeable = []string{"producer", "service_unit", "service_point", "admission", "admission_service", "offering", "offering_area", "price_line", "price_class",
	"price_proposal", "membership", "external_id", "application", "application_answer", "admission_event", "evidence_item", "stored_file", "registry_check", "lapse_notice",
	"doubt", "hearing", "price_list"}

// rows are all of them, a line each.
func (w *world) rows() string {
	var out []string
	for _, table := range mergeable {
		var rows []string
		w.must(w.Owner.Select(&rows, fmt.Sprintf(`SELECT '%s ' || to_jsonb(t)::text FROM %s t ORDER BY 1`, table, table)))
		out = append(out, rows...)
	}
	return strings.Join(out, "\n")
}

// differing are the lines of which only one of two has.
func differing(before, after string) string {
	was, is := strings.Split(before, "\n"), strings.Split(after, "\n")
	var out []string
	for _, line := range was {
		if !slices.Contains(is, line) {
			out = append(out, "- "+line)
		}
	}
	for _, line := range is {
		if !slices.Contains(was, line) {
			out = append(out, "+ "+line)
		}
	}
	return strings.Join(out, "\n")
}

// meet lets in those who act for producers now: after a merge some wait for a yes, and cannot act for anybody.
func (w *walk) meet() {
	var now []struct {
		Person   uuid.UUID `db:"person_id"`
		Producer uuid.UUID `db:"producer_id"`
	}
	w.must(w.Owner.Select(&now, `SELECT person_id, producer_id FROM membership WHERE role = 'producer' AND state = 'active' ORDER BY id`))
	w.people = slices.DeleteFunc(w.people, func(a actor.Actor) bool { return a.Role == actor.RoleProducer })
	for _, m := range now {
		w.people = append(w.people, actor.Actor{Person: m.Person, Role: actor.RoleProducer, Organisation: m.Producer, RequestID: "walk"})
	}
}
