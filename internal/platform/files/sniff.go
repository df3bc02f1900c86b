package files

import (
	"bytes"
	"encoding/binary"
	"path/filepath"
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// HeadSize is how much of a file's beginning Sniff wants to see, in bytes.
const HeadSize = 8192

// The media types that may be uploaded.
const (
	PDF  = "application/pdf"
	PNG  = "image/png"
	JPEG = "image/jpeg"
	DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// extensions are the names' endings for each type that is taken.
var extensions = map[string]string{
	".pdf": PDF, ".png": PNG, ".jpg": JPEG, ".jpeg": JPEG, ".docx": DOCX, ".xlsx": XLSX,
}

// Sniff tells a file's media type by its content, and insists that its name says the same: a program under the name
// of a PDF is fault.CodeUnsupportedMedia, as is every kind that we do not take. What the browser claimed is not asked.
func Sniff(head []byte, name string) (mediaType string, err error) {
	claimed, taken := extensions[strings.ToLower(filepath.Ext(name))]
	if !taken {
		return "", fault.New(fault.CodeUnsupportedMedia, "fault.files.kind_not_taken")
	}
	if len(head) == 0 {
		return "", fault.New(fault.CodeUnsupportedMedia, "fault.files.empty")
	}
	if found := content(head); found != claimed {
		return "", fault.New(fault.CodeUnsupportedMedia, "fault.files.not_what_name_says")
	}
	return claimed, nil
}

// content is the type that the bytes show, or "".
func content(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return PDF
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return PNG
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return JPEG
	case bytes.HasPrefix(head, []byte(zipEntry)):
		return office(head)
	}
	return ""
}

// zipEntry begins the header of each file in a ZIP archive.
const zipEntry = "PK\x03\x04"

// nameAt is where a ZIP header holds its file's name, after the name's length at byte 26.
const nameAt = 30

// office tells which Office document a ZIP archive is, by the names of the files in it: every one has
// [Content_Types].xml or _rels/ near its beginning, and its text under word/ or its sheets under xl/. An archive with
// macros is none of them.
func office(head []byte) string {
	packaged, kind := false, ""
	for rest := head; ; {
		at := bytes.Index(rest, []byte(zipEntry))
		if at < 0 || len(rest) < at+nameAt {
			break
		}
		rest = rest[at:]
		length := int(binary.LittleEndian.Uint16(rest[26:28]))
		name := string(rest[nameAt:min(nameAt+length, len(rest))])
		switch {
		case name == "[Content_Types].xml" || strings.HasPrefix(name, "_rels/"):
			packaged = true
		case strings.HasSuffix(name, "vbaProject.bin"):
			return ""
		case kind == "" && strings.HasPrefix(name, "word/"):
			kind = DOCX
		case kind == "" && strings.HasPrefix(name, "xl/"):
			kind = XLSX
		}
		rest = rest[len(zipEntry):]
	}
	if !packaged {
		return ""
	}
	return kind
}
