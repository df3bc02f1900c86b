package look

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/image/draw"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
)

// What a logo may be, which the form says beforehand.
const (
	MaxLogo    = 1 << 20 // bytes, as sent
	MaxSide    = 2000    // pixels
	MinSide    = 24      // pixels: less is a blot
	keptWidth  = 480     // pixels that are kept at most: three times what a head shows
	keptHeight = 96
	altMax     = 120
)

// Logo is an organiser's sign with what it says, for those who do not see it.
type Logo struct {
	Sum           string // of its bytes: a part of its address
	Width, Height int
	AltFi         string
	AltSv         string
	AltEn         string
}

// NewLogo is a logo as it is sent: nil From keeps the picture and changes what it says.
type NewLogo struct {
	From                io.Reader
	AltFi, AltSv, AltEn string
}

var errNotPNG = fault.Invalid().On("logo", "fault.look.not_png")

// trimmed takes white space off what the logo says.
func (n NewLogo) trimmed() NewLogo {
	n.AltFi, n.AltSv, n.AltEn = strings.TrimSpace(n.AltFi), strings.TrimSpace(n.AltSv), strings.TrimSpace(n.AltEn)
	return n
}

func (n NewLogo) check() *fault.Error {
	bad := fault.Invalid()
	for _, alt := range []struct{ field, text string }{{"alt_fi", n.AltFi}, {"alt_sv", n.AltSv}, {"alt_en", n.AltEn}} {
		switch {
		case alt.text == "":
			bad = bad.On(alt.field, "fault.form.required")
		case utf8.RuneCountInString(alt.text) > altMax:
			bad = bad.On(alt.field, "fault.form.too_long", "Limit", altMax)
		}
	}
	return bad
}

// picture reads a PNG by its content and draws it anew, no larger than it is ever shown: nothing is kept of the file that was sent but
// what is seen. SVG is not taken, since it may hold programs and load what is elsewhere.
func picture(r io.Reader) (content []byte, width, height int, err error) {
	sent, err := io.ReadAll(io.LimitReader(r, MaxLogo+1))
	switch {
	case err != nil:
		return nil, 0, 0, fault.New(fault.CodeMalformed, "fault.form.malformed").Because(err)
	case len(sent) > MaxLogo:
		return nil, 0, 0, fault.Invalid().On("logo", "fault.look.logo_too_large")
	}
	if _, err := files.Sniff(sent[:min(len(sent), files.HeadSize)], "logo.png"); err != nil {
		return nil, 0, 0, errNotPNG.Because(err)
	}
	size, err := png.DecodeConfig(bytes.NewReader(sent)) // before the picture: a small file may be a huge one
	switch {
	case err != nil:
		return nil, 0, 0, errNotPNG.Because(err)
	case max(size.Width, size.Height) > MaxSide || min(size.Width, size.Height) < MinSide:
		return nil, 0, 0, fault.Invalid().On("logo", "fault.look.logo_size", "Least", MinSide, "Most", MaxSide)
	}
	whole, err := png.Decode(bytes.NewReader(sent))
	if err != nil {
		return nil, 0, 0, errNotPNG.Because(err)
	}
	width, height = fit(size.Width, size.Height)
	drawn := image.NewNRGBA(image.Rect(0, 0, width, height))
	draw.CatmullRom.Scale(drawn, drawn.Bounds(), whole, whole.Bounds(), draw.Src, nil)
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, drawn); err != nil {
		return nil, 0, 0, err
	}
	return out.Bytes(), width, height, nil
}

// fit is the size in which a picture is kept: its own, or the largest of its shape that there is room for.
func fit(width, height int) (int, int) {
	if width > keptWidth {
		width, height = keptWidth, max(1, height*keptWidth/width)
	}
	if height > keptHeight {
		width, height = max(1, width*keptHeight/height), keptHeight
	}
	return width, height
}

// altered joins what is wrong with a logo's words with what is wrong with its picture.
func altered(bad *fault.Error, err error) error {
	var wrong *fault.Error
	if err == nil {
		return bad.OrNil()
	}
	if !errors.As(err, &wrong) || len(wrong.Fields) == 0 {
		return err
	}
	bad.Fields = append(bad.Fields, wrong.Fields...)
	return bad
}
