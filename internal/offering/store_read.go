package offering

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/admission"
)

// offeringColumns are the columns of offeringRow, from offering o and admission a.
const offeringColumns = `o.id, a.producer_id, (SELECT t.unit_id FROM service_point t WHERE t.id = o.point_id) AS unit_id, o.admission_id, o.service_key, o.point_id, o.at_home, o.spoken,
       o.description_fi, o.description_sv, o.description_en, o.vacancy, o.wait_days, o.vacancy_at, o.withdrawn_at, o.version`

type offeringRow struct {
	ID          uuid.UUID      `db:"id"`
	ProducerID  uuid.UUID      `db:"producer_id"`
	UnitID      uuid.UUID      `db:"unit_id"`
	AdmissionID uuid.UUID      `db:"admission_id"`
	Service     string         `db:"service_key"`
	PointID     uuid.UUID      `db:"point_id"`
	AtHome      bool           `db:"at_home"`
	Spoken      pq.StringArray `db:"spoken"`
	Fi          string         `db:"description_fi"`
	Sv          string         `db:"description_sv"`
	En          string         `db:"description_en"`
	Vacancy     string         `db:"vacancy"`
	WaitDays    *int           `db:"wait_days"`
	VacancyAt   *time.Time     `db:"vacancy_at"`
	WithdrawnAt *time.Time     `db:"withdrawn_at"`
	Version     int            `db:"version"`
}

func (r offeringRow) offering() Offering {
	return Offering{
		ID: r.ID, ProducerID: r.ProducerID, UnitID: r.UnitID, AdmissionID: r.AdmissionID, Service: r.Service, PointID: r.PointID,
		AtHome: r.AtHome, Spoken: r.Spoken, Text: Text{Fi: r.Fi, Sv: r.Sv, En: r.En}, Vacancy: r.Vacancy,
		WaitDays: r.WaitDays, VacancyAt: r.VacancyAt, WithdrawnAt: r.WithdrawnAt, Version: r.Version,
	}
}

// selectListed reads rows of listedRow; $1 is the day.
const selectListed = `SELECT ` + offeringColumns + `, p.name AS point_name, u.name AS unit_name, p.municipality_code,
       s.id AS scheme_id, s.name_fi AS scheme_fi, s.name_sv AS scheme_sv, s.name_en AS scheme_en, s.client_pays,
       s.organiser_id, g.code AS organiser_code, r.name AS producer_name, admission_state(a.id, a.valid_from, a.valid_to, $1::date) AS state
  FROM offering o
  JOIN admission a ON a.id = o.admission_id
  JOIN scheme s ON s.id = a.scheme_id
  JOIN organiser g ON g.id = s.organiser_id
  JOIN producer r ON r.id = a.producer_id
  JOIN service_point p ON p.id = o.point_id
  JOIN service_unit u ON u.id = p.unit_id
`

type listedRow struct {
	offeringRow
	PointName     string          `db:"point_name"`
	UnitName      string          `db:"unit_name"`
	Municipality  string          `db:"municipality_code"`
	SchemeID      uuid.UUID       `db:"scheme_id"`
	SchemeFi      string          `db:"scheme_fi"`
	SchemeSv      string          `db:"scheme_sv"`
	SchemeEn      string          `db:"scheme_en"`
	ClientPays    string          `db:"client_pays"`
	OrganiserID   uuid.UUID       `db:"organiser_id"`
	OrganiserCode string          `db:"organiser_code"`
	ProducerName  string          `db:"producer_name"`
	State         admission.State `db:"state"`
}

// listed runs a query of selectListed.
func listed(ctx context.Context, q sqlx.QueryerContext, query string, args []any) ([]Listed, error) {
	var rows []listedRow
	if err := sqlx.SelectContext(ctx, q, &rows, query, args...); err != nil {
		return nil, fmt.Errorf("offerings: %w", err)
	}
	out := make([]Listed, len(rows))
	for i, r := range rows {
		out[i] = Listed{
			Offering: r.offering(), PointName: r.PointName, UnitName: r.UnitName, Municipality: r.Municipality,
			SchemeID: r.SchemeID, SchemeNames: Text{Fi: r.SchemeFi, Sv: r.SchemeSv, En: r.SchemeEn}, OrganiserID: r.OrganiserID,
			OrganiserCode: r.OrganiserCode, ProducerName: r.ProducerName, ClientPays: r.ClientPays, State: r.State,
		}
	}
	return out, nil
}
