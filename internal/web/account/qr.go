package account

import (
	"fmt"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// qrQuiet is the white border that readers need, in modules.
const qrQuiet = 4

// qrPath draws a text as a QR code: the outlines of its dark modules as the path of an SVG picture, and the length of its side.
// Drawn into the page itself, it is asked for at no address and kept by nobody.
func qrPath(text string) (path string, side int, err error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", 0, fmt.Errorf("QR code: %w", err)
	}
	size := code.Bounds().Dx()
	var b strings.Builder
	for y := range size {
		for x := 0; x < size; x++ {
			run := 0
			for x+run < size && dark(code.At(x+run, y).RGBA()) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+qrQuiet, y+qrQuiet, run, run)
				x += run
			}
		}
	}
	return b.String(), size + 2*qrQuiet, nil
}

func dark(r, _, _, _ uint32) bool { return r < 0x8000 }
