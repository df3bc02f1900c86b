package meili

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/words"
)

// scope is what a text narrows a search to.
type scope struct {
	filter filter
	q      string // words for the server to find
	on     []string
	groups []group // the services meant

	lead  string // words of which a hit that has all of them in its names comes first; it fits the filter like the others
	read  words.Reading
	wider int // how many more hits beside the page are fetched when the order is of whole metres
}

// plain tells whether a scope is surely what is meant, if there is any such document.
func (s scope) plain() bool { return s.q == "" && len(s.read.Mended()) == 0 }

// group is services that are meant as surely as each other.
type group struct {
	services []string
	score    int // thousandths
}

// Where words are looked for. Slips are forgiven in names only.
var (
	inNames = []string{"names", "bases"}
	inTexts = []string{"names", "bases", "texts"}
)

// parts are the words of a text by what may be done with them.
type parts struct {
	read     words.Reading
	asTyped  bool
	services bool     // some are meant
	hints    []string // words that mean a service, but not surely
	sure     []string // words that surely mean one
	towns    []string // codes
	inTown   []string // the words that name them
	names    []string // words that mean nothing that we know
}

func apart(read words.Reading, asTyped bool) parts {
	p := parts{read: read, asTyped: asTyped, services: len(read.Services) > 0}
	for _, w := range read.Words {
		switch {
		case w.Empty:
		case w.Services != nil && w.Sure() >= words.SureEnough:
			p.sure = append(p.sure, w.Text)
		case w.Services != nil:
			p.hints = append(p.hints, w.Text)
		case w.Town != "":
			p.towns, p.inTown = append(p.towns, w.Town), append(p.inTown, w.Text)
		default:
			p.names = append(p.names, w.Text)
		}
	}
	if !p.services && len(p.towns)+len(p.names) == 0 { // nothing but words that say nothing
		for _, w := range read.Words {
			p.names = append(p.names, w.Text)
		}
	}
	return p
}

// meanings lists what a text may mean, the likeliest first: everything in it together, then with something left out.
func (e *Engine) meanings(q search.Query) []scope {
	read := e.words().Read(q.Text, q.Lang, words.Options{AsTyped: q.AsTyped})
	list := apart(read, q.AsTyped).meanings()
	if len(read.Mended()) == 0 {
		return list
	}
	typed := apart(unmended(read), true) // unless somebody has just the name that was taken for a slip
	return slices.Insert(list, 0, typed.scope(true, typed.towns, typed.names, inNames))
}

// unmended takes the words that were mended for names.
func unmended(read words.Reading) words.Reading {
	typed := words.Reading{Words: slices.Clone(read.Words)}
	for i, w := range typed.Words {
		if w.Mended != "" {
			typed.Words[i] = words.Word{Text: w.Text}
		}
	}
	scores := scoresOf(typed)
	for _, service := range read.Services {
		if scores[service] > 0 {
			typed.Services = append(typed.Services, service)
		}
	}
	return typed
}

func (p parts) meanings() []scope {
	var list []scope
	add := func(services bool, towns, names, on []string) {
		list = append(list, p.scope(services, towns, names, on))
	}
	if p.vague() { // a hint may as well be a name
		add(false, p.towns, slices.Concat(quoted(p.hints), p.names), inNames)
	}
	for i, names := range p.fewer() {
		switch {
		case len(names) == 0:
			continue
		case i == 0: // somebody's name as it is, before those that are like it
			add(p.services, p.towns, quoted(names), inNames)
		}
		add(p.services, p.towns, names, inNames)
		if len(p.towns) > 0 && i == 0 {
			add(p.services, nil, slices.Concat(p.inTown, names), inNames)
			add(p.services, nil, names, inNames)
		}
	}
	switch {
	case p.services:
		if len(p.names) > 0 { // a name may have a word of a service in it
			add(false, nil, slices.Concat(quoted(p.sure), quoted(p.hints), p.names), inNames)
		}
		if len(p.towns) > 0 {
			add(true, p.towns, nil, nil)
		}
		add(true, nil, nil, nil)
	case len(p.names) == 0 && len(p.towns) > 0:
		add(false, p.towns, nil, nil)
		add(false, nil, p.inTown, inNames)
	default:
		for _, names := range p.fewer() {
			add(false, p.towns, names, inTexts)
			if len(p.towns) > 0 {
				add(false, nil, names, inTexts)
			}
		}
	}
	if p.services {
		list = append(list, p.hinted())
	}
	return list
}

// A hint is taken for a name first when what it hints at is not sure enough to stand beside a name: a row of a name
// counts words.OfName for each word, and rows must have the share words.Enough of the best to be shown with it.
const (
	wordOfName  = words.OfName * 1000 // scores are thousandths
	keepPercent = words.Enough * 100
)

