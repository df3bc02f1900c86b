package keys

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// The answers to what is not done to the file.
var (
	ErrEntry   = errors.New("keys: no such entry")
	ErrVersion = errors.New("keys: no such version")
	ErrInUse   = errors.New("keys: the version is in use, or was until less than ten minutes ago")
	ErrDiffers = errors.New("keys: the same version has another secret in the two files")
)

// Settled is how long after a version has come into use every program that runs is known to use it: only then may the one
// before it be taken away.
const Settled = 10 * time.Minute

// Version is a version of an entry, without its secret.
type Version struct {
	Number int
	From   time.Time // when it began, or begins, to be used; zero: when the file was made
	Newest bool      // it is what is used now
}

// Versions lists an entry's versions, the newest first.
func (r *Ring) Versions(entry string) []Version {
	newest := r.newest(entry)
	var out []Version
	for _, k := range r.held.Load().entries[entry] {
		out = append(out, Version{Number: k.Version, From: k.From, Newest: k.Version == newest.Version})
	}
	return out
}

// Rotate adds a version to an entry of the file, which is used from a moment on. Two that rotate at once add two versions.
func Rotate(path, entry string, from time.Time) (version int, err error) {
	err = change(path, func(content file) error {
		versions := content.Keys[entry]
		if len(versions) == 0 {
			return fmt.Errorf("%w: %q", ErrEntry, entry)
		}
		for _, k := range versions {
			version = max(version, k.Version)
			if k.From.After(from) {
				from = k.From // the order of versions is that of their times
			}
		}
		version++
		secret := make([]byte, keySize)
		rand.Read(secret) // never fails: the program stops when the system has no randomness
		content.Keys[entry] = append(versions, key{Version: version, Secret: secret, From: from.UTC()})
		return nil
	})
	return version, err
}

// Retire takes a version out of the file, when a newer one has been in use for long enough at a moment and needed, which is
// asked while nobody else changes the file, answers nil. What was made with it does not open any more.
func Retire(path, entry string, version int, now time.Time, needed func() error) error {
	return change(path, func(content file) error {
		versions := content.Keys[entry]
		at := slices.IndexFunc(versions, func(k key) bool { return k.Version == version })
		if len(versions) == 0 {
			return fmt.Errorf("%w: %q", ErrEntry, entry)
		}
		if at < 0 {
			return fmt.Errorf("%w: %s %d", ErrVersion, entry, version)
		}
		slices.SortFunc(versions, func(a, b key) int { return b.Version - a.Version })
		if inUse(versions, now.Add(-Settled)).Version <= version {
			return fmt.Errorf("%w: %s %d", ErrInUse, entry, version)
		}
		if err := needed(); err != nil {
			return err
		}
		content.Keys[entry] = slices.DeleteFunc(versions, func(k key) bool { return k.Version == version })
		return nil
	})
}

// Merge adds to the file the versions that another file has and it lacks, such as the copy that was kept beside an old
// backup. They come into use at no time if the file has newer ones. It answers how many were added.
func Merge(path, other string) (added int, err error) {
	more, err := read(other)
	if err != nil {
		return 0, err
	}
	if _, err := checked(other, more); err != nil && !errors.Is(err, errLacks) {
		return 0, err
	}
	err = change(path, func(content file) (err error) {
		added, err = content.add(more)
		return err
	})
	return added, err
}

// Merged is the text of a file with the versions that an older state of it had: a backup that took long needs both.
func Merged(text, older []byte) ([]byte, error) {
	var content, more file
	if err := errors.Join(json.Unmarshal(text, &content), json.Unmarshal(older, &more)); err != nil {
		return nil, fmt.Errorf("keys file: %w", err)
	}
	if _, err := content.add(more); err != nil {
		return nil, err
	}
	return json.MarshalIndent(content, "", "  ")
}

// add adds the versions that the file lacks.
func (f file) add(more file) (added int, err error) {
	for entry, versions := range more.Keys {
		for _, k := range versions {
			at := slices.IndexFunc(f.Keys[entry], func(have key) bool { return have.Version == k.Version })
			if at < 0 {
				f.Keys[entry] = append(f.Keys[entry], k)
				added++
			} else if !slices.Equal(f.Keys[entry][at].Secret, k.Secret) {
				return added, fmt.Errorf("%w: %s %d", ErrDiffers, entry, k.Version)
			}
		}
	}
	return added, nil
}

// change reads the file, changes it and writes it, alone.
func change(path string, fn func(file) error) (err error) {
	unlock, err := lock(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	content, err := read(path)
	if err != nil {
		return err
	}
	if _, err := checked(path, content); err != nil {
		return err
	}
	if err := fn(content); err != nil {
		return err
	}
	return write(path, content)
}
