// Package app wires the house: it makes each room once, hands it what it needs, and starts and stops what runs.
// The commands use it, and so do the tests of the whole, so that what is tested is what runs.
package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/riverqueue/river"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/ask"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/duplicate"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/keeping"
	"github.com/tuottajatori/tuottajatori/internal/look"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/offering/pricelist"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit/chain"
	"github.com/tuottajatori/tuottajatori/internal/platform/backup"
	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
	"github.com/tuottajatori/tuottajatori/internal/platform/issuer"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/mail"
	"github.com/tuottajatori/tuottajatori/internal/platform/migrate"
	"github.com/tuottajatori/tuottajatori/internal/platform/vault"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/quality"
	"github.com/tuottajatori/tuottajatori/internal/report"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/supply"
	"github.com/tuottajatori/tuottajatori/internal/taking"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
	"github.com/tuottajatori/tuottajatori/internal/web/account"
	"github.com/tuottajatori/tuottajatori/internal/web/asks"
	"github.com/tuottajatori/tuottajatori/internal/web/reports"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/failover"
	"github.com/tuottajatori/tuottajatori/search/follow"
	"github.com/tuottajatori/tuottajatori/search/pg"
)

// App is the wired house. Its rooms are exported for the commands and tests that work on them directly.
type App struct {
	Config     config.Config
	Log        *slog.Logger
	DB         *db.DB
	Keys       *keys.Ring
	Vault      *vault.Vault
	Keeper     *vault.Keeper // of the keys' versions
	Files      *files.Sealed
	FileCare   *producer.FileCare
	Locales    *locale.Bundle
	Identity   *identity.Service
	Producers  *producer.Service
	Evidence   *evidence.Service
	Admissions *admission.Service
	Tenure     *tenure.Service
	Offerings  *offering.Service
	Schemes    *scheme.Service
	PriceLists *pricelist.Service
	Reports    *report.Service
	Asks       *ask.Service
	Quality    *quality.Service
	Embedded   *pg.Engine
	Remote     search.Remote    // nil: PostgreSQL alone
	Failover   *failover.Engine // of Remote and Embedded
	Engine     search.Engine    // what the catalogue asks: Failover, remembering recent answers
	Duplicates *duplicate.Service
	Supply     *supply.Service
	Catalogue  *catalogue.Service
	Staff      *issuer.Client    // where staff sign in; nil: here
	Citizens   identity.Citizens // the broker that identifies citizens; nil: nobody is identified
	Indexer    *search.Indexer
	Follower   *follow.Follower // feeds Remote; nil without one
	Jobs       *jobs.Runner
	Sealer     *chain.Sealer // of the audit trail
	Keeping    *keeping.Service
	Looks      *look.Service
	Metrics    *prometheus.Registry
	Handler    http.Handler

	draining atomic.Bool // this process ends, and wants no more requests
	admitted atomic.Bool // Ready was nil once: the database is this program's, and the keys are the database's
}

// New opens the database and wires every room. The database may be away: what needs it answers unavailable until it
// is there. It fails on faulty configuration, keys or texts.
func New(ctx context.Context, cfg config.Config, log *slog.Logger) (*App, error) {
	a := &App{Config: cfg, Log: log, Metrics: prometheus.NewRegistry()}
	var err error
	if a.Locales, err = locale.Load(frontend.Locales); err != nil {
		return nil, fmt.Errorf("texts: %w", err)
	}
	place, err := files.New(cfg.FilesURL, cfg.DataDir)
	if err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	sender, err := mail.New(cfg)
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	a.DB, err = db.Open(ctx, cfg.DatabaseURL, db.WithConstraints(Constraints()...), db.WithPool(cfg.DatabasePool), db.WithTimeLimits(), db.Lazily())
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	if a.Keys, err = keysOf(ctx, cfg.KeysFile, a.DB); err != nil {
		return nil, errors.Join(fmt.Errorf("keys: %w", err), a.DB.Close())
	}
	a.Vault = vault.New(a.Keys)
	a.Files = files.NewSealed(place, vault.NewFileKeys(a.DB, a.Vault), producer.Sums(a.DB))
	if err := a.wire(sender); err != nil {
		return nil, errors.Join(err, a.DB.Close())
	}
	return a, nil
}

// keysOf reads the keys file, and makes one only for a database in which nothing needs another: with new keys nothing that was
// sealed would open, and heads of the audit trail would be signed that nobody knows. A database that does not answer may need one.
func keysOf(ctx context.Context, path string, d *db.DB) (*keys.Ring, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		written, err := vault.Written(ctx, d)
		if err != nil {
			return nil, fmt.Errorf("there is no keys file %s, and none is made before the database has answered that it needs none: %w", path, err)
		}
		if written {
			return nil, fmt.Errorf("there is no keys file %s, and the database was written with one: bring it from its copy; when it is lost for good, `tuottajatori keys anew` makes another", path)
		}
	}
	return keys.LoadOrCreate(path)
}

// Constraints is every room's table from the names of database constraints to faults.
func Constraints() []db.Constraints {
	return []db.Constraints{identity.Constraints, producer.Constraints, admission.Constraints, tenure.Constraints, offering.Constraints, quality.Constraints, report.Constraints, ask.Constraints, duplicate.Constraints}
}

// Sealed is every room's columns of texts that are sealed with the keys file, so that they are sealed anew when a key changes.
func Sealed() []vault.Column { return []vault.Column{report.Sealed, identity.Sealed} }

