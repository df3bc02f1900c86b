package bench

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

// importedTables are those that a list is written to, in the order in which one row needs another.
var importedTables = []string{"producer", "service_unit", "service_point", "external_id", "admission", "admission_service", "offering", "search_change", "audit_event"}

// copyImported copies the rows of the tables, which hold what a list became and nothing else, into empty ones of the same
// columns and indexes, and tells how long that took and how many rows there were.
func (b *registerBench) copyImported(ctx context.Context) (took time.Duration, rows int, err error) {
	for _, table := range importedTables {
		columns, values, err := b.rowsOf(ctx, table)
		if err != nil {
			return 0, 0, err
		}
		rows += len(values)
		one, err := b.copyInto(ctx, table, columns, values)
		if err != nil {
			return 0, 0, fmt.Errorf("copy %s: %w", table, err)
		}
		took += one
	}
	return took, rows, nil
}

// rowsOf reads a table as text.
func (b *registerBench) rowsOf(ctx context.Context, table string) (columns []string, values [][]any, err error) {
	if err := b.loader.SelectContext(ctx, &columns, `SELECT column_name::text FROM information_schema.columns
		WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position`, table); err != nil {
		return nil, nil, err
	}
	found, err := b.loader.QueryxContext(ctx, `SELECT `+strings.Join(columns, `::text, `)+`::text FROM `+pq.QuoteIdentifier(table))
	if err != nil {
		return nil, nil, err
	}
	defer found.Close()
	for found.Next() {
		row, err := found.SliceScan()
		if err != nil {
			return nil, nil, err
		}
		for i, v := range row {
			if raw, ok := v.([]byte); ok {
				row[i] = string(raw)
			}
		}
		values = append(values, row)
	}
	return columns, values, found.Err()
}

// quoted lists columns as SQL names them.
func quoted(columns []string) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = pq.QuoteIdentifier(c)
	}
	return strings.Join(names, ", ")
}

func (b *registerBench) copyInto(ctx context.Context, table string, columns []string, values [][]any) (took time.Duration, err error) {
	into := "bench_copy_" + table
	if _, err := b.loader.ExecContext(ctx, `CREATE TABLE `+into+` (LIKE `+pq.QuoteIdentifier(table)+` INCLUDING ALL)`); err != nil {
		return 0, err
	}
	began := time.Now()
	tx, err := b.loader.BeginTxx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	statement, err := tx.PrepareContext(ctx, "COPY "+pq.QuoteIdentifier(into)+" ("+quoted(columns)+") FROM STDIN")
	if err != nil {
		return 0, err
	}
	for _, row := range values {
		if _, err = statement.ExecContext(ctx, row...); err != nil {
			return 0, err
		}
	}
	if _, err = statement.ExecContext(ctx); err == nil {
		err = statement.Close()
	}
	if err != nil {
		return 0, err
	}
	err = tx.Commit()
	return time.Since(began), err
}

