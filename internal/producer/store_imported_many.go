package producer

import (
	"context"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// lockExternals is lockExternal for many, in an order in which no two wait for each other.
func lockExternals(ctx context.Context, tx *db.Tx, list []External) error {
	names := make([]string, len(list))
	for i, e := range list {
		names[i] = "external_id " + e.System + " " + e.Value
	}
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(h) FROM (SELECT DISTINCT hashtextextended(n, 0) AS h FROM unnest($1::text[]) n ORDER BY h) t`, pq.Array(names))
	return err
}

// externalTargets finds what has the identifiers.
func externalTargets(ctx context.Context, tx *db.Tx, t target, list []External) (map[string]uuid.UUID, error) {
	systems, values := make([]string, len(list)), make([]string, len(list))
	for i, e := range list {
		systems[i], values[i] = e.System, e.Value
	}
	var rows []struct {
		System string    `db:"system"`
		Value  string    `db:"value"`
		ID     uuid.UUID `db:"id"`
	}
	err := tx.SelectContext(ctx, &rows, `SELECT e.system, e.value, e.`+t.column+` AS id FROM (SELECT DISTINCT * FROM unnest($1::text[], $2::text[]) u (system, value)) n
		JOIN external_id e ON e.system = n.system AND e.value = n.value AND e.`+t.column+` IS NOT NULL`, pq.Array(systems), pq.Array(values))
	found := make(map[string]uuid.UUID, len(rows))
	for _, r := range rows {
		found[External{System: r.System, Value: r.Value}.key()] = r.ID
	}
	return found, err
}

// mergedOf tells which were merged with another since.
func mergedOf(ctx context.Context, tx *db.Tx, t target, ids []uuid.UUID) (map[uuid.UUID]bool, error) {
	var list []uuid.UUID
	err := tx.SelectContext(ctx, &list, `SELECT id FROM `+t.table+` WHERE id = ANY ($1::uuid[]) AND merged_into IS NOT NULL`, pq.Array(ids))
	out := make(map[uuid.UUID]bool, len(list))
	for _, id := range list {
		out[id] = true
	}
	return out, err
}

func upsertExternals(ctx context.Context, tx *db.Tx, t target, ids []uuid.UUID, list []External) error {
	if len(list) == 0 {
		return nil
	}
	n := len(list)
	rows, systems, values, sources, days := make([]uuid.UUID, n), make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i, e := range list {
		rows[i], systems[i], values[i], sources[i], days[i] = uuid.Must(uuid.NewV7()), e.System, e.Value, e.Source, e.CheckedOn.String()
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO external_id (id, system, value, `+t.column+`, source, checked_on)
		SELECT n.id, n.system, n.value, n.of, n.source, n.day FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::date[]) n (id, system, value, of, source, day)
		ON CONFLICT (system, value) WHERE `+t.column+` IS NOT NULL DO UPDATE
		SET source = excluded.source, checked_on = greatest(external_id.checked_on, excluded.checked_on)
		WHERE external_id.source <> excluded.source OR external_id.checked_on < excluded.checked_on`,
		pq.Array(rows), pq.Array(systems), pq.Array(values), pq.Array(ids), pq.Array(sources), pq.Array(days))
	return err
}

func lockProducers(ctx context.Context, tx *db.Tx, ids []uuid.UUID) (map[uuid.UUID]Producer, error) {
	var list []Producer
	err := tx.SelectContext(ctx, &list, `SELECT `+producerColumns+` FROM producer p WHERE p.id = ANY ($1::uuid[]) ORDER BY p.id FOR UPDATE`, pq.Array(ids))
	out := make(map[uuid.UUID]Producer, len(list))
	for _, p := range list {
		out[p.ID] = p
	}
	return out, err
}

func lockUnits(ctx context.Context, tx *db.Tx, ids []uuid.UUID) (map[uuid.UUID]Unit, error) {
	var list []Unit
	err := tx.SelectContext(ctx, &list, `SELECT `+unitColumns+` FROM service_unit u WHERE u.id = ANY ($1::uuid[]) ORDER BY u.id FOR UPDATE`, pq.Array(ids))
	out := make(map[uuid.UUID]Unit, len(list))
	for _, u := range list {
		out[u.ID] = u
	}
	return out, err
}

