package main

import (
	"context"
	"fmt"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/search/follow"
)

// reindexCommand builds both indexes anew: first PostgreSQL's, in place, then Meilisearch's from that, beside the one
// that answers. A running service may do the second; this command waits for it all the same.
func reindexCommand(ctx context.Context, io streams, args []string) error {
	set := flags(io, "reindex")
	status := set.Bool("status", false, "tell what is in the indexes and how far a rebuild is, and change nothing")
	if words, err := parse(set, args); err != nil {
		return err
	} else if len(words) > 0 {
		return errUsage
	}
	return withApp(ctx, io, quiet(io), func(a *app.App) error {
		if *status {
			return tellIndexes(ctx, io, a)
		}
		return reindex(ctx, io, a)
	})
}

func reindex(ctx context.Context, io streams, a *app.App) error {
	if err := a.Indexer.Reindex(ctx, counted(io, "indexed")); err != nil {
		return err
	}
	if a.Follower == nil {
		return nil
	}
	tell := progress(io, a.Remote.Name()+": indexed")
	err := a.Follower.Rebuild(ctx, func(s follow.Status) {
		if s.Phase == follow.PhaseRebuilding {
			tell(s.Done, s.Total)
		}
	})
	if err != nil {
		return fmt.Errorf("PostgreSQL's index is built and answers; %s: %w", a.Remote.Name(), err)
	}
	fmt.Fprintln(io.err, a.Remote.Name()+": done")
	return nil
}

// remoteTimeout is how long the status waits for a remote engine.
const remoteTimeout = 3 * time.Second

// unheard is how long whoever feeds an engine may be silent before it is said that nobody does.
const unheard = 30 * time.Second

func tellIndexes(ctx context.Context, io streams, a *app.App) error {
	state, err := follow.ReadState(ctx, a.DB)
	if err != nil {
		return err
	}
	documents, err := a.Embedded.Count(ctx)
	if err != nil {
		return err
	}
	notes, err := a.Indexer.Pending(ctx)
	if err != nil {
		return err
	}
	all, err := follow.ReadStatus(ctx, a.DB)
	if err != nil {
		return err
	}
	byName := map[string]follow.Status{}
	for _, s := range all {
		byName[s.Engine] = s
	}
	line := func(name string, format string, args ...any) {
		fmt.Fprintf(io.out, "  %-16s %s\n", name, fmt.Sprintf(format, args...))
	}
	fmt.Fprintln(io.out, a.Embedded.Name())
	line("documents", "%d", documents)
	line("version", "%d", state.Version)
	line("changes waiting", "%d", notes)
	if s, ok := byName[a.Embedded.Name()]; ok {
		tellPhase(line, s)
	}
	if a.Remote == nil {
		fmt.Fprintln(io.out, "no other engine: MEILI_URL is not set, or SEARCH_ENGINE is pg")
		return nil
	}
	fmt.Fprintln(io.out, a.Remote.Name())
	tellRemote(ctx, line, a, state.Version)
	if s, ok := byName[a.Remote.Name()]; ok {
		tellPhase(line, s)
		if s.Now.Sub(s.SeenAt) > unheard {
			line("fed by", "nobody since %s", stamp(s.SeenAt))
		}
	} else {
		line("fed by", "nobody yet")
	}
	return nil
}

func tellRemote(ctx context.Context, line func(name, format string, args ...any), a *app.App, version int64) {
	ctx, cancel := context.WithTimeout(ctx, remoteTimeout)
	defer cancel()
	mark, err := a.Remote.Mark(ctx)
	if err != nil {
		line("away", "%v", err)
		return
	}
	if n, err := a.Remote.Count(ctx); err == nil {
		line("documents", "%d", n)
	}
	switch {
	case mark.Version == 0 && mark.Settings == "":
		line("version", "none: it holds nothing")
	case mark.Settings != a.Remote.Settings():
		line("version", "%d, by settings of another version", mark.Version)
	default:
		line("version", "%d, %d behind", mark.Version, version-mark.Version)
	}
}

func tellPhase(line func(name, format string, args ...any), s follow.Status) {
	line("phase", "%s since %s", s.Phase, stamp(s.Since))
	if s.Phase == follow.PhaseRebuilding {
		line("rebuilt", "%d of %d", s.Done, s.Total)
	}
	if s.BuiltAt != nil {
		line("last rebuild", "%s", stamp(*s.BuiltAt))
	}
	if s.AskedAt != nil && (s.BuiltAt == nil || s.BuiltAt.Before(*s.AskedAt)) {
		line("rebuild asked", "%s", stamp(*s.AskedAt))
	}
	if s.Error != "" {
		line("last error", "%s", s.Error)
	}
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }
