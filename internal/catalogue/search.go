package catalogue

import (
	"context"

	"github.com/tuottajatori/tuottajatori/search"
)

// Search finds one page of what answers the criteria. What may not be shown today is dropped and the page is filled from
// the hits that follow.
func (s *Service) Search(ctx context.Context, c Criteria) (Page, error) {
	return Page{}, nil
}

func (s *Service) query(c Criteria) search.Query { return search.Query{} }
