package report

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
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

// forget removes addresses and words whose time has come.
func forget(ctx context.Context, tx *db.Tx, now time.Time) error {
	addresses, err := kept.Before(ctx, tx, kept.ReportAddresses, now)
	if err != nil {
		return err
	}
	words, err := kept.Before(ctx, tx, kept.ReportWords, now)
	if err != nil {
		return err
	}
	if _, err = tx.ExecContext(ctx, `UPDATE report_words w SET address = NULL`+oldAddresses, addresses, now.Add(-KeepOpen)); err != nil {
		return fmt.Errorf("forget addresses: %w", err)
	}
	if _, err = tx.ExecContext(ctx, `DELETE FROM report_words w USING`+oldWords, words, now.Add(-KeepOpen)); err != nil {
		return fmt.Errorf("forget words: %w", err)
	}
	return nil
}

// countOld counts addresses, or words, of reports that were closed before a moment.
func countOld(ctx context.Context, d *db.DB, of string, before time.Time) (n int, err error) {
	now, err := db.Now(ctx, d)
	if err != nil {
		return 0, err
	}
	err = d.GetContext(ctx, &n, of, before, now.Add(-KeepOpen))
	return n, err
}

// OldAddresses counts the addresses of who reported that would be forgotten were they kept until a moment.
func (s *Service) OldAddresses(ctx context.Context, before time.Time) (int, error) {
	return countOld(ctx, s.db, `SELECT count(*) FROM report_words w, LATERAL (SELECT`+oldAddresses+`) old`, before)
}

// OldWords counts the texts that would be.
func (s *Service) OldWords(ctx context.Context, before time.Time) (int, error) {
	return countOld(ctx, s.db, `SELECT count(*) FROM report_words w, LATERAL (SELECT FROM`+oldWords+`) old`, before)
}