// Codes is every room's columns of keyed hashes of identity codes, so that they are made anew when their key changes. No room
// keeps a code yet.
func Codes() []vault.CodeColumn { return nil }

// Demo tells whether demo data may be shown and signed in to. Commands that know their database to be private have
// turned auto into on.
func (a *App) Demo() bool { return a.Config.DemoEnabled(false) }

func (a *App) wire(sender mail.Sender) error {
	queue, err := jobs.NewQueue(a.DB)
	if err != nil {
		return fmt.Errorf("jobs: %w", err)
	}
	people := identity.Options{PublicURL: a.Config.PublicURL, Demo: a.Demo(), SecondFactor: a.Config.SecondFactorRequired(a.Demo())}
	a.wireStaff(&people)
	a.Identity = identity.New(a.DB, queue, a.Keys, people)
	a.wireCitizens()
	a.Producers = producer.New(a.DB, a.Files, a.Identity)
	a.FileCare = producer.NewFileCare(a.DB, a.Files, a.Log)
	a.Evidence = evidence.New(a.DB)
	a.Admissions = admission.New(a.DB, a.Identity, a.Producers)
	a.Tenure = tenure.New(a.DB, a.Identity, a.Admissions)
	a.Producers.Above(a.Tenure, a.Admissions)
	a.Evidence.Above(a.Tenure)
	a.Offerings = offering.New(a.DB).Telling(a.Identity)
	a.Schemes = scheme.NewService(a.DB, a.Admissions, a.Offerings)
	a.PriceLists = pricelist.New(a.DB, a.Offerings)
	a.Reports = report.NewService(a.DB, queue, a.Keys, a.Identity)
	a.Quality = quality.New(a.DB, a.DB.Clock(clockEvery))
	a.Duplicates = duplicate.New(a.DB, a.Identity)
	a.Supply = supply.New(a.DB)
	a.Looks = look.New(a.DB)
	a.Keeper = vault.NewKeeper(a.DB, a.Keys, Sealed()...).Finding(Codes()...).Listing(a.Config.HeadsDir())
	a.Metrics.MustRegister(a.Keeper.Collectors()...)
	a.Sealer = chain.NewSealer(a.DB, a.Keys, a.Log)
	a.Metrics.MustRegister(a.Sealer.Collectors()...)
	if err := a.wireSearch(); err != nil {
		return err
	}
	a.Asks = ask.NewService(ask.Parts{DB: a.DB, Queue: queue, Ring: a.Keys, Vault: a.Vault, People: a.Identity, Offers: a.Catalogue})
	a.Keeping = a.keeping(queue)
	asked := ask.NewWorker(a.Asks, sender, a.Locales, asks.Address(a.Config.PublicURL))
	workers := identity.NewMailWorker(a.DB, a.Keys, sender, a.Locales, account.MailAddress(a.Config.PublicURL))
	answers := report.NewWorker(a.DB, a.Keys, sender, a.Locales, reports.Address(a.Config.PublicURL))
	register := func(known *river.Workers) {
		workers.Register(known)
		answers.Register(known)
		asked.Register(known)
	}
	regular := slices.Concat(a.Identity.Regular(), a.Reports.Regular(), a.Asks.Regular(), a.Schemes.Regular(), a.Admissions.Regular(), a.Tenure.Regular(), a.Offerings.Regular(),
		taking.New(a.DB).Regular(), a.Keeper.Regular(), a.FileCare.Regular())
	if a.Jobs, err = jobs.New(a.DB, a.Log, register, regular); err != nil {
		return fmt.Errorf("jobs: %w", err)
	}
	a.Handler, err = a.routes()
	return err
}

// Ready answers nil when the database is there, whole, and has the schema that this program was built for.
func (a *App) Ready(ctx context.Context) error {
	if half, err := backup.Half(ctx, a.DB); err != nil {
		return err
	} else if half {
		return fmt.Errorf("%w: %w", ErrNotOurs, backup.ErrHalf)
	}
	if err := migrate.Newer(ctx, a.DB); errors.Is(err, migrate.ErrNewer) {
		return fmt.Errorf("%w: %w", ErrNotOurs, err)
	} else if err != nil {
		return err
	}
	pending, err := migrate.Pending(ctx, a.DB)
	if err != nil {
		return err
	}
	if len(pending) > 0 {
		return fmt.Errorf("%w: %s", ErrPending, strings.Join(pending, ", "))
	}
	if err := vault.Fits(ctx, a.DB, a.Keys); errors.Is(err, vault.ErrOtherKeys) || errors.Is(err, vault.ErrOldKeys) {
		return fmt.Errorf("%w: %w", ErrNotOurs, err)
	} else if err != nil {
		return err
	}
	return nil
}

// ErrNotOurs is a database that this program must not work on as it is.
var ErrNotOurs = errors.New("this program does not work on the database")

// ErrPending is a database whose schema is older than the program.
var ErrPending = errors.New("the database waits for `tuottajatori migrate`")

// Explain is err in English with what was wrong in each field, for the command line.
func (a *App) Explain(err error) error {
	f := fault.From(err)
	if f.Code == fault.CodeInternal {
		return err
	}
	p := a.Locales.Printer(locale.En)
	lines := []string{p.Text(f.Key, f.Args)}
	for _, field := range f.Fields {
		lines = append(lines, field.Name+": "+p.Text(field.Key, field.Args))
	}
	return errors.New(strings.Join(lines, "\n"))
}

// Close gives back what New opened.
func (a *App) Close() error { return a.DB.Close() }
