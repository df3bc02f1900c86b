package follow_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/follow"
)

func TestFromNothingAndOnward(t *testing.T) {
	t.Parallel()
	w := newWorld(t, meilitest.Shared(t), 300)
	f := w.follower()
	for round := range 4 {
		if err := f.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		if wrong := w.wrong(t); wrong != "" {
			t.Fatalf("round %d: %s", round, wrong)
		}
		w.scramble(t, 30)
		w.drain(t)
	}
	if s := w.status(t); s.BuiltAt == nil || s.Phase != follow.PhaseFollowing || s.Error != "" {
		t.Errorf("status %+v", s)
	}
}

// TestReplicasAndARebuild lets two processes index and follow while things change from many sides, and a third asks for
// a rebuild meanwhile.
func TestReplicasAndARebuild(t *testing.T) {
	t.Parallel()
	w := newWorld(t, meilitest.Shared(t), 3000)
	w.run(t, 2)
	w.right(t)
	before := w.status(t).BuiltAt
	var writing sync.WaitGroup
	stop := make(chan struct{})
	writing.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				w.scramble(t, 5)
			}
		}
	})
	var phases sync.Map
	err := w.follower().Rebuild(t.Context(), func(s follow.Status) { phases.Store(s.Phase, s) })
	close(stop)
	writing.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if after := w.status(t).BuiltAt; after == nil || before == nil || !after.After(*before) {
		t.Errorf("built at %v, before %v", after, before)
	}
	w.right(t)
}

// TestAnEngineIsRejected gives marks that an engine may come back with.
func TestAnEngineIsRejected(t *testing.T) {
	t.Parallel()
	w := newWorld(t, meilitest.Shared(t), 50)
	f := w.follower()
	if err := f.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	good, err := w.remote.Mark(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range map[string]search.Mark{
		"another database":          {Database: uuid.New(), Version: good.Version, Settings: good.Settings},
		"other settings":            {Database: good.Database, Version: good.Version, Settings: "others"},
		"a version yet to come":     {Database: good.Database, Version: good.Version + 1000, Settings: good.Settings},
		"older than the log begins": {Database: good.Database, Version: -1, Settings: good.Settings},
	} {
		was := w.status(t).BuiltAt
		if err := w.remote.SetMark(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		if err := f.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		if is := w.status(t).BuiltAt; is == nil || !is.After(*was) {
			t.Errorf("%s: it was not built anew", name)
		}
		if wrong := w.wrong(t); wrong != "" {
			t.Errorf("%s: %s", name, wrong)
		}
	}
}

// TestADatabaseThatWasSetBack restores what the database knew a while ago: the engine knows more, and some of it is of a
// time that never was.
func TestADatabaseThatWasSetBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, meilitest.Shared(t), 50)
	f := w.follower()
	if err := f.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`CREATE TABLE old_state AS SELECT * FROM search_state`, `CREATE TABLE old_follower AS SELECT * FROM search_follower`,
		`CREATE TABLE old_body AS SELECT * FROM search_body`, `CREATE TABLE old_document AS SELECT * FROM search_document`,
		`CREATE TABLE old_thing AS SELECT * FROM thing`,
	} {
		w.db.Owner.MustExec(statement)
	}
	w.scramble(t, 40)
	w.drain(t)
	if err := f.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.db.Owner.MustExec(`
		DELETE FROM search_body; DELETE FROM search_document; DELETE FROM thing; DELETE FROM search_state; DELETE FROM search_follower;
		INSERT INTO thing SELECT * FROM old_thing; INSERT INTO search_document SELECT * FROM old_document;
		INSERT INTO search_body SELECT * FROM old_body; INSERT INTO search_state SELECT * FROM old_state;
		INSERT INTO search_follower SELECT * FROM old_follower`)
	w.engine, w.indexer = process(w.DB, w.Things) // what read the database before ends with it
	for range 60 {                                // until its versions have gone past the engine's again
		w.scramble(t, 1)
		w.drain(t)
	}
	if err := w.follower().CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if wrong := w.wrong(t); wrong != "" {
		t.Error(wrong)
	}
}

// TestARemovedDocumentIsNoticed takes documents away behind the program's back.
func TestARemovedDocumentIsNoticed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, meilitest.Shared(t), 50)
	f := w.follower()
	if err := f.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	var id uuid.UUID
	for id = range w.truth(t) {
		break
	}
	if err := w.remote.Delete(t.Context(), []uuid.UUID{id}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), soon)
	defer stop()
	f.CountEvery(time.Second)
	go f.Run(ctx)
	for ctx.Err() == nil && w.wrong(t) != "" {
		time.Sleep(200 * time.Millisecond)
	}
	if wrong := w.wrong(t); wrong != "" {
		t.Error(wrong)
	}
}
