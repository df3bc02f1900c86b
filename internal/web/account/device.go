package account

import (
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// mark is a part of what browsers call themselves, and what it tells. The first that is there counts: most browsers claim to be
// others too.
type mark struct{ part, is string }

var browsers = []mark{
	{"Edg", "edge"}, {"OPR/", "opera"}, {"SamsungBrowser/", "samsung"}, {"Vivaldi/", "vivaldi"}, {"Firefox/", "firefox"}, {"FxiOS/", "firefox"},
	{"CriOS/", "chrome"}, {"Chrome/", "chrome"}, {"Safari/", "safari"},
}

var systems = []mark{
	{"iPhone", "iphone"}, {"iPad", "ipad"}, {"Android", "android"}, {"Windows", "windows"}, {"CrOS", "chromeos"}, {"Mac OS X", "mac"}, {"Linux", "linux"},
}

// browserNames are the same in every language.
var browserNames = map[string]string{
	"edge": "Edge", "opera": "Opera", "samsung": "Samsung Internet", "vivaldi": "Vivaldi", "firefox": "Firefox", "chrome": "Chrome", "safari": "Safari",
}

// deviceOf tells in two words on what somebody signs in. What it says of itself besides is not kept.
func deviceOf(userAgent string) identity.Device {
	return identity.Device{Browser: first(browsers, userAgent), System: first(systems, userAgent)}
}

func first(marks []mark, text string) string {
	for _, m := range marks {
		if strings.Contains(text, m.part) {
			return m.is
		}
	}
	return ""
}

// deviceText is a device in plain words.
func deviceText(pr *locale.Printer, browser, system string) string {
	if system == "" {
		system = "other"
	}
	words := pr.T("sessions.system." + system)
	if name := browserNames[browser]; name != "" {
		return pr.T("sessions.device", "System", words, "Browser", name)
	}
	return words
}