func lockPoints(ctx context.Context, tx *db.Tx, ids []uuid.UUID) (map[uuid.UUID]Point, error) {
	var list []Point
	err := tx.SelectContext(ctx, &list, `SELECT `+pointColumns+` FROM service_point s JOIN service_unit u ON u.id = s.unit_id
		WHERE s.id = ANY ($1::uuid[]) ORDER BY s.id FOR UPDATE OF s`, pq.Array(ids))
	out := make(map[uuid.UUID]Point, len(list))
	for _, p := range list {
		out[p.ID] = p
	}
	return out, err
}

// takenBusinessIDs tells which of the producers' business ids somebody has.
func takenBusinessIDs(ctx context.Context, tx *db.Tx, list []Producer) (map[string]bool, error) {
	var asked, there []string
	for _, p := range list {
		if p.BusinessID != "" {
			asked = append(asked, p.BusinessID)
		}
	}
	out := map[string]bool{}
	if len(asked) == 0 {
		return out, nil
	}
	err := tx.SelectContext(ctx, &there, `SELECT business_id FROM producer WHERE business_id = ANY ($1)`, pq.Array(asked))
	for _, id := range there {
		out[id] = true
	}
	return out, err
}

func insertProducers(ctx context.Context, tx *db.Tx, list []Producer) error {
	if len(list) == 0 {
		return nil
	}
	n := len(list)
	ids, demo := make([]uuid.UUID, n), make([]bool, n)
	business, names, kinds, sites, origins := make([]string, n), make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i, p := range list {
		ids[i], business[i], names[i], kinds[i], sites[i], origins[i], demo[i] = p.ID, p.BusinessID, p.Name, string(p.Kind), p.Website, string(p.Origin), p.Demo
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO producer (id, business_id, name, kind, website, origin, demo)
		SELECT n.id, nullif(n.business_id, ''), n.name, n.kind, nullif(n.website, ''), n.origin, n.demo
		FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[]) n (id, business_id, name, kind, website, origin, demo)`,
		pq.Array(ids), pq.Array(business), pq.Array(names), pq.Array(kinds), pq.Array(sites), pq.Array(origins), pq.Array(demo))
	return err
}

func insertUnits(ctx context.Context, tx *db.Tx, list []SaveUnit) error {
	if len(list) == 0 {
		return nil
	}
	n := len(list)
	ids, producers := make([]uuid.UUID, n), make([]uuid.UUID, n)
	names, phones, mails, sites := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i, u := range list {
		ids[i], producers[i], names[i], phones[i], mails[i], sites[i] = u.ID, u.ProducerID, u.Name, u.Phone, u.Email, u.Website
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO service_unit (id, producer_id, name, phone, email, website)
		SELECT n.id, n.producer_id, n.name, nullif(n.phone, ''), nullif(n.email, ''), nullif(n.website, '')
		FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[]) n (id, producer_id, name, phone, email, website)`,
		pq.Array(ids), pq.Array(producers), pq.Array(names), pq.Array(phones), pq.Array(mails), pq.Array(sites))
	return err
}

func insertPoints(ctx context.Context, tx *db.Tx, list []SavePoint, at []located) error {
	if len(list) == 0 {
		return nil
	}
	n := len(list)
	ids, units, lats, lons := make([]uuid.UUID, n), make([]uuid.UUID, n), make([]*float64, n), make([]*float64, n)
	names, streets, codes, towns, sources := make([]string, n), make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i, p := range list {
		ids[i], units[i], names[i], streets[i] = p.ID, p.UnitID, p.Name, p.Street
		codes[i], towns[i], lats[i], lons[i], sources[i] = at[i].PostalCode, at[i].Municipality, at[i].Lat, at[i].Lon, string(at[i].Source)
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO service_point (id, unit_id, name, street, postal_code, municipality_code, lat, lon, location_source)
		SELECT n.id, n.unit_id, n.name, nullif(n.street, ''), nullif(n.postal_code, ''), n.town, n.lat, n.lon, n.source
		FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::float8[], $9::text[])
			n (id, unit_id, name, street, postal_code, town, lat, lon, source)`,
		pq.Array(ids), pq.Array(units), pq.Array(names), pq.Array(streets), pq.Array(codes), pq.Array(towns), pq.Array(lats), pq.Array(lons), pq.Array(sources))
	return err
}