// fillPrices makes a producer with so many offerings, each with a price.
func (b *registerBench) fillPrices(ctx context.Context, n int) (actor.Actor, error) {
	id, person, scheme, admitted := uuid.New(), uuid.New(), uuid.New(), uuid.New()
	for _, step := range []struct {
		statement string
		args      []any
	}{
		{`INSERT INTO producer (id, name, kind, origin) VALUES ($1, 'Hintahoiva Oy', 'company', 'signup')`, []any{id}},
		{`INSERT INTO person (id, email, name) VALUES ($1, 'hinnat@example.fi', 'Hinta Hoitaja')`, []any{person}},
		{`INSERT INTO scheme (id, organiser_id, key, regime, name_fi, name_sv, name_en, client_pays, verified, open_for_applications, valid_from)
			SELECT $1, id, 'bench-prices', 'voucher', 'Palveluseteli', 'Servicesedel', 'Voucher', 'own_share', true, false, '2020-01-01' FROM organiser WHERE code = '15'`, []any{scheme}},
		{`INSERT INTO scheme_service (id, scheme_id, service_key, unit, value_cents, price_cap_cents, valid) VALUES ($1, $2, 'home_care', 'hour', 3600, 6000, '[2020-01-01,)')`, []any{uuid.New(), scheme}},
		{`INSERT INTO admission (id, scheme_id, producer_id, origin, valid_from) VALUES ($1, $2, $3, 'demo', '2020-01-01')`, []any{admitted, scheme, id}},
		{`INSERT INTO admission_service (admission_id, service_key) VALUES ($1, 'home_care')`, []any{admitted}},
		{`WITH u AS (INSERT INTO service_unit (id, producer_id, name) VALUES (gen_random_uuid(), $1, 'Kotihoito') RETURNING id),
			p AS (INSERT INTO service_point (id, unit_id, name, postal_code, municipality_code) SELECT gen_random_uuid(), u.id, 'Piste ' || n, '40520', '179' FROM u, generate_series(1, $3::int) n RETURNING id),
			o AS (INSERT INTO offering (id, admission_id, service_key, point_id, at_home) SELECT gen_random_uuid(), $2, 'home_care', p.id, true FROM p RETURNING id)
			INSERT INTO price_line (id, offering_id, unit, cents, valid) SELECT gen_random_uuid(), o.id, 'hour', 4700, '[2026-01-01,)' FROM o`, []any{id, admitted, n}},
		{`CREATE TABLE bench_price_line (LIKE price_line INCLUDING ALL)`, nil},
		{`INSERT INTO bench_price_line SELECT id, offering_id, unit, cents, valid, created_at FROM price_line`, nil},
		{`VACUUM ANALYZE`, nil},
	} {
		if _, err := b.loader.ExecContext(ctx, step.statement, step.args...); err != nil {
			return actor.Actor{}, fmt.Errorf("%.60s: %w", step.statement, err)
		}
	}
	return actor.Actor{Person: person, Role: actor.RoleProducer, Organisation: id, RequestID: "bench"}, nil
}

// upsertPrices brings a copy of the prices, of the same columns and indexes, to what the prices are now: the lines that
// were ended are updated and the new ones inserted by one plain statement.
func (b *registerBench) upsertPrices(ctx context.Context) (time.Duration, error) {
	var rows []struct {
		ID       uuid.UUID `db:"id"`
		Offering uuid.UUID `db:"offering_id"`
		Unit     string    `db:"unit"`
		Cents    int64     `db:"cents"`
		Valid    string    `db:"valid"`
	}
	err := b.loader.SelectContext(ctx, &rows, `SELECT l.id, l.offering_id, l.unit, l.cents, l.valid::text AS valid FROM price_line l
		LEFT JOIN bench_price_line w ON w.id = l.id AND w.valid = l.valid AND w.cents = l.cents WHERE w.id IS NULL ORDER BY l.valid`)
	if err != nil {
		return 0, err
	}
	n := len(rows)
	ids, offerings, units, cents, valid := make([]uuid.UUID, n), make([]uuid.UUID, n), make([]string, n), make([]int64, n), make([]string, n)
	for i, r := range rows {
		ids[i], offerings[i], units[i], cents[i], valid[i] = r.ID, r.Offering, r.Unit, r.Cents, r.Valid
	}
	began := time.Now()
	_, err = b.loader.ExecContext(ctx, `INSERT INTO bench_price_line (id, offering_id, unit, cents, valid)
		SELECT id, offering_id, unit, cents, valid::daterange FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::text[]) n (id, offering_id, unit, cents, valid)
		ON CONFLICT (id) DO UPDATE SET cents = excluded.cents, valid = excluded.valid`, pq.Array(ids), pq.Array(offerings), pq.Array(units), pq.Array(cents), pq.Array(valid))
	return time.Since(began), err
}
