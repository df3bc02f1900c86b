package meili

import (
	"context"

	"github.com/tuottajatori/tuottajatori/search"
)

func (e *Engine) Mark(ctx context.Context) (search.Mark, error)       { return search.Mark{}, nil }
func (e *Engine) SetMark(ctx context.Context, m search.Mark) error    { return nil }
func (e *Engine) Rebuild(ctx context.Context) (search.Rebuild, error) { return nil, nil }
