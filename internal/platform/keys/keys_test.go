package keys_test

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
)

func ring(t *testing.T, path string) *keys.Ring {
	t.Helper()
	r, err := keys.LoadOrCreate(path)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTheFirstRunMakesTheFileAndTheNextReadsIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deeper", "keys.json")
	if _, err := keys.Load(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Load without a file: %v", err)
	}
	id := uuid.New()
	token := ring(t, path).Token("confirm", id)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, error %v", info.Mode(), err)
	}
	if got, err := ring(t, path).Open("confirm", token); err != nil || got != id {
		t.Errorf("after a restart: %v, %v", got, err)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("left in the folder: %v, %v", left, err)
	}
}

func TestProgramsThatStartTogetherAgree(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	id := uuid.New()
	tokens := make([]string, 8)
	var group sync.WaitGroup
	for i := range tokens {
		group.Go(func() {
			if r, err := keys.LoadOrCreate(path); err == nil {
				tokens[i] = r.Token("reset", id)
			}
		})
	}
	group.Wait()
	for _, token := range tokens {
		if token == "" || token != tokens[0] {
			t.Fatalf("keys differ: %q", tokens)
		}
	}
}

func TestFaultyFilesAreRefusedAndKept(t *testing.T) {
	good := filepath.Join(t.TempDir(), "keys.json")
	ring(t, good)
	content, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		content string
		mode    fs.FileMode
	}{
		"others may read": {string(content), 0o644},
		"empty":           {"", 0o600},
		"cut":             {string(content[:len(content)/2]), 0o600},
		"a newer form":    {strings.Replace(string(content), `"format": 1`, `"format": 2`, 1), 0o600},
		"no keys":         {`{"format":1,"keys":{}}`, 0o600},
		"a short key":     {`{"format":1,"keys":{"tokens":[{"version":1,"secret":"c2hvcnQ="}]}}`, 0o600},
	} {
		path := filepath.Join(t.TempDir(), "keys.json")
		if err := os.WriteFile(path, []byte(test.content), test.mode); err != nil {
			t.Fatal(err)
		}
		if _, err := keys.LoadOrCreate(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != test.content {
			t.Errorf("%s: the file was changed", name)
		}
	}
}

// TestAnOldKeyStillOpens adds a newer version to the file, as a change of keys does.
func TestAnOldKeyStillOpens(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	id := uuid.New()
	old := ring(t, path).Token("confirm", id)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Format int                         `json:"format"`
		Keys   map[string][]map[string]any `json:"keys"`
	}
	if err := json.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	file.Keys["tokens"] = append(file.Keys["tokens"], map[string]any{"version": 2, "secret": make([]byte, 32)})
	if content, err = json.Marshal(file); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	r := ring(t, path)
	if got, err := r.Open("confirm", old); err != nil || got != id {
		t.Errorf("a token of the old key: %v, %v", got, err)
	}
	fresh := r.Token("confirm", id)
	if got, err := r.Open("confirm", fresh); err != nil || got != id || fresh == old {
		t.Errorf("a token of the new key: %v, %v", got, err)
	}
}

func TestTokensAreForOnePurposeAndUnchanged(t *testing.T) {
	r := ring(t, filepath.Join(t.TempDir(), "keys.json"))
	other := ring(t, filepath.Join(t.TempDir(), "keys.json"))
	rapid.Check(t, func(t *rapid.T) {
		id := uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		purpose := rapid.String().Draw(t, "purpose")
		token := r.Token(purpose, id)
		if strings.Trim(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			t.Fatalf("%q cannot stand in an address", token)
		}
		if got, err := r.Open(purpose, token); err != nil || got != id {
			t.Fatalf("opened %v, %v", got, err)
		}
		if _, err := r.Open(purpose+"x", token); !errors.Is(err, keys.ErrToken) {
			t.Fatalf("another purpose: %v", err)
		}
		if _, err := other.Open(purpose, token); !errors.Is(err, keys.ErrToken) {
			t.Fatalf("another installation: %v", err)
		}
		changed := []byte(token)
		at := rapid.IntRange(0, len(changed)-1).Draw(t, "at")
		changed[at] = rapid.SampledFrom([]byte("AZaz09-_=\x00 ")).Filter(func(b byte) bool { return b != token[at] }).Draw(t, "byte")
		if got, err := r.Open(purpose, string(changed)); !errors.Is(err, keys.ErrToken) {
			t.Fatalf("changed at %d: opened %v, %v", at, got, err)
		}
		cut := rapid.IntRange(0, len(token)-1).Draw(t, "cut")
		if _, err := r.Open(purpose, token[:cut]); !errors.Is(err, keys.ErrToken) {
			t.Fatalf("cut at %d: %v", cut, err)
		}
	})
}

func TestAFileOfAnOlderProgramGetsWhatItLacks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	id := uuid.New()
	token := ring(t, path).Token("confirm", id)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var content map[string]any
	if err := json.Unmarshal(text, &content); err != nil {
		t.Fatal(err)
	}
	delete(content["keys"].(map[string]any), "audit")
	old, err := json.Marshal(content)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, old, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := keys.Load(path); err == nil {
		t.Error("a file without the audit trail's key was taken as it is")
	}
	signed := make([]string, 8)
	var group sync.WaitGroup
	for i := range signed {
		group.Go(func() {
			if r, err := keys.LoadOrCreate(path); err == nil {
				signature, _ := r.Sign([]byte("head"))
				signed[i] = string(signature)
			}
		})
	}
	group.Wait()
	for _, s := range signed {
		if s == "" || s != signed[0] {
			t.Fatal("programs that started together sign with different keys")
		}
	}
	if got, err := ring(t, path).Open("confirm", token); err != nil || got != id {
		t.Errorf("a token from before: %v, %v", got, err)
	}
	for version, key := range ring(t, path).AuditKeys() {
		if !ed25519.Verify(key, []byte("head"), []byte(signed[0])) || ed25519.Verify(key, []byte("other"), []byte(signed[0])) {
			t.Errorf("version %d does not check what was signed", version)
		}
	}
}
