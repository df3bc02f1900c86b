package locale

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"text/template"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Folder is where Load looks for the texts in its file system.
const Folder = "locales"

// Bundle holds every text in every language. It is safe for concurrent use.
type Bundle struct {
	printers map[Lang]*Printer
	texts    map[Lang]map[string]*i18n.Message

	mu      sync.Mutex
	missing map[string]int
}

// Load reads locales/<area>.<lang>.toml. Every fault of the files is listed at once: a file that is no TOML, a
// language that is not ours, a key that two files have, a text whose variables cannot be read.
func Load(fsys fs.FS) (*Bundle, error) {
	files, err := fs.Glob(fsys, path.Join(Folder, "*.toml"))
	if err != nil {
		return nil, fmt.Errorf("texts: %w", err)
	}
	b := &Bundle{texts: map[Lang]map[string]*i18n.Message{}, printers: map[Lang]*Printer{}, missing: map[string]int{}}
	for _, l := range Langs() {
		b.texts[l] = map[string]*i18n.Message{}
	}
	var faults []error
	for _, file := range files {
		if err := b.read(fsys, file); err != nil {
			faults = append(faults, fmt.Errorf("texts in %s: %w", file, err))
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	for _, l := range Langs() {
		b.printers[l] = newPrinter(b, l)
	}
	return b, nil
}

func (b *Bundle) read(fsys fs.FS, file string) error {
	name := strings.TrimSuffix(path.Base(file), ".toml")
	lang, ok := Parse(strings.TrimPrefix(path.Ext(name), "."))
	if !ok {
		return errors.New("the name must end in .fi.toml, .sv.toml or .en.toml")
	}
	raw, err := fs.ReadFile(fsys, file)
	if err != nil {
		return err
	}
	var tree map[string]any
	if err := toml.Unmarshal(raw, &tree); err != nil {
		return err
	}
	return b.walk(lang, "", tree)
}

// walk gathers the messages of a table. A table that holds only plural forms, other among them, is one message; any
// other table is a level of the key.
func (b *Bundle) walk(lang Lang, prefix string, table map[string]any) error {
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(table)) {
		key := strings.TrimPrefix(prefix+"."+name, ".")
		switch value := table[name].(type) {
		case string:
			faults = append(faults, b.add(lang, &i18n.Message{ID: key, Other: value}))
		case map[string]any:
			if message := pluralOf(key, value); message != nil {
				faults = append(faults, b.add(lang, message))
				continue
			}
			faults = append(faults, b.walk(lang, key, value))
		default:
			faults = append(faults, fmt.Errorf("%s is neither a text nor a table", key))
		}
	}
	return errors.Join(faults...)
}

func (b *Bundle) add(lang Lang, m *i18n.Message) error {
	if _, twice := b.texts[lang][m.ID]; twice {
		return fmt.Errorf("%s is there already", m.ID)
	}
	for _, text := range forms(m) {
		if _, err := template.New(m.ID).Parse(text); err != nil {
			return err
		}
	}
	b.texts[lang][m.ID] = m
	return nil
}

// pluralOf makes a message of a table of plural forms, and nil of any other table.
func pluralOf(key string, table map[string]any) *i18n.Message {
	m := &i18n.Message{ID: key}
	slots := map[string]*string{
		"zero": &m.Zero, "one": &m.One, "two": &m.Two, "few": &m.Few, "many": &m.Many, "other": &m.Other,
	}
	if _, ok := table["other"]; !ok {
		return nil
	}
	for name, value := range table {
		text, isText := value.(string)
		slot, isForm := slots[name]
		if !isText || !isForm {
			return nil
		}
		*slot = text
	}
	return m
}

// forms lists a message's texts that are there.
func forms(m *i18n.Message) []string {
	return slices.DeleteFunc([]string{m.Zero, m.One, m.Two, m.Few, m.Many, m.Other},
		func(s string) bool { return s == "" })
}

// Printer is the language's printer. There is one for each language, so taking it costs nothing. An unknown language
// gets Finnish.
func (b *Bundle) Printer(l Lang) *Printer {
	if p, ok := b.printers[l]; ok {
		return p
	}
	return b.printers[Fi]
}

// Keys lists every key that any language has, sorted.
func (b *Bundle) Keys() []string {
	all := map[string]bool{}
	for _, texts := range b.texts {
		for key := range texts {
			all[key] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

var variable = regexp.MustCompile(`\.([A-Z][A-Za-z0-9]*)`)
var action = regexp.MustCompile(`\{\{.*?\}\}`)

// Variables lists the variables that a key's text uses in a language, sorted.
func (b *Bundle) Variables(l Lang, key string) []string {
	found := map[string]bool{}
	if m, ok := b.texts[l][key]; ok {
		for _, text := range forms(m) {
			for _, act := range action.FindAllString(text, -1) {
				for _, match := range variable.FindAllStringSubmatch(act, -1) {
					found[match[1]] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// Differences lists what one language has and another has not: keys, variables and plurals. A test holds it empty.
func (b *Bundle) Differences() []string {
	var out []string
	for _, key := range b.Keys() {
		for _, l := range Langs() {
			m, ok := b.texts[l][key]
			if !ok {
				out = append(out, fmt.Sprintf("%s has no %s", l, key))
				continue
			}
			if strings.TrimSpace(m.Other) == "" {
				out = append(out, fmt.Sprintf("%s is empty in %s", key, l))
			}
			if first, ok := b.texts[Fi][key]; ok && (first.One == "") != (m.One == "") {
				out = append(out, fmt.Sprintf("%s is a plural in only one of %s and %s", key, Fi, l))
			}
			if want, got := b.Variables(Fi, key), b.Variables(l, key); b.has(Fi, key) && !slices.Equal(want, got) {
				out = append(out, fmt.Sprintf("%s has variables %v in %s and %v in %s", key, want, Fi, got, l))
			}
		}
	}
	return out
}

func (b *Bundle) has(l Lang, key string) bool {
	_, ok := b.texts[l][key]
	return ok
}

// Missing lists the keys that were asked for and could not be printed, as "sv signin.title". End-to-end tests hold it
// empty, and the service logs it when it stops.
func (b *Bundle) Missing() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Sorted(maps.Keys(b.missing))
}

// maxMissing bounds what is remembered, so that a key made from input cannot fill the memory.
const maxMissing = 1000

func (b *Bundle) miss(l Lang, key string) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.missing) < maxMissing {
		b.missing[string(l)+" "+key]++
	}
}

// localizer makes go-i18n's localizer for one text of one language alone: falling back to another would hide a missing
// text, and with all texts it would hold 5 MB for the few that it is asked for (see ready).
func (b *Bundle) localizer(l Lang, key string) (*i18n.Localizer, error) {
	tag := language.Make(string(l))
	bundle := i18n.NewBundle(tag)
	if err := bundle.AddMessages(tag, b.texts[l][key]); err != nil {
		return nil, fmt.Errorf("texts in %s: %w", l, err)
	}
	return i18n.NewLocalizer(bundle, string(l)), nil
}
