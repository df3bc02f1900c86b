package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/riverqueue/river/rivertype"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// nameLock turns a runner's name into the number of its advisory lock.
const nameLock = `hashtextextended($1, 8315)`

func takeName(ctx context.Context, conn *sqlx.Conn, name string) error {
	_, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock(`+nameLock+`)`, name)
	return err
}

// holdsName tells whether a connection that has taken a name lives, and so still has it.
func holdsName(ctx context.Context, conn *sqlx.Conn) bool {
	_, err := conn.ExecContext(ctx, `SELECT`)
	return err == nil
}

// runnerNames are the runners that have jobs under way or lead.
func runnerNames(ctx context.Context, q sqlx.QueryerContext) ([]string, error) {
	var names []string
	err := sqlx.SelectContext(ctx, q, &names, `
		SELECT attempted_by[array_upper(attempted_by, 1)] FROM river_job WHERE state = 'running' AND attempted_by IS NOT NULL
		UNION SELECT leader_id FROM river_leader`)
	return names, err
}

// nameIsFree tells whether nobody holds a name, and if so holds it until the transaction ends.
func nameIsFree(ctx context.Context, tx *db.Tx, name string) (bool, error) {
	var free bool
	if err := tx.GetContext(ctx, &free, `SELECT pg_try_advisory_xact_lock(`+nameLock+`)`, name); err != nil {
		return false, fmt.Errorf("ask whether a runner lives: %w", err)
	}
	return free, nil
}

const diedError = "the worker ended in the middle of it"

// runAgain makes the jobs of a dead runner available, and its place as the leader free. Its death does not count as a
// try until it has happened to a job too often.
func runAgain(ctx context.Context, tx *db.Tx, name string) (int, error) {
	if _, err := tx.ExecContext(ctx, `DELETE FROM river_leader WHERE leader_id = $1`, name); err != nil {
		return 0, fmt.Errorf("let another lead: %w", err)
	}
	n, err := db.Changed(tx.ExecContext(ctx, `
		WITH dead AS (
			SELECT id, (SELECT count(*) FROM unnest(errors) e WHERE e->>'error' = $2) >= $3 AS often, attempt >= max_attempts AS last
			FROM river_job WHERE state = 'running' AND attempted_by[array_upper(attempted_by, 1)] = $1 FOR UPDATE)
		UPDATE river_job j SET
			state = CASE WHEN d.last AND d.often THEN 'discarded' ELSE 'available' END::river_job_state,
			finalized_at = CASE WHEN d.last AND d.often THEN clock_timestamp() END,
			scheduled_at = clock_timestamp(),
			max_attempts = CASE WHEN d.last AND NOT d.often THEN j.attempt + 1 ELSE j.max_attempts END,
			errors = array_append(j.errors, jsonb_build_object('at', clock_timestamp(), 'attempt', j.attempt, 'error', $2::text, 'trace', ''))
		FROM dead d WHERE j.id = d.id`, name, diedError, mostDeaths))
	if err != nil {
		return 0, fmt.Errorf("make the jobs of a runner that died available: %w", err)
	}
	return n, nil
}

// longestWait is longer than any job waits for its next try: regular work comes each day at the least (retryAt), mail each half hour.
const longestWait = 25 * time.Hour

// wakeLate makes due the jobs that are put off by another clock than the database's as it is now: what is available waits for nothing,
// what was tried was tried before now, and nothing waits longer than any may.
func wakeLate(ctx context.Context, d *db.DB) (int, error) {
	return db.Changed(d.ExecContext(ctx, `UPDATE river_job SET state = 'available', scheduled_at = clock_timestamp() WHERE id IN (
		SELECT id FROM river_job WHERE state IN ('available', 'retryable', 'scheduled') AND scheduled_at > clock_timestamp() + interval '1 minute'
		    AND (state = 'available' OR attempted_at > clock_timestamp() + interval '1 minute'
		        OR scheduled_at > clock_timestamp() + make_interval(secs => $1))
		FOR UPDATE SKIP LOCKED) AND state IN ('available', 'retryable', 'scheduled')`, longestWait.Seconds()))
}

func countOld(ctx context.Context, q sqlx.QueryerContext, state rivertype.JobState, before time.Time) (n int, err error) {
	err = sqlx.GetContext(ctx, q, &n, `SELECT count(*) FROM river_job WHERE state = $1::river_job_state AND finalized_at < $2`, string(state), before)
	return n, err
}

func removeOld(ctx context.Context, d *db.DB, state rivertype.JobState, before time.Time, most int) (int, error) {
	return db.Changed(d.ExecContext(ctx, `DELETE FROM river_job WHERE id IN (
		SELECT id FROM river_job WHERE state = $1::river_job_state AND finalized_at < $2 LIMIT $3)`, string(state), before, most))
}

// retryAll does to each failed job of a kind what River does to one that is retried.
func retryAll(ctx context.Context, d *db.DB, kind string) (int, error) {
	return db.Changed(d.ExecContext(ctx, `UPDATE river_job SET state = 'available', finalized_at = NULL, scheduled_at = clock_timestamp(),
		max_attempts = greatest(max_attempts, least(attempt + 1, 32767)) WHERE state = 'discarded' AND kind = $1`, kind))
}

func giveUp(ctx context.Context, d *db.DB, id int64) (bool, error) {
	n, err := db.Changed(d.ExecContext(ctx, `DELETE FROM river_job WHERE id = $1 AND state = 'discarded'`, id))
	return n == 1, err
}

// delayed reads the jobs that wait to be tried again; river has an index of the states that are not final.
func delayed(ctx context.Context, q sqlx.QueryerContext) (list []Delayed, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `SELECT kind, count(*) AS count, min(created_at) AS since, min(scheduled_at) AS next,
			(array_agg(errors[array_upper(errors, 1)]->>'error' ORDER BY attempted_at DESC))[1] AS error
		FROM river_job WHERE state = 'retryable' AND attempt >= $1 GROUP BY kind ORDER BY kind`, delayedAfter)
	if err != nil {
		return nil, fmt.Errorf("read jobs that are tried again: %w", err)
	}
	return list, nil
}
