package local

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	mathrand "math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

const (
	meiliName     = "meilisearch"      // folder in DATA_DIR, or in the database's home when its user cannot use that one
	meiliSettings = "meilisearch.json" // in DATA_DIR
	httpScheme    = "http://"
)

// Ports are taken from below those that the kernel gives to outgoing connections, so that a server that ended finds its
// own free again.
const lowestPort, highestPort = 18_000, 32_000

// IsMeili tells whether the address is that of the data folder's private Meilisearch, running or not.
func IsMeili(dataDir, url string) bool {
	known, err := readMeili(dataDir)
	return err == nil && url != "" && known.URL == url
}

// meiliKnown is what stays the same from one start to the next.
type meiliKnown struct {
	URL       string `json:"url"`
	MasterKey string `json:"master_key"`
}

func readMeili(dataDir string) (known meiliKnown, err error) {
	text, err := os.ReadFile(filepath.Join(dataDir, meiliSettings))
	if err == nil {
		err = json.Unmarshal(text, &known)
	}
	return known, err
}

// settle sets address and master key: those of the last start when they can be had, and otherwise new ones, which cost
// nothing but that keys are made anew.
func (m *Meili) settle(dataDir string) error {
	known, err := readMeili(dataDir)
	if err == nil && known.MasterKey != "" && isFree(strings.TrimPrefix(known.URL, httpScheme)) {
		m.URL, m.MasterKey = known.URL, known.MasterKey
		return nil
	}
	if known.MasterKey == "" {
		known.MasterKey = rand.Text() + rand.Text()
	}
	address, err := FreeAddress()
	if err != nil {
		return err
	}
	m.URL, m.MasterKey = httpScheme+address, known.MasterKey
	text, err := json.MarshalIndent(meiliKnown{URL: m.URL, MasterKey: m.MasterKey}, "", "  ")
	if err != nil {
		return err
	}
	return replace(filepath.Join(dataDir, meiliSettings), append(text, '\n'))
}

// replace writes a file that only its owner may read, whole or not at all.
func replace(path string, text []byte) error {
	fresh := path + ".new"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) { // it may have had wider rights
		return err
	}
	if err := os.WriteFile(fresh, text, 0o600); err != nil {
		return err
	}
	return os.Rename(fresh, path)
}

// FreeAddress is a port of this machine that nobody listens at, as 127.0.0.1:23456.
func FreeAddress() (string, error) {
	for range 1000 {
		address := net.JoinHostPort("127.0.0.1", strconv.Itoa(lowestPort+mathrand.IntN(highestPort-lowestPort)))
		if isFree(address) {
			return address, nil
		}
	}
	return "", errors.New("no free port")
}

func isFree(address string) bool {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return false
	}
	return l.Close() == nil
}

func (m *Meili) address() string { return strings.TrimPrefix(m.URL, httpScheme) }

func (m *Meili) data() string { return filepath.Join(m.folder, "data") }

// meiliHome answers the folder of the server's files and as whom it runs: as the database's user where that one can
// enter a folder and run the program, and otherwise as ourselves. Files of an earlier start that cannot be used any
// longer may stay behind: the index is made again.
func (s *Server) meiliHome(ctx context.Context, path string) (Programs, string, error) {
	inData := filepath.Join(s.dataDir, meiliName)
	if s.programs.credential == nil {
		return s.programs, inData, os.MkdirAll(inData, 0o700)
	}
	if s.programs.Command(ctx, "/bin/sh", "-c", `test -x "$1"`, "sh", path).Run() == nil {
		for _, folder := range []string{inData, filepath.Join(s.home, meiliName)} {
			if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
				return Programs{}, "", err
			}
			if err := s.programs.Give(folder); err != nil {
				return Programs{}, "", err
			}
			if s.programs.CanUse(ctx, folder) {
				return s.programs, folder, nil
			}
			if err := os.RemoveAll(folder); err != nil {
				return Programs{}, "", err
			}
		}
	}
	s.logger.WarnContext(ctx, fmt.Sprintf("the user %s cannot run Meilisearch; it runs as root", serverUser), "program", path)
	if err := os.MkdirAll(inData, 0o700); err != nil {
		return Programs{}, "", err
	}
	return Programs{}, inData, os.Chown(inData, 0, 0)
}
