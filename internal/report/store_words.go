package report

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// letter is what a mail to who reported is made of.
type letter struct {
	Address  []byte     `db:"address"`
	MailedAt *time.Time `db:"mailed_at"`
}

func hasAddress(ctx context.Context, tx *db.Tx, id uuid.UUID) (bool, error) {
	var has bool
	err := tx.GetContext(ctx, &has, `SELECT EXISTS (SELECT FROM report_words WHERE report_id = $1 AND address IS NOT NULL)`, id)
	if err != nil {
		return false, fmt.Errorf("look for an address: %w", err)
	}
	return has, nil
}

// readLetter answers false when there is nobody to write to any more.
func readLetter(ctx context.Context, d *db.DB, id uuid.UUID) (letter, bool, error) {
	var l letter
	err := d.GetContext(ctx, &l, `SELECT address, mailed_at FROM report_words WHERE report_id = $1 AND address IS NOT NULL`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return l, false, nil
	}
	if err != nil {
		return l, false, fmt.Errorf("read an address: %w", d.Translate(err))
	}
	return l, true, nil
}

func setMailed(ctx context.Context, d *db.DB, id uuid.UUID) error {
	if _, err := d.ExecContext(ctx, `UPDATE report_words SET mailed_at = clock_timestamp() WHERE report_id = $1`, id); err != nil {
		return fmt.Errorf("mark a mail as sent: %w", d.Translate(err))
	}
	return nil
}

// What is forgotten of reports that were closed before $1, or came before $2 and were never closed.
const (
	oldAddresses = ` FROM report r LEFT JOIN report_event c ON c.report_id = r.id AND c.kind = 'closed'
		WHERE r.id = w.report_id AND w.address IS NOT NULL AND (c.at < $1 OR r.received_at < $2)`
	oldWords = ` report r LEFT JOIN report_event c ON c.report_id = r.id AND c.kind = 'closed'
		WHERE r.id = w.report_id AND (c.at < $1 OR r.received_at < $2)`
)

func removeAddresses(ctx context.Context, tx *db.Tx, before, open time.Time) (int, error) {
	n, err := db.Changed(tx.ExecContext(ctx, `UPDATE report_words w SET address = NULL`+oldAddresses, before, open))
	if err != nil {
		return 0, fmt.Errorf("forget addresses: %w", err)
	}
	return n, nil
}

func removeWords(ctx context.Context, tx *db.Tx, before, open time.Time) (int, error) {
	n, err := db.Changed(tx.ExecContext(ctx, `DELETE FROM report_words w USING`+oldWords, before, open))
	if err != nil {
		return 0, fmt.Errorf("forget words: %w", err)
	}
	return n, nil
}

const (
	countOldAddresses = `SELECT count(*) FROM report_words w, LATERAL (SELECT` + oldAddresses + `) old`
	countOldWords     = `SELECT count(*) FROM report_words w, LATERAL (SELECT FROM` + oldWords + `) old`
)

func countOld(ctx context.Context, d *db.DB, of string, before, open time.Time) (n int, err error) {
	err = d.GetContext(ctx, &n, of, before, open)
	return n, err
}
