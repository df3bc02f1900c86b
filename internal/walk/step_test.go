package walk

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// walk is one walk through a world.
type walk struct {
	*world
	taken, refused map[string]int
	sent           map[uuid.UUID][32]byte // what submissions said when they were first seen
	decided        map[uuid.UUID]bool     // decisions that were seen
	log            *os.File               // of what was done; nil: not kept
}

func (w *walk) steps() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"pass": w.pass, "pass more": w.pass, "pass on": w.pass,
		"start": w.start, "fill": w.fill, "fill more": w.fill, "submit": w.submit, "submit more": w.submit, "withdraw": w.withdraw, "batch": w.batch,
		"review": w.review, "ask": w.ask, "answer": w.answer, "go on": w.goOn, "decide": w.decide, "decide more": w.decide, "act": w.act,
		"prepare": w.prepare, "prepare more": w.prepare, "alike": w.alike, "assign": w.assign, "extend": w.extend, "tell": w.tell,
		"look": w.look, "evidence": w.addEvidence, "retire": w.retire,
		"change scheme": w.changeScheme, "save scheme": w.saveScheme, "publish scheme": w.publishScheme, "act on scheme": w.actOnScheme,
		"offer": w.offer, "price": w.price, "price more": w.price, "answer price": w.answerPrice, "take back price": w.takeBackPrice, "vacancy": w.vacancy, "off": w.off,
		"list": w.list, "area": w.drawArea, "doubt": w.doubt, "check": w.check, "hear": w.hear, "hear more": w.hear, "reply": w.reply, "settle": w.settle,
		"enrol": w.enrol, "merge": w.merge, "answer merge": w.answerMerge, "undo merge": w.undoMerge,
	}
}

// verdict is what a step must come to.
type verdict int

const (
	may     verdict = iota // the walk does not know
	must                   // it changes something
	nothing                // it is answered well and changes nothing
	never                  // it is refused and changes nothing
)

// written is a fingerprint of all that steps write: a refused step must leave it as it was. It and broken are functions
// of the database, so that they are planned once for a walk and not once for a step.
const written = `CREATE FUNCTION moved.written(OUT print text, OUT seen bigint) LANGUAGE plpgsql AS $$ BEGIN
	SELECT coalesce(max(id), 0) INTO seen FROM audit_event;
	print := concat_ws(' ', seen, %s);
END $$`

var writes = []string{"submission", "review", "withdrawal", "decision", "clarification", "clarification_answer", "extension", "assignment", "preparation", "admission",
	"admission_event", "scheme_version", "scheme_event", "application_answer", "evidence_item", "evidence_retired", "price_line", "price_class", "price_proposal",
	"price_decision", "price_change", "mail_out", "doubt", "doubt_end", "hearing", "hearing_answer", "hearing_end", "registry_check", "producer_merge", "producer_merge_event", "producer", "service_unit",
	"sum:scheme_draft", "sum:application", "sum:offering", "sum:organiser_area"}

// heir is the producer that one has become part of in the end.
const heir = `CREATE FUNCTION moved.heir(id uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
	WITH RECURSIVE line AS (SELECT p.id, p.merged_into, 0 AS n FROM producer p WHERE p.id = $1
		UNION ALL SELECT p.id, p.merged_into, n + 1 FROM line JOIN producer p ON p.id = line.merged_into WHERE n < 50)
	SELECT line.id FROM line ORDER BY n DESC LIMIT 1 $$`

// watch makes the functions.
func (w *world) watch() {
	w.exec(heir)
	var sums []string
	for _, table := range writes {
		if versioned, ok := strings.CutPrefix(table, "sum:"); ok {
			sums = append(sums, "(SELECT sum(version) FROM "+versioned+")")
			continue
		}
		sums = append(sums, "(SELECT count(*) FROM "+table+")")
	}
	w.exec(fmt.Sprintf(written, strings.Join(sums, ", ")))
	var asked strings.Builder
	for _, what := range slices.Sorted(maps.Keys(none)) {
		fmt.Fprintf(&asked, "IF (%s) > 0 THEN found := found || %s::text; END IF;\n", none[what], pq.QuoteLiteral(what))
	}
	w.exec("CREATE FUNCTION moved.broken() RETURNS text[] LANGUAGE plpgsql AS $$ DECLARE found text[] := '{}'; BEGIN " + asked.String() + " RETURN found; END $$")
}

