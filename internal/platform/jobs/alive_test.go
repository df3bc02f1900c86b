package jobs_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"

	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
)

// TestJobsOfTheDeadRunAgainAndOnlyThose leaves jobs as a killed process does, beside those of one that lives.
func TestJobsOfTheDeadRunAgainAndOnlyThose(t *testing.T) {
	d := dbtest.New(t)
	queue, err := jobs.NewQueue(d.Service)
	if err != nil {
		t.Fatal(err)
	}
	leave := func(runner string, deaths int) uuid.UUID {
		person := uuid.New()
		enqueue(t, d, queue, person, nil)
		if _, err := d.Owner.Exec(`UPDATE river_job SET state = 'running', attempt = 1, attempted_at = now(), attempted_by = ARRAY['before', $2],
			errors = array_fill('{"at": "2026-01-01T00:00:00Z", "attempt": 1, "error": "the worker ended in the middle of it", "trace": ""}'::jsonb, ARRAY[$3::int])
			WHERE args->>'person' = $1`, person.String(), runner, deaths); err != nil {
			t.Fatal(err)
		}
		return person
	}
	killed, killing, living := leave("killed", 0), leave("killed", 3), leave("living", 0)
	if _, err := d.Owner.Exec(`INSERT INTO river_leader (leader_id, name, elected_at, expires_at) VALUES ('killed', 'default', now(), now() + interval '1 hour')`); err != nil {
		t.Fatal(err)
	}
	holder, err := d.Service.Connx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close()
	if _, err := holder.ExecContext(t.Context(), `SELECT pg_advisory_lock(`+jobs.NameLock+`)`, "living"); err != nil {
		t.Fatal(err)
	}
	done := make(chan uuid.UUID, 10)
	r, err := jobs.New(d.Service, slog.New(slog.DiscardHandler), func(known *river.Workers) {
		river.AddWorker(known, &worker{work: func(_ context.Context, person uuid.UUID) error { done <- person; return nil }})
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.LookEvery(20 * time.Millisecond)
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := wait(t, done); got != killed {
		t.Errorf("ran for %v, want %v", got, killed)
	}
	state := func(person uuid.UUID) (state string) {
		if err := d.Owner.Get(&state, `SELECT state FROM river_job WHERE args->>'person' = $1`, person.String()); err != nil {
			t.Fatal(err)
		}
		return state
	}
	eventually(t, "the job is noted as done", func() bool { return state(killed) == "completed" })
	if state(killing) != "discarded" || state(living) != "running" {
		t.Errorf("a job that kills its runners is %s, another's is %s", state(killing), state(living))
	}
	if failed, err := r.Queue().Failed(t.Context()); err != nil || len(failed) != 1 {
		t.Errorf("the administrator sees %v, %v", failed, err)
	}
	var leaders int
	if err := d.Owner.Get(&leaders, `SELECT count(*) FROM river_leader WHERE leader_id = 'killed'`); err != nil || leaders != 0 {
		t.Errorf("the dead lead: %d, %v", leaders, err)
	}
	if err := holder.Close(); err != nil {
		t.Fatal(err)
	}
	if err := r.Stop(context.Background()); err != nil {
		t.Error(err)
	}
}
