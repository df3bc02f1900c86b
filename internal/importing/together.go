package importing

import (
	"context"
	"fmt"
	"sync"
)

// manyRows is from how many rows on a list is brought in by two at once: while one waits for the disk the other works.
const manyRows = 2000

// bringing is a list on its way in.
type bringing struct {
	*work
	size     int // of a transaction
	total    int
	progress func(done, total int)

	mu     sync.Mutex
	report *Report
	done   int
}

// run brings the rows in, those of one producer in their order and by one of the two only, so that neither waits for the
// other's producers.
func (b *bringing) run(ctx context.Context, units []unit) error {
	if len(units) < manyRows {
		return b.inOrder(ctx, units)
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var together sync.WaitGroup
	for _, part := range halves(units) {
		together.Go(func() {
			if err := b.inOrder(ctx, part); err != nil {
				stop(err)
			}
		})
	}
	together.Wait()
	return context.Cause(ctx)
}

func (b *bringing) inOrder(ctx context.Context, units []unit) error {
	for from := 0; from < len(units); from += b.size {
		if err := ctx.Err(); err != nil {
			return err
		}
		part := units[from:min(from+b.size, len(units))]
		var did Report
		err := b.bring(ctx, part, &did)
		b.told(did, len(part), err == nil)
		if err != nil {
			return fmt.Errorf("lines %d–%d: %w", part[0].line, part[len(part)-1].line, err)
		}
	}
	return nil
}

// told adds what a transaction did to the report.
func (b *bringing) told(did Report, rows int, whole bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := b.report
	r.Added, r.Updated, r.Unchanged, r.Kept, r.Failed = r.Added+did.Added, r.Updated+did.Updated, r.Unchanged+did.Unchanged, r.Kept+did.Kept, r.Failed+did.Failed
	r.Errors = append(r.Errors, did.Errors...)
	if b.done += rows; whole && b.progress != nil {
		b.progress(b.done, b.total)
	}
}

// halves parts rows in two of about the same size. Rows that name the same producer, or the same business id, stay together.
func halves(units []unit) [2][]unit {
	var out [2][]unit
	of := map[string]int{}
	for _, u := range units {
		name, id := "name "+u.producerID, "id "+u.businessID
		half, known := of[id]
		if !known || u.businessID == "" {
			half, known = of[name]
		}
		if !known && len(out[1]) < len(out[0]) {
			half = 1
		}
		of[name] = half
		if u.businessID != "" {
			of[id] = half
		}
		out[half] = append(out[half], u)
	}
	return out
}
