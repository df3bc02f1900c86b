package demo

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// file is a producer's uploaded evidence. All have the same page in them.
type file struct {
	id      uuid.UUID
	firm    *firm
	by      *person
	name    string
	created time.Time
}

// item is one of a producer's library, used in each of its applications.
type item struct {
	id      uuid.UUID
	kind    evidence.Kind
	file    file
	issued  calendar.Date
	validTo *calendar.Date
}

// evidence is the applicant's self-monitoring plan, the same in all of its applications.
func (w *world) evidence(app *application) *scheme.Evidence {
	i := w.itemOf(app.firm, evidence.SelfMonitoringPlan)
	if i == nil {
		i = w.addItem(app.firm, app.by, evidence.SelfMonitoringPlan, "omavalvontasuunnitelma.pdf", app.created, w.day(app.created), calendar.Date{})
	}
	sum := sha256.Sum256(evidencePage())
	return &scheme.Evidence{ID: i.file.id, Name: i.file.name, MediaType: "application/pdf", Size: int64(len(evidencePage())),
		SHA256: hex.EncodeToString(sum[:]), AddedAt: i.file.created, Item: i.id, IssuedOn: i.issued, ValidTo: i.validTo, BusinessID: app.firm.businessID}
}

func (w *world) itemOf(f *firm, kind evidence.Kind) *item {
	for i := range w.items {
		if w.items[i].file.firm == f && w.items[i].kind == kind {
			return &w.items[i]
		}
	}
	return nil
}

// addItem adds evidence to a producer's library: says is the last day that it bears, zero when it bears none.
func (w *world) addItem(f *firm, by *person, kind evidence.Kind, name string, added time.Time, issued, says calendar.Date) *item {
	shown := file{firm: f, by: by, name: name, created: added}
	if kind != evidence.CriminalRecordSeen { // which is never kept
		shown.id = w.opt.id("file", len(w.files), added)
		w.files = append(w.files, shown)
	}
	i := item{id: w.opt.id("evidence", len(w.items), added), kind: kind, file: shown, issued: issued}
	if rule, ok := evidence.RuleOf(kind); ok {
		if last := rule.Last(issued, says); !last.IsZero() {
			i.validTo = &last
		}
	}
	w.items = append(w.items, i)
	return &w.items[len(w.items)-1]
}

// evidencePage is a PDF of one page that says what it is.
func evidencePage() []byte {
	text := "BT /F1 18 Tf 72 770 Td (Esimerkkiasiakirja) Tj 0 -30 Td /F1 12 Tf (Keksitty esimerkki - ett p\\345hittat exempel - a made-up example) Tj ET"
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
