package webkit

import (
	"strconv"

	"github.com/tuottajatori/tuottajatori/frontend/layout"
	"github.com/tuottajatori/tuottajatori/internal/look"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// LookAt is where organisers' stylesheets and logos are: /look/15-0123456789abcdef.css.
const LookAt = "/look/"

// The room that a head has for a logo, in CSS pixels.
const (
	logoHeight = 40
	logoWidth  = 160
)

// Wear gives a page the colours and the logo of its organiser.
func Wear(o *layout.Organiser, l look.Look, lang locale.Lang) {
	if l.Theme != nil {
		o.Sheet, o.Colour = LookAt+l.Code+"-"+l.Sum+".css", l.Theme.Brand.String()
	}
	if l.Logo == nil {
		return
	}
	w, h := l.Logo.Width, l.Logo.Height
	if h > logoHeight {
		w, h = max(1, w*logoHeight/h), logoHeight
	}
	if w > logoWidth {
		w, h = logoWidth, max(1, h*logoWidth/w)
	}
	o.Logo = &layout.Logo{Src: LookAt + l.Code + "-" + l.Logo.Sum + ".png", Width: strconv.Itoa(w), Height: strconv.Itoa(h),
		Alt: locale.Pick(string(lang), l.Logo.AltFi, l.Logo.AltSv, l.Logo.AltEn)}
}
