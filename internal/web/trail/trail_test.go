package trail_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// madeOf is what follows the beginnings of actions that are put together when they run, and before the ends of such.
var madeOf = map[string][]string{
	"admission.":   {"suspended", "lifted", "removed"},
	"application.": {"approved", "rejected"},
	"membership.":  {"pending", "active", "refused", "ended"},
	"price.":       {"approved", "refused", "withdrawn", "replaced"},
	"scheme.":      {"closed", "reopened", "ended"},
	".imported":    {"producer", "unit", "point"},
}

// notActions are literals that are built like actions in packages that record some, and are something else.
var notActions = []string{"organiser.enrolled"}

// An action is an object and what happened to it.
var actionShape = regexp.MustCompile(`^[a-z_]+\.([a-z_]*(ed|taken|told|begun|forgotten|made|set|back|apart|unheard|undone|withdrawn|demo|issuer|cut|for_area))$`)

// TestEveryActionHasItsWords finds what the audit trail is told anywhere, and holds that each action has words.
func TestEveryActionHasItsWords(t *testing.T) {
	bundle, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	keys, found := bundle.Keys(), recorded(t)
	for _, action := range found {
		if key := "trail.action." + strings.ReplaceAll(action, ".", "_"); !slices.Contains(keys, key) {
			t.Errorf("the audit trail is told of %q, and no language has %s", action, key)
		}
	}
	for _, key := range keys {
		if named, ok := strings.CutPrefix(key, "trail.action."); ok && !slices.ContainsFunc(found, func(a string) bool { return strings.ReplaceAll(a, ".", "_") == named }) {
			t.Errorf("nothing records what %s tells", key)
		}
	}
	if len(found) < 80 {
		t.Errorf("only %d actions were found", len(found))
	}
}

// recorded lists the actions that are named in packages that write to the audit trail: whatever an entry is made of where it
// is made, and what is built like an action elsewhere, since it is handed on.
func recorded(t *testing.T) (out []string) {
	t.Helper()
	handed, writes := map[string][]string{}, map[string]bool{} // by folder
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		folder := filepath.Dir(path)
		for _, i := range file.Imports {
			writes[folder] = writes[folder] || strings.HasSuffix(i.Path.Value, `/internal/platform/audit"`)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				out = append(out, entryAction(t, path, n)...)
			case *ast.BinaryExpr:
				if lit, ok := n.X.(*ast.BasicLit); ok && n.Op == token.ADD && madeOf[unquoted(lit)] != nil {
					handed[folder] = append(handed[folder], joined(t, path, n)...)
				}
			case *ast.BasicLit:
				if s := unquoted(n); actionShape.MatchString(s) && !slices.Contains(notActions, s) {
					handed[folder] = append(handed[folder], s)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for folder, named := range handed {
		if writes[folder] {
			out = append(out, named...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func unquoted(lit *ast.BasicLit) string {
	s, err := strconv.Unquote(lit.Value)
	if err != nil || lit.Kind != token.STRING {
		return ""
	}
	return s
}

// entryAction spells the action of an audit.Entry out; nothing where it is a name that was handed on.
func entryAction(t *testing.T, path string, c *ast.CompositeLit) []string {
	t.Helper()
	if kind, ok := c.Type.(*ast.SelectorExpr); !ok || kind.Sel.Name != "Entry" {
		return nil
	}
	for _, e := range c.Elts {
		field, ok := e.(*ast.KeyValueExpr)
		if name, is := field.Key.(*ast.Ident); !ok || !is || name.Name != "Action" {
			continue
		}
		switch v := field.Value.(type) {
		case *ast.BasicLit:
			return []string{unquoted(v)}
		case *ast.BinaryExpr:
			return joined(t, path, v)
		}
	}
	return nil
}

// joined spells out an action that is put together of a literal and a name.
func joined(t *testing.T, path string, v *ast.BinaryExpr) (out []string) {
	t.Helper()
	first, begins := v.X.(*ast.BasicLit)
	last, _ := v.Y.(*ast.BasicLit)
	lit := first
	if !begins {
		lit = last
	}
	if lit == nil || madeOf[unquoted(lit)] == nil {
		t.Errorf("%s: an action is put together of what madeOf does not tell", path)
		return nil
	}
	for _, part := range madeOf[unquoted(lit)] {
		if begins {
			out = append(out, unquoted(lit)+part)
		} else {
			out = append(out, part+unquoted(lit))
		}
	}
	return out
}
