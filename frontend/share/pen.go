package share

import (
	_ "embed" // fonts
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// The fonts are cut in two as the pages' own: what Finnish, Swedish and English need, and the Sámi letters with their kin.
var (
	//go:embed latin-400.ttf
	latinPlain []byte
	//go:embed ext-400.ttf
	extPlain []byte
	//go:embed latin-700.ttf
	latinBold []byte
	//go:embed ext-700.ttf
	extBold []byte
)

type weight int

const (
	plain weight = iota
	bold
)

var fonts = sync.OnceValues(func() (all [2][]*sfnt.Font, err error) {
	for w, files := range [2][][]byte{plain: {latinPlain, extPlain}, bold: {latinBold, extBold}} {
		for _, file := range files {
			f, err := opentype.Parse(file)
			if err != nil {
				return all, fmt.Errorf("read a font: %w", err)
			}
			all[w] = append(all[w], f)
		}
	}
	return all, nil
})

// pens write on one picture.
type pens struct {
	to    draw.Image
	fonts [2][]*sfnt.Font
	buf   sfnt.Buffer
}

func newPens(to draw.Image) (*pens, error) {
	all, err := fonts()
	return &pens{to: to, fonts: all}, err
}

func (p *pens) plain(size float64) *pen { return p.pen(plain, size) }
func (p *pens) bold(size float64) *pen  { return p.pen(bold, size) }

// pen writes in one weight and size, each letter in the first font that has it.
type pen struct {
	*pens
	weight weight
	faces  []font.Face
}

func (p *pens) pen(w weight, size float64) *pen {
	out := &pen{pens: p, weight: w}
	for _, f := range p.fonts[w] {
		face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
		if err != nil {
			continue // the options are ours: only a size of nothing is refused
		}
		out.faces = append(out.faces, face)
	}
	return out
}

// faceOf is the face that has a letter; nil when none has.
func (p *pen) faceOf(r rune) font.Face {
	for i, f := range p.fonts[p.weight] {
		if at, err := f.GlyphIndex(&p.buf, r); err == nil && at != 0 {
			return p.faces[i]
		}
	}
	return nil
}

// caron is what a letter that no font has bears above it, as the ǩ of Skolt Sámi.
const caron = 'ˇ'

// parted is a letter that no font has as one that there is with a caron.
func (p *pen) parted(r rune) (base rune, ok bool) {
	parts := []rune(norm.NFD.String(string(r)))
	return parts[0], len(parts) == 2 && parts[1] == '\u030c' && p.faceOf(parts[0]) != nil
}

const (
	dots  = "…"
	noGap = '\u00a0'
)

// clean is a text in letters that there are, with single spaces. A letter that no font has is left out, and its marks too.
func (p *pen) clean(text string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(text) {
		switch {
		case unicode.IsSpace(r) && r != noGap:
			b.WriteByte(' ')
		default:
			if _, ok := p.parted(r); ok || p.faceOf(r) != nil {
				b.WriteRune(r)
			}
		}
	}
	return strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return r == ' ' }), " ")
}

// width is how wide a text is, in pixels.
func (p *pen) width(text string) int { return p.draw(text, fixed.Point26_6{}, nil).Ceil() }

// write writes a text with its left end and its base line there.
func (p *pen) write(text string, x, y int, c color.Color) {
	p.draw(text, fixed.P(x, y), image.NewUniform(c))
}

// draw goes through the letters, and writes them when there is something to write with. It answers how far it came.
func (p *pen) draw(text string, at fixed.Point26_6, with image.Image) fixed.Int26_6 {
	begin, last := at.X, rune(-1)
	var lastFace font.Face
	for _, r := range p.clean(text) {
		face, hat := p.faceOf(r), font.Face(nil)
		if face == nil {
			r, _ = p.parted(r)
			face, hat = p.faceOf(r), p.faceOf(caron)
		}
		if last >= 0 && face == lastFace {
			at.X += face.Kern(last, r)
		}
		advance, _ := face.GlyphAdvance(r)
		p.glyph(face, r, at, with)
		if hat != nil { // in the middle above the letter, which is as high as an h
			width, _ := hat.GlyphAdvance(caron)
			p.glyph(hat, caron, fixed.Point26_6{X: at.X + (advance-width)/2, Y: at.Y - face.Metrics().CapHeight/4}, with)
		}
		at.X += advance
		last, lastFace = r, face
	}
	return at.X - begin
}

func (p *pen) glyph(face font.Face, r rune, at fixed.Point26_6, with image.Image) {
	if with == nil {
		return
	}
	if where, mask, from, _, ok := face.Glyph(at, r); ok {
		draw.DrawMask(p.to, where, with, image.Point{}, mask, from, draw.Over)
	}
}

// cut is so much of a text as there is room for, with dots where it was cut: at a word when that leaves more than half.
func (p *pen) cut(text string, room int) string {
	text = p.clean(text)
	if p.width(text) <= room {
		return text
	}
	letters := []rune(text)
	least, most := 0, len(letters) // so many letters and the dots have room; so many have not
	for least+1 < most {
		if middle := (least + most) / 2; p.width(string(letters[:middle])+dots) <= room {
			least = middle
		} else {
			most = middle
		}
	}
	short := string(letters[:least])
	if at := strings.LastIndexByte(short, ' '); at > len(short)/2 {
		short = short[:at]
	}
	return strings.TrimRight(short, " ,;:–-.("+string(noGap)) + dots
}

// lines is a text in at most so many lines; the last one is cut. A word that is wider than the picture is broken.
func (p *pen) lines(text string, room, most int) []string {
	words := strings.Fields(p.clean(text))
	var out []string
	for len(words) > 0 {
		if len(out) == most-1 {
			return append(out, p.cut(strings.Join(words, " "), room))
		}
		n := 1
		for n < len(words) && p.width(strings.Join(words[:n+1], " ")) <= room {
			n++
		}
		line := strings.Join(words[:n], " ")
		words = words[n:]
		if head, rest := p.breakWord(line, room); rest != "" {
			line, words = head, append([]string{rest}, words...)
		}
		out = append(out, line)
	}
	return out
}

// breakWord parts a word that is too wide for a line.
func (p *pen) breakWord(word string, room int) (head, rest string) {
	if p.width(word) <= room {
		return word, ""
	}
	letters := []rune(word)
	n := len(letters) - 1
	for n > 1 && p.width(string(letters[:n])+"-") > room {
		n--
	}
	return string(letters[:n]) + "-", string(letters[n:])
}
