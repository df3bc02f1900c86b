package app

import (
	"context"
	"errors"
	"fmt"
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

// Run listens, works off jobs and keeps the index up to date until ctx ends; then it stops taking in work and waits
// for what is under way. It calls listening with the address once the service answers.
func (a *App) Run(ctx context.Context, listening func(address string)) error {
	words.Default() // takes a second, or more on a busy machine: longer than a search may, so before there can be one
	public, err := net.Listen("tcp", a.Config.ListenAddr)
	if err != nil {
		return fmt.Errorf("LISTEN_ADDR: %w", err)
	}
	admin, err := net.Listen("tcp", a.Config.AdminAddr)
	if err != nil {
		return errors.Join(fmt.Errorf("ADMIN_ADDR: %w", err), public.Close())
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return serve(ctx, server(a.Handler), public) })
	group.Go(func() error { return serve(ctx, server(a.adminHandler()), admin) })
	group.Go(func() error { return a.work(ctx) })
	group.Go(func() error { a.Indexer.Run(ctx); return nil })
	group.Go(func() error { a.Sealer.Run(ctx); return nil })
	group.Go(func() error { a.Sealer.Export(ctx, a.Config.HeadsDir()); return nil })
	group.Go(func() error { a.Failover.Watch(ctx); return nil })
	group.Go(func() error { a.Keys.Watch(ctx, a.Log); return nil })
	if a.Follower != nil {
		group.Go(func() error { a.Follower.Run(ctx); return nil })
	}
	group.Go(func() error {
		// The first search reads the index into memory; better now than while the first visitor waits.
		_, err := a.Embedded.Search(ctx, search.Query{Limit: 1})
		if err != nil {
			a.Log.WarnContext(ctx, "the search engine is not warm", "cause", err)
		}
		return nil
	})
	if listening != nil {
		listening(public.Addr().String())
	}
	if err := group.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
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
	return s.Shutdown(stop)
}

// adminHandler is for those who run the service: metrics and profiles, on an address of its own.
func (a *App) adminHandler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(a.Metrics, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}
