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
	if len(all) == 0 && within(q.Kinds, SuggestService) { // a slip or an inflected form still leads somewhere
		all = readServices(q.Text, q.Lang)
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
	use                 int  // which of its service's words of the language it is: the commoner come first
}

// sayings are the words and names of services by the first two letters of each of their words.
type sayings map[string][]*word

// mostWords is how many words a suggested phrase has: longer ones are for understanding what somebody has written.
const mostWords = 3

// knownSayings are the words of the table but those that only hint at a service, and phrases with a group of words in them.
var knownSayings = sync.OnceValue(func() sayings {
	all := sayings{}
	uses := map[string]int{}
	for _, e := range words.Default().Entries() {
		s, ok := service.ByKey(e.Service)
		folded := foldText(e.Text)
		parts := strings.Fields(folded)
		if !ok || e.Weight < 1 || strings.ContainsRune(e.Text, '=') || len(parts) > mostWords {
			continue
		}
		use, name := uses[e.Service+e.Lang], e.Text == s.Name(e.Lang)
		uses[e.Service+e.Lang]++
		if name { // which stands last in the table
			use = 0
		}
		var filed []string
		saying := &word{e.Service, e.Lang, e.Text, folded, name, use}
		for _, part := range parts {
			if start := firstTwo(part); start != "" && !slices.Contains(filed, start) {
				filed = append(filed, start)
				all[start] = append(all[start], saying)
			}
		}
	}
	return all
})

// firstTwo are the first two letters of a text, or "" when it has fewer.
func firstTwo(s string) string {
	r := []rune(s)
	if len(r) < 2 {
		return ""
	}
	return string(r[:2])
}

// foldText writes a text as it is compared: without capitals, dots, rings and more than one space.
func foldText(text string) string { return language.Bare(strings.Join(language.Words(text), " ")) }

// suggestServices finds words that begin as typed, the best of each service: its name before other words, words in the
// page's language before others, a word's beginning before one further on. Words of other languages are left out when
// the page's language has any.
func suggestServices(text, lang string) []Suggestion {
	typed, dotted := foldText(text), strings.Join(language.Words(text), " ")
	best := map[string]rankedWord{}
	for _, w := range knownSayings()[firstTwo(typed)] {
		if rank, ok := w.rank(typed, dotted, lang); ok {
			if old, there := best[w.service]; !there || byUse(rankedWord{w, rank}, old) < 0 {
				best[w.service] = rankedWord{w, rank}
			}
		}
	}
	found := make([]rankedWord, 0, len(best))
	for _, w := range best {
		found = append(found, w)
	}
	if slices.ContainsFunc(found, func(w rankedWord) bool { return w.lang == lang }) {
		found = slices.DeleteFunc(found, func(w rankedWord) bool { return w.lang != lang && !w.name && w.folded != typed })
	}
	slices.SortFunc(found, byLength)
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
	return out
}

// readServices suggests what a text is read as.
func readServices(text, lang string) []Suggestion {
	var out []Suggestion
	for _, key := range words.Default().Read(text, lang, words.Options{}).Services {
		if s, ok := service.ByKey(key); ok && len(out) < mostServices/2 {
			out = append(out, Suggestion{Kind: SuggestService, Text: s.Name(lang), Service: key})
		}
	}
	return out
}

type rankedWord struct {
	*word
	penalty int
}

// How much less a word answers what is typed, the first being the best answer.
const (
	whole     = -3 // all of it is typed
	otherName = 1  // a service's name in another language than the page's
	otherDots = 1  // with other dots and rings than were typed
	noName    = 2
	otherWord = 5
	further   = 6 // not the first word of the phrase
)

// rank tells how well a word answers what is typed: the less, the better.
func (w *word) rank(typed, dotted, lang string) (penalty int, ok bool) {
	switch {
	case w.folded == typed:
		penalty = whole
	case strings.HasPrefix(w.folded, typed):
	case strings.Contains(w.folded, " "+typed):
		penalty = further
	default:
		return 0, false
	}
	switch {
	case w.name && w.lang != lang:
		penalty += otherName
	case !w.name && w.lang == lang:
		penalty += noName
	case !w.name:
		penalty += otherWord
	}
	if !strings.Contains(strings.ToLower(w.text), dotted) {
		penalty += otherDots
	}
	return penalty, true
}

// byUse orders the words of one service, the commoner first.
func byUse(a, b rankedWord) int {
	return cmp.Or(cmp.Compare(a.penalty, b.penalty), cmp.Compare(a.use, b.use))
}

// alike is how many of a service's words are about as common.
const alike = 10

// byLength orders words of several services: of those that are about as common the shorter first.
func byLength(a, b rankedWord) int {
	return cmp.Or(
		cmp.Compare(a.penalty, b.penalty), cmp.Compare(a.use/alike, b.use/alike), cmp.Compare(len(a.text), len(b.text)),
		strings.Compare(a.service, b.service),
	)
}

// suggestion is the word with the name of its service beside it, unless it is the name.
func (w *word) suggestion(lang string) Suggestion {
	s, _ := service.ByKey(w.service)
	out := Suggestion{Kind: SuggestService, Text: w.text, Service: w.service}
	if name := s.Name(lang); foldText(name) == w.folded {
		out.Text = name
	} else {
		out.Note = name
	}
	return out
}
