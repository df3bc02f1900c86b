package offering

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

const proposalColumns = `n.id, n.offering_id, n.scheme_id, n.unit, CASE WHEN n.class = 'weekday' THEN '' ELSE n.class END AS class,
    coalesce(n.cents, 0) AS cents, coalesce(n.percent, 0) AS percent, n.from_day, n.old_cents, n.old_percent, n.proposed_at,
    coalesce(d.outcome, '') AS outcome, coalesce(d.reasons, '') AS reasons, d.decided_at`

const proposalTables = ` FROM price_proposal n LEFT JOIN price_decision d ON d.proposal_id = n.id `

type proposalRow struct {
	ID         uuid.UUID     `db:"id"`
	OfferingID uuid.UUID     `db:"offering_id"`
	SchemeID   uuid.UUID     `db:"scheme_id"`
	Unit       string        `db:"unit"`
	Class      string        `db:"class"`
	Cents      money.Cents   `db:"cents"`
	Percent    int           `db:"percent"`
	From       calendar.Date `db:"from_day"`
	OldCents   *money.Cents  `db:"old_cents"`
	OldPercent *int          `db:"old_percent"`
	ProposedAt time.Time     `db:"proposed_at"`
	Outcome    string        `db:"outcome"`
	Reasons    string        `db:"reasons"`
	DecidedAt  *time.Time    `db:"decided_at"`
}

func (r proposalRow) proposal() Proposal {
	return Proposal{
		ID: r.ID, Offering: r.OfferingID, SchemeID: r.SchemeID, Unit: r.Unit, Class: r.Class, Cents: r.Cents, Percent: r.Percent,
		From: r.From, Old: oldLine(r.Unit, r.Class, r.OldCents, r.OldPercent), ProposedAt: r.ProposedAt, Outcome: r.Outcome, Reasons: r.Reasons, DecidedAt: r.DecidedAt,
	}
}

// oldLine is what was replaced; nil when nothing was.
func oldLine(unit, class string, cents *money.Cents, percent *int) *PriceLine {
	switch {
	case cents != nil:
		return &PriceLine{Unit: unit, Class: class, Cents: *cents}
	case percent != nil:
		return &PriceLine{Unit: unit, Class: class, Percent: *percent}
	}
	return nil
}

func offeringOfProposal(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (of uuid.UUID, err error) {
	err = sqlx.GetContext(ctx, q, &of, `SELECT offering_id FROM price_proposal WHERE id = $1`, id)
	return of, notFound(err)
}

func getProposal(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Proposal, error) {
	var row proposalRow
	err := sqlx.GetContext(ctx, q, &row, `SELECT `+proposalColumns+proposalTables+`WHERE n.id = $1`, id)
	return row.proposal(), notFound(err)
}

func proposalsOn(ctx context.Context, q sqlx.QueryerContext, offeringID uuid.UUID) ([]Proposal, error) {
	var rows []proposalRow
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT `+proposalColumns+proposalTables+`WHERE n.offering_id = $1 ORDER BY n.proposed_at DESC, n.id LIMIT 50`, offeringID)
	if err != nil {
		return nil, fmt.Errorf("proposed prices: %w", err)
	}
	list := make([]Proposal, len(rows))
	for i, r := range rows {
		list[i] = r.proposal()
	}
	return list, nil
}

// answeredOf begins with the producer's offerings: of each, what was proposed is found by price_proposal_offering_idx.
func answeredOf(ctx context.Context, q sqlx.QueryerContext, producer uuid.UUID) ([]Answer, error) {
	var rows []struct {
		proposalRow
		Service string `db:"service_key"`
		Unit    string `db:"unit_name"`
		Point   string `db:"point_name"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT `+proposalColumns+`, o.service_key, u.name AS unit_name, pt.name AS point_name
		FROM admission a JOIN offering o ON o.admission_id = a.id
		JOIN price_proposal n ON n.offering_id = o.id AND n.closed
		JOIN price_decision d ON d.proposal_id = n.id
		JOIN service_point pt ON pt.id = o.point_id JOIN service_unit u ON u.id = pt.unit_id
		WHERE a.producer_id = $1 AND o.withdrawn_at IS NULL AND d.outcome IN ('approved', 'refused') AND d.decided_at > clock_timestamp() - make_interval(days => $2)
		ORDER BY d.decided_at DESC, n.id LIMIT $3`, producer, AnsweredDays, MaxProposals)
	if err != nil {
		return nil, fmt.Errorf("answered prices: %w", err)
	}
	list := make([]Answer, len(rows))
	for i, r := range rows {
		list[i] = Answer{Proposal: r.proposal(), Service: r.Service, UnitName: r.Unit, PointName: r.Point}
	}
	return list, nil
}

// offeringsOfProposals counts, by producer, the offerings that proposals are about.
func offeringsOfProposals(ctx context.Context, q sqlx.QueryerContext, ids []uuid.UUID) (map[uuid.UUID]int, error) {
	var rows []struct {
		Producer  uuid.UUID `db:"producer_id"`
		Offerings int       `db:"offerings"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT a.producer_id, count(DISTINCT n.offering_id) AS offerings
		FROM price_proposal n JOIN offering o ON o.id = n.offering_id JOIN admission a ON a.id = o.admission_id
		WHERE n.id = ANY ($1::uuid[]) GROUP BY a.producer_id`, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("what proposals are about: %w", err)
	}
	n := make(map[uuid.UUID]int, len(rows))
	for _, r := range rows {
		n[r.Producer] = r.Offerings
	}
	return n, nil
}

// openProposals reads what waits of offerings, by offering.
func openProposals(ctx context.Context, q sqlx.QueryerContext, ids []uuid.UUID) (map[uuid.UUID][]Proposal, error) {
	var rows []proposalRow
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT `+proposalColumns+proposalTables+`WHERE NOT n.closed AND n.offering_id = ANY ($1::uuid[]) ORDER BY n.id`, db.IDs(ids))
	if err != nil {
		return nil, fmt.Errorf("prices that wait: %w", err)
	}
	open := map[uuid.UUID][]Proposal{}
	for _, r := range rows {
		open[r.OfferingID] = append(open[r.OfferingID], r.proposal())
	}
	return open, nil
}

