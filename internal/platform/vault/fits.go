package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
)

// The answers to a keys file that the database was not written with.
var (
	ErrOtherKeys = errors.New("the keys file is not the one with which the database was written: bring that one from its copy")
	ErrOldKeys   = errors.New("the keys file lacks a version with which the database was written: `tuottajatori keys merge` brings it from a copy of the file")
)

// Written tells whether the database has rows that only the keys file opens which they were written with.
func Written(ctx context.Context, d *db.DB) (bool, error) {
	written, err := writtenWithKeys(ctx, d)
	if err != nil {
		return false, d.Translate(err)
	}
	return written, nil
}

// Fits is ErrOtherKeys or ErrOldKeys when the database was written with other keys than the file's. The versions that have come
// into use leave their marks in the database, and whose file came first is decided there: of two machines that begin with a file each
// one is refused, before either has sealed anything.
func Fits(ctx context.Context, d *db.DB, ring *keys.Ring) error {
	marks, err := readMarks(ctx, d)
	if err != nil {
		return d.Translate(err)
	}
	fresh, err := compared(ring, marks)
	if err != nil || len(fresh) == 0 {
		return err
	}
	if len(marks) == 0 { // a program that left none has written here, or nobody
		if err := opensNewest(ctx, d, ring); err != nil {
			return err
		}
	}
	if err := insertMarks(ctx, d, fresh); err != nil {
		return d.Translate(err)
	}
	if marks, err = readMarks(ctx, d); err != nil {
		return d.Translate(err)
	}
	_, err = compared(ring, marks)
	return err
}

// compared holds the file to the marks, and answers those of its versions in use that left none yet.
func compared(ring *keys.Ring, marks []mark) (fresh []mark, err error) {
	left, shared, highest := map[string]map[int]bool{}, map[string]bool{}, map[string]int{}
	for _, m := range marks {
		own, known := ring.Mark(m.Entry, m.Version)
		if known && !bytes.Equal(own, m.Mark) {
			return nil, fmt.Errorf("%w (%s %d)", ErrOtherKeys, m.Entry, m.Version)
		}
		if left[m.Entry] == nil {
			left[m.Entry] = map[int]bool{}
		}
		left[m.Entry][m.Version], highest[m.Entry] = true, max(highest[m.Entry], m.Version)
		shared[m.Entry] = shared[m.Entry] || known
	}
	for _, entry := range keys.Entries() {
		versions := ring.Versions(entry)
		if top := highest[entry]; top > versions[0].Number || top > 0 && !shared[entry] {
			return nil, fmt.Errorf("%w (%s %d)", ErrOldKeys, entry, top)
		}
		for _, v := range versions {
			if own, known := ring.Mark(entry, v.Number); known && !left[entry][v.Number] && !v.From.After(time.Now()) {
				fresh = append(fresh, mark{Entry: entry, Version: v.Number, Mark: own})
			}
		}
	}
	return fresh, nil
}

// opensNewest is ErrOtherKeys or ErrOldKeys when the newest data key is not opened by the file.
func opensNewest(ctx context.Context, d *db.DB, ring *keys.Ring) error {
	key, there, err := newestKey(ctx, d)
	if err != nil || !there {
		return d.Translate(err)
	}
	if _, known := ring.Mark(keys.Personal, key.Version); !known {
		return fmt.Errorf("%w (%s %d)", ErrOldKeys, keys.Personal, key.Version)
	}
	if _, err := ring.Unwrap(key.ID, key.Wrapped); err != nil {
		return ErrOtherKeys
	}
	return nil
}

// Lost makes a keys file where there is none, for a database whose file is lost for good. What was sealed stays sealed.
func (k *Keeper) Lost(ctx context.Context, path string) error {
	above := map[string]int{}
	marks, err := readMarks(ctx, k.db)
	if err != nil {
		return k.db.Translate(err)
	}
	for _, m := range marks {
		above[m.Entry] = max(above[m.Entry], m.Version)
	}
	for _, entry := range keys.Entries() {
		needs, err := k.needs(ctx, entry)
		if err != nil {
			return k.db.Translate(err)
		}
		for version := range needs {
			above[entry] = max(above[entry], version)
		}
	}
	if err := keys.Anew(path, above); err != nil {
		return err
	}
	ring, err := keys.Load(path)
	if err != nil {
		return err
	}
	var fresh []mark
	for _, entry := range keys.Entries() {
		own, _ := ring.Mark(entry, above[entry]+1)
		fresh = append(fresh, mark{Entry: entry, Version: above[entry] + 1, Mark: own})
	}
	return k.db.Translate(insertMarks(ctx, k.db, fresh))
}
