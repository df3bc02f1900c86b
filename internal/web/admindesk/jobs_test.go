package admindesk

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

var jobKind = regexp.MustCompile(`(?:Kind\(\) string +\{ return|const \w*Kind =|Every\([^",]*,) "([a-z_]+)"`)

// TestEveryJobHasItsWords finds the kinds of jobs in the source, and holds that the administrator is told what each was for.
func TestEveryJobHasItsWords(t *testing.T) {
	texts, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	known, found := texts.Printer(locale.Fi), 0
	err = filepath.WalkDir("../../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "node_modules" || d.Name() == "assets") {
			if err == nil {
				err = filepath.SkipDir
			}
			return err
		}
		if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		source, err := os.ReadFile(path)
		for _, m := range jobKind.FindAllStringSubmatch(string(source), -1) {
			if found++; !known.Has("admindesk.job." + m[1]) {
				t.Errorf("no words for the job %s of %s", m[1], path)
			}
		}
		return err
	})
	if err != nil || found < 13 {
		t.Errorf("%d kinds of jobs were found, %v", found, err)
	}
}
