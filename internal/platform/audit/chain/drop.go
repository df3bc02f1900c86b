package chain

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// keptAtLeast is how young rows are never dropped: whoever asks for their trail must find it.
const keptAtLeast = 365 * 24 * time.Hour

// The answers of Drop to what it does not do.
var (
	ErrMonth    = errors.New("only whole months can be dropped: give the first day of one (UTC)")
	ErrTooYoung = errors.New("rows younger than a year are not dropped")
)

// Dropped is what Drop has done.
type Dropped struct {
	Months      []string // the partitions
	Links       int64
	Checkpoints []Checkpoint
}

// Drop removes the rows from before the first day of a month, with the links that only they need, as the owner of the
// database. A signed checkpoint of each chain stays in their place, so that the rest is proved as before. Nothing is dropped
// from a trail that is not intact.
func Drop(ctx context.Context, owner *db.DB, signer Signer, keys PublicKeys, before time.Time) (Dropped, error) {
	before = before.UTC()
	if before.Day() != 1 || !before.Equal(before.Truncate(24*time.Hour)) {
		return Dropped{}, ErrMonth
	}
	report, err := Verify(ctx, owner, keys, nil)
	if err != nil {
		return Dropped{}, err
	}
	if err := report.Err(); err != nil {
		return Dropped{}, err
	}
	var done Dropped
	err = owner.InTx(ctx, actor.System("audit"), func(ctx context.Context, tx *db.Tx) error {
		done = Dropped{}
		now, err := db.Now(ctx, tx)
		if err != nil {
			return err
		}
		if now.Sub(before) < keptAtLeast {
			return ErrTooYoung
		}
		if err := waitForSealer(ctx, tx); err != nil {
			return err
		}
		switch waiting, err := waitsBefore(ctx, tx, before); {
		case err != nil:
			return err
		case waiting: // nothing would stand for it
			return ErrNotIntact
		}
		if done.Checkpoints, err = checkpointed(ctx, tx, signer, before, now); err != nil {
			return err
		}
		if done.Links, err = deleteLinks(ctx, tx, done.Checkpoints); err != nil {
			return err
		}
		done.Months, err = dropMonths(ctx, tx, before)
		return err
	})
	return done, err
}

// checkpointed writes a checkpoint for each chain: after its last link before which every row is older than the moment.
func checkpointed(ctx context.Context, tx *db.Tx, signer Signer, before, now time.Time) ([]Checkpoint, error) {
	ends, err := endsBefore(ctx, tx, before)
	if err != nil {
		return nil, err
	}
	earlier, err := newestCheckpoints(ctx, tx)
	if err != nil {
		return nil, err
	}
	at := map[uuid.UUID]Checkpoint{}
	for _, c := range earlier {
		at[c.Chain] = c
	}
	var out []Checkpoint
	for _, end := range ends {
		c := Checkpoint{Chain: end.Chain, Seq: end.Seq, Hash: end.Hash, DroppedBefore: before, SignedAt: now.UTC().Truncate(time.Microsecond)}
		if end.Seq == 0 { // no link can go, and the chain begins where it began
			c.Seq, c.Hash = at[c.Chain].Seq, at[c.Chain].Hash
		}
		if !before.After(at[c.Chain].DroppedBefore) {
			continue
		}
		if c.Hash == nil {
			c.Hash = []byte{}
		}
		c.Signature, c.KeyVersion = signer.Sign(c.message())
		if err := insertCheckpoint(ctx, tx, c); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}
