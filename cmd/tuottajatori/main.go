// Command tuottajatori is the whole service in one program. `tuottajatori help` lists its commands.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// command is one verb of the program. Its run gets the arguments after the verb.
type command struct {
	name, args, about string
	run               func(ctx context.Context, io streams, args []string) error
}

// streams are what a command reads and writes, so that tests can look.
type streams struct {
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string
}

func commands() []command {
	return []command{
		{"up", "", "run everything on a private PostgreSQL in DATA_DIR, with demo data when it is empty", up},
		{"serve", "", "answer on DATABASE_URL: pages and API; any number of processes may", serve},
		{"worker", "", "work on DATABASE_URL: jobs, search index, audit trail; any number of processes may, and one must", worker},
		{"migrate", "[--status]", "bring the schema up to date with DATABASE_OWNER_URL", migrateCommand},
		{"demo", "[--offerings N] [--seed S] [--as-of DATE]", "load demo data into an empty database", demoCommand},
		{"import", "units --organiser CODE --map MAPPING [--scheme KEY] [--dry-run] FILE", "bring producers, units and points in from a CSV file", importCommand},
		{"reindex", "[--status]", "build the search index anew from the database, while the service runs or not", reindexCommand},
		{"bench", "search|register|load|soak|backup [--json] [--quick] [--draws N] [--only PARTS] [--for TIME]", "measure searches beside raw Meilisearch and plain SQL; or, on a database of its own, the register, a mixed load, one for long, or backups", benchCommand},
		{"audit", "verify [--heads FILE]… [--keys FILE] | heads | keys | drop --before DAY", "prove the audit trail to its signed heads; print these, or the public keys to check them with; drop old months", auditCommand},
		{"backup", "--to FOLDER [--keys-to FILE]", "write the database and the files to a folder, and the keys apart", backupCommand},
		{"restore", "--from FOLDER", "bring a backup back into an empty database and an empty folder of files", restoreCommand},
		{"files", "check", "list files that no row tells of, and rows whose file is missing", filesCommand},
		{"keys", "status | rotate ENTRY [--in 1m] | renew | retire ENTRY VERSION [--break-links] | merge FILE | destroyed FILE | anew", "tell which versions of the keys are needed; add one; seal anew what is under old ones, without waiting for the job; take one away that nothing needs; bring old ones back; destroy again what a list says was destroyed; make a file in place of one that is lost for good", keysCommand},
		{"admin", "create --email ADDRESS --name NAME | invite --role ROLE … | unlink --email ADDRESS | rescue two-step|password|sessions|tries --email ADDRESS", "make an administrator; give somebody a role by mail; part an account from its name at the issuer; help somebody who cannot get in", adminCommand},
		{"version", "", "tell what was built", versionCommand},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	limitMemory(ctx)
	os.Exit(run(ctx, streams{in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv}, os.Args[1:]))
}

// errUsage is a call in wrong words: the command has already said which.
var errUsage = errors.New("usage")

// run is the program with everything given: it answers the exit status, 2 for a call in wrong words.
func run(ctx context.Context, io streams, args []string) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		help(io.out)
		if len(args) == 0 {
			return 2
		}
		return 0
	}
	for _, c := range commands() {
		if c.name != args[0] {
			continue
		}
		err := c.run(ctx, io, args[1:])
		switch {
		case err == nil || errors.Is(err, flag.ErrHelp):
			return 0
		case errors.Is(err, errUsage):
			fmt.Fprintf(io.err, "usage: tuottajatori %s %s\n", c.name, c.args)
			return 2
		case ctx.Err() != nil:
			fmt.Fprintf(io.err, "tuottajatori %s: stopped before it was done\n", c.name)
			return 130 // as a shell tells of Ctrl-C
		default:
			fmt.Fprintf(io.err, "tuottajatori %s: %v\n", c.name, err)
			return 1
		}
	}
	fmt.Fprintf(io.err, "tuottajatori: no command %q; `tuottajatori help` lists them\n", args[0])
	return 2
}

func help(out io.Writer) {
	fmt.Fprintln(out, "tuottajatori: the supplier register and marketplace of wellbeing services counties\n\nCommands:")
	for _, c := range commands() {
		fmt.Fprintf(out, "  %-8s %s\n           %s\n", c.name, c.args, c.about)
	}
	fmt.Fprintln(out, "\nSettings come from the environment; `make run` writes those of its instance to DATA_DIR/env.")
}

// flags makes a flag set that reports its errors once, as wrong words.
func flags(io streams, name string) *flag.FlagSet {
	set := flag.NewFlagSet(name, flag.ContinueOnError)
	set.SetOutput(io.err)
	return set
}

// parse reads args, flags and plain words in any order, and answers the plain words.
func parse(set *flag.FlagSet, args []string) ([]string, error) {
	var words []string
	for {
		if err := set.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, errUsage
		}
		args = set.Args()
		if len(args) == 0 {
			return words, nil
		}
		words, args = append(words, args[0]), args[1:]
	}
}
