package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// The encodings that a text can be found to have.
const (
	UTF8        = "UTF-8"
	UTF16       = "UTF-16"
	Windows1252 = "Windows-1252"
)

func (t *Table) openText(content io.ReaderAt, size int64) error {
	raw, err := io.ReadAll(io.NewSectionReader(content, 0, size))
	if err != nil {
		return bad("fault.sheet.unreadable").Because(err)
	}
	text, encoding, err := decode(raw)
	if err != nil {
		return err
	}
	t.Encoding = encoding
	if text, t.Separator = separated(text); strings.TrimSpace(text) == "" {
		return bad("fault.sheet.empty")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.TrimLeadingSpace = t.Separator, -1, t.Separator != '\t'
	head, err := r.Read()
	switch {
	case errors.Is(err, io.EOF):
		return bad("fault.sheet.empty")
	case err != nil:
		return bad("fault.sheet.head").Because(err)
	case len(head) > maxColumns:
		return bad("fault.sheet.columns", "Limit", maxColumns)
	}
	t.Head = clean(head)
	t.next = func() (Row, error) {
		record, err := r.Read()
		if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
			return Row{Line: wrong.StartLine, Broken: true}, nil
		}
		if err != nil {
			return Row{}, err
		}
		line, _ := r.FieldPos(0)
		return Row{Line: line, Cells: clean(record), Given: len(record)}, nil
	}
	return nil
}

// clean takes the space around cells, and the apostrophe before what a spreadsheet would have taken for a formula.
func clean(cells []string) []string {
	for i, c := range cells {
		cells[i] = disarmed(strings.TrimSpace(c))
	}
	return cells
}

// decode reads a file as text and tells in which encoding it was. A byte order mark says it; without one, what is valid
// UTF-8 is that, and otherwise the file is taken for Windows-1252, which is what a spreadsheet of a Finnish office writes.
func decode(raw []byte) (text, encoding string, err error) {
	encoding = UTF8
	switch {
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		raw = raw[3:]
		if !utf8.Valid(raw) {
			return "", "", bad("fault.sheet.encoding")
		}
	case bytes.HasPrefix(raw, []byte("\xff\xfe")), bytes.HasPrefix(raw, []byte("\xfe\xff")):
		encoding = UTF16
		raw, err = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(raw)
		if err != nil || bytes.ContainsRune(raw, utf8.RuneError) {
			return "", "", bad("fault.sheet.encoding")
		}
	case bytes.IndexByte(raw, 0) >= 0: // a picture, a PDF, or UTF-16 that does not say so
		return "", "", bad("fault.sheet.not_table")
	case !utf8.Valid(raw):
		encoding = Windows1252
		for _, unused := range []byte{0x81, 0x8d, 0x8f, 0x90, 0x9d} { // bytes that are no letter of Windows-1252
			if bytes.IndexByte(raw, unused) >= 0 {
				return "", "", bad("fault.sheet.encoding")
			}
		}
		if raw, err = charmap.Windows1252.NewDecoder().Bytes(raw); err != nil {
			return "", "", bad("fault.sheet.encoding")
		}
	}
	if bytes.IndexByte(raw, 0) >= 0 || bytes.HasPrefix(raw, []byte("%PDF")) {
		return "", "", bad("fault.sheet.not_table")
	}
	return string(raw), encoding, nil
}

// separated finds what separates the names in the first line, and takes away the line that some spreadsheets write to
// say it. Of equals the first holds: the semicolon, which Finnish and Swedish offices use.
func separated(text string) (string, rune) {
	first, rest, _ := strings.Cut(text, "\n")
	if said, ok := strings.CutPrefix(strings.TrimSpace(first), "sep="); ok && len(said) == 1 && strings.Contains(";,\t", said) {
		return rest, rune(said[0])
	}
	if strings.TrimRight(first, "\r") == "sep=\t" {
		return rest, '\t'
	}
	best, most := ';', 0
	counts := map[rune]int{}
	quoted := false
	for _, c := range first {
		switch {
		case c == '"':
			quoted = !quoted
		case !quoted:
			counts[c]++
		}
	}
	for _, s := range []rune{';', ',', '\t'} {
		if counts[s] > most {
			best, most = s, counts[s]
		}
	}
	return text, best
}
