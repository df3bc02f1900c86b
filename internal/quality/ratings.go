package quality

import (
	"context"

	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/search"
)

// ErrImpossible answers for a rating that no answers can give: a mean outside 1–5, or of nobody.
var ErrImpossible = fault.New(fault.CodeInvalid, "fault.quality.impossible")

// Save keeps a rating in place of the one before, and lets the index know. It does not ask who may: ratings come from the
// service's own questionnaire, from THL's survey and from demo data, never from a person's form.
func Save(ctx context.Context, tx *db.Tx, r Rating) error {
	if r.Mean < 100 || r.Mean > 500 || r.Answers < 1 {
		return ErrImpossible
	}
	if err := upsert(ctx, tx, r); err != nil {
		return err
	}
	if err := search.Touch(ctx, tx, search.KindUnit, r.Unit); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{
		Action: "rating.recorded", ObjectKind: "service_unit", ObjectID: r.Unit,
		Details: map[string]any{"service": r.Service, "mean": r.Mean, "answers": r.Answers, "source": r.Source},
	})
}
