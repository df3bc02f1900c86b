package importing

import (
	"fmt"
	"io"
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// Report tells what an import did, row by row. Each row is counted once.
type Report struct {
	DryRun    bool
	Source    string
	Encoding  string // of a text
	Separator rune
	Unread    []string // columns that the mapping does not know

	Added     int // rows whose unit was not there
	Updated   int // rows of which something had changed
	Unchanged int // rows that were there as they are, or that their producers have edited since
	Kept      int // of the unchanged, those that differ from the list because their producers have edited them
	Failed    int // rows with errors, left out
	Errors    []RowError
}

// Rows is how many rows were read.
func (r Report) Rows() int { return r.Added + r.Updated + r.Unchanged + r.Failed }

func (r *Report) add(wrong []RowError) {
	if len(wrong) > 0 {
		r.Failed++
		r.Errors = append(r.Errors, wrong...)
	}
}

func (r *Report) count(done outcomes) {
	changed, kept := false, false
	for _, o := range append(done.offerings, done.producer, done.unit, done.point) {
		changed = changed || o == producer.Changed || o == producer.Made
		kept = kept || o == producer.Kept
	}
	switch {
	case done.unit == producer.Made:
		r.Added++
	case changed:
		r.Updated++
	default:
		r.Unchanged++
		if kept {
			r.Kept++
		}
	}
}

// Text says in words what is wrong with the row and where.
func (e RowError) Text(p *locale.Printer) string {
	what := p.Text(e.Key, e.Args)
	if e.Column == "" {
		return p.T("import.row.at_line", "Line", e.Line, "What", what)
	}
	return p.T("import.row.at_column", "Line", e.Line, "Column", e.Column, "What", what)
}

// Write writes the report for a person: the errors first, then the sums.
func (r Report) Write(w io.Writer, p *locale.Printer) error {
	var b strings.Builder
	for _, e := range r.Errors {
		fmt.Fprintln(&b, e.Text(p))
	}
	if len(r.Unread) > 0 {
		fmt.Fprintln(&b, p.T("import.report.unread", "Columns", strings.Join(r.Unread, ", ")))
	}
	for _, part := range []struct {
		text  string
		count int
		shown bool
	}{
		{"import.report.added", r.Added, true}, {"import.report.updated", r.Updated, true}, {"import.report.unchanged", r.Unchanged, true},
		{"import.report.kept", r.Kept, r.Kept > 0}, {"import.report.failed", r.Failed, r.Failed > 0},
	} {
		if part.shown {
			fmt.Fprintln(&b, p.T(part.text, "Count", part.count))
		}
	}
	if r.DryRun {
		fmt.Fprintln(&b, p.T("import.report.dry_run"))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
