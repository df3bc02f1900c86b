package vault

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
)

// Column is where a room keeps texts that it has sealed with keys.Ring.Seal: the row's id is what was given as id. Its
// names are the room's own, never anybody's input.
type Column struct {
	Table, ID, Name string
	Purpose         string
}

// CodeColumn is where a room keeps the keyed hash of an identity code (Vault.Lookup), by which rows are found: beside it stand
// the data key's id and the code itself, sealed with that key for the field. The hash may be null, which it becomes when the
// key was destroyed: a code that nobody can read is not to be recognised either.
type CodeColumn struct {
	Table, ID, Name string
	Key, Sealed     string // columns
	Field           string // of Vault.Seal
}

func (c CodeColumn) column() Column { return Column{Table: c.Table, ID: c.ID, Name: c.Name} }

// Keeper looks after the versions of the keys: what was sealed under an older one is sealed anew under the newest, in the
// background, and an older one is taken out of the file only when nothing needs it.
type Keeper struct {
	db      *db.DB
	ring    *keys.Ring
	vault   *Vault
	columns []Column
	codes   []CodeColumn
	list    string // where destroyed keys are listed; "": nowhere
	waiting *prometheus.GaugeVec
}

// NewKeeper makes a keeper of all data keys and of the columns.
func NewKeeper(d *db.DB, ring *keys.Ring, columns ...Column) *Keeper {
	return &Keeper{db: d, ring: ring, vault: New(ring), columns: columns, waiting: prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "keys_waiting_rows", Help: "Rows that wait to be sealed anew under the newest version of a key, by entry, when this process last looked."}, []string{"entry"})}
}

// Finding says which columns hold keyed hashes of identity codes, which are made anew when their key changes.
func (k *Keeper) Finding(codes ...CodeColumn) *Keeper {
	k.codes = codes
	return k
}

// Listing says in which folder the list of destroyed keys is kept.
func (k *Keeper) Listing(folder string) *Keeper {
	k.list = filepath.Join(folder, DestroyedFile)
	return k
}

// Collectors are the keeper's metrics.
func (k *Keeper) Collectors() []prometheus.Collector { return []prometheus.Collector{k.waiting} }

// batch is how many rows are sealed anew in a transaction. Each is on its own, so being killed between them loses nothing.
const batch = 500

// Renew seals anew all that is sealed under an older version than the newest, and tells how many rows that were. Rows whose
// version the keys file does not have are left as they are; Standing tells of them.
func (k *Keeper) Renew(ctx context.Context) (renewed int, err error) {
	if _, err := k.ring.Reload(); err != nil {
		return 0, err
	}
	var errs []error
	for _, r := range k.renewals() {
		n, err := k.renew(ctx, r)
		renewed, errs = renewed+n, append(errs, err)
	}
	return renewed, errors.Join(append(errs, k.measure(ctx))...)
}

// renew goes through the rows of one renewal.
func (k *Keeper) renew(ctx context.Context, r renewal) (renewed int, err error) {
	for after := uuid.Nil; ; {
		var rows []sealedRow
		done := 0
		err := k.db.InTx(ctx, actor.System(renewKind), func(ctx context.Context, tx *db.Tx) error {
			var err error
			if rows, err = r.older(ctx, tx, after); err != nil || len(rows) == 0 {
				return err
			}
			fresh, err := sealedAgain(ctx, tx, rows, r.again)
			if err != nil {
				return err
			}
			done, err = r.write(ctx, tx, fresh)
			return err
		})
		if err != nil {
			return renewed, err
		}
		renewed += done
		if len(rows) < batch {
			return renewed, nil
		}
		after = rows[len(rows)-1].ID
	}
}

// sealedAgain leaves out what the keys file does not open.
func sealedAgain(ctx context.Context, tx *db.Tx, rows []sealedRow, again func(context.Context, *db.Tx, sealedRow) ([]byte, error)) (fresh []sealedRow, err error) {
	for _, row := range rows {
		sealed, err := again(ctx, tx, row)
		if errors.Is(err, keys.ErrSealed) || errors.Is(err, ErrSealed) {
			continue
		}
		if err != nil {
			return nil, err
		}
		fresh = append(fresh, sealedRow{ID: row.ID, Sealed: sealed, Before: row.Sealed})
	}
	return fresh, nil
}

// renewal is how the rows of one table are sealed anew.
type renewal struct {
	older func(ctx context.Context, tx *db.Tx, after uuid.UUID) ([]sealedRow, error) // locked, in the order of their ids
	again func(ctx context.Context, tx *db.Tx, row sealedRow) ([]byte, error)
	write func(ctx context.Context, tx *db.Tx, rows []sealedRow) (int, error)
}

