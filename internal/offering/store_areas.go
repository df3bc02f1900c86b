package offering

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// insertAreas writes where an offering is given: codes of its own, and those of the organiser's areas as they are now.
func insertAreas(ctx context.Context, tx *db.Tx, id uuid.UUID, codes []string, drawn []uuid.UUID) error {
	if len(codes) == 0 && len(drawn) == 0 {
		return nil
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO offering_area (offering_id, code, area_id)
		SELECT $1::uuid, unnest($2::text[]), NULL::uuid
		UNION ALL SELECT $1::uuid, p.code, p.area_id FROM organiser_area_part p WHERE p.area_id = ANY ($3::uuid[])
		ON CONFLICT DO NOTHING`, id, list(codes), pq.Array(drawn))
	if err != nil {
		return fmt.Errorf("write areas: %w", err)
	}
	return nil
}

func deleteAreas(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM offering_area WHERE offering_id = $1`, id)
	return err
}

// areas is where an offering is given: every code once, those that it has of its own, and the organiser's areas.
type areas struct {
	all, own []string
	drawn    []uuid.UUID
}

func areasOf(ctx context.Context, q sqlx.QueryerContext, ids []uuid.UUID) (map[uuid.UUID]areas, error) {
	var rows []struct {
		ID    uuid.UUID      `db:"offering_id"`
		All   pq.StringArray `db:"codes"`
		Own   pq.StringArray `db:"own"`
		Drawn pq.StringArray `db:"drawn"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT offering_id, array_agg(DISTINCT code ORDER BY code) AS codes,
		    coalesce(array_agg(code ORDER BY code) FILTER (WHERE area_id IS NULL), '{}') AS own,
		    coalesce(array_agg(DISTINCT area_id::text) FILTER (WHERE area_id IS NOT NULL), '{}') AS drawn
		FROM offering_area WHERE offering_id = ANY ($1::uuid[]) GROUP BY offering_id`, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("areas: %w", err)
	}
	out := make(map[uuid.UUID]areas, len(rows))
	for _, row := range rows {
		a := areas{all: row.All, own: row.Own}
		for _, text := range row.Drawn {
			id, err := uuid.Parse(text)
			if err != nil {
				return nil, fmt.Errorf("areas: %w", err)
			}
			a.drawn = append(a.drawn, id)
		}
		out[row.ID] = a
	}
	return out, nil
}

type areaRow struct {
	ID        uuid.UUID      `db:"id"`
	Organiser uuid.UUID      `db:"organiser_id"`
	Fi        string         `db:"name_fi"`
	Sv        string         `db:"name_sv"`
	En        string         `db:"name_en"`
	Version   int            `db:"version"`
	Parts     pq.StringArray `db:"parts"`
	Offerings int            `db:"offerings"`
	Schemes   pq.StringArray `db:"schemes"`
}

const areaColumns = `SELECT r.id, r.organiser_id, r.name_fi, r.name_sv, r.name_en, r.version,
    ARRAY(SELECT p.code FROM organiser_area_part p WHERE p.area_id = r.id ORDER BY p.code) AS parts,
    (SELECT count(DISTINCT o.offering_id) FROM offering_area o WHERE o.area_id = r.id) AS offerings,
    ARRAY(SELECT x.scheme_id::text FROM scheme_area x WHERE x.area_id = r.id ORDER BY 1) AS schemes
FROM organiser_area r WHERE r.removed_at IS NULL `

func (r areaRow) area() Area {
	a := Area{ID: r.ID, OrganiserID: r.Organiser, Name: Text{Fi: r.Fi, Sv: r.Sv, En: r.En}, Parts: r.Parts, Version: r.Version, Offerings: r.Offerings}
	for _, text := range r.Schemes {
		a.Schemes = append(a.Schemes, uuid.MustParse(text)) // the database's own writing of it
	}
	return a
}

func selectAreas(ctx context.Context, q sqlx.QueryerContext, where string, args ...any) ([]Area, error) {
	var rows []areaRow
	if err := sqlx.SelectContext(ctx, q, &rows, areaColumns+where, args...); err != nil {
		return nil, fmt.Errorf("areas: %w", err)
	}
	list := make([]Area, len(rows))
	for i, r := range rows {
		list[i] = r.area()
	}
	return list, nil
}

// areasBy reads an organiser's areas, or those of them with the ids.
func areasBy(ctx context.Context, q sqlx.QueryerContext, organiser uuid.UUID, ids []uuid.UUID) ([]Area, error) {
	return selectAreas(ctx, q, `AND r.organiser_id = $1 AND ($2::uuid[] IS NULL OR r.id = ANY ($2::uuid[])) ORDER BY lower(r.name_fi), r.id`, organiser, pq.Array(ids))
}

func areasOfScheme(ctx context.Context, q sqlx.QueryerContext, schemeID uuid.UUID) ([]Area, error) {
	return selectAreas(ctx, q, `AND r.id IN (SELECT x.area_id FROM scheme_area x WHERE x.scheme_id = $1) ORDER BY lower(r.name_fi), r.id`, schemeID)
}