// vague tells whether all that is known of the words are hints, and weak ones.
func (p parts) vague() bool {
	best := 0
	for _, score := range scoresOf(p.read) {
		best = max(best, score)
	}
	return len(p.sure) == 0 && len(p.hints) > 0 && best < len(p.hints)*wordOfName*keepPercent/100
}

// mostAlone is how many words are tried alone when all of them together are found nowhere.
const mostAlone = 3

// fewer gives the words that may be names all together, then the longest ones alone.
func (p parts) fewer() [][]string {
	list := [][]string{p.names}
	if len(p.names) < 2 {
		return list
	}
	byLength := slices.SortedStableFunc(slices.Values(p.names), func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	for _, w := range byLength[:min(len(byLength), mostAlone)] {
		list = append(list, []string{w})
	}
	return list
}

// shortName is how many letters a word may have that beside a service is taken for a name only without a slip: every
// short word is but a slip from some name.
const shortName = 5

// mostWords is how many words Meilisearch reads of a text.
const mostWords = 10

// scope narrows to the services meant, if told so, to towns, and to documents that have all the words.
func (p parts) scope(services bool, towns, names, on []string) scope {
	s := scope{read: p.read}
	var f []filter
	if services && len(p.read.Services) > 0 {
		f = append(f, in("service", p.read.Services...))
		s.groups = p.groups(p.read.Services)
		if len(names) == 0 {
			s.lead = p.whole()
		}
	}
	if len(towns) > 0 {
		var areas []string
		for _, town := range towns {
			areas = append(areas, search.ServedIn(town)...)
		}
		f = append(f, either(in("municipality", towns...), in("areas", areas...)))
	}
	if len(names) > 0 {
		names = slices.Clone(names)
		for i, w := range names {
			short := s.groups != nil && utf8.RuneCountInString(w) <= shortName
			if (p.asTyped || short) && !strings.HasPrefix(w, `"`) {
				names[i] = quote(w)
			}
		}
		s.q, s.on = strings.Join(names[:min(len(names), mostWords)], " "), on
	} else if len(f) == 0 {
		f = append(f, in("standing", nothing))
	}
	s.filter = all(f...)
	return s
}

// whole is the text as somebody's name may be, if a word in it is not sure to mean a service: "Kotiapu Aamu".
func (p parts) whole() string {
	var all []string
	for _, w := range p.read.Words {
		if !w.Empty {
			all = append(all, w.Text)
		}
	}
	if len(all) < 2 || len(all) > mostWords || len(p.hints) == 0 {
		return ""
	}
	return strings.Join(quoted(all), " ")
}

// hinted narrows to every service that any word hints at, for where there are none of those that are meant.
func (p parts) hinted() scope {
	var every []string
	for key := range scoresOf(p.read) {
		every = append(every, key)
	}
	slices.Sort(every)
	return scope{read: p.read, filter: in("service", every...), groups: p.groups(every)}
}

// scoresOf tells how surely a text means each service, in thousandths.
func scoresOf(read words.Reading) map[string]int {
	scores := map[string]int{}
	for _, w := range read.Words {
		for service, sure := range w.Services {
			scores[service] += int(sure * 1000)
		}
	}
	return scores
}

// mostGroups is how many services share a page; the rest come as if they were one.
const mostGroups = 6

func (p parts) groups(services []string) []group {
	scores := scoresOf(p.read)
	services = slices.SortedFunc(slices.Values(services), func(a, b string) int {
		return cmp.Or(cmp.Compare(scores[b], scores[a]), strings.Compare(a, b))
	})
	var list []group
	for i, s := range services {
		if i < mostGroups {
			list = append(list, group{services: []string{s}, score: scores[s]})
		} else {
			list[mostGroups-1].services = append(list[mostGroups-1].services, s)
		}
	}
	return list
}

// quoted writes words so that Meilisearch takes them as they are. They have letters and digits only.
func quoted(list []string) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = quote(w)
	}
	return out
}

// likeliest gives the first meaning that anything fits, whatever is chosen in facets; and the last and widest, when
// nothing does.
func (e *Engine) likeliest(ctx context.Context, q search.Query, list []scope) (scope, error) {
	if len(list) == 1 {
		return list[0], nil
	}
	subs := make([]subQuery, len(list))
	for i, s := range list {
		subs[i] = subQuery{IndexUID: e.offerings, Q: s.q, On: s.on, Strategy: s.strategy(), Filter: all(s.filter, base(q))}
	}
	first := len(list) - 1
	err := e.ask(ctx, subs, func(got []answer) {
		if i := slices.IndexFunc(got, func(a answer) bool { return a.Total > 0 }); i >= 0 {
			first = i
		}
	})
	if err != nil {
		return scope{}, err
	}
	return list[first], nil
}

// strategy asks for documents that have all the words.
func (s scope) strategy() string {
	if s.q == "" {
		return ""
	}
	return "all"
}
