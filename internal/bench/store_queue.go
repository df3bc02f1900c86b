package bench

import (
	"context"
	"fmt"

	"github.com/google/uuid"
)

// filledQueue is what fillQueue has made.
type filledQueue struct {
	applications               int
	organiser, officer, scheme uuid.UUID
	operator                   uuid.UUID // to whom every scheme is delegated
}

// The sizes of the queue that the target means: all of one organiser, a fifth of them waiting.
const (
	queueApplications = 50_000
	queueOpen         = 10_000
	queueProducers    = 10_000
)

// fillQueue loads applications of every kind with plain SQL. What follows from them is kept by the database itself.
func (b *registerBench) fillQueue(ctx context.Context) (made filledQueue, err error) {
	n, open, producers := queueApplications*b.Scale/100, queueOpen*b.Scale/100, max(queueProducers*b.Scale/100, 1)
	b.say("loading %d applications", n)
	for _, step := range []struct {
		statement string
		args      []any
	}{
		{`CREATE TEMP TABLE bench_person AS SELECT gen_random_uuid() AS id, i FROM generate_series(0, 19) i`, nil},
		{`INSERT INTO person (id, email, name, email_confirmed_at) SELECT id, 'bench' || i || '@example.fi', 'Käsittelijä ' || i, now() FROM bench_person`, nil},
		{`INSERT INTO membership (id, person_id, role, organiser_id, state)
			SELECT gen_random_uuid(), id, 'officer', (SELECT id FROM organiser WHERE code = '03'), 'active' FROM bench_person`, nil},
		{`CREATE TEMP TABLE bench_producer AS SELECT gen_random_uuid() AS id, i FROM generate_series(0, $1::int - 1) i`, []any{producers}},
		{`INSERT INTO producer (id, name, kind, origin) SELECT id, (ARRAY['Kotihoiva', 'Hoivakoti', 'Siivous', 'Ateria', 'Turva'])[1 + i % 5] || ' ' || md5(i::text) || ' hoiva ' || i,
			'company', 'import' FROM bench_producer`, nil},
		{`CREATE TEMP TABLE bench_operator AS SELECT gen_random_uuid() AS id`, nil},
		{`INSERT INTO operator (id, name) SELECT id, 'Hankintayhtiö' FROM bench_operator`, nil},
		{`CREATE TEMP TABLE bench_scheme AS SELECT gen_random_uuid() AS id, i FROM generate_series(0, 11) i`, nil},
		{`INSERT INTO scheme (id, organiser_id, key, regime, name_fi, name_sv, name_en, client_pays, verified, open_for_applications, decision_days, valid_from, operator_id)
			SELECT id, (SELECT id FROM organiser WHERE code = '03'), 'bench-' || i, 'voucher', 'Palveluseteli ' || i, 'Servicesedel ' || i, 'Voucher ' || i,
			    'own_share', true, true, 30, '2020-01-01', (SELECT id FROM bench_operator) FROM bench_scheme`, nil},
		{`CREATE TEMP TABLE bench_case AS SELECT gen_random_uuid() AS id, i, i < $2 AS open, (SELECT s.id FROM bench_scheme s WHERE s.i = (c.i / $3) % 12) AS scheme,
			(SELECT p.id FROM bench_producer p WHERE p.i = c.i % $3) AS producer, (SELECT w.id FROM bench_person w WHERE w.i = c.i % 20) AS person,
			CASE WHEN i < $2 THEN now() - make_interval(hours => (c.i * 7919) % (24 * 31)) ELSE now() - make_interval(days => 40, hours => (c.i * 7919) % (24 * 1500)) END AS at
			FROM generate_series(0, $1::int - 1) c(i)`, []any{n, open, producers}},
		{`INSERT INTO application (id, scheme_id, producer_id, case_number, created_by, created_at, closed)
			SELECT id, scheme, producer, '03/' || lpad(i::text, 6, '0') || '/' || extract(year FROM at), person, at, NOT open FROM bench_case`, nil},
		{`INSERT INTO submission (id, application_id, scheme_id, snapshot, lang, submitted_by, submitted_at, due_on)
			SELECT gen_random_uuid(), id, scheme, '{}', 'fi', person, at, (at + interval '30 days')::date FROM bench_case`, nil},
		{`INSERT INTO review (id, application_id, started_by, started_at) SELECT gen_random_uuid(), id, person, at FROM bench_case WHERE NOT open OR i % 3 > 0`, nil},
		{`INSERT INTO clarification (id, application_id, question, answer_by_day, asked_by) SELECT gen_random_uuid(), id, 'Mitä?', current_date + 7, person FROM bench_case WHERE open AND i % 15 = 1`, nil},
		{`INSERT INTO withdrawal (id, application_id, withdrawn_by, withdrawn_at) SELECT gen_random_uuid(), id, person, at + interval '3 days' FROM bench_case WHERE NOT open AND i % 20 = 0`, nil},
		{`INSERT INTO decision (id, application_id, submission_id, outcome, reasons, remedy, lang, decided_by, decided_at)
			SELECT gen_random_uuid(), c.id, b.id, CASE WHEN c.i % 7 = 0 THEN 'rejected' ELSE 'approved' END, 'Perustelut', 'producer_rectification', 'fi', c.person, c.at + interval '20 days'
			FROM bench_case c JOIN submission b ON b.application_id = c.id WHERE NOT c.open AND c.i % 20 > 0`, nil},
		{`CREATE TEMP TABLE bench_preparation AS SELECT gen_random_uuid() AS id, id AS application, person FROM bench_case WHERE open AND i % 6 = 2`, nil},
		{`INSERT INTO preparation (id, application_id, outcome, reasons, prepared_by) SELECT id, application, 'approved', '', person FROM bench_preparation`, nil},
		{`UPDATE application a SET preparation_id = p.id, ready = true FROM bench_preparation p WHERE p.application = a.id`, nil},
		// Here all cases go through the index of waiting ones in a minute, and it keeps the room that they took. In years of work
		// vacuums give it back between them.
		{`REINDEX TABLE application`, nil},
		{`VACUUM ANALYZE`, nil},
	} {
		if _, err := b.loader.ExecContext(ctx, step.statement, step.args...); err != nil {
			return made, fmt.Errorf("%.60s…: %w", step.statement, err)
		}
	}
	made.applications = n
	err = b.loader.QueryRowxContext(ctx, `SELECT (SELECT id FROM organiser WHERE code = '03'), (SELECT id FROM bench_person WHERE i = 3), (SELECT id FROM bench_scheme WHERE i = 0), (SELECT id FROM bench_operator)`).
		Scan(&made.organiser, &made.officer, &made.scheme, &made.operator)
	return made, err
}
