package meili

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/meilisearch/meilisearch-go"

	"github.com/tuottajatori/tuottajatori/search"
)

// Versions of the server that the program works with: from the first that takes all our settings (1.14 lets an
// attribute be filtered by equality alone, 1.15 forgives no slips in numbers), until the major version that may mean
// something else by the same requests. Tested with 1.50.
const (
	majorVersion = 1
	minorVersion = 15
)

// UnsupportedError says that the server is of a version that the program does not know.
type UnsupportedError struct{ Version string }

func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("meilisearch: version %s is not supported; it must be %d.%d or newer, and below %d", e.Version, majorVersion, minorVersion, majorVersion+1)
}

func supported(version string) bool {
	major, rest, _ := strings.Cut(version, ".")
	minor, _, _ := strings.Cut(rest, ".")
	n, err := strconv.Atoi(minor)
	return err == nil && major == strconv.Itoa(majorVersion) && n >= minorVersion
}

// mark is a search.Mark as it is kept: by the identity of the index that it is about. An index that somebody made anew
// under the same name has none, and the one that a rebuild has filled has its own before it takes its place.
type mark struct {
	ID       string    `json:"id"`
	Database uuid.UUID `json:"database"`
	Version  int64     `json:"version"`
	Settings string    `json:"settings"`
}

// errOther says that what was fed before is not the index that is there now.
var errOther = errors.New("meilisearch: the index is another than the one that was fed")

// identity tells an index from any other of the same name: when it was made.
func (e *Engine) identity(ctx context.Context, uid string) (string, error) {
	index, err := e.client.GetIndexWithContext(ctx, uid)
	if err != nil {
		return "", broken("look at an index", err)
	}
	return strconv.FormatInt(index.CreatedAt.UnixNano(), 10), nil
}

// known asks whether the program knows the server's version. A key for certain indexes may not ask, since 1.50 at the
// latest; a server too old then refuses the settings.
func (e *Engine) known(ctx context.Context) error {
	version, err := e.client.VersionWithContext(ctx)
	if err = broken("ask for the version", err); isCode(err, codeForbidden) {
		return nil
	}
	if err != nil {
		return err
	}
	if !supported(version.PkgVersion) {
		return &UnsupportedError{Version: version.PkgVersion}
	}
	return nil
}

// Mark tells how far the engine has been fed. See search.Remote. A server of a version that the program does not know
// is an *UnsupportedError.
func (e *Engine) Mark(ctx context.Context) (search.Mark, error) {
	if err := e.known(ctx); err != nil {
		return search.Mark{}, err
	}
	id, err := e.identity(ctx, e.offerings)
	if isCode(err, codeIndexMissing) {
		e.fed.Store(nil)
		return search.Mark{}, nil
	}
	if err != nil {
		return search.Mark{}, err
	}
	var m mark
	err = broken("read the mark", e.client.Index(e.marks).GetDocumentWithContext(ctx, id, nil, &m))
	if isCode(err, codeIndexMissing) || isCode(err, codeDocumentMissing) {
		e.fed.Store(nil)
		return search.Mark{}, nil
	}
	if err != nil {
		return search.Mark{}, err
	}
	e.fed.Store(&id)
	return search.Mark{Database: m.Database, Version: m.Version, Settings: m.Settings}, nil
}

// SetMark replaces the Mark. See search.Remote. If the index was made anew since the mark was read, or since a rebuild
// ended, it is an error: what was posted before is not in it.
func (e *Engine) SetMark(ctx context.Context, m search.Mark) error {
	id, err := e.identity(ctx, e.offerings)
	if err != nil {
		return err
	}
	if fed := e.fed.Load(); fed != nil && *fed != id {
		return errOther
	}
	return e.saveMark(ctx, id, m)
}

func (e *Engine) saveMark(ctx context.Context, id string, m search.Mark) error {
	key := "id"
	info, err := e.client.Index(e.marks).AddDocumentsWithContext(ctx,
		[]mark{{ID: id, Database: m.Database, Version: m.Version, Settings: m.Settings}}, &meilisearch.DocumentOptions{PrimaryKey: &key})
	return e.taken(ctx, "write the mark", info, err)
}
