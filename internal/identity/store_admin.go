package identity

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

func membershipsOfMany(ctx context.Context, q sqlx.QueryerContext, people []uuid.UUID) ([]Membership, error) {
	texts := make([]string, len(people))
	for i, id := range people {
		texts[i] = id.String()
	}
	var list []Membership
	err := sqlx.SelectContext(ctx, q, &list, `SELECT `+membershipColumns+membershipFrom+
		`WHERE m.person_id = ANY ($1::uuid[]) AND m.state IN ('active', 'pending') ORDER BY m.created_at, m.id`, pq.Array(texts))
	return list, wrap(err, "read memberships")
}

func isAdministrator(ctx context.Context, q sqlx.QueryerContext, person uuid.UUID) (bool, error) {
	var is bool
	err := sqlx.GetContext(ctx, q, &is, `SELECT EXISTS (SELECT 1 FROM membership
WHERE person_id = $1 AND role = 'administrator' AND state = 'active')`, person)
	return is, wrap(err, "look for an administrator")
}

func setLastDay(ctx context.Context, tx *db.Tx, membership uuid.UUID, last calendar.Date) error {
	_, err := tx.ExecContext(ctx, `UPDATE membership SET last_day = $2 WHERE id = $1`, membership, last)
	return wrap(err, "change a role's last day")
}

const organiserColumns = `id, code, name_fi, name_sv, name_en, COALESCE(phone, '') AS phone,
COALESCE(phone_hours_fi, '') AS phone_hours_fi, COALESCE(phone_hours_sv, '') AS phone_hours_sv, COALESCE(phone_hours_en, '') AS phone_hours_en,
COALESCE(url_fi, '') AS url_fi, COALESCE(url_sv, '') AS url_sv, COALESCE(url_en, '') AS url_en,
version, bilingual, languages`

func organisers(ctx context.Context, q sqlx.QueryerContext) ([]Organiser, error) {
	var list []Organiser
	err := sqlx.SelectContext(ctx, q, &list, `SELECT `+organiserColumns+` FROM organiser ORDER BY code`)
	return list, wrap(err, "read organisers")
}

func organiserByID(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Organiser, bool, error) {
	var o Organiser
	err := sqlx.GetContext(ctx, q, &o, `SELECT `+organiserColumns+` FROM organiser WHERE id = $1`, id)
	return found(o, err, "organiser")
}

func updateOrganiser(ctx context.Context, tx *db.Tx, o Organiser) (bool, error) {
	result, err := tx.ExecContext(ctx, `UPDATE organiser SET phone = NULLIF($2, ''),
phone_hours_fi = NULLIF($3, ''), phone_hours_sv = NULLIF($4, ''), phone_hours_en = NULLIF($5, ''),
url_fi = NULLIF($6, ''), url_sv = NULLIF($7, ''), url_en = NULLIF($8, ''), languages = $9, version = version + 1 WHERE id = $1 AND version = $10`,
		o.ID, o.Phone, o.HoursFi, o.HoursSv, o.HoursEn, o.URLFi, o.URLSv, o.URLEn, o.Languages, o.Version)
	return one(result, err, "update organiser")
}

// letter is a mail to send with what is needed to send it.
type letter struct {
	Template string        `db:"template"`
	Args     string        `db:"args"`
	Lang     string        `db:"lang"`
	Sent     bool          `db:"sent"`
	Email    string        `db:"email"`
	Link     uuid.NullUUID `db:"link_id"`
	Purpose  string        `db:"purpose"`
	LinkOver bool          `db:"link_over"` // used or expired: nobody needs the mail any more
	Disabled bool          `db:"disabled"`
	Producer string        `db:"producer"` // the name, in an invitation
	Message  uuid.NullUUID `db:"message"`  // of a mail that is a message at a desk
	Role     string        `db:"role"`
}

func readLetter(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (letter, bool, error) {
	var l letter
	err := sqlx.GetContext(ctx, q, &l, `SELECT o.template, o.args, o.lang, o.sent_at IS NOT NULL AS sent,
COALESCE(n.email, k.email, '') AS email, o.link_id, COALESCE(k.purpose, '') AS purpose,
COALESCE(k.used_at IS NOT NULL OR k.expires_at <= clock_timestamp(), false) AS link_over,
COALESCE(n.disabled_at IS NOT NULL, false) AS disabled, COALESCE(p.name, '') AS producer,
CASE WHEN o.organisation_id IS NOT NULL THEN o.id END AS message, COALESCE(o.role, '') AS role
FROM mail_out o LEFT JOIN person n ON n.id = o.person_id LEFT JOIN mail_link k ON k.id = o.link_id
LEFT JOIN producer p ON p.id = k.producer_id WHERE o.id = $1`, id)
	return found(l, err, "mail")
}

func setSent(ctx context.Context, d *db.DB, id uuid.UUID) error {
	_, err := d.ExecContext(ctx, `UPDATE mail_out SET sent_at = clock_timestamp() WHERE id = $1 AND sent_at IS NULL`, id)
	return wrap(err, "note that mail is sent")
}
