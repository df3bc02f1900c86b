package bench

import (
	"context"
	"fmt"
	"time"

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

// queue measures every view's page with its counts, as the officer's page asks for it.
func (b *registerBench) queue(ctx context.Context, report *Report) error {
	made, err := b.fillQueue(ctx)
	if err != nil {
		return err
	}
	report.add("applications in the officer's queue", float64(made.applications))
	service := admission.New(b.service, nil, nil)
	officer := actor.Actor{Role: actor.RoleOfficer, Organisation: made.organiser, Person: made.officer}
	var all []time.Duration
	slowest, slowestName := time.Duration(0), ""
	for _, view := range queueViews(admission.QueueQuery{Scheme: made.scheme}) {
		var times []time.Duration
		for range b.Rounds {
			began := time.Now()
			if _, err := service.Queue(ctx, officer, view.query); err != nil {
				return fmt.Errorf("%s: %w", view.name, err)
			}
			times = append(times, time.Since(began))
		}
		median := percentile(times, 50)
		all = append(all, median)
		if median > slowest {
			slowest, slowestName = median, view.name
		}
		if view.query.Sort == "" || median > 5*time.Millisecond {
			b.say("%-60s %6.2f ms", view.name, milliseconds(median))
		}
	}
	b.say("the slowest view is %q", slowestName)
	report.add("the officer's queue, views measured", float64(len(all)))
	report.add("the officer's queue, median of the views' medians (ms)", milliseconds(percentile(all, 50)))
	var nothing []time.Duration
	for range 10 * b.Rounds {
		began := time.Now()
		if _, err := b.service.ExecContext(ctx, `SELECT 1`); err != nil {
			return err
		}
		nothing = append(nothing, time.Since(began))
	}
	report.add("a statement that reads nothing, median (ms); a view asks three", milliseconds(percentile(nothing, 50)))
	report.add(queueMedian, milliseconds(slowest))
	return nil
}
