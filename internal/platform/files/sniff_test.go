package files_test

import (
	"archive/zip"
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
)

// archive makes a ZIP of files with these names.
func archive(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte("<xml/>")); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func picture(t *testing.T, encode func(*bytes.Buffer, image.Image) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSniff(t *testing.T) {
	pdf := []byte("%PDF-1.7\n%âãÏÓ\n1 0 obj")
	pngFile := picture(t, func(b *bytes.Buffer, i image.Image) error { return png.Encode(b, i) })
	jpegFile := picture(t, func(b *bytes.Buffer, i image.Image) error { return jpeg.Encode(b, i, nil) })
	docx := archive(t, "[Content_Types].xml", "_rels/.rels", "word/document.xml")
	writer := archive(t, "_rels/.rels", "docProps/app.xml", "word/document.xml", "[Content_Types].xml")
	xlsx := archive(t, "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")
	const notTaken, notWhat, empty = "fault.files.kind_not_taken", "fault.files.not_what_name_says", "fault.files.empty"
	for _, test := range []struct {
		name    string
		content []byte
		want    string // media type, or the fault's key
	}{
		{"todistus.pdf", pdf, files.PDF},
		{"TODISTUS.PDF", pdf, files.PDF},
		{"kuva.png", pngFile, files.PNG},
		{"kuva.jpg", jpegFile, files.JPEG},
		{"kuva.jpeg", jpegFile, files.JPEG},
		{"suunnitelma.docx", docx, files.DOCX},
		{"suunnitelma.docx", writer, files.DOCX},
		{"hinnat.xlsx", xlsx, files.XLSX},
		{"todistus.pdf", []byte("MZ\x90\x00 a program"), notWhat},
		{"todistus.pdf", []byte(" %PDF-1.7"), notWhat},
		{"todistus.pdf", pngFile, notWhat},
		{"kuva.png", jpegFile, notWhat},
		{"kuva.jpg", []byte("<svg onload=alert(1)>"), notWhat},
		{"suunnitelma.docx", xlsx, notWhat},
		{"hinnat.xlsx", docx, notWhat},
		{"suunnitelma.docx", archive(t, "word/document.xml"), notWhat},
		{"suunnitelma.docx", archive(t, "[Content_Types].xml", "readme.txt"), notWhat},
		{"suunnitelma.docx", archive(t, "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), notWhat},
		{"suunnitelma.docx", []byte("PK\x03\x04"), notWhat},
		{"paketti.zip", docx, notTaken},
		{"makrot.docm", docx, notTaken},
		{"ohjelma.exe", pdf, notTaken},
		{"todistus.pdf.exe", pdf, notTaken},
		{"sivu.html", []byte("<html>"), notTaken},
		{"kuva.svg", []byte("<svg/>"), notTaken},
		{"pdf", pdf, notTaken},
		{"", pdf, notTaken},
		{"todistus.pdf", nil, empty},
	} {
		got, err := files.Sniff(test.content[:min(len(test.content), files.HeadSize)], test.name)
		if err != nil {
			if !fault.Is(err, fault.CodeUnsupportedMedia) || got != "" {
				t.Errorf("%s: %q, %v", test.name, got, err)
			}
			got = fault.From(err).Key
		}
		if got != test.want {
			t.Errorf("%s with %.12q: %s, want %s", test.name, test.content, got, test.want)
		}
	}
}

func TestSniffNeverPanics(t *testing.T) {
	names := rapid.SampledFrom([]string{"a.pdf", "a.docx", "a.xlsx", "a.png"})
	rapid.Check(t, func(t *rapid.T) {
		head := append([]byte(rapid.SampledFrom([]string{"", "PK\x03\x04", "%PDF-"}).Draw(t, "begin")), rapid.SliceOf(rapid.Byte()).Draw(t, "rest")...)
		if kind, err := files.Sniff(head, names.Draw(t, "name")); (kind == "") != (err != nil) {
			t.Fatalf("%q, %v", kind, err)
		}
	})
}
