package look

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/colour"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// selectLook reads looks without their pictures, also of organisers that have chosen nothing.
const selectLook = `SELECT o.id, o.code, coalesce(l.version, 0) AS version, coalesce(l.brand, '') AS brand, coalesce(l.on_brand, '') AS on_brand,
	coalesce(l.link, '') AS link, coalesce(l.accent, '') AS accent, coalesce(l.logo_sum, '') AS logo_sum, coalesce(l.logo_width, 0) AS logo_width,
	coalesce(l.logo_height, 0) AS logo_height, coalesce(l.alt_fi, '') AS alt_fi, coalesce(l.alt_sv, '') AS alt_sv, coalesce(l.alt_en, '') AS alt_en
	FROM organiser o LEFT JOIN organiser_look l ON l.organiser_id = o.id `

type row struct {
	ID      uuid.UUID `db:"id"`
	Code    string    `db:"code"`
	Version int       `db:"version"`
	Brand   string    `db:"brand"`
	OnBrand string    `db:"on_brand"`
	Link    string    `db:"link"`
	Accent  string    `db:"accent"`
	Sum     string    `db:"logo_sum"`
	Width   int       `db:"logo_width"`
	Height  int       `db:"logo_height"`
	AltFi   string    `db:"alt_fi"`
	AltSv   string    `db:"alt_sv"`
	AltEn   string    `db:"alt_en"`
}

func (r row) look() Look {
	l := Look{Organiser: r.ID, Code: r.Code, Version: r.Version}
	if r.Brand != "" { // the database holds their form
		l.Theme = &Theme{colour.Must(r.Brand), colour.Must(r.OnBrand), colour.Must(r.Link), colour.Must(r.Accent)}
		l.Sheet = l.Theme.Sheet(":root")
		sum := sha256.Sum256([]byte(l.Sheet))
		l.Sum = hex.EncodeToString(sum[:8])
	}
	if r.Sum != "" {
		l.Logo = &Logo{r.Sum, r.Width, r.Height, r.AltFi, r.AltSv, r.AltEn}
	}
	return l
}

func looks(ctx context.Context, q sqlx.QueryerContext) ([]Look, error) {
	var rows []row
	err := sqlx.SelectContext(ctx, q, &rows, selectLook+`WHERE l.organiser_id IS NOT NULL`)
	list := make([]Look, len(rows))
	for i, r := range rows {
		list[i] = r.look()
	}
	return list, wrap(err, "read looks")
}

// lookOf reads an organiser's look; to change it, two at once wait for each other on the organiser.
func lookOf(ctx context.Context, q sqlx.QueryerContext, organiser uuid.UUID, change bool) (Look, bool, error) {
	if change { // by a statement of its own: the next one sees what was waited for
		var id uuid.UUID
		if err := sqlx.GetContext(ctx, q, &id, `SELECT id FROM organiser WHERE id = $1 FOR NO KEY UPDATE`, organiser); errors.Is(err, sql.ErrNoRows) {
			return Look{}, false, nil
		} else if err != nil {
			return Look{}, false, wrap(err, "lock an organiser")
		}
	}
	var r row
	err := sqlx.GetContext(ctx, q, &r, selectLook+`WHERE o.id = $1`, organiser)
	if errors.Is(err, sql.ErrNoRows) {
		return Look{}, false, nil
	}
	return r.look(), err == nil, wrap(err, "read a look")
}

func nextVersion(ctx context.Context, tx *db.Tx, organiser uuid.UUID, version int) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO organiser_look (organiser_id, version) VALUES ($1, $2)
		ON CONFLICT (organiser_id) DO UPDATE SET version = $2`, organiser, version)
	return wrap(err, "raise a look's version")
}

func setTheme(ctx context.Context, tx *db.Tx, organiser uuid.UUID, t *Theme) error {
	of := func(f Field) sql.NullString {
		if t == nil {
			return sql.NullString{}
		}
		return sql.NullString{String: t.Of(f).String(), Valid: true}
	}
	_, err := tx.ExecContext(ctx, `UPDATE organiser_look SET brand = $2, on_brand = $3, link = $4, accent = $5 WHERE organiser_id = $1`,
		organiser, of(Brand), of(OnBrand), of(Link), of(Accent))
	return wrap(err, "set colours")
}

// setLogo replaces the picture, or keeps it when content is nil, and answers its sum.
func setLogo(ctx context.Context, tx *db.Tx, organiser uuid.UUID, content []byte, l Logo) (sum string, err error) {
	var sent any // an empty picture is none
	if len(content) > 0 {
		sent = content
	}
	err = tx.GetContext(ctx, &sum, `UPDATE organiser_look SET logo = coalesce($2::bytea, logo), alt_fi = $5, alt_sv = $6, alt_en = $7,
		logo_width = CASE WHEN $2::bytea IS NULL THEN logo_width ELSE $3 END, logo_height = CASE WHEN $2::bytea IS NULL THEN logo_height ELSE $4 END
		WHERE organiser_id = $1 RETURNING coalesce(logo_sum, '')`, organiser, sent, l.Width, l.Height, l.AltFi, l.AltSv, l.AltEn)
	return sum, wrap(err, "set a logo")
}

func removeLogo(ctx context.Context, tx *db.Tx, organiser uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `UPDATE organiser_look SET logo = NULL, logo_width = NULL, logo_height = NULL, alt_fi = NULL, alt_sv = NULL, alt_en = NULL
		WHERE organiser_id = $1`, organiser)
	return wrap(err, "remove a logo")
}

func pictureOf(ctx context.Context, q sqlx.QueryerContext, code string) (content []byte, sum string, ok bool, err error) {
	var found struct {
		Logo []byte `db:"logo"`
		Sum  string `db:"logo_sum"`
	}
	err = sqlx.GetContext(ctx, q, &found, `SELECT l.logo, l.logo_sum FROM organiser_look l JOIN organiser o ON o.id = l.organiser_id
		WHERE o.code = $1 AND l.logo IS NOT NULL`, code)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, "", false, nil
	}
	return found.Logo, found.Sum, err == nil, wrap(err, "read a logo")
}

func wrap(err error, doing string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}