// holdAreas reads an organiser's areas and keeps them as they are until the transaction ends.
func holdAreas(ctx context.Context, tx *db.Tx, organiser uuid.UUID, ids []uuid.UUID) ([]Area, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return selectAreas(ctx, tx, `AND r.organiser_id = $1 AND r.id = ANY ($2::uuid[]) ORDER BY r.id FOR SHARE OF r`, organiser, pq.Array(ids))
}

func lockArea(ctx context.Context, tx *db.Tx, organiser, id uuid.UUID) (Area, error) {
	var held uuid.UUID // first hold, then read: what uses it may have changed while this waited
	err := tx.GetContext(ctx, &held, `SELECT id FROM organiser_area WHERE id = $1 AND organiser_id = $2 AND removed_at IS NULL FOR UPDATE`, id, organiser)
	if err != nil {
		return Area{}, notFound(err)
	}
	list, err := areasBy(ctx, tx, organiser, []uuid.UUID{id})
	if err != nil {
		return Area{}, err
	}
	return list[0], nil
}

// schemeParts are the codes of the areas that a scheme is for.
func schemeParts(ctx context.Context, q sqlx.QueryerContext, schemeID uuid.UUID) ([]string, error) {
	var codes []string
	err := sqlx.SelectContext(ctx, q, &codes, `SELECT p.code FROM scheme_area x JOIN organiser_area_part p ON p.area_id = x.area_id WHERE x.scheme_id = $1`, schemeID)
	return codes, err
}

// holdSchemeParts reads the same, and the scheme keeps its areas until the transaction ends: nothing is offered outside new
// ones by somebody who has read the old.
func holdSchemeParts(ctx context.Context, tx *db.Tx, schemeID uuid.UUID) ([]string, error) {
	if _, err := tx.ExecContext(ctx, `SELECT FROM scheme WHERE id = $1 FOR SHARE`, schemeID); err != nil {
		return nil, fmt.Errorf("holding a scheme: %w", err)
	}
	return schemeParts(ctx, tx, schemeID)
}

func areaNames(ctx context.Context, q sqlx.QueryerContext, ids []uuid.UUID) (map[uuid.UUID]Text, error) {
	var rows []struct {
		ID uuid.UUID `db:"id"`
		Fi string    `db:"name_fi"`
		Sv string    `db:"name_sv"`
		En string    `db:"name_en"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT id, name_fi, name_sv, name_en FROM organiser_area WHERE id = ANY ($1::uuid[])`, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("names of areas: %w", err)
	}
	names := make(map[uuid.UUID]Text, len(rows))
	for _, r := range rows {
		names[r.ID] = Text{Fi: r.Fi, Sv: r.Sv, En: r.En}
	}
	return names, nil
}

func insertArea(ctx context.Context, tx *db.Tx, a Area) (bool, error) {
	return db.Any(tx.ExecContext(ctx, `INSERT INTO organiser_area (id, organiser_id, name_fi, name_sv, name_en) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO NOTHING`, a.ID, a.OrganiserID, a.Name.Fi, a.Name.Sv, a.Name.En))
}

func updateArea(ctx context.Context, tx *db.Tx, a Area) error {
	_, err := tx.ExecContext(ctx, `UPDATE organiser_area SET name_fi = $2, name_sv = $3, name_en = $4, version = version + 1 WHERE id = $1`,
		a.ID, a.Name.Fi, a.Name.Sv, a.Name.En)
	return err
}

// writeArea writes an area's parts anew, and what follows of them for the offerings that have chosen it, whose
// ids it answers.
func writeArea(ctx context.Context, tx *db.Tx, a Area) ([]uuid.UUID, error) {
	var offerings []uuid.UUID
	if err := tx.SelectContext(ctx, &offerings, `SELECT DISTINCT offering_id FROM offering_area WHERE area_id = $1 ORDER BY offering_id`, a.ID); err != nil {
		return nil, fmt.Errorf("who uses an area: %w", err)
	}
	for _, step := range []struct {
		statement string
		args      []any
	}{
		{`DELETE FROM organiser_area_part WHERE area_id = $1`, []any{a.ID}},
		{`INSERT INTO organiser_area_part (area_id, code) SELECT $1::uuid, unnest($2::text[])`, []any{a.ID, list(a.Parts)}},
		{`DELETE FROM offering_area WHERE area_id = $1`, []any{a.ID}},
		{`INSERT INTO offering_area (offering_id, code, area_id) SELECT o, c, $1::uuid FROM unnest($2::uuid[]) o, unnest($3::text[]) c`,
			[]any{a.ID, pq.Array(offerings), list(a.Parts)}},
	} {
		if _, err := tx.ExecContext(ctx, step.statement, step.args...); err != nil {
			return nil, fmt.Errorf("write an area: %w", err)
		}
	}
	return offerings, nil
}

func removeArea(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `UPDATE organiser_area SET removed_at = clock_timestamp() WHERE id = $1`, id)
	return err
}
