package producer_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

func pdf(text string) io.Reader { return strings.NewReader("%PDF-1.7\n" + text) }

// stored counts the files in the folder.
func (h *house) stored() int {
	h.t.Helper()
	n := 0
	h.ok(filepath.WalkDir(h.folder, func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	}))
	return n
}

func TestUploadAndOpen(t *testing.T) {
	h := newHouse(t)
	id, own := h.producer("Hoiva Oy")
	f, err := h.producers.Upload(t.Context(), own, id, `C:\Omat tiedostot\Omavalvonta suunnitelma.PDF`, pdf("suunnitelma"))
	h.ok(err)
	if f.Name != "Omavalvonta suunnitelma.PDF" || f.MediaType != "application/pdf" || f.Size != int64(len("%PDF-1.7\nsuunnitelma")) {
		t.Errorf("%+v", f)
	}
	got, content, err := h.producers.Open(t.Context(), own, f.ID)
	h.ok(err)
	defer content.Close()
	text, err := io.ReadAll(content)
	h.ok(err)
	if string(text) != "%PDF-1.7\nsuunnitelma" || got.Name != f.Name {
		t.Errorf("%q %+v", text, got)
	}
	if n := h.count(`SELECT count(*) FROM audit_event WHERE action = 'file.uploaded' AND object_id = $1`, f.ID); n != 1 {
		t.Errorf("%d audit rows, want 1", n)
	}

	// An officer sees it through the room that knows that it is evidence to the officer's organiser, and not otherwise.
	officer := actor.Actor{Person: newID(), Role: actor.RoleOfficer, Organisation: newID()}
	_, _, err = h.producers.Open(t.Context(), officer, f.ID)
	wantFault(t, err, fault.CodeNotFound, "fault.identity.not_found")
	_, shared, err := h.producers.OpenShared(t.Context(), officer, f.ID, identity.Object{Organiser: officer.Organisation})
	h.ok(err)
	h.ok(shared.Close())
	_, _, err = h.producers.OpenShared(t.Context(), officer, f.ID, identity.Object{Organiser: newID()})
	wantFault(t, err, fault.CodeNotFound, "fault.identity.not_found")
}

func TestUploadTwiceIsOnce(t *testing.T) {
	h := newHouse(t)
	id, own := h.producer("Hoiva Oy")
	var together sync.WaitGroup
	ids := make([]uuid.UUID, 3)
	for i := range ids {
		together.Go(func() {
			f, err := h.producers.Upload(t.Context(), own, id, "a.pdf", pdf("sama"))
			if err != nil {
				t.Error(err)
			}
			ids[i] = f.ID
		})
	}
	together.Wait()
	if ids[0] != ids[1] || ids[1] != ids[2] {
		t.Errorf("the same file has the ids %v", ids)
	}
	if rows, kept := h.count(`SELECT count(*) FROM stored_file`), h.stored(); rows != 1 || kept != 1 {
		t.Errorf("%d rows and %d files, want one of each", rows, kept)
	}
}

func TestUploadRefuses(t *testing.T) {
	h := newHouse(t)
	id, own := h.producer("Hoiva Oy")
	tests := map[string]struct {
		name    string
		content io.Reader
		code    fault.Code
	}{
		"a program called a PDF":  {"todistus.pdf", strings.NewReader("MZ\x90\x00 this program"), fault.CodeUnsupportedMedia},
		"a PDF called a picture":  {"todistus.png", pdf("x"), fault.CodeUnsupportedMedia},
		"a page":                  {"sivu.html", strings.NewReader("<html><script>alert(1)</script>"), fault.CodeUnsupportedMedia},
		"nothing":                 {"tyhja.pdf", strings.NewReader(""), fault.CodeUnsupportedMedia},
		"no name":                 {"", pdf("x"), fault.CodeInvalid},
		"a name that is a folder": {"..", pdf("x"), fault.CodeUnsupportedMedia},
		"a NUL in the name":       {"a\x00.pdf", pdf("x"), fault.CodeInvalid},
		"broken UTF-8":            {"a\xff\xfe.pdf", pdf("x"), fault.CodeInvalid},
		"turned around":           {"gnp\u202efdp.pdf", pdf("x"), fault.CodeInvalid},
		"too long a name":         {strings.Repeat("a", 200) + ".pdf", pdf("x"), fault.CodeInvalid},
		"one byte too large":      {"suuri.pdf", io.LimitReader(io.MultiReader(pdf(""), endless{}), producer.MaxFile+1), fault.CodeTooLarge},
		"without end":             {"suuri.pdf", io.MultiReader(pdf(""), endless{}), fault.CodeTooLarge},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := h.producers.Upload(t.Context(), own, id, tt.name, tt.content)
			if f := fault.From(err); err == nil || f.Code != tt.code || !f.HasField("file") {
				t.Errorf("%v, want %s on the file", err, tt.code)
			}
		})
	}
	largest := io.LimitReader(io.MultiReader(pdf(""), endless{}), producer.MaxFile)
	if _, err := h.producers.Upload(t.Context(), own, id, "juuri.pdf", largest); err != nil {
		t.Errorf("the largest that is allowed: %v", err)
	}
	if rows, kept := h.count(`SELECT count(*) FROM stored_file`), h.stored(); rows != 1 || kept != 1 {
		t.Errorf("%d rows and %d files, want one of each", rows, kept)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return copy(p, bytes.Repeat([]byte{'x'}, len(p))), nil }
