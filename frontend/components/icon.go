package components

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/tuottajatori/tuottajatori/frontend/assets"
)

// Icon draws a symbol of icons/icons.svg by its name without "i-". It adds nothing to what is read out.
// A result page has a hundred of them, so it is written without a template.
func Icon(name string, classes ...string) templ.Component {
	class := strings.Join(append([]string{"tt-i"}, classes...), " ")
	return templ.Raw(`<svg class="` + templ.EscapeString(class) + `" aria-hidden="true" focusable="false"><use href="` +
		templ.EscapeString(assets.Path("icons.svg")+"#i-"+name) + `"></use></svg>`)
}
