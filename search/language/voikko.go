//go:build (linux || darwin) && (amd64 || arm64)

package language

import (
	"errors"
	"fmt"
	"runtime"
	"unsafe"

	"github.com/ebitengine/purego"
)

// voikko is the Finnish morphology of the system, libvoikko, loaded at run time. A handle may be used by one goroutine
// at a time; calls wait for one of a few. Words must have passed speakable: nothing else may reach C.
type voikko struct {
	lib     library
	version string
	handles chan unsafe.Pointer
}

// library is what is called of libvoikko. Everything that it returns and that must be freed is freed here, by the
// function that asked for it.
type library struct {
	init          func(problem **byte, lang string, path *byte) unsafe.Pointer
	terminate     func(handle unsafe.Pointer)
	version       func() *byte
	analyse       func(handle unsafe.Pointer, word string) *unsafe.Pointer // a list of analyses, ended by nil
	freeAnalyses  func(list *unsafe.Pointer)
	value         func(analysis unsafe.Pointer, key string) *byte // nil when the analysis has no such key
	freeValue     func(value *byte)
	suggest       func(handle unsafe.Pointer, word string) **byte // a list of words, ended by nil; nil when none
	freeSuggested func(list **byte)
}

// mostHandles is how many handles there are: each holds some buffers, the dictionary itself is shared by all.
const mostHandles = 4

// openVoikko loads the library and its Finnish dictionary.
func openVoikko() (*voikko, error) {
	v := &voikko{}
	if err := v.lib.load(); err != nil {
		return nil, err
	}
	v.version = text(v.lib.version())
	n := min(mostHandles, runtime.GOMAXPROCS(0))
	v.handles = make(chan unsafe.Pointer, n)
	for range n {
		var problem *byte
		handle := v.lib.init(&problem, "fi", nil)
		if handle == nil || problem != nil {
			v.close()
			return nil, fmt.Errorf("language: no Finnish dictionary for libvoikko: %s", text(problem))
		}
		v.handles <- handle
	}
	return v, nil
}

func (l *library) load() error {
	name := "libvoikko.so.1"
	if runtime.GOOS == "darwin" {
		name = "libvoikko.1.dylib"
	}
	opened, err := purego.Dlopen(name, purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return fmt.Errorf("language: %w", err)
	}
	for name, f := range map[string]any{
		"voikkoInit": &l.init, "voikkoTerminate": &l.terminate, "voikkoGetVersion": &l.version,
		"voikkoAnalyzeWordCstr": &l.analyse, "voikko_free_mor_analysis": &l.freeAnalyses,
		"voikko_mor_analysis_value_cstr": &l.value, "voikko_free_mor_analysis_value_cstr": &l.freeValue,
		"voikkoSuggestCstr": &l.suggest, "voikkoFreeCstrArray": &l.freeSuggested,
	} {
		at, err := purego.Dlsym(opened, name)
		if err != nil {
			return errors.Join(fmt.Errorf("language: %w", err), purego.Dlclose(opened))
		}
		purego.RegisterFunc(f, at)
	}
	return nil
}

// close ends the handles that nobody is using. Nothing may be asked afterwards.
func (v *voikko) close() {
	for {
		select {
		case handle := <-v.handles:
			v.lib.terminate(handle)
		default:
			return
		}
	}
}

// analyse gives what a word may be, as libvoikko tells it.
func (v *voikko) analyse(word string) []raw {
	handle := <-v.handles
	defer func() { v.handles <- handle }()
	list := v.lib.analyse(handle, word)
	if list == nil {
		return nil
	}
	defer v.lib.freeAnalyses(list)
	var all []raw
	for i := 0; i < mostAnalyses; i++ {
		a := *(*unsafe.Pointer)(unsafe.Add(unsafe.Pointer(list), uintptr(i)*unsafe.Sizeof(list)))
		if a == nil {
			break
		}
		all = append(all, raw{
			base: v.value(a, "BASEFORM"), structure: v.value(a, "STRUCTURE"), bases: v.value(a, "WORDBASES"), class: v.value(a, "CLASS"),
		})
	}
	return all
}

func (v *voikko) value(analysis unsafe.Pointer, key string) string {
	value := v.lib.value(analysis, key)
	if value == nil {
		return ""
	}
	defer v.lib.freeValue(value)
	return text(value)
}

// suggest gives Finnish words that a mistyped one may have been meant to be, likeliest first.
func (v *voikko) suggest(word string) []string {
	handle := <-v.handles
	defer func() { v.handles <- handle }()
	list := v.lib.suggest(handle, word)
	if list == nil {
		return nil
	}
	defer v.lib.freeSuggested(list)
	var all []string
	for i := 0; i < mostSuggested; i++ {
		s := *(**byte)(unsafe.Add(unsafe.Pointer(list), uintptr(i)*unsafe.Sizeof(list)))
		if s == nil {
			break
		}
		all = append(all, text(s))
	}
	return all
}

// longestText is how many bytes of a text from C are read at the most; libvoikko takes words of 255 letters at the most.
const longestText = 4096

// text copies a text that ends in NUL. None is empty.
func text(s *byte) string {
	if s == nil {
		return ""
	}
	n := 0
	for n < longestText && *(*byte)(unsafe.Add(unsafe.Pointer(s), n)) != 0 {
		n++
	}
	return string(unsafe.Slice(s, n))
}
