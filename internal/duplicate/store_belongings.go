package duplicate

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
)

const belongingFacts = `
SELECT
    (SELECT count(*) FROM evidence_item e WHERE e.producer_id = ANY (w.ids)) AS evidence,
    (SELECT count(*) FROM application a WHERE a.producer_id = ANY (w.ids) AND a.closed AND a.submitted_at IS NOT NULL) AS closed,
    (SELECT count(*) FROM registry_check c WHERE c.producer_id = ANY (w.ids)) AS checks,
    (SELECT count(*) FROM producer_merge m WHERE m.kept_id = ANY (w.ids) AND m.organiser_id IS NULL
        AND NOT EXISTS (SELECT FROM producer_merge_event e WHERE e.merge_id = m.id AND e.kind <> 'agreed')) AS claims
FROM (SELECT producer_was($1) AS ids) w`

// belongingsOf reads what a producer has besides its units, admissions and offerings.
func belongingsOf(ctx context.Context, q querier, id uuid.UUID) (b Belongings, err error) {
	if err = sqlx.GetContext(ctx, q, &b, belongingFacts, id); err != nil {
		return b, wrap(err, "count what a producer has")
	}
	for _, list := range []struct {
		what      string
		into      any
		statement string
	}{
		{"drafts", &b.Drafts, `SELECT id, scheme_id, batch_id FROM application WHERE producer_id = $1 AND status = 'draft' ORDER BY id`},
		{"open applications", &b.Open, `SELECT scheme_id FROM application WHERE producer_id = $1 AND NOT closed ORDER BY 1`},
		{"waiting applications", &b.Waiting, `SELECT case_number FROM application WHERE producer_id = $1 AND NOT closed AND status <> 'draft' ORDER BY 1`},
		{"begun offerings", &b.Offerings, `SELECT id FROM offering_draft WHERE producer_id = $1 AND done_at IS NULL ORDER BY id`},
		{"tokens", &b.Tokens, `SELECT id FROM api_token WHERE producer_id = $1 AND revoked_at IS NULL ORDER BY id`},
		{"invitations", &b.Invited, `SELECT id FROM mail_link WHERE producer_id = $1 AND purpose = 'invite' AND used_at IS NULL
			AND expires_at > now() ORDER BY id`},
	} {
		if err = sqlx.SelectContext(ctx, q, list.into, list.statement, id); err != nil {
			return b, wrap(err, "read "+list.what)
		}
	}
	return b, nil
}
