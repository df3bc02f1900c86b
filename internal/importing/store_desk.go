package importing

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
)

func insertList(ctx context.Context, tx *db.Tx, id, organiser uuid.UUID, name, content string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO list_import (id, organiser_id, name, content, made_by) VALUES ($1, $2, left($3, 200), $4, $5)
		ON CONFLICT (id) DO NOTHING`, id, organiser, name, content, tx.Actor.Person)
	return err
}

type listRow struct {
	ID          uuid.UUID     `db:"id"`
	Name        string        `db:"name"`
	Content     string        `db:"content"`
	Mapping     []byte        `db:"mapping"`
	LeftOut     pq.Int64Array `db:"left_out"`
	MadeAt      time.Time     `db:"made_at"`
	PublishedAt *time.Time    `db:"published_at"`
	Report      []byte        `db:"report"`
	Emptied     bool          `db:"emptied"`
}

func (r listRow) list() (List, error) {
	l := List{ID: r.ID, Name: r.Name, MadeAt: r.MadeAt, PublishedAt: r.PublishedAt, Emptied: r.Emptied}
	for _, line := range r.LeftOut {
		l.LeftOut = append(l.LeftOut, int(line))
	}
	if r.Mapping != nil {
		l.Mapping = &Mapping{}
		if err := json.Unmarshal(r.Mapping, l.Mapping); err != nil {
			return l, err
		}
	}
	if r.Report != nil {
		l.Done = &Report{}
		return l, json.Unmarshal(r.Report, l.Done)
	}
	return l, nil
}

// listOf reads an organiser's list, and holds it until the transaction ends where that is asked.
func listOf(ctx context.Context, q sqlx.QueryerContext, organiser, id uuid.UUID, lock bool) (List, string, error) {
	var row listRow
	statement := `SELECT id, name, content, mapping, left_out, made_at, published_at, report, content = '' AS emptied FROM list_import WHERE id = $1 AND organiser_id = $2`
	if lock {
		statement += ` FOR UPDATE`
	}
	err := sqlx.GetContext(ctx, q, &row, statement, id, organiser)
	if errors.Is(err, sql.ErrNoRows) {
		return List{}, "", identity.ErrNotFound
	}
	if err != nil {
		return List{}, "", err
	}
	list, err := row.list()
	if err == nil && list.Emptied {
		err = sheet.ErrGone
	}
	return list, row.Content, err
}

func listsOf(ctx context.Context, q sqlx.QueryerContext, organiser uuid.UUID) ([]List, error) {
	var rows []listRow
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT id, name, '' AS content, mapping, left_out, made_at, published_at, report,
		content = '' AS emptied FROM list_import WHERE organiser_id = $1 ORDER BY made_at DESC, id LIMIT 50`, organiser)
	if err != nil {
		return nil, err
	}
	out := make([]List, len(rows))
	for i, r := range rows {
		if out[i], err = r.list(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func mappingsOf(ctx context.Context, q sqlx.QueryerContext, organiser uuid.UUID) ([]Saved, error) {
	var rows []struct {
		Name    string `db:"name"`
		Mapping []byte `db:"mapping"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, `SELECT name, mapping FROM list_mapping WHERE organiser_id = $1 ORDER BY saved_at DESC, name`, organiser); err != nil {
		return nil, err
	}
	out := make([]Saved, len(rows))
	for i, r := range rows {
		out[i].Name = r.Name
		if err := json.Unmarshal(r.Mapping, &out[i].Mapping); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func saveMapping(ctx context.Context, tx *db.Tx, organiser uuid.UUID, m Saved) error {
	text, err := json.Marshal(m.Mapping)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO list_mapping (organiser_id, name, mapping, saved_by) VALUES ($1, $2, $3, $4)
		ON CONFLICT (organiser_id, name) DO UPDATE SET mapping = excluded.mapping, saved_by = excluded.saved_by, saved_at = clock_timestamp()`,
		organiser, m.Name, string(text), tx.Actor.Person)
	return err
}

func updateMapping(ctx context.Context, tx *db.Tx, id uuid.UUID, m Mapping) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE list_import SET mapping = $2, left_out = '{}' WHERE id = $1`, id, string(text))
	return err
}

func updateLeftOut(ctx context.Context, tx *db.Tx, id uuid.UUID, lines []int) error {
	list := make(pq.Int64Array, len(lines))
	for i, l := range lines {
		list[i] = int64(l)
	}
	_, err := tx.ExecContext(ctx, `UPDATE list_import SET left_out = $2 WHERE id = $1`, id, list)
	return err
}

func closeList(ctx context.Context, tx *db.Tx, id uuid.UUID, r Report) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE list_import SET published_at = clock_timestamp(), published_by = $2, report = $3 WHERE id = $1`, id, tx.Actor.Person, string(text))
	return err
}

func countyOf(ctx context.Context, q sqlx.QueryerContext, organiser uuid.UUID) (string, error) {
	var code string
	err := sqlx.GetContext(ctx, q, &code, `SELECT code FROM organiser WHERE id = $1`, organiser)
	return code, err
}

// Alike is something in the register that a row of a list may be about, though nothing says so.
type Alike struct {
	Line     int       `db:"line"`
	Unit     string    `db:"unit"`
	Producer string    `db:"producer"`
	Address  string    `db:"address"`
	UnitID   uuid.UUID `db:"unit_id"`
	ByName   bool      `db:"by_name"` // else by address
}

// alike finds units that are likely those of rows: of the same name in the same municipality, or at the same address. What
// the list itself has brought in is known to be, and not likely to be.
func alike(ctx context.Context, q sqlx.QueryerContext, system string, units []unit) ([]Alike, error) {
	n := len(units)
	lines, names, streets, codes, towns, ids := make([]int64, n), make([]string, n), make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i, u := range units {
		lines[i], names[i], streets[i], codes[i], towns[i], ids[i] = int64(u.line), u.name, u.street, u.postalCode, u.municipality, u.id
	}
	var out []Alike
	err := sqlx.SelectContext(ctx, q, &out, `
		WITH n AS MATERIALIZED (SELECT line, lower(name) AS name, lower(street) AS street, code, town
		    FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) r (line, name, street, code, town, id)
		    WHERE NOT EXISTS (SELECT FROM external_id e WHERE e.system = $7 AND e.value = r.id AND e.unit_id IS NOT NULL)),
		found AS (
		    SELECT n.line, s.id, true AS by_name FROM n JOIN service_point s ON s.municipality_code = n.town
		        JOIN service_unit u ON u.id = s.unit_id AND lower(u.name) = n.name
		    UNION ALL
		    SELECT n.line, s.id, false FROM n JOIN service_point s ON s.postal_code = n.code AND lower(s.street) = n.street WHERE n.street <> '')
		SELECT DISTINCT ON (f.line, u.id) f.line, u.name AS unit, p.name AS producer, u.id AS unit_id, f.by_name,
		    concat_ws(', ', s.street, s.postal_code) AS address
		FROM found f JOIN service_point s ON s.id = f.id JOIN service_unit u ON u.id = s.unit_id JOIN producer p ON p.id = u.producer_id
		ORDER BY f.line, u.id, f.by_name DESC LIMIT 500`,
		pq.Array(lines), pq.Array(names), pq.Array(streets), pq.Array(codes), pq.Array(towns), pq.Array(ids), system)
	return out, err
}
