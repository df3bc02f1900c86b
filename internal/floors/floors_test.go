// Package floors holds the test that keeps the house in order: a room imports only from lower floors.
// docs/ARCHITECTURE.md shows the same floors as a picture in words.
package floors

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/tuottajatori/tuottajatori/"

// floors lists the rooms from the top down. A room may import rooms of lower floors, and within its own folder.
var floors = [][]string{
	{"cmd", "frontend/e2e"},
	{"internal/app", "internal/walk"},
	{"internal/web", "internal/api", "internal/demo", "internal/bench"},
	{"frontend", "internal/ask"},
	{"internal/catalogue", "internal/importing", "internal/taking", "internal/keeping"},
	{"internal/offering", "internal/report", "internal/quality", "internal/duplicate", "internal/supply", "internal/tenure"},
	{"internal/admission"},
	{"internal/scheme"},
	{"internal/evidence"},
	{"internal/producer", "internal/look"},
	{"internal/identity"},
	{"search"},
	{"internal/platform"},
	{"migrations", "internal/hours"},
	{"internal/money", "internal/calendar", "internal/place", "internal/service", "internal/grade", "internal/personcode", "internal/colour"},
}

// frontendMay lists what pages may use besides each other: texts and money, never the domain.
var frontendMay = []string{"frontend", "internal/platform/locale", "internal/platform/actor", "internal/money", "internal/calendar"}

type pkg struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func TestRoomsImportOnlyFromLowerFloors(t *testing.T) {
	for _, p := range list(t) {
		from, fromFloor := room(p.ImportPath)
		if fromFloor < 0 {
			if p.ImportPath != module+"internal/floors" {
				t.Errorf("%s stands on no floor: give it one here and in docs/ARCHITECTURE.md", p.ImportPath)
			}
			continue
		}
		for _, imported := range p.Imports {
			to, toFloor := room(imported)
			if toFloor < 0 || to == from {
				continue
			}
			if toFloor <= fromFloor {
				t.Errorf("%s imports %s, which is not on a lower floor", p.ImportPath, imported)
			}
			if from == "frontend" && !under(imported, frontendMay) {
				t.Errorf("%s imports %s: pages take plain view structs and know no domain", p.ImportPath, imported)
			}
		}
	}
}

// TestOnlyTheirRoomsSayHTTP holds gin in web and api. The bench has a bare gin server of its own to compare with.
func TestOnlyTheirRoomsSayHTTP(t *testing.T) {
	for _, p := range list(t) {
		if under(p.ImportPath, []string{"internal/web", "internal/api", "internal/app", "internal/bench"}) {
			continue
		}
		for _, imported := range p.Imports {
			if strings.HasPrefix(imported, "github.com/gin-gonic/") {
				t.Errorf("%s imports %s: only web and api say HTTP", p.ImportPath, imported)
			}
		}
	}
}

func list(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", module+"...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p pkg
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 20 {
		t.Fatalf("go list found %d packages only", len(all))
	}
	return all
}

func room(importPath string) (string, int) {
	path, ours := strings.CutPrefix(importPath, module)
	if !ours {
		return "", -1
	}
	for floor, rooms := range floors {
		for _, r := range rooms {
			if path == r || strings.HasPrefix(path, r+"/") {
				return r, floor
			}
		}
	}
	return "", -1
}

func under(importPath string, rooms []string) bool {
	path := strings.TrimPrefix(importPath, module)
	for _, r := range rooms {
		if path == r || strings.HasPrefix(path, r+"/") {
			return true
		}
	}
	return false
}
