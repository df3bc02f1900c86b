package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// RegisterParts is what the register is measured on: a migrated database that may be filled and thrown away.
type RegisterParts struct {
	OwnerURL, ServiceURL string
}

// RegisterOptions say how much is measured.
type RegisterOptions struct {
	Only   []string // names of parts; none: all
	Rounds int      // how often each thing is done
	Scale  int      // percent of the sizes that the targets mean
	Say    func(format string, args ...any)
}

// registerPart is a measurement of the register of its own. Each fills what it needs.
type registerPart struct {
	name, about string
	run         func(b *registerBench, ctx context.Context, report *Report) error
}

var registerParts = []registerPart{
	{"queue", "every view of the officers' queue at 50 000 applications", (*registerBench).queue},
	{"import", "an organiser's list of 13 000 units, beside a plain COPY of the same rows", (*registerBench).imports},
	{"prices", "a price list of 5 000 rows, beside a plain bulk upsert", (*registerBench).prices},
}

// RegisterPartNames lists the parts, with what each measures.
func RegisterPartNames() string {
	var b strings.Builder
	for _, p := range registerParts {
		fmt.Fprintf(&b, "  %-12s %s\n", p.name, p.about)
	}
	return b.String()
}

type registerBench struct {
	RegisterOptions
	owner, service *db.DB
	loader         *sqlx.Conn // one connection of the owner's, so that a part's own temporary tables stay
}

// Register measures what procurement does with its register, on a database that is filled for it.
func Register(ctx context.Context, p RegisterParts, o RegisterOptions) (report Report, err error) {
	for _, name := range o.Only {
		if !slices.ContainsFunc(registerParts, func(p registerPart) bool { return p.name == name }) {
			return Report{}, fmt.Errorf("no part is called %q; there are\n%s", name, RegisterPartNames())
		}
	}
	b := &registerBench{RegisterOptions: o}
	if b.owner, err = db.Open(ctx, p.OwnerURL, db.WithPool(2)); err != nil {
		return Report{}, err
	}
	defer func() { err = errors.Join(err, b.owner.Close()) }()
	if b.service, err = db.Open(ctx, p.ServiceURL, db.WithConstraints(admission.Constraints), db.WithPool(4)); err != nil {
		return Report{}, err
	}
	defer func() { err = errors.Join(err, b.service.Close()) }()
	if b.loader, err = b.owner.Connx(ctx); err != nil {
		return Report{}, err
	}
	defer func() { err = errors.Join(err, b.loader.Close()) }()
	for _, part := range registerParts {
		if len(o.Only) > 0 && !slices.Contains(o.Only, part.name) {
			report.skip(part.name, "not asked for")
			continue
		}
		began := time.Now()
		if err := part.run(b, ctx, &report); err != nil {
			return Report{}, fmt.Errorf("%s: %w", part.name, err)
		}
		b.say("%s took %s", part.name, time.Since(began).Round(time.Second))
	}
	return report, nil
}

func (b *registerBench) say(format string, args ...any) {
	if b.Say != nil {
		b.Say(format, args...)
	}
}