// note keeps what was done, where WALK_LOG names a folder.
func (w *walk) note(format string, args ...any) {
	if w.log != nil {
		_, err := fmt.Fprintf(w.log, w.today().String()+" "+format+"\n", args...)
		w.must(err)
	}
}

func (w *walk) print() (now string, seen int64) {
	var row struct {
		Print string
		Seen  int64
	}
	w.must(w.Owner.Get(&row, `SELECT print, seen FROM moved.written()`))
	return row.Print, row.Seen
}

// try takes a step and holds it to its verdict. Again: the same form sent a second time changes nothing more.
func (w *walk) try(rt *rapid.T, name string, a actor.Actor, want verdict, again bool, step func() error) error {
	rt.Helper()
	before, seen := w.print()
	err := step()
	after, last := w.print()
	told := fmt.Sprintf("%s by %s %s", name, a.Role, a.Person)
	w.note("%s (%s): %v", told, a.Organisation, err)
	if err != nil && fault.From(err).Code == fault.CodeInternal {
		rt.Fatalf("%s: %v", told, err)
	}
	switch {
	case err != nil && before != after:
		rt.Fatalf("%s was refused (%v) and left traces: %s, then %s", told, err, before, after)
	case want == never && err == nil:
		rt.Fatalf("%s should have been refused", told)
	case want == must && err != nil, want == nothing && err != nil:
		rt.Fatalf("%s should have been done: %v", told, explain(err))
	case want == nothing && before != after:
		rt.Fatalf("%s should have changed nothing: %s, then %s", told, before, after)
	case want == must && before == after:
		rt.Fatalf("%s changed nothing", told)
	}
	if err != nil {
		w.refused[name]++
		return err
	}
	w.taken[name]++
	if strangers := w.count(`SELECT count(*) FROM audit_event WHERE id > $1 AND (person_id IS DISTINCT FROM $2 OR role <> $3)`, seen, a.Person, string(a.Role)); strangers > 0 {
		rt.Fatalf("%s: %d rows of the audit trail name another", told, strangers)
	}
	if before != after && seen == last {
		rt.Fatalf("%s is not in the audit trail", told)
	}
	if again && between(rt, "again", 0, 2) == 0 {
		if err := step(); err != nil {
			rt.Fatalf("%s, sent again: %v", told, explain(err))
		}
		if twice, _ := w.print(); twice != after {
			rt.Fatalf("%s, sent again, changed something: %s, then %s", told, after, twice)
		}
	}
	return nil
}

func explain(err error) string {
	f := fault.From(err)
	lines := []string{err.Error()}
	for _, one := range f.Fields {
		lines = append(lines, fmt.Sprintf("%s: %s %v", one.Name, one.Key, one.Args))
	}
	return strings.Join(lines, "; ")
}

// somebody is anybody, more often one of those who may.
func (w *walk) somebody(rt *rapid.T, those ...actor.Actor) actor.Actor {
	if len(those) == 0 || between(rt, "anybody", 0, 5) == 0 {
		return pick(rt, "who", w.people)
	}
	return pick(rt, "who of those", those)
}

func (w *walk) whose(role actor.Role, organisation uuid.UUID) []actor.Actor {
	return slices.DeleteFunc(slices.Clone(w.people), func(a actor.Actor) bool { return a.Role != role || a.Organisation != organisation })
}

// bits is how many coins are tossed for a choice: rapid's own numbers are mostly small ones, and a walk wants every way.
const bits = 12

// between is a number of a range, each as likely as another.
func between(rt *rapid.T, label string, low, high int) int {
	n := 0
	for _, heads := range rapid.SliceOfN(rapid.Bool(), bits, bits).Draw(rt, label) {
		n *= 2
		if heads {
			n++
		}
	}
	return low + n%(high-low+1)
}

// notYet is what a step throws that cannot be taken, since the walk is not so far.
type notYet struct{}

// pick chooses one of what there is.
func pick[T any](rt *rapid.T, label string, list []T) T {
	if len(list) == 0 {
		panic(notYet{})
	}
	return list[between(rt, label, 0, len(list)-1)]
}

func (w *walk) chance(rt *rapid.T, label string, oneOf int) bool {
	return between(rt, label, 1, oneOf) == oneOf
}

// step takes one of the steps.
func (w *walk) step(rt *rapid.T) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(notYet); !ok {
				panic(r)
			}
		}
	}()
	steps := w.steps()
	steps[pick(rt, "step", slices.Sorted(maps.Keys(steps)))](rt)
}
