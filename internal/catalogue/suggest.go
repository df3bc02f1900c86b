package catalogue

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/search/language"
	"github.com/tuottajatori/tuottajatori/search/words"
)

// The kinds of suggestions.
const (
	SuggestService  = "service"
	SuggestPlace    = "place"
	SuggestProducer = "producer"
)

// SuggestKinds lists the kinds, in the order in which they are suggested.
func SuggestKinds() []string { return []string{SuggestService, SuggestPlace, SuggestProducer} }

// How much is suggested of each kind, and from how many letters on.
const (
	mostServices  = 6
	mostPlaces    = 6
	mostProducers = 4
	fewestLetters = 2
	MaxSuggest    = 100 // characters of q; nobody's suggestion is longer
)

// Suggestion is something that what is being typed may become.
type Suggestion struct {
	Kind     string
	Text     string    // what to show, and of a service or a place what to search by
	Note     string    // of a word: the name of the service that it means
	Service  string    // key
	Producer uuid.UUID // whose page it leads to
}

// SuggestQuery asks for suggestions.
type SuggestQuery struct {
	Text  string
	Lang  string
	Kinds []string // nil: all
}

// ParseSuggest reads the parameters of GET /api/v1/suggestions: q, lang and kind. What is wrong is fault.CodeMalformed.
func ParseSuggest(raw string) (SuggestQuery, error) {
	v, err := url.ParseQuery(raw)
	if err != nil {
		return SuggestQuery{}, fault.New(fault.CodeMalformed, keyBadQuery).Because(err)
	}
	r := reader{values: v}
	r.checkNames([]string{"q", "lang", "kind"})
	q := SuggestQuery{Text: r.text("q", MaxSuggest), Lang: r.oneOf("lang", "fi", []string{"fi", "sv", "en"}), Kinds: r.list("kind")}
	if r.bad != nil {
		return q, r.bad
	}
	return q, nil
}

// Suggest lists what the beginning of a text may become: services by their names and by everyday words, places, and
// producers of whom something is shown today. Nothing is suggested for a single letter.
func (s *Service) Suggest(ctx context.Context, q SuggestQuery) ([]Suggestion, error) {
	var all []Suggestion
	if len([]rune(q.Text)) < fewestLetters {
		return all, nil
	}
	if within(q.Kinds, SuggestService) {
		all = suggestServices(q.Text, q.Lang)
	}
	if within(q.Kinds, SuggestPlace) {
		for _, p := range place.Suggest(q.Text, mostPlaces) {
			all = append(all, Suggestion{Kind: SuggestPlace, Text: p.Label(q.Lang)})
		}
	}
	if words := beginnings(q.Text); within(q.Kinds, SuggestProducer) && words != "" {
		rows, err := s.store.producers(ctx, words, s.today(), mostProducers)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			all = append(all, Suggestion{Kind: SuggestProducer, Text: r.Name, Producer: r.ID})
		}
	}
	return all, nil
}

// mostBeginnings is how many words of a name are looked for.
const mostBeginnings = 6

// beginnings writes a text as a query for words that begin so: "aamu:* & rus:*". Nothing but letters and digits is left of it.
func beginnings(text string) string {
	parts := strings.FieldsFunc(language.Bare(strings.ToLower(text)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i := range parts {
		parts[i] += ":*"
	}
	return strings.Join(parts[:min(len(parts), mostBeginnings)], " & ")
}

// word is a word or phrase that means a service, ready to be compared with what is typed.
type word struct {
	service, lang, text string
	folded              string
	name                bool // the service's own name
}

// sayings are the words and names of services. Words that only hint at one are not suggested.
var sayings = sync.OnceValue(func() []word {
	var all []word
	for _, e := range words.Default().Entries() {
		if s, ok := service.ByKey(e.Service); ok && e.Weight >= 1 {
			all = append(all, word{e.Service, e.Lang, e.Text, foldText(e.Text), e.Text == s.Name(e.Lang)})
		}
	}
	return all
})

// foldText writes a text as it is compared: without capitals, dots, rings and more than one space.
func foldText(text string) string { return language.Bare(strings.Join(language.Words(text), " ")) }

// suggestServices finds words that begin as typed, the best of each service: its name before other words, words in the
// page's language before others, a word's beginning before one further on. When none does, what the text is read as is
// suggested, so that a slip or an inflected form still leads somewhere.
func suggestServices(text, lang string) []Suggestion {
	typed := foldText(text)
	if typed == "" {
		return nil
	}
	best := map[string]rankedWord{}
	for _, w := range sayings() {
		if rank, ok := w.rank(typed, lang); ok {
			if old, there := best[w.service]; !there || compareWords(rankedWord{w, rank}, old) < 0 {
				best[w.service] = rankedWord{w, rank}
			}
		}
	}
	found := make([]rankedWord, 0, len(best))
	for _, w := range best {
		found = append(found, w)
	}
	slices.SortFunc(found, compareWords)
	var out []Suggestion
	for _, w := range found {
		s := w.suggestion(lang)
		// A word that means two services is one suggestion.
		if at := slices.IndexFunc(out, func(o Suggestion) bool { return o.Text == s.Text }); at >= 0 {
			out[at].Note += ", " + s.Note
		} else if len(out) < mostServices {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		for _, key := range words.Default().Read(text, lang, words.Options{}).Services {
			if s, ok := service.ByKey(key); ok && len(out) < mostServices/2 {
				out = append(out, Suggestion{Kind: SuggestService, Text: s.Name(lang), Service: key})
			}
		}
	}
	return out
}

type rankedWord struct {
	word
	penalty int
}

// rank tells how well a word answers what is typed; the less the better.
func (w word) rank(typed, lang string) (penalty int, ok bool) {
	switch {
	case strings.HasPrefix(w.folded, typed):
	case strings.Contains(w.folded, " "+typed):
		penalty = 4
	default:
		return 0, false
	}
	if w.lang != lang {
		penalty += 2
	}
	if !w.name {
		penalty++
	}
	return penalty, true
}

func compareWords(a, b rankedWord) int {
	return cmp.Or(
		cmp.Compare(a.penalty, b.penalty), cmp.Compare(len(a.text), len(b.text)), strings.Compare(a.text, b.text),
		strings.Compare(a.service, b.service),
	)
}

// suggestion is the word with the name of its service beside it, unless it is the name.
func (w word) suggestion(lang string) Suggestion {
	s, _ := service.ByKey(w.service)
	out := Suggestion{Kind: SuggestService, Text: w.text, Service: w.service}
	if name := s.Name(lang); foldText(name) == w.folded {
		out.Text = name
	} else {
		out.Note = name
	}
	return out
}
