// Package trail says in words what the audit trail tells. Every action that any room records has its words in three
// languages, which the package's test holds against the source.
package trail

import (
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// Action says what was done. What was recorded by an earlier version of the program and has no words is told as it is.
func Action(p *locale.Printer, action string) string {
	key := "trail.action." + strings.ReplaceAll(action, ".", "_")
	if !p.Has(key) {
		return action
	}
	return p.T(key)
}