// ofDesk narrows to an officer's own organisation ($1), or to an operator's schemes.
func ofDesk(a actor.Actor) string {
	if a.Role == actor.RoleOperator {
		return ` s.operator_id = $1 `
	}
	return ` s.organiser_id = $1 `
}

func proposalsOf(ctx context.Context, q sqlx.QueryerContext, a actor.Actor, f ProposalQuery, today calendar.Date) ([]Waiting, error) {
	var rows []struct {
		proposalRow
		Producer string       `db:"producer_name"`
		Service  string       `db:"service_key"`
		Point    string       `db:"point_name"`
		Fi       string       `db:"scheme_fi"`
		Sv       string       `db:"scheme_sv"`
		En       string       `db:"scheme_en"`
		Cap      *money.Cents `db:"cap"`
	}
	order := `n.from_day, n.id`
	if f.Decided {
		order = `d.decided_at DESC, n.id`
	}
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT `+proposalColumns+`, p.name AS producer_name, o.service_key, pt.name AS point_name,
		    s.name_fi AS scheme_fi, s.name_sv AS scheme_sv, s.name_en AS scheme_en,
		    (SELECT c.cents FROM price_cap c WHERE c.scheme_id = s.id AND c.service_key = o.service_key AND c.unit = n.unit
		        AND c.class = n.class AND c.valid @> n.from_day) AS cap`+proposalTables+`
		JOIN scheme s ON s.id = n.scheme_id
		JOIN offering o ON o.id = n.offering_id
		JOIN admission a ON a.id = o.admission_id
		JOIN producer p ON p.id = a.producer_id
		JOIN service_point pt ON pt.id = o.point_id
		WHERE`+ofDesk(a)+`AND n.closed = $2 AND ($3::uuid IS NULL OR s.id = $3)
		ORDER BY `+order+` LIMIT $4`, a.Organisation, f.Decided, orNull(f.Scheme), MaxProposals)
	if err != nil {
		return nil, fmt.Errorf("proposed prices: %w", err)
	}
	list := make([]Waiting, len(rows))
	for i, r := range rows {
		list[i] = Waiting{Proposal: r.proposal(), Producer: r.Producer, Service: r.Service, Point: r.Point,
			SchemeNames: Text{Fi: r.Fi, Sv: r.Sv, En: r.En}, Cap: r.Cap, Today: today}
	}
	return list, nil
}

func countWaiting(ctx context.Context, q sqlx.QueryerContext, a actor.Actor) (int, error) {
	var n int
	err := sqlx.GetContext(ctx, q, &n, `SELECT count(*) FROM price_proposal n JOIN scheme s ON s.id = n.scheme_id
		WHERE NOT n.closed AND`+ofDesk(a), a.Organisation)
	return n, err
}

func insertProposals(ctx context.Context, tx *db.Tx, list []Proposal) error {
	if len(list) == 0 {
		return nil
	}
	var now, was lineColumns
	schemes := make([]uuid.UUID, 0, len(list))
	for _, n := range list {
		now.add(n.ID, n.Offering, n.line())
		var cents, percent *int64
		if n.Old != nil {
			cents, percent = n.Old.columns()
		}
		was.cents, was.percent, schemes = append(was.cents, cents), append(was.percent, percent), append(schemes, n.SchemeID)
	}
	args := append(now.args(), pq.Array(was.cents), pq.Array(was.percent), pq.Array(schemes), orNull(tx.Actor.Person))
	_, err := tx.ExecContext(ctx, `INSERT INTO price_proposal (id, offering_id, scheme_id, unit, class, cents, percent, from_day, old_cents, old_percent, proposed_by)
		SELECT n.id, n.offering_id, n.scheme_id, n.unit, coalesce(nullif(n.class, ''), 'weekday'), n.cents, n.percent::int, n.from_day, n.old_cents, n.old_percent::int, $12
		FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::date[], $8::date[], $9::bigint[], $10::bigint[], $11::uuid[])
			AS n (id, offering_id, unit, class, cents, percent, from_day, to_day, old_cents, old_percent, scheme_id)`, args...)
	if err != nil {
		return fmt.Errorf("write proposed prices: %w", err)
	}
	return nil
}

// closeProposals says what became of proposals that wait.
func closeProposals(ctx context.Context, tx *db.Tx, ids []uuid.UUID, outcome, reasons string) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO price_decision (proposal_id, outcome, reasons, decided_by) SELECT unnest($1::uuid[]), $2, $3, $4`,
		pq.Array(ids), outcome, reasons, orNull(tx.Actor.Person))
	if err == nil {
		_, err = tx.ExecContext(ctx, `UPDATE price_proposal SET closed = true WHERE id = ANY ($1::uuid[])`, pq.Array(ids))
	}
	if err != nil {
		return fmt.Errorf("close proposed prices: %w", err)
	}
	return nil
}
