//go:build !((linux || darwin) && (amd64 || arm64))

package language

import "errors"

// voikko is not there on this kind of machine.
type voikko struct{ version string }

func openVoikko() (*voikko, error) {
	return nil, errors.New("language: libvoikko is not used on this kind of machine")
}

func (*voikko) close()                  {}
func (*voikko) analyse(string) []raw    { return nil }
func (*voikko) suggest(string) []string { return nil }
