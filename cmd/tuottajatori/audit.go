package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit/chain"
	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
)

// auditCommand proves the audit trail, or prints what somebody else needs to prove it.
func auditCommand(ctx context.Context, io streams, args []string) error {
	set := flags(io, "audit")
	var headFiles []string
	set.Func("heads", "a file of exported heads that the trail must lead to; may be given again", func(path string) error {
		headFiles = append(headFiles, path)
		return nil
	})
	before := set.String("before", "", "drop: the first day of the oldest month that is kept (2025-01-01); as long as the administrators keep the trail when left out")
	keysFile := set.String("keys", "", "public keys, as `tuottajatori audit keys` prints them; those of KEYS_FILE when left out")
	words, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return errUsage
	}
	switch words[0] {
	case "verify":
		return auditVerify(ctx, io, headFiles, *keysFile)
	case "heads":
		return withApp(ctx, io, quiet(io), func(a *app.App) error {
			heads, err := a.Sealer.Heads(ctx)
			if err != nil {
				return err
			}
			return chain.WriteHeads(io.out, heads)
		})
	case "keys":
		return auditKeys(io)
	case "drop":
		return auditDrop(ctx, io, *before)
	}
	return errUsage
}

// auditDrop removes old rows as the owner of the database, for good.
func auditDrop(ctx context.Context, io streams, day string) error {
	before, err := time.Parse(time.DateOnly, day)
	if day != "" && err != nil {
		return fmt.Errorf("--before: %q is no day written as 2025-01-01", day)
	}
	cfg, err := config.Load(io.getenv)
	if err != nil {
		return err
	}
	if cfg.DatabaseOwnerURL == "" {
		return errors.New("DATABASE_OWNER_URL: is missing; only the owner of the database drops")
	}
	ring, err := keys.Load(cfg.KeysFile)
	if err != nil {
		return err
	}
	owner, err := db.Open(ctx, cfg.DatabaseOwnerURL, db.WithPool(2))
	if err != nil {
		return err
	}
	defer owner.Close()
	if day == "" {
		if before, err = oldestKept(ctx, owner); err != nil {
			return err
		}
	}
	done, err := chain.Drop(ctx, owner, ring, ring.AuditKeys(), before)
	if err != nil {
		return err
	}
	fmt.Fprintf(io.out, "dropped %d months and %d links; %d checkpoints stand for them\n", len(done.Months), done.Links, len(done.Checkpoints))
	return nil
}

// oldestKept is the first day of the oldest month that is kept, as the administrators have chosen.
func oldestKept(ctx context.Context, owner *db.DB) (time.Time, error) {
	now, err := db.Now(ctx, owner)
	if err != nil {
		return time.Time{}, err
	}
	before, err := kept.Before(ctx, owner, kept.AuditMonths, now.UTC())
	return time.Date(before.Year(), before.Month(), 1, 0, 0, 0, 0, time.UTC), err
}

// auditVerify needs to read the database and no more: an auditor with the public keys runs it on a machine without secrets.
func auditVerify(ctx context.Context, io streams, headFiles []string, keysFile string) error {
	cfg, err := config.Load(io.getenv)
	if err != nil {
		return err
	}
	if cfg.DatabaseURL == "" {
		return errors.New("DATABASE_URL: is missing")
	}
	public, err := publicKeys(cfg, keysFile)
	if err != nil {
		return err
	}
	exported, err := readHeads(headFiles)
	if err != nil {
		return err
	}
	d, err := db.Open(ctx, cfg.DatabaseURL, db.WithPool(2))
	if err != nil {
		return err
	}
	defer d.Close()
	report, err := chain.Verify(ctx, d, public, exported)
	if err != nil {
		return err
	}
	tellAudit(io, report)
	if len(exported) == 0 {
		fmt.Fprintln(io.out, "Without --heads that were kept elsewhere: what was cut off at a chain's end together with its heads is not found.")
	}
	return report.Err()
}

func readHeads(paths []string) (heads []chain.Head, err error) {
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("--heads: %w", err)
		}
		some, err := chain.ReadHeads(f)
		if err := errors.Join(err, f.Close()); err != nil {
			return nil, fmt.Errorf("--heads %s: %w", path, err)
		}
		if len(some) == 0 {
			return nil, fmt.Errorf("--heads %s: has no heads", path)
		}
		heads = append(heads, some...)
	}
	return heads, nil
}

func publicKeys(cfg config.Config, path string) (chain.PublicKeys, error) {
	if path == "" {
		ring, err := keys.Load(cfg.KeysFile)
		if err != nil {
			return nil, fmt.Errorf("%w; --keys takes public keys instead", err)
		}
		return ring.AuditKeys(), nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("--keys: %w", err)
	}
	var public chain.PublicKeys
	if err := json.Unmarshal(text, &public); err != nil {
		return nil, fmt.Errorf("--keys %s: %w", path, err)
	}
	return public, nil
}

func auditKeys(io streams) error {
	cfg, err := config.Load(io.getenv)
	if err != nil {
		return err
	}
	ring, err := keys.Load(cfg.KeysFile)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(ring.AuditKeys(), "", "  ")
	if err != nil {
		return err
	}
	fmt.Fprintln(io.out, string(text))
	return nil
}

// faultWords say what a fault means.
var faultWords = map[chain.Fault]string{
	chain.Changed:  "a row says something else than when it was sealed",
	chain.Removed:  "a row that was sealed is not there",
	chain.Inserted: "a row was added among much younger ones, and the clock was not set back",
	chain.Unsealed: "a row was added where the sealer does not look",
	chain.Broken:   "a link does not follow from the one before it",
	chain.Missing:  "links are missing",
	chain.Short:    "the chain ends before a signed head of it",
	chain.Other:    "the chain is not the one that was signed",
	chain.Forged:   "no known key has signed this head",
	chain.Stopped:  "the sealer's mark is not there, without which nothing is sealed",
}

// nameOf is how a chain is called.
func nameOf(chain uuid.UUID) string {
	if chain == uuid.Nil {
		return "of no organiser"
	}
	return chain.String()
}

func tellAudit(io streams, r chain.Report) {
	for _, p := range r.Problems {
		fmt.Fprintf(io.out, "%-8s chain %s, link %d, row %d: %s\n", p.Fault, nameOf(p.Chain), p.Seq, p.EventID, faultWords[p.Fault])
	}
	if r.Count > len(r.Problems) {
		fmt.Fprintf(io.out, "and %d more\n", r.Count-len(r.Problems))
	}
	for _, c := range r.Clock {
		fmt.Fprintf(io.out, "%-8s chain %s, link %d: no fault; the database's clock told %s after it had told %s\n", "clock", nameOf(c.Chain), c.Seq, stamp(c.To), stamp(c.From))
	}
	for _, line := range [][2]any{
		{"chains", r.Chains}, {"rows sealed", r.Sealed}, {"of these signed", r.Signed}, {"signed heads", r.Heads}, {"rows not sealed yet", r.Tail},
		{"sealer looked", stamp(r.LookedAt)}, {"clock set back", r.SetBacks}, {"faults", r.Count}} {
		fmt.Fprintf(io.out, "%-20s %v\n", line[0], line[1])
	}
}
