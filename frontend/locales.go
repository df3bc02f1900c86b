// Package frontend holds what people see: texts (locales), pages, components, layout, styles and scripts.
// See README.md beside this file for how a page is made of them.
package frontend

import "embed"

// Locales are the texts in Finnish, Swedish and English, one file for each area and language.
//
//go:embed locales/*.toml
var Locales embed.FS