func (k *Keeper) renewals() []renewal {
	all := []renewal{{
		older: func(ctx context.Context, tx *db.Tx, after uuid.UUID) ([]sealedRow, error) {
			return olderKeys(ctx, tx, k.newest(keys.Personal), after)
		},
		again: func(_ context.Context, _ *db.Tx, row sealedRow) ([]byte, error) {
			secret, err := k.ring.Unwrap(row.ID, row.Sealed)
			if err != nil {
				return nil, err
			}
			return k.ring.Wrap(row.ID, secret)
		},
		write: writeKeys,
	}}
	for _, c := range k.columns {
		all = append(all, renewal{
			older: func(ctx context.Context, tx *db.Tx, after uuid.UUID) ([]sealedRow, error) {
				return olderTexts(ctx, tx, c, k.newest(keys.Tokens), after)
			},
			again: func(_ context.Context, _ *db.Tx, row sealedRow) ([]byte, error) {
				text, err := k.ring.Unseal(c.Purpose, row.ID, row.Sealed)
				if err != nil {
					return nil, err
				}
				return k.ring.Seal(c.Purpose, row.ID, text)
			},
			write: func(ctx context.Context, tx *db.Tx, rows []sealedRow) (int, error) {
				return writeTexts(ctx, tx, c, rows)
			},
		})
	}
	for _, c := range k.codes {
		all = append(all, renewal{
			older: func(ctx context.Context, tx *db.Tx, after uuid.UUID) ([]sealedRow, error) {
				return olderCodes(ctx, tx, c, k.newest(keys.Lookup), after)
			},
			again: func(ctx context.Context, tx *db.Tx, row sealedRow) ([]byte, error) {
				code, err := k.vault.Open(ctx, tx, row.Key, c.Field, row.Code)
				if errors.Is(err, ErrDestroyed) {
					return nil, nil
				}
				if err != nil {
					return nil, err
				}
				return k.vault.Lookup(string(code)), nil
			},
			write: func(ctx context.Context, tx *db.Tx, rows []sealedRow) (int, error) {
				return writeTexts(ctx, tx, c.column(), rows)
			},
		})
	}
	return all
}

func (k *Keeper) newest(entry string) int {
	for _, v := range k.ring.Versions(entry) {
		if v.Newest {
			return v.Number
		}
	}
	return 0
}

// Standing is a version of an entry, and what needs it.
type Standing struct {
	Entry string
	keys.Version
	InFile bool
	Needs  []Need
}

// Need is rows that a version is needed for.
type Need struct {
	What string // table and column
	Rows int
}

// Standing tells of each version of each entry what needs it, also of versions that the file has not.
func (k *Keeper) Standing(ctx context.Context) ([]Standing, error) {
	if _, err := k.ring.Reload(); err != nil {
		return nil, err
	}
	var all []Standing
	for _, entry := range keys.Entries() {
		needs, err := k.needs(ctx, entry)
		if err != nil {
			return nil, k.db.Translate(err)
		}
		for _, v := range k.ring.Versions(entry) {
			all = append(all, Standing{Entry: entry, Version: v, InFile: true, Needs: needs[v.Number]})
			delete(needs, v.Number)
		}
		for number, lost := range needs {
			all = append(all, Standing{Entry: entry, Version: keys.Version{Number: number}, Needs: lost})
		}
	}
	return all, nil
}

// needs is what is sealed or signed by the versions of an entry.
func (k *Keeper) needs(ctx context.Context, entry string) (map[int][]Need, error) {
	sources := map[string][]counting{keys.Personal: {countKeys}, keys.Audit: countSigned}[entry]
	if entry == keys.Tokens {
		for _, c := range k.columns {
			sources = append(sources, countTexts(c))
		}
	}
	if entry == keys.Lookup {
		for _, c := range k.codes {
			sources = append(sources, countTexts(c.column()))
		}
	}
	out := map[int][]Need{}
	for _, source := range sources {
		counts, err := source.count(ctx, k.db)
		if err != nil {
			return nil, err
		}
		for _, c := range counts {
			out[c.Version] = append(out[c.Version], Need{What: source.what, Rows: c.Rows})
		}
	}
	return out, nil
}

// measure sets the metric: rows that are sealed under another version than the newest.
func (k *Keeper) measure(ctx context.Context) error {
	for _, entry := range []string{keys.Personal, keys.Tokens, keys.Lookup} {
		needs, err := k.needs(ctx, entry)
		if err != nil {
			return k.db.Translate(err)
		}
		waiting := 0
		for version, list := range needs {
			if version == k.newest(entry) {
				continue
			}
			for _, n := range list {
				waiting += n.Rows
			}
		}
		k.waiting.WithLabelValues(entry).Set(float64(waiting))
	}
	return nil
}

// linksLive is how long links that were mailed may be good.
const linksLive = 180 * 24 * time.Hour

// The answers to a version that cannot be retired yet.
var (
	ErrNeeded = errors.New("the version is needed")
	ErrLinks  = errors.New("links that were mailed may need the version")
)

// Retire takes a version out of the keys file when nothing needs it. BreakLinks says that links which are out may end: for a
// key that others have got.
func (k *Keeper) Retire(ctx context.Context, path, entry string, version int, now time.Time, breakLinks bool) error {
	if _, err := k.ring.Reload(); err != nil {
		return err
	}
	return keys.Retire(path, entry, version, now, func() error {
		needs, err := k.needs(ctx, entry)
		if err != nil {
			return k.db.Translate(err)
		}
		if list := needs[version]; len(list) > 0 {
			return fmt.Errorf("%w: %s, %d rows", ErrNeeded, list[0].What, list[0].Rows)
		}
		if entry != keys.Tokens || breakLinks {
			return nil
		}
		for _, v := range k.ring.Versions(entry) {
			if v.Number == version+1 && now.Sub(v.From) < linksLive {
				return fmt.Errorf("%w until %s", ErrLinks, v.From.Add(linksLive).Format(time.DateOnly))
			}
		}
		return nil
	})
}

// Regular is the keeper's regular work: it seals anew what a new version has left, for as long as a job may take; the next goes
// on. Then it lists the keys that were destroyed.
func (k *Keeper) Regular() []jobs.Regular {
	return []jobs.Regular{jobs.Every(5*time.Minute, renewKind, func(ctx context.Context, _ time.Time) (jobs.Did, error) {
		renewed, err := k.Renew(ctx)
		if k.list == "" {
			return jobs.Did{"rows": renewed}, err
		}
		listed, errList := ListDestroyed(ctx, k.db, k.list)
		return jobs.Did{"rows": renewed, "destroyed keys": listed}, errors.Join(err, errList)
	})}
}

const renewKind = "keys_renewing"
