package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// errXML answers what is not the XML of a workbook.
var errXML = errors.New("sheet: not well formed")

// tag is one tag of XML, without the prefix of its namespace.
type tag struct {
	name          string
	attributes    []byte // as they stand; valid until the next tag
	closing, self bool
}

// tags reads XML tag by tag. It knows as much of XML as workbooks use: it expands no entities but the five and numbers,
// and refuses a document type, so there is nothing in a file that could make it grow.
type tags struct {
	r    *bufio.Reader
	text []byte // before the last tag, as it stands
	head []byte
}

func newTags(r io.Reader) *tags { return &tags{r: bufio.NewReaderSize(r, 64<<10)} }

// next reads up to and with the next tag; io.EOF after the last.
func (x *tags) next() (tag, error) {
	x.text = x.text[:0]
	for {
		if err := x.until('<', &x.text, maxCell); err != nil {
			return tag{}, err
		}
		x.head = x.head[:0]
		if start, err := x.r.Peek(3); err == nil {
			switch {
			case string(start) == "!--":
				if err := x.skip("-->"); err != nil {
					return tag{}, err
				}
				continue
			case start[0] == '!': // a document type or CDATA: no spreadsheet writes either
				return tag{}, errXML
			case start[0] == '?':
				if err := x.skip("?>"); err != nil {
					return tag{}, err
				}
				continue
			}
		}
		if err := x.until('>', &x.head, maxCell); err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return tag{}, err
		}
		return tagOf(x.head)
	}
}

func tagOf(head []byte) (tag, error) {
	var t tag
	if head, t.closing = bytes.CutPrefix(head, []byte("/")); !t.closing {
		head, t.self = bytes.CutSuffix(head, []byte("/"))
	}
	end := bytes.IndexAny(head, " \t\r\n")
	if end < 0 {
		end = len(head)
	}
	name := head[:end]
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	if len(name) == 0 {
		return tag{}, errXML
	}
	t.name, t.attributes = known(name), head[end:]
	return t, nil
}

// known gives the names that come by the hundred thousand without making a text of each.
func known(name []byte) string {
	switch string(name) {
	case "c":
		return "c"
	case "v":
		return "v"
	case "t":
		return "t"
	case "row":
		return "row"
	case "is":
		return "is"
	case "si":
		return "si"
	case "f":
		return "f"
	}
	return string(name)
}

// until reads up to a byte, which it takes and leaves out.
func (x *tags) until(end byte, into *[]byte, limit int) error {
	for {
		part, err := x.r.ReadSlice(end)
		if len(*into)+len(part) > limit {
			return errXML
		}
		*into = append(*into, part...)
		switch {
		case err == nil:
			*into = (*into)[:len(*into)-1]
			return nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
	}
}

func (x *tags) skip(end string) error {
	seen := 0
	for seen < len(end) {
		b, err := x.r.ReadByte()
		if err != nil {
			return io.ErrUnexpectedEOF
		}
		switch {
		case b == end[seen]:
			seen++
		case b == end[0] && seen == 2: // "--->"
		case b == end[0]:
			seen = 1
		default:
			seen = 0
		}
	}
	return nil
}

// attribute is the value of an attribute of the tag, "" when it has none. A prefix is part of the name.
func (t tag) attribute(name string) string {
	rest := t.attributes
	for {
		i := bytes.IndexByte(rest, '=')
		if i < 0 {
			return ""
		}
		is := bytes.TrimSpace(rest[:i])
		rest = bytes.TrimLeft(rest[i+1:], " \t\r\n")
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			return ""
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return ""
		}
		if string(is) == name {
			return plain(rest[1 : end+1])
		}
		rest = rest[end+2:]
	}
}

var entities = map[string]string{"lt": "<", "gt": ">", "amp": "&", "quot": `"`, "apos": "'"}

// plain writes out the entities of a text.
func plain(raw []byte) string {
	i := bytes.IndexByte(raw, '&')
	if i < 0 {
		return string(raw)
	}
	var b strings.Builder
	for ; i >= 0; i = bytes.IndexByte(raw, '&') {
		b.Write(raw[:i])
		raw = raw[i+1:]
		end := bytes.IndexByte(raw, ';')
		if end < 0 || end > 10 {
			b.WriteByte('&')
			continue
		}
		b.WriteString(entity(string(raw[:end])))
		raw = raw[end+1:]
	}
	b.Write(raw)
	return b.String()
}

func entity(name string) string {
	if text, ok := entities[name]; ok {
		return text
	}
	number, base := strings.TrimPrefix(name, "#"), 10
	if hex, ok := strings.CutPrefix(number, "x"); ok {
		number, base = hex, 16
	}
	n, err := strconv.ParseUint(number, base, 32)
	if err != nil || n == 0 || n > utf8.MaxRune {
		return ""
	}
	return string(rune(n))
}
