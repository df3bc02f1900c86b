package identity

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// Constraints are the database's rules that people can run into, with what to tell them.
var Constraints = db.Constraints{
	"person_email_key":    errEmailTaken,
	"membership_once_key": errAlreadyMember,

	"external_identity_once_key": ErrOtherPerson,

	"accessibility_statement_version_key": errStatementStale,
}

// now is the moment that deadlines are compared with: the database's clock, or the one given in Options.
func (s *Service) now(ctx context.Context, q sqlx.QueryerContext) (time.Time, error) {
	if s.opt.Now != nil {
		return s.opt.Now().UTC(), nil
	}
	return db.Now(ctx, q)
}

// clock is the moment that tests have set for statements that else take the database's; nil: none.
func (s *Service) clock() *time.Time {
	if s.opt.Now == nil {
		return nil
	}
	now := s.opt.Now().UTC()
	return &now
}

func orNull(id uuid.UUID) uuid.NullUUID { return uuid.NullUUID{UUID: id, Valid: id != uuid.Nil} }

const personColumns = `id, email, name, lang, email_confirmed_at, disabled_at, demo`

// insertPerson answers false when the id or the address is taken.
func insertPerson(ctx context.Context, tx *db.Tx, p NewPerson, now time.Time) (bool, error) {
	var confirmed *time.Time
	if p.Confirmed {
		confirmed = &now
	}
	done, err := db.Any(tx.ExecContext(ctx, `INSERT INTO person (id, email, name, password_hash, lang, email_confirmed_at, demo)
VALUES ($1, $2, $3, NULLIF($4, ''), $5, $6, $7) ON CONFLICT DO NOTHING`,
		p.ID, p.Email, p.Name, p.PasswordHash, p.Lang, confirmed, p.Demo))
	if err != nil {
		return false, fmt.Errorf("insert person: %w", err)
	}
	return done, nil
}

func personByEmail(ctx context.Context, q sqlx.QueryerContext, email string) (Person, bool, error) {
	var p Person
	err := sqlx.GetContext(ctx, q, &p, `SELECT `+personColumns+` FROM person WHERE email = $1`, email)
	return found(p, err, "person by address")
}

func personByID(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Person, bool, error) {
	var p Person
	err := sqlx.GetContext(ctx, q, &p, `SELECT `+personColumns+` FROM person WHERE id = $1`, id)
	return found(p, err, "person")
}

// lockPerson reads the person and keeps others from changing the row until the transaction ends.
func lockPerson(ctx context.Context, tx *db.Tx, id uuid.UUID) (Person, bool, error) {
	var p Person
	err := tx.GetContext(ctx, &p, `SELECT `+personColumns+` FROM person WHERE id = $1 FOR NO KEY UPDATE`, id)
	return found(p, err, "person")
}

// found says "absent" as a bool, so that no caller compares with sql.ErrNoRows.
func found[T any](row T, err error, what string) (T, bool, error) {
	var none T
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return none, false, nil
	case err != nil:
		return none, false, fmt.Errorf("read %s: %w", what, err)
	}
	return row, true, nil
}

// passwordHash is "" when there is no such person, or no password is set.
func passwordHash(ctx context.Context, q sqlx.QueryerContext, person uuid.UUID) (string, error) {
	var hash sql.NullString
	err := sqlx.GetContext(ctx, q, &hash, `SELECT password_hash FROM person WHERE id = $1`, person)
	hash, _, err = found(hash, err, "password hash")
	return hash.String, err
}

func setPassword(ctx context.Context, tx *db.Tx, person uuid.UUID, hash string) error {
	_, err := tx.ExecContext(ctx, `UPDATE person SET password_hash = $2 WHERE id = $1`, person, hash)
	return wrap(err, "set password")
}

func setConfirmed(ctx context.Context, tx *db.Tx, person uuid.UUID, now time.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE person SET email_confirmed_at = $2 WHERE id = $1 AND email_confirmed_at IS NULL`, person, now)
	return wrap(err, "confirm address")
}

func setDisabled(ctx context.Context, tx *db.Tx, person uuid.UUID, at *time.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE person SET disabled_at = $2 WHERE id = $1`, person, at)
	return wrap(err, "disable person")
}

func insertMail(ctx context.Context, tx *db.Tx, id uuid.UUID, m MailOut) error {
	args := []byte("{}")
	if len(m.Args) > 0 {
		var err error
		if args, err = json.Marshal(m.Args); err != nil {
			return fmt.Errorf("mail arguments: %w", err)
		}
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO mail_out (id, template, person_id, link_id, args, lang, role, organisation_id)
VALUES ($1, $2, $3, $4, $5, COALESCE(NULLIF($6, ''), (SELECT p.lang FROM person p WHERE p.id = $3), 'fi'), NULLIF($7, ''), $8)`,
		id, m.Template, orNull(m.Person), orNull(m.Link), string(args), m.Lang, string(m.role), orNull(m.organisation))
	return wrap(err, "insert mail")
}

// activeMembers are the people who act for all of the organisation in the role, or for one of the units, and can be written to.
func activeMembers(ctx context.Context, q sqlx.QueryerContext, role actor.Role, organisation uuid.UUID, units []uuid.UUID) ([]uuid.UUID, error) {
	var people []uuid.UUID
	err := sqlx.SelectContext(ctx, q, &people, `SELECT p.id FROM membership m JOIN person p ON p.id = m.person_id
WHERE m.role = $1 AND COALESCE(m.producer_id, m.organiser_id, m.operator_id) = $2 AND membership_works(m, statement_timestamp())
  AND (NOT m.in_part OR `+unitsOfMembership+` && $3::text[]) AND p.email_confirmed_at IS NOT NULL AND p.disabled_at IS NULL
ORDER BY m.created_at, m.id`, string(role), organisation, pq.Array(units))
	return people, wrap(err, "read members")
}

func wrap(err error, what string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

func lastStatement(ctx context.Context, q sqlx.QueryerContext) (Statement, bool, error) {
	var st Statement
	err := sqlx.GetContext(ctx, q, &st, `SELECT version, checked_on, authority_fi, authority_sv, authority_en, site_fi, site_sv, site_en, email, phone
FROM accessibility_statement ORDER BY version DESC LIMIT 1`)
	return found(st, err, "accessibility statement")
}

func insertStatement(ctx context.Context, tx *db.Tx, id, by uuid.UUID, st Statement) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO accessibility_statement
    (id, version, checked_on, authority_fi, authority_sv, authority_en, site_fi, site_sv, site_en, email, phone, done_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		id, st.Version, st.CheckedOn, st.AuthorityFi, st.AuthoritySv, st.AuthorityEn, st.SiteFi, st.SiteSv, st.SiteEn, st.Email, st.Phone, orNull(by))
	if err != nil {
		return fmt.Errorf("insert accessibility statement: %w", err)
	}
	return nil
}
