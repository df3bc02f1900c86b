package bench

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

// queueView is a view of the queue as an officer may save it.
type queueView struct {
	name  string
	query admission.QueueQuery
}

// queueViews are the filters of the queue, each in every order of its columns that somebody may save.
func queueViews(someScheme admission.QueueQuery) []queueView {
	bare := []queueView{
		{"open", admission.QueueQuery{}},
		{"mine", admission.QueueQuery{Who: admission.WhoMine}},
		{"nobody's", admission.QueueQuery{Who: admission.WhoNobody}},
		{"overdue", admission.QueueQuery{Due: admission.DueOverdue}},
		{"within five days", admission.QueueQuery{Due: admission.DueWeek}},
		{"waiting for an answer", admission.QueueQuery{Stage: admission.StageQuestion}},
		{"prepared", admission.QueueQuery{Stage: admission.StagePrepared}},
		{"mine and overdue", admission.QueueQuery{Who: admission.WhoMine, Due: admission.DueOverdue}},
		{"of one scheme", someScheme},
		{"by name", admission.QueueQuery{Text: "hoiva 77"}},
		{"by case number", admission.QueueQuery{Text: "/000777/"}},
		{"by a name that nobody has", admission.QueueQuery{Text: "zzzz"}},
		{"decided", admission.QueueQuery{View: admission.ViewDecided}},
		{"decided, mine", admission.QueueQuery{View: admission.ViewDecided, Who: admission.WhoMine}},
		{"decided, by name", admission.QueueQuery{View: admission.ViewDecided, Text: "hoiva 77"}},
		{"withdrawn", admission.QueueQuery{View: admission.ViewWithdrawn}},
	}
	var out []queueView
	for _, one := range bare {
		out = append(out, one)
		for _, column := range admission.Columns() {
			for _, desc := range []bool{false, true} {
				q := one.query
				q.Sort, q.Desc = column, desc
				out = append(out, queueView{fmt.Sprintf("%s, sorted by %s, %v", one.name, column, desc), q})
			}
		}
	}
	return out
}

// queue measures every view's page with its counts, as the desk's page asks for it: of the organiser's officer, and of the
// operator's to whom all of the organiser's schemes are delegated.
func (b *registerBench) queue(ctx context.Context, report *Report) error {
	made, err := b.fillQueue(ctx)
	if err != nil {
		return err
	}
	report.add("applications in the officer's queue", float64(made.applications))
	for _, desk := range []struct {
		whose, figure string
		actor         actor.Actor
	}{
		{"officer", queueMedian, actor.Actor{Role: actor.RoleOfficer, Organisation: made.organiser, Person: made.officer}},
		{"operator", operatorMedian, actor.Actor{Role: actor.RoleOperator, Organisation: made.operator, Person: made.officer}},
	} {
		all, err := b.viewsOf(ctx, desk.actor, made.scheme)
		if err != nil {
			return err
		}
		report.add("the "+desk.whose+"'s queue, views measured", float64(len(all)))
		report.add("the "+desk.whose+"'s queue, median of the views' medians (ms)", milliseconds(percentile(all, 50)))
		report.add(desk.figure, milliseconds(slices.Max(all)))
	}
	var nothing []time.Duration
	for range 10 * b.Rounds {
		began := time.Now()
		if _, err := b.service.ExecContext(ctx, `SELECT 1`); err != nil {
			return err
		}
		nothing = append(nothing, time.Since(began))
	}
	report.add("a statement that reads nothing, median (ms); a view asks three", milliseconds(percentile(nothing, 50)))
	return nil
}

// viewsOf answers the median of every view.
func (b *registerBench) viewsOf(ctx context.Context, who actor.Actor, someScheme uuid.UUID) ([]time.Duration, error) {
	service := admission.New(b.service, nil, nil)
	var all []time.Duration
	slowest := ""
	for _, view := range queueViews(admission.QueueQuery{Scheme: someScheme}) {
		var times []time.Duration
		for range b.Rounds {
			began := time.Now()
			if _, err := service.Queue(ctx, who, view.query); err != nil {
				return nil, fmt.Errorf("%s: %w", view.name, err)
			}
			times = append(times, time.Since(began))
		}
		median := percentile(times, 50)
		if all = append(all, median); median == slices.Max(all) {
			slowest = view.name
		}
		if view.query.Sort == "" || median > 5*time.Millisecond {
			b.say("%s: %-60s %6.2f ms", who.Role, view.name, milliseconds(median))
		}
	}
	b.say("the slowest view of the %s is %q", who.Role, slowest)
	return all, nil
}
