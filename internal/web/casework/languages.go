package casework

import (
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// Others says that not all texts of a scheme are in the reader's language; "" when they are. An organiser chooses its languages, and Finnish is
// always one of them.
func Others(p *locale.Printer, s scheme.Scheme, asks ...scheme.Requirement) string {
	lang := string(p.Lang())
	some := s.Other(lang) != ""
	for _, r := range asks {
		title, help := r.Others(lang)
		some = some || title != "" || help != ""
	}
	if !some {
		return ""
	}
	return p.T("casefile.others")
}
