// Package share draws the picture that is shown with a link to one offering, producer, unit or point: 1200 × 630 pixels, in
// the product's colours and font. README.md tells how the picture of the service itself is made, and the fonts.
package share

import (
	"bytes"
	_ "embed" // the fonts and the picture of the service itself
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"sync"
)

// Width and Height are what those who show links ask for.
const (
	Width  = 1200
	Height = 630
)

// Card is what a picture says. What is empty is left out.
type Card struct {
	Lead  string // "Kotihoito"
	Name  string // "Kotihoiva Aamurusko"; two lines, and the rest is cut
	Place string // "Jyväskylä"
	Kind  string // own_share, client_fee, price, free, unknown; "": nothing is said of money
	Title string // "Maksat itse"; without a form of paying, what is offered: "Kotihoito, siivous"
	Sum   string // "12,10 €/t"
	Note  string // "noin 364 €/kk"
	Mark  string // "esimerkki", of what is made up
}

//go:embed fi.png
var ownPicture []byte

// own is the picture of the service itself, which has its mark.
var own = sync.OnceValue(func() image.Image {
	picture, err := png.Decode(bytes.NewReader(ownPicture))
	if err != nil {
		panic("share: " + err.Error()) // embedded: a program that was built has it
	}
	return picture
})

const (
	margin   = 72
	inner    = Width - 2*margin
	headEnd  = 150
	payFrom  = 464
	nameFrom = 188
)

// mark is where the mark stands in the picture of the service.
var mark = image.Rect(margin, 64, margin+96, 64+96)

var (
	brand = color.RGBA{0x0e, 0x4f, 0x4b, 0xff}
	ink   = color.RGBA{0x1b, 0x26, 0x25, 0xff}
	quiet = color.RGBA{0x4a, 0x57, 0x55, 0xff}
	pale  = color.RGBA{0xd6, 0xe8, 0xe4, 0xff}
	white = color.RGBA{0xff, 0xff, 0xff, 0xff}
)

// forms are the colours of what the client pays, as in styles/_tokens.scss: of letters and of the ground.
var forms = map[string][2]color.RGBA{
	"own_share":  {brand, {0xe7, 0xf1, 0xef, 0xff}},
	"client_fee": {{0x39, 0x3f, 0x86, 0xff}, {0xf0, 0xf1, 0xfa, 0xff}},
	"price":      {{0x74, 0x45, 0x00, 0xff}, {0xfd, 0xf4, 0xe3, 0xff}},
	"free":       {{0x3f, 0x57, 0x16, 0xff}, {0xf1, 0xf6, 0xe6, 0xff}},
	"unknown":    {quiet, {0xf0, 0xf2, 0xf1, 0xff}},
}

// Draw makes the picture as PNG.
func Draw(c Card) ([]byte, error) {
	to := image.NewRGBA(image.Rect(0, 0, Width, Height))
	fill(to, to.Bounds(), white)
	fill(to, image.Rect(0, 0, Width, headEnd), own().At(0, 0))
	draw.Draw(to, mark.Add(image.Pt(0, (headEnd-mark.Dy())/2-mark.Min.Y)), own(), mark.Min, draw.Src)
	pens, err := newPens(to)
	if err != nil {
		return nil, err
	}
	pens.bold(56).write("Tuottajatori", nameFrom, 94, white)
	if corner := pens.plain(34); c.Mark != "" {
		text := corner.cut(c.Mark, inner/3)
		corner.write(text, Width-margin-corner.width(text), 92, pale)
	}
	pens.who(c)
	pens.pays(c)
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, to); err != nil {
		return nil, fmt.Errorf("draw a share card: %w", err)
	}
	return out.Bytes(), nil
}

func (p *pens) who(c Card) {
	y := headEnd + 72
	if lead := p.plain(38); c.Lead != "" {
		lead.write(lead.cut(c.Lead, inner), margin, y, quiet)
		y += 74
	}
	name := p.bold(62)
	for _, line := range name.lines(c.Name, inner, 2) {
		name.write(line, margin, y, ink)
		y += 70
	}
	if where := p.plain(36); c.Place != "" {
		where.write(where.cut(c.Place, inner), margin, y-16, quiet)
	}
}

func (p *pens) pays(c Card) {
	form, ok := forms[c.Kind]
	if !ok { // what is offered, in place of what it costs
		fill(p.to, image.Rect(0, payFrom, Width, Height), forms["own_share"][1])
		y, offered := payFrom+66, p.plain(36)
		for _, line := range offered.lines(c.Title, inner, 2) {
			offered.write(line, margin, y, ink)
			y += 50
		}
		return
	}
	fill(p.to, image.Rect(0, payFrom, Width, Height), form[1])
	fill(p.to, image.Rect(0, payFrom, 16, Height), form[0])
	title := p.bold(34)
	if c.Sum == "" {
		title = p.bold(48)
		title.write(title.cut(c.Title, inner), margin, payFrom+102, form[0])
		return
	}
	title.write(title.cut(c.Title, inner), margin, payFrom+54, form[0])
	sum := p.bold(76)
	text := sum.cut(c.Sum, inner)
	sum.write(text, margin, payFrom+132, form[0])
	note, used := p.plain(36), sum.width(text)+36
	if room := inner - used; c.Note != "" && room > 200 {
		note.write(note.cut(c.Note, room), margin+used, payFrom+130, ink)
	}
}

func fill(to draw.Image, r image.Rectangle, c color.Color) {
	draw.Draw(to, r, image.NewUniform(c), image.Point{}, draw.Src)
}
