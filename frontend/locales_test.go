package frontend_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// The texts are complete when the three languages have the same keys with the same variables, every key that code
// names exists, and no key is left that nothing names.

func TestLanguagesAreComplete(t *testing.T) {
	bundle, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	for _, difference := range bundle.Differences() {
		t.Error(difference)
	}
}

var keyShape = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_-]+)+$`)

func TestEveryTextIsThereAndUsed(t *testing.T) {
	bundle, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{}
	tables := map[string]bool{} // first parts of keys: a literal that begins with one is meant to be a key
	for _, key := range bundle.Keys() {
		keys[key] = true
		first, _, _ := strings.Cut(key, ".")
		tables[first] = true
	}
	literals, named := sourceLiterals(t)
	for literal := range named {
		if keyShape.MatchString(literal) && !keys[literal] {
			t.Errorf("code names the text %q, which no language has", literal)
		}
	}
	for key := range keys {
		if !literals[key] && !builtFrom(key, literals) {
			t.Errorf("nothing names the text %q", key)
		}
	}
}

// builtFrom tells whether a literal such as "errors.title." begins the key, the rest being added when it runs.
func builtFrom(key string, literals map[string]bool) bool {
	for i := range key {
		if (key[i] == '.' || key[i] == '_') && literals[key[:i+1]] {
			return true
		}
	}
	return false
}

// sourceLiterals answers every string literal of the module's Go files (generated ones too, tests not), and those
// that are given as keys: to T, Text, fault.New and On.
func sourceLiterals(t *testing.T) (all, named map[string]bool) {
	t.Helper()
	all, named = map[string]bool{}, map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == "data" || d.Name() == "bin") {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, source, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if s, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
					all[s] = true
				}
			case *ast.CallExpr:
				if s, ok := keyArgument(n); ok {
					named[s] = true
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all, named
}

// keyArgument is the literal in the place where the called function takes a text's key.
func keyArgument(call *ast.CallExpr) (string, bool) {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", false
	}
	at := -1
	switch selector.Sel.Name {
	case "T", "Text":
		at = 0
	case "On":
		at = 1
	case "New":
		if x, ok := selector.X.(*ast.Ident); ok && x.Name == "fault" {
			at = 1
		}
	}
	if at < 0 || len(call.Args) <= at {
		return "", false
	}
	lit, ok := call.Args[at].(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
