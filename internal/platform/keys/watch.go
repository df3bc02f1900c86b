package keys

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"
)

// stamp tells one state of the file from another without reading it. Changes are written to a new file that takes the old
// one's place, so another state is another file.
type stamp struct {
	at   time.Time
	size int64
}

func stampOf(path string) (stamp, error) {
	info, err := os.Stat(path)
	if err != nil {
		return stamp{}, fmt.Errorf("keys file: %w", err)
	}
	return stamp{at: info.ModTime(), size: info.Size()}, nil
}

// Reload reads the file anew if it has changed. A file that is faulty, away or another one changes nothing: what is held goes on.
func (r *Ring) Reload() (changed bool, err error) {
	now, err := stampOf(r.path)
	before := r.held.Load()
	if err != nil || now == before.stamp {
		return false, err
	}
	h, err := load(r.path)
	if err != nil {
		return false, err
	}
	if err := h.follows(before); err != nil {
		return false, fmt.Errorf("keys file %s: %w", r.path, err)
	}
	return r.held.CompareAndSwap(before, h), nil
}

// changed is Reload for who has met something that no version here explains.
func (r *Ring) changed() bool {
	changed, err := r.Reload()
	return err == nil && changed
}

// lookEvery is how often Watch looks at the file.
const lookEvery = 5 * time.Second

// Watch reads the file anew whenever it has changed, until ctx ends.
func (r *Ring) Watch(ctx context.Context, log *slog.Logger) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for faulty := false; ; {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		changed, err := r.Reload()
		switch {
		case err != nil && !faulty:
			log.WarnContext(ctx, "the keys file has become faulty; the keys that were read before go on", "cause", err)
		case changed:
			log.InfoContext(ctx, "the keys file has changed and was read anew")
		}
		faulty = err != nil
	}
}

// newest is the version that is used now: the highest whose time has come.
func (r *Ring) newest(entry string) key { return inUse(r.held.Load().entries[entry], time.Now()) }

func inUse(versions []key, now time.Time) key {
	for _, k := range versions {
		if !k.From.After(now) {
			return k
		}
	}
	return versions[len(versions)-1] // the machine's clock is wrong; the oldest is known everywhere
}

// version finds a version of an entry, in the file as it is now if it is not held.
func (r *Ring) version(entry string, n int) (key, bool) {
	for again := true; again; again = r.changed() {
		for _, k := range r.held.Load().entries[entry] {
			if k.Version == n {
				return k, true
			}
		}
	}
	return key{}, false
}
