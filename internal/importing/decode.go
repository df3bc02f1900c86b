package importing

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// MaxFile is the largest file that is read, in bytes: some fifty thousand rows.
const MaxFile = 10 << 20

// The encodings that a file can be found to have.
const (
	UTF8        = "UTF-8"
	UTF16       = "UTF-16"
	Windows1252 = "Windows-1252"
)

// The faults of a file as a whole.
var (
	errEmpty    = fault.New(fault.CodeMalformed, "fault.import.empty")
	errTooLarge = fault.New(fault.CodeTooLarge, "fault.import.too_large", "Limit", MaxFile>>20)
	errEncoding = fault.New(fault.CodeMalformed, "fault.import.encoding")
	errNotText  = fault.New(fault.CodeUnsupportedMedia, "fault.import.not_text")
)

// decode reads a file as text and tells in which encoding it was. A byte order mark says it; without one, what is valid
// UTF-8 is that, and otherwise the file is taken for Windows-1252, which is what a spreadsheet of a Finnish office writes.
func decode(r io.Reader) (text, encoding string, err error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return "", "", fault.New(fault.CodeMalformed, "fault.import.unreadable").Because(err)
	}
	if len(raw) > MaxFile {
		return "", "", errTooLarge
	}
	encoding = UTF8
	switch {
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		raw = raw[3:]
		if !utf8.Valid(raw) {
			return "", "", errEncoding
		}
	case bytes.HasPrefix(raw, []byte("\xff\xfe")), bytes.HasPrefix(raw, []byte("\xfe\xff")):
		encoding = UTF16
		raw, err = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(raw)
		if err != nil || bytes.ContainsRune(raw, utf8.RuneError) {
			return "", "", errEncoding
		}
	case bytes.IndexByte(raw, 0) >= 0: // a spreadsheet, a PDF, or UTF-16 that does not say so
		return "", "", errNotText
	case !utf8.Valid(raw):
		encoding = Windows1252
		for _, unused := range []byte{0x81, 0x8d, 0x8f, 0x90, 0x9d} { // bytes that are no letter of Windows-1252
			if bytes.IndexByte(raw, unused) >= 0 {
				return "", "", errEncoding
			}
		}
		if raw, err = charmap.Windows1252.NewDecoder().Bytes(raw); err != nil {
			return "", "", errEncoding
		}
	}
	text = string(raw)
	if strings.TrimSpace(text) == "" {
		return "", "", errEmpty
	}
	if strings.ContainsRune(text, 0) {
		return "", "", errNotText
	}
	return text, encoding, nil
}

// separators are tried in this order, so that of equals the first holds.
var separators = []rune{',', ';', '\t'}

// separatorOf finds the separator under which the first line has the most of the wanted columns.
func separatorOf(text string, wanted []string) rune {
	best, most := separators[0], -1
	line, _, _ := strings.Cut(text, "\n")
	for _, s := range separators {
		n := 0
		for _, field := range strings.Split(line, string(s)) {
			for _, want := range wanted {
				if columnName(strings.Trim(field, "\r\" ")) == columnName(want) {
					n++
				}
			}
		}
		if n > most {
			best, most = s, n
		}
	}
	return best
}
