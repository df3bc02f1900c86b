package offering

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/search"
)

// write writes what changes, each table once.
func (t *telling) write(ctx context.Context, tx *db.Tx) error {
	var rooms, details, places []Offering
	var touched []uuid.UUID
	var entries []audit.Entry
	for _, c := range t.changed {
		touched = append(touched, c.ID)
		if c.result.Room {
			rooms = append(rooms, c.Offering)
			entries = append(entries, audit.Entry{Action: "offering.vacancy_set", ObjectKind: "offering", ObjectID: c.ID, Organiser: c.organiser,
				Details: map[string]any{"vacancy": c.Vacancy}})
		}
		if c.result.details() {
			details = append(details, c.Offering)
			entries = append(entries, audit.Entry{Action: "offering.edited", ObjectKind: "offering", ObjectID: c.ID, Organiser: c.organiser,
				Details: map[string]any{"version": c.Version + 1}})
		}
		if c.result.Served {
			places = append(places, c.Offering)
		}
	}
	for _, step := range []func() error{
		func() error { return writeRooms(ctx, tx, rooms) },
		func() error { return writeDetails(ctx, tx, details) },
		func() error { return writePlaces(ctx, tx, places) },
		func() error { return search.TouchAll(ctx, tx, search.KindOffering, touched) },
		func() error { return audit.RecordAll(ctx, tx, entries) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func writeRooms(ctx context.Context, tx *db.Tx, list []Offering) error {
	if len(list) == 0 {
		return nil
	}
	n := len(list)
	ids, states, waits := make([]uuid.UUID, n), make([]string, n), make([]*int64, n)
	for i, o := range list {
		ids[i], states[i] = o.ID, o.Vacancy
		if o.WaitDays != nil {
			days := int64(*o.WaitDays)
			waits[i] = &days
		}
	}
	_, err := tx.ExecContext(ctx, `UPDATE offering o SET vacancy = n.state, wait_days = n.wait, vacancy_at = clock_timestamp()
		FROM unnest($1::uuid[], $2::text[], $3::int[]) n (id, state, wait) WHERE o.id = n.id`, pq.Array(ids), pq.Array(states), pq.Array(waits))
	if err != nil {
		return fmt.Errorf("write vacancies: %w", err)
	}
	return nil
}

// writeDetails writes languages, which travel as text with spaces between, and descriptions.
func writeDetails(ctx context.Context, tx *db.Tx, list []Offering) error {
	if len(list) == 0 {
		return nil
	}
	n := len(list)
	ids, spoken, fi, sv, en := make([]uuid.UUID, n), make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i, o := range list {
		ids[i], spoken[i], fi[i], sv[i], en[i] = o.ID, strings.Join(o.Spoken, " "), o.Text.Fi, o.Text.Sv, o.Text.En
	}
	_, err := tx.ExecContext(ctx, `UPDATE offering o SET spoken = coalesce(string_to_array(nullif(n.spoken, ''), ' '), '{}'),
		    description_fi = n.fi, description_sv = n.sv, description_en = n.en, version = o.version + 1
		FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) n (id, spoken, fi, sv, en) WHERE o.id = n.id`,
		pq.Array(ids), pq.Array(spoken), pq.Array(fi), pq.Array(sv), pq.Array(en))
	if err != nil {
		return fmt.Errorf("write descriptions: %w", err)
	}
	return nil
}

func writePlaces(ctx context.Context, tx *db.Tx, list []Offering) error {
	if len(list) == 0 {
		return nil
	}
	var ids, own, by, drawn []uuid.UUID
	var codes []string
	for _, o := range list {
		ids = append(ids, o.ID)
		for _, code := range o.Own {
			own, codes = append(own, o.ID), append(codes, code)
		}
		for _, area := range o.Drawn {
			by, drawn = append(by, o.ID), append(drawn, area)
		}
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM offering_area WHERE offering_id = ANY ($1::uuid[])`, pq.Array(ids)); err != nil {
		return fmt.Errorf("write areas: %w", err)
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO offering_area (offering_id, code, area_id)
		SELECT n.id, n.code, NULL::uuid FROM unnest($1::uuid[], $2::text[]) n (id, code)
		UNION ALL SELECT n.id, p.code, p.area_id FROM unnest($3::uuid[], $4::uuid[]) n (id, area) JOIN organiser_area_part p ON p.area_id = n.area
		ON CONFLICT DO NOTHING`, pq.Array(own), pq.Array(codes), pq.Array(by), pq.Array(drawn))
	if err != nil {
		return fmt.Errorf("write areas: %w", err)
	}
	return nil
}
