package chain

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

const (
	lookEvery = 500 * time.Millisecond // for rows to seal
	batch     = 5_000                  // rows in a transaction
	signEvery = time.Hour              // a head of each chain that has grown
)

// Sealer gives every committed row of the audit trail its link. Any number may run; one at a time seals.
type Sealer struct {
	db     *db.DB
	signer Signer
	log    *slog.Logger
	lag    prometheus.Gauge
	sealed prometheus.Counter
}

// NewSealer makes a sealer; nothing runs until Run.
func NewSealer(d *db.DB, signer Signer, log *slog.Logger) *Sealer {
	return &Sealer{db: d, signer: signer, log: log,
		lag: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "audit_sealing_lag_seconds", Help: "How old the oldest row of the audit trail was when it was sealed last."}),
		sealed: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "audit_sealed_total", Help: "Rows of the audit trail that this process has sealed."}),
	}
}

// Collectors are the sealer's metrics.
func (s *Sealer) Collectors() []prometheus.Collector { return []prometheus.Collector{s.lag, s.sealed} }

// Run seals until ctx ends. While the database is away it goes on trying, a little more seldom.
func (s *Sealer) Run(ctx context.Context) {
	for {
		wait := lookEvery
		if err := s.Seal(ctx); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "the audit trail is not sealed", "cause", err)
			wait = 5 * time.Second
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// Seal seals all that is committed now, and signs the heads that are due. It does nothing while another sealer is at it.
func (s *Sealer) Seal(ctx context.Context) error {
	for {
		var sealed []Event
		err := s.db.InTx(ctx, actor.System("sealer"), func(ctx context.Context, tx *db.Tx) error {
			var err error
			sealed, err = s.seal(ctx, tx)
			return err
		})
		if err != nil {
			return err
		}
		s.count(sealed)
		if len(sealed) < batch {
			return nil
		}
	}
}

// Idle is how long ago any process sealed, or looked whether there was anything to seal.
func (s *Sealer) Idle(ctx context.Context) (time.Duration, error) {
	seconds, err := idle(ctx, s.db)
	return time.Duration(seconds * float64(time.Second)), s.db.Translate(err)
}

// count keeps the metrics.
func (s *Sealer) count(sealed []Event) {
	if len(sealed) == 0 {
		s.lag.Set(0)
		return
	}
	oldest := sealed[0].At
	for _, e := range sealed {
		if e.At.Before(oldest) {
			oldest = e.At
		}
	}
	s.sealed.Add(float64(len(sealed)))
	s.lag.Set(max(time.Since(oldest), 0).Seconds())
}

// seal seals one batch. A row that is not committed yet is found later, by its transaction: everything before the oldest
// one that is still under way is sealed when a look has found less than a batch.
func (s *Sealer) seal(ctx context.Context, tx *db.Tx) ([]Event, error) {
	state, ok, err := lockState(ctx, tx)
	if err != nil || !ok {
		return nil, err
	}
	now, err := db.Now(ctx, tx)
	if err != nil {
		return nil, err
	}
	events, err := unsealed(ctx, tx, state, batch)
	if err != nil {
		return nil, err
	}
	if len(events) > 0 {
		heads, err := lastLinks(ctx, tx)
		if err != nil {
			return nil, err
		}
		links := make([]Link, len(events))
		for i, e := range events {
			links[i] = Next(heads[e.Chain()], e, now)
			heads[e.Chain()] = links[i]
		}
		if err := insertLinks(ctx, tx, links); err != nil {
			return nil, err
		}
	}
	if len(events) < batch {
		if err := s.signDue(ctx, tx, now); err != nil {
			return nil, err
		}
		return events, saveState(ctx, tx, state.Oldest, now)
	}
	return events, nil
}

// signDue signs the head of every chain that has grown since its last head, an hour after that or at once when it has none.
func (s *Sealer) signDue(ctx context.Context, tx *db.Tx, now time.Time) error {
	links, err := unsigned(ctx, tx, now.Add(-signEvery), now)
	if err != nil {
		return err
	}
	return s.sign(ctx, tx, links, now)
}

func (s *Sealer) sign(ctx context.Context, tx *db.Tx, links []Link, now time.Time) error {
	for _, l := range links {
		if err := insertHead(ctx, tx, sign(s.signer, l, now)); err != nil {
			return err
		}
	}
	return nil
}

// Heads signs the chains as they are now and answers the newest head of each, for export.
func (s *Sealer) Heads(ctx context.Context) ([]Head, error) {
	var heads []Head
	if err := s.Seal(ctx); err != nil {
		return nil, err
	}
	err := s.db.InTx(ctx, actor.System("sealer"), func(ctx context.Context, tx *db.Tx) error {
		now, err := db.Now(ctx, tx)
		if err != nil {
			return err
		}
		links, err := unsigned(ctx, tx, now, now)
		if err != nil {
			return err
		}
		if err := s.sign(ctx, tx, links, now); err != nil {
			return err
		}
		heads, err = newestHeads(ctx, tx)
		return err
	})
	return heads, err
}
