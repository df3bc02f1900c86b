package catalogue

import (
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// MostIDs is how many offerings may be asked for by their ids at a time.
const MostIDs = 20

// A Choice is the offerings that an address names, read.
type Choice struct {
	IDs        []uuid.UUID // each once, in the order given
	Unreadable int         // values that are no ids
	Doubled    int         // values that were there before
}

// ReadChoice reads ids: each once, the unreadable and the doubled counted apart.
func ReadChoice(values []string) Choice {
	var c Choice
	for _, value := range values {
		id, err := uuid.Parse(value)
		switch {
		case err != nil:
			c.Unreadable++
		case slices.Contains(c.IDs, id):
			c.Doubled++
		default:
			c.IDs = append(c.IDs, id)
		}
	}
	return c
}

// Texts are the ids as an address writes them.
func (c Choice) Texts() []string {
	out := make([]string, len(c.IDs))
	for i, id := range c.IDs {
		out[i] = id.String()
	}
	return out
}

// First is the choice with no more than the first n.
func (c Choice) First(n int) Choice {
	c.IDs = c.IDs[:min(len(c.IDs), n)]
	return c
}

// ParseIDs reads the parameter id where a bad one is refused: at most MostIDs, with commas, repeated, or both.
func ParseIDs(v url.Values) ([]uuid.UUID, error) {
	var r reader
	c := ReadChoice(strings.FieldsFunc(strings.Join(v["id"], ","), func(r rune) bool { return r == ',' }))
	switch {
	case c.Unreadable > 0:
		r.wrong("id", keyNotSuch)
	case len(c.IDs) > MostIDs:
		r.wrong("id", keyTooMany, "Limit", MostIDs)
	}
	if r.bad != nil {
		return nil, r.bad
	}
	return c.IDs, nil
}
