package keys_test

import (
	"bytes"
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
)

func TestSealedOpensForItsPurposeAndRowOnly(t *testing.T) {
	r, other := ring(t, filepath.Join(t.TempDir(), "a.json")), ring(t, filepath.Join(t.TempDir(), "b.json"))
	id := uuid.New()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		sealed, err := r.Seal("report", id, text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := r.Unseal("report", id, sealed); err != nil || got != text {
			t.Fatalf("%q, %v", got, err)
		}
		if len(text) > 3 && bytes.Contains(sealed, []byte(text)) {
			t.Fatal("the text can be read")
		}
		at := rapid.IntRange(0, len(sealed)-1).Draw(t, "at")
		changed := bytes.Clone(sealed)
		changed[at] ^= 1
		for name, try := range map[string]func() (string, error){
			"another purpose": func() (string, error) { return r.Unseal("other", id, sealed) },
			"another row":     func() (string, error) { return r.Unseal("report", uuid.New(), sealed) },
			"another file":    func() (string, error) { return other.Unseal("report", id, sealed) },
			"changed":         func() (string, error) { return r.Unseal("report", id, changed) },
			"cut":             func() (string, error) { return r.Unseal("report", id, sealed[:at]) },
		} {
			if _, err := try(); !errors.Is(err, keys.ErrSealed) {
				t.Fatalf("%s: %v", name, err)
			}
		}
	})
}
