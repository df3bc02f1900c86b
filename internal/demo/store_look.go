package demo

import (
	"context"
	_ "embed" // a logo
	"fmt"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// logo is made up: a wave and a light in blueberry and rye.
//
//go:embed logo.png
var logo []byte

// setLooks gives two organisers colours of their own, and one of them a logo; all others look as the product does.
func setLooks(ctx context.Context, tx *db.Tx) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO organiser_look (organiser_id, version, brand, on_brand, link, accent, logo, logo_width, logo_height, alt_fi, alt_sv, alt_en)
		SELECT o.id, 1, '#2c3a78', '#ffffff', '#29489a', '#f3c969', $1::bytea, 286, 96, o.name_fi, o.name_sv, o.name_en FROM organiser o WHERE o.code = '17'
		UNION ALL SELECT o.id, 1, '#7a1f4b', '#ffffff', '#8a1c5c', '#f2b84b', NULL, NULL, NULL, NULL, NULL, NULL FROM organiser o WHERE o.code = '08'
		ON CONFLICT (organiser_id) DO NOTHING`, logo)
	if err != nil {
		return fmt.Errorf("set looks: %w", err)
	}
	return nil
}
