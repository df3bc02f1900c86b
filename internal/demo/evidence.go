package demo

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// file is a producer's uploaded evidence. All have the same page in them.
type file struct {
	id      uuid.UUID
	firm    *firm
	by      *person
	created time.Time
}

const evidenceName = "omavalvontasuunnitelma.pdf"

// evidence adds a file for an application.
func (w *world) evidence(app *application) *scheme.Evidence {
	f := file{id: w.opt.id("file", len(w.files), app.created), firm: app.firm, by: app.by, created: app.created}
	w.files = append(w.files, f)
	page := evidencePage()
	sum := sha256.Sum256(page)
	return &scheme.Evidence{ID: f.id, Name: evidenceName, MediaType: "application/pdf", Size: int64(len(page)),
		SHA256: hex.EncodeToString(sum[:]), AddedAt: f.created}
}

// evidencePage is a PDF of one page that says what it is.
func evidencePage() []byte {
	text := "BT /F1 18 Tf 72 770 Td (Omavalvontasuunnitelma) Tj 0 -30 Td /F1 12 Tf (Keksitty esimerkki - ett p\\345hittat exempel - a made-up example) Tj ET"
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R /Lang (fi) >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(text), text),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, object := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return b.Bytes()
}

func serviceNamed(key string) admission.SnapshotName {
	s, _ := service.ByKey(key)
	return admission.SnapshotName{Key: key, NameFi: s.Fi, NameSv: s.Sv, NameEn: s.En}
}
