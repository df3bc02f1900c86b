package language

import (
	"os"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Analysis is one thing that a Finnish word may be.
type Analysis struct {
	Base  string // its base form, in small letters: kotihoidon → kotihoito
	Parts []Part // what it is put together of, at least one: koti, hoito
	Name  bool   // of a person, a place or a company
	Verb  bool   // or a noun made of one by -minen, of which Base is the verb: kaatuminen → kaatua
}

// Part is one of the words that a compound is put together of.
type Part struct {
	Text string // as it stands in the compound: vanhusten|hoito; the last one in its base form
	Base string // its base form where that is known, otherwise Text: vanhusten → vanhus
	Root string // the word that it is made from, otherwise empty: hieroja → hieroa, hoito → hoitaa
}

// Status tells whether Voikko is there.
type Status struct {
	Voikko  bool
	Version string // of libvoikko
	Reason  error  // why it is not there
}

// Mode says in a word how Finnish is understood; indexes built in another mode have other words in them.
func (s Status) Mode() string {
	if s.Voikko {
		return "voikko"
	}
	return "snowball"
}

// Morphology understands words. It may be used by many goroutines at once.
type Morphology struct {
	voikko *voikko // nil: by stems alone
	status Status

	analysed  cache[[]Analysis]
	suggested cache[[]string]
	based     cache[[]string]
}

// WithVoikko loads the library and the dictionary of the system. Where they are missing the Morphology works by stems
// alone, and its Status says why.
func WithVoikko() *Morphology {
	v, err := openVoikko()
	if err != nil {
		return &Morphology{status: Status{Reason: err}}
	}
	return &Morphology{voikko: v, status: Status{Voikko: true, Version: v.version}}
}

// WithoutVoikko works by stems alone.
func WithoutVoikko() *Morphology { return &Morphology{status: Status{Reason: errSwitchedOff}} }

type constError string

func (e constError) Error() string { return string(e) }

const errSwitchedOff = constError("language: Voikko is switched off")

// Default is the Morphology of the program, loaded at first use. VOIKKO=off in the environment leaves the library
// alone, to try how the program does without it.
var Default = sync.OnceValue(func() *Morphology {
	if os.Getenv("VOIKKO") == "off" {
		return WithoutVoikko()
	}
	return WithVoikko()
})

// Status tells whether Voikko is there and, if not, why.
func (m *Morphology) Status() Status { return m.status }

// Analyse tells what a Finnish word in small letters may be. Without Voikko, or when the word is none that it knows,
// there is nothing. The answer is shared: it must not be changed.
func (m *Morphology) Analyse(word string) []Analysis {
	if m.voikko == nil || !speakable(word, MaxWord) {
		return nil
	}
	return m.analysed.get(word, func() []Analysis { return parse(m.voikko.analyse(word)) })
}

// longestMended is how many letters a word may have for suggestions to be asked: their cost grows with it.
const longestMended = 24

// Suggest gives Finnish words that a word which is none may have been meant to be, likeliest first, in small letters.
// Without Voikko there are none. The answer is shared: it must not be changed.
func (m *Morphology) Suggest(word string) []string {
	if m.voikko == nil || !speakable(word, longestMended) || len(word) < 4 {
		return nil
	}
	return m.suggested.get(word, func() []string {
		var all []string
		for _, s := range m.voikko.suggest(word) {
			s = strings.ToLower(s)
			if !strings.ContainsAny(s, " ") && !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
		return all
	})
}

// speakable tells whether a word may reach C: letters of European alphabets only, in valid UTF-8, and not too many.
func speakable(word string, most int) bool {
	if word == "" || len(word) > 4*most || !utf8.ValidString(word) || utf8.RuneCountInString(word) > most {
		return false
	}
	for _, r := range word {
		if !unicode.Is(unicode.Latin, r) || !unicode.IsLetter(r) || r > 0x17f {
			return false
		}
	}
	return true
}

// raw is an analysis in libvoikko's own notation.
type raw struct{ base, structure, bases, class string }

// How many analyses and suggestions are looked at.
const (
	mostAnalyses  = 12
	mostSuggested = 5
)

// parse turns libvoikko's notation into Analyses, each different one once.
func parse(all []raw) []Analysis {
	var read []Analysis
	for _, r := range all {
		a := r.parse()
		if a.Base == "" || slices.ContainsFunc(read, a.same) {
			continue
		}
		read = append(read, a)
	}
	return read
}

func (a Analysis) same(b Analysis) bool { return a.Base == b.Base && slices.Equal(a.Parts, b.Parts) }

// parse reads one. The structure marks where each part of the compound begins, letter by letter: "=pppp=ppppp"; the
// bases tell of what its pieces come: "+koti(koti)+hoi(hoitaa)+to(+to)".
func (r raw) parse() Analysis {
	a := Analysis{Base: strings.ToLower(r.base), Verb: r.class == "teonsana"}
	switch r.class {
	case "paikannimi", "etunimi", "sukunimi", "nimi":
		a.Name = true
	}
	pieces := pieces(strings.ToLower(r.bases))
	runes := []rune(a.Base)
	lengths := partLengths(r.structure)
	at := 0
	for i, n := range lengths {
		end := min(at+n, len(runes))
		if i == len(lengths)-1 {
			end = len(runes)
		}
		if end <= at {
			break
		}
		p := Part{Text: strings.Trim(string(runes[at:end]), "-")}
		pieces = p.take(pieces)
		if p.Text != "" {
			a.Parts = append(a.Parts, p)
		}
		at = end
	}
	return a
}

// partLengths counts the letters of the parts that a structure marks.
func partLengths(structure string) []int {
	var all []int
	for _, r := range structure {
		switch {
		case r == '=':
			all = append(all, 0)
		case len(all) > 0:
			all[len(all)-1]++
		}
	}
	return all
}

// piece is a bit of a word and what it comes from: a word, an ending that begins with +, or nothing.
type piece struct{ text, from string }

func pieces(bases string) []piece {
	var all []piece
	for bases != "" {
		bases = strings.TrimPrefix(bases, "+")
		end := strings.IndexAny(bases, "+(")
		if end < 0 {
			return append(all, piece{text: bases})
		}
		p := piece{text: bases[:end]}
		bases = bases[end:]
		if strings.HasPrefix(bases, "(") {
			closing := strings.IndexByte(bases, ')')
			if closing < 0 {
				return append(all, p)
			}
			p.from, bases = bases[1:closing], bases[closing+1:]
		}
		if p.text != "-" {
			all = append(all, p)
		}
	}
	return all
}

// take reads the base and the root of a part from the pieces that it is made of, and leaves the rest.
func (p *Part) take(pieces []piece) []piece {
	p.Base = p.Text
	left := utf8.RuneCountInString(p.Text)
	for n := 0; len(pieces) > 0 && left > 0; n++ {
		first := pieces[0]
		word := first.from != "" && !strings.HasPrefix(first.from, "+")
		if n > 0 && word {
			break // the next part
		}
		left -= utf8.RuneCountInString(first.text)
		pieces = pieces[1:]
		switch {
		case word && left <= 0:
			p.Base = first.from
		case word:
			p.Root = first.from
		}
	}
	if p.Root != "" && strings.HasSuffix(p.Text, "is") { // tilapäis|hoito, asumis|palvelu
		p.Base = strings.TrimSuffix(p.Text, "is") + "inen"
	}
	return pieces
}

// cache remembers answers about words. It holds at most twice generation of them: what has not been asked for while as
// many others were is forgotten.
type cache[T any] struct {
	mu       sync.Mutex
	new, old map[string]T
}

const generation = 4096

func (c *cache[T]) get(word string, find func() T) T {
	c.mu.Lock()
	found, there := c.new[word]
	if !there {
		if found, there = c.old[word]; there {
			c.put(word, found)
		}
	}
	c.mu.Unlock()
	if there {
		return found
	}
	found = find() // outside the lock; two may find the same
	c.mu.Lock()
	defer c.mu.Unlock()
	c.put(strings.Clone(word), found)
	return found
}

func (c *cache[T]) put(word string, found T) {
	if c.new == nil || len(c.new) >= generation {
		c.new, c.old = make(map[string]T), c.new
	}
	c.new[word] = found
}
