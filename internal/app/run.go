package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sync/errgroup"

	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/words"
)

// drainTime is how long requests and jobs under way may take to end after the service was asked to stop.
const drainTime = 15 * time.Second

// Run answers and works in one process until ctx ends: see Serve and Work. It calls listening with the address once the
// service answers.
func (a *App) Run(ctx context.Context, listening func(address string)) error {
	return a.run(ctx, true, true, listening)
}

// Serve answers pages and the API until ctx ends, and leaves the work that waits to other processes. It calls listening
// with the address once it answers. When ctx ends it first says that it is not ready, for DRAIN_SECONDS, then takes no
// new connections and waits for what is under way.
func (a *App) Serve(ctx context.Context, listening func(address string)) error {
	return a.run(ctx, true, false, listening)
}

// Work works off jobs, feeds the search engines and seals the audit trail until ctx ends; then it takes in no more work
// and waits for what is under way. Any number of processes may: what only one at a time may do is under a lock in the
// database, which ends with the process that holds it.
func (a *App) Work(ctx context.Context) error { return a.run(ctx, false, true, nil) }

func (a *App) run(ctx context.Context, serves, works bool, listening func(address string)) error {
	var public net.Listener
	if serves {
		words.Default() // takes a second, or more on a busy machine: longer than a search may, so before there can be one
		var err error
		if public, err = net.Listen("tcp", a.Config.ListenAddr); err != nil {
			return fmt.Errorf("LISTEN_ADDR: %w", err)
		}
		defer public.Close()
	}
	admin, err := net.Listen("tcp", a.Config.AdminAddr)
	if err != nil {
		return fmt.Errorf("ADMIN_ADDR: %w", err)
	}
	group, ctx := errgroup.WithContext(ctx)
	behind, end := context.WithCancel(context.WithoutCancel(ctx)) // lives until the last answer is given
	defer end()
	group.Go(func() error {
		defer end()
		return a.answer(ctx, public)
	})
	group.Go(func() error { return serve(behind, server(a.adminHandler()), admin) })
	group.Go(func() error { return a.admit(ctx, group, works) })
	group.Go(func() error { a.Keys.Watch(behind, a.Log); return nil })
	if serves {
		group.Go(func() error { a.Failover.Watch(behind); return nil })
		group.Go(func() error { a.warm(behind); return nil })
	}
	if !works {
		group.Go(func() error { a.missWorker(ctx); return nil })
	}
	if listening != nil {
		listening(public.Addr().String())
	}
	if err := group.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// admitEvery is how soon a database that was away is asked again whether it is ours.
const admitEvery = 500 * time.Millisecond

// admit begins the work once the database has answered that it is ours, and ends the process when it has answered that it is not:
// it may have been away when the process started.
func (a *App) admit(ctx context.Context, group *errgroup.Group, works bool) error {
	for {
		err := a.Ready(ctx)
		if err == nil {
			break
		}
		if errors.Is(err, ErrNotOurs) || errors.Is(err, ErrPending) {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(admitEvery):
		}
	}
	a.admitted.Store(true)
	if works {
		a.startWork(ctx, group)
	}
	return nil
}

// onceAdmitted lets nothing be changed before the database has answered that it is ours: with other keys what is sealed would open
// for nobody else.
func (a *App) onceAdmitted(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !a.admitted.Load() && r.Method != http.MethodGet && r.Method != http.MethodHead {
			if err := a.Ready(r.Context()); errors.Is(err, ErrNotOurs) || errors.Is(err, ErrPending) {
				http.Error(w, "not ready", http.StatusServiceUnavailable)
				return
			}
		}
		h.ServeHTTP(w, r)
	})
}

// startWork begins all that is not answering.
func (a *App) startWork(ctx context.Context, group *errgroup.Group) {
	group.Go(func() error { return a.work(ctx) })
	group.Go(func() error { a.Indexer.Run(ctx); return nil })
	group.Go(func() error { a.Sealer.Run(ctx); return nil })
	group.Go(func() error { a.Sealer.Export(ctx, a.Config.HeadsDir()); return nil })
	if a.Follower != nil {
		group.Go(func() error { a.Follower.Run(ctx); return nil })
	}
}

// answer serves the public until ctx ends, and drains; without a listener it only waits.
func (a *App) answer(ctx context.Context, public net.Listener) error {
	if public == nil {
		<-ctx.Done()
		return nil
	}
	drained, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	go func() {
		select {
		case <-ctx.Done():
		case <-drained.Done():
			return
		}
		a.draining.Store(true) // proxies that ask go elsewhere, and connections that they keep are given up one by one
		select {
		case <-time.After(time.Duration(a.Config.DrainSeconds) * time.Second):
		case <-drained.Done():
		}
		end()
	}()
	return serve(drained, server(a.givingUp(a.onceAdmitted(a.Handler))), public)
}

// givingUp answers, while this process drains, that the connection is not to be used again.
func (a *App) givingUp(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.draining.Load() {
			w.Header().Set("Connection", "close")
		}
		h.ServeHTTP(w, r)
	})
}

// errDraining is why a process that ends is not ready.
var errDraining = errors.New("this process is ending")

// ready is Ready for those who send requests here: a process that is about to end wants no more.
func (a *App) ready(ctx context.Context) error {
	if a.draining.Load() {
		return errDraining
	}
	return a.Ready(ctx)
}

// warm lets the first search, which reads the index into memory, come before the first visitor.
func (a *App) warm(ctx context.Context) {
	if _, err := a.Embedded.Search(ctx, search.Query{Limit: 1}); err != nil {
		a.Log.WarnContext(ctx, "the search engine is not warm", "cause", err)
	}
}

const (
	missEvery = time.Minute
	missAfter = time.Minute // the sealer of any worker looks twice a second
)

// missWorker says in the log when no worker has been seen for a while: mail is not sent then and changes are not found.
func (a *App) missWorker(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(missEvery):
		}
		if idle, err := a.Sealer.Idle(ctx); err == nil && idle > missAfter {
			a.Log.WarnContext(ctx, "nobody works: start `tuottajatori worker`", "seconds", int(idle.Seconds()))
		}
	}
}

// work runs the job workers, trying again while the database is away.
func (a *App) work(ctx context.Context) error {
	for {
		err := a.Jobs.Start(ctx)
		if err == nil {
			break
		}
		a.Log.WarnContext(ctx, "jobs do not start yet", "cause", err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(2 * time.Second):
		}
	}
	<-ctx.Done()
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	return a.Jobs.Stop(stop)
}

func server(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       60 * time.Second, // a 10 MB file over a slow phone
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       120 * time.Second,
		MaxHeaderBytes:    32 << 10,
	}
}

func serve(ctx context.Context, s *http.Server, l net.Listener) error {
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	if err := s.Shutdown(stop); err != nil {
		return errors.Join(err, s.Close()) // whoever is not done by now is cut off
	}
	return nil
}

// adminHandler is for those who run the service: health, metrics and profiles, on an address of its own.
func (a *App) adminHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if err := a.ready(r.Context()); err != nil {
			http.Error(w, "not ready: "+err.Error(), http.StatusServiceUnavailable) // this address is inside
			return
		}
		_, _ = io.WriteString(w, "ready\n")
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(a.Metrics, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}
