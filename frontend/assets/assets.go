// Package assets serves the style sheet, script, fonts and icons that frontend/build.mjs made and that are kept in
// dist. Their names carry a hash of their content, so browsers keep them for good.
package assets

import (
	"embed"
	"encoding/json"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed dist
var dist embed.FS

// Prefix is where Handler is mounted.
const Prefix = "/assets/"

// Path is the address of a built file by its plain name ("app.css"), with the hash of its content in it.
// A name that is not in the manifest is a fault of the program: it panics.
func Path(name string) string {
	hashed, ok := manifest()[name]
	if !ok {
		panic("assets: " + name + " is not built")
	}
	return Prefix + hashed
}

var manifest = sync.OnceValue(func() map[string]string {
	raw, err := fs.ReadFile(dist, "dist/manifest.json")
	if err != nil {
		panic("assets: " + err.Error()) // embedded: cannot be missing in a program that was built
	}
	names := map[string]string{}
	if err := json.Unmarshal(raw, &names); err != nil {
		panic("assets: " + err.Error())
	}
	return names
})

// file is one built file in the forms in which it can be sent.
type file struct {
	mediaType string
	plain     []byte
	packed    map[string][]byte // by content coding: br, gzip
}

var files = sync.OnceValue(func() map[string]file {
	all := make(map[string]file, len(manifest()))
	for _, name := range manifest() {
		plain, err := fs.ReadFile(dist, "dist/"+name)
		if err != nil {
			panic("assets: " + err.Error())
		}
		f := file{mediaType: mediaType(name), plain: plain, packed: map[string][]byte{}}
		for coding, ending := range map[string]string{"br": ".br", "gzip": ".gz"} {
			if b, err := fs.ReadFile(dist, "dist/"+name+ending); err == nil {
				f.packed[coding] = b
			}
		}
		all[name] = f
	}
	return all
})

func mediaType(name string) string {
	switch path.Ext(name) {
	case ".woff2":
		return "font/woff2"
	case ".js":
		return "text/javascript; charset=utf-8"
	}
	return mime.TypeByExtension(path.Ext(name))
}

// Handler answers GET and HEAD below Prefix. Files are sent compressed to those who take it, and never change.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		f, ok := files()[strings.TrimPrefix(r.URL.Path, Prefix)]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", f.mediaType)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		body := f.plain
		if len(f.packed) > 0 {
			h.Set("Vary", "Accept-Encoding")
			for _, coding := range []string{"br", "gzip"} {
				if packed := f.packed[coding]; packed != nil && accepts(r.Header.Get("Accept-Encoding"), coding) {
					h.Set("Content-Encoding", coding)
					body = packed
					break
				}
			}
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method == http.MethodGet {
			_, _ = w.Write(body) // the browser has gone when this fails
		}
	})
}

// accepts reads Accept-Encoding (RFC 9110 §12.5.3) as far as static files need: named and not refused with q=0.
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		q, isQ := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(params), " ", ""), "q=")
		weight, err := strconv.ParseFloat(q, 64)
		return !isQ || (err == nil && weight > 0)
	}
	return false
}
