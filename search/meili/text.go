package meili

import (
	"context"

	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/words"
)

// scope is what a text narrows a search to.
type scope struct {
	filter   filter
	q        string // words for the server to find
	on       []string
	strategy string
	groups   []group // the services meant
	wider    int     // how many more hits beside the page are fetched when the order is of whole metres
}

// group is services that are meant as surely as each other.
type group struct {
	services []string
	score    int // thousandths
}

type meanings struct {
	read   words.Reading
	scopes []scope
	wider  *scope
}

func (e *Engine) meanings(q search.Query) meanings {
	read := e.words.Read(q.Text, q.Lang, words.Options{AsTyped: q.AsTyped})
	return meanings{read: read, scopes: []scope{{filter: in("service", read.Services...)}}}
}

func (e *Engine) likeliest(ctx context.Context, q search.Query, m meanings) (scope, error) {
	return m.scopes[0], nil
}
