package meili

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/meilisearch/meilisearch-go"
	"golang.org/x/sync/semaphore"

	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/words"
)

const name = "meilisearch"

// DefaultPrefix begins the names of the program's indexes.
const DefaultPrefix = "tuottajatori_"

// Config says which server to use.
type Config struct {
	URL    string // as http://127.0.0.1:7700
	Key    string // with at least KeyActions on KeyIndexes
	Prefix string // of the names of indexes; empty is DefaultPrefix
}

// Engine is search.Remote on Meilisearch.
type Engine struct {
	client meilisearch.ServiceManager
	http   *http.Client
	url    string
	key    string
	words  func() *words.Table

	offerings, next, marks string // names of the indexes

	reading *semaphore.Weighted // bytes of large answers

	fed atomic.Pointer[string] // identity of the index that was fed last, when that is known
}

var _ search.Remote = (*Engine)(nil)

// Connections to the server: as many as there are searches at the same time on a busy day, kept for the next.
const (
	idleConnections = 64
	dialTimeout     = 2 * time.Second
	// answerTimeout is for an answer to begin, and not for a task to be done: also a large batch is only put in the
	// server's queue. Without it, a request that was lost on the way would keep the index from being fed for minutes.
	answerTimeout = 10 * time.Second
)

// New makes an engine. It asks the server nothing yet, which may not even be there.
func New(c Config) (*Engine, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("meilisearch: the address must begin with http:// or https:// and name a server")
	}
	if c.Prefix == "" {
		c.Prefix = DefaultPrefix
	}
	transport := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}).DialContext,
		MaxIdleConns:          idleConnections,
		MaxIdleConnsPerHost:   idleConnections,
		IdleConnTimeout:       time.Minute,
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: answerTimeout,
		DisableCompression:    near(u.Hostname()),
		ForceAttemptHTTP2:     true,
	}
	e := &Engine{
		http: &http.Client{Transport: transport}, url: strings.TrimSuffix(c.URL, "/"), key: c.Key, words: words.Default,
		reading:   semaphore.NewWeighted(readAtOnce),
		offerings: c.Prefix + "offerings", next: c.Prefix + "offerings_next", marks: c.Prefix + "mark",
	}
	e.client = meilisearch.New(e.url, meilisearch.WithAPIKey(c.Key), meilisearch.WithCustomClient(e.http), meilisearch.DisableRetries())
	return e, nil
}

// near tells whether a server is on this machine, where packing answers costs more than sending them.
func near(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Name is what the API calls this engine.
func (e *Engine) Name() string { return name }

// Error is what the server answered when it did not do what it was asked. It never holds what people searched for,
// which Meilisearch's own messages repeat.
type Error struct {
	Doing  string
	Status int    // of HTTP; 0 when a task failed later
	Code   string // as Meilisearch names it, like invalid_api_key
}

func (e *Error) Error() string {
	return fmt.Sprintf("meilisearch: %s: refused (%s, status %d)", e.Doing, e.Code, e.Status)
}

// Codes of Meilisearch that mean something to us.
const (
	codeIndexExists     = "index_already_exists"
	codeIndexMissing    = "index_not_found"
	codeDocumentMissing = "document_not_found"
	codeForbidden       = "invalid_api_key" // or one that does not allow this
)

var errShort = errors.New("too few results")

// errUsage is for questions that this engine cannot answer: whoever asks knows that (search.Query.ByUsage).
var errUsage = errors.New("meilisearch: search: the index holds the order of the usual usage only")

func isCode(err error, code string) bool {
	var refused *Error
	return errors.As(err, &refused) && refused.Code == code
}

// broken makes an error of the library's, which would tell the whole request and answer, fit for a log.
func broken(doing string, err error) error {
	var theirs *meilisearch.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &theirs) && theirs.MeilisearchApiError.Code != "":
		return &Error{Doing: doing, Status: theirs.StatusCode, Code: theirs.MeilisearchApiError.Code}
	case errors.As(err, &theirs) && theirs.OriginError != nil:
		return fmt.Errorf("meilisearch: %s: %w", doing, theirs.OriginError)
	case errors.As(err, &theirs):
		return &Error{Doing: doing, Status: theirs.StatusCode, Code: "no code"}
	}
	return fmt.Errorf("meilisearch: %s: %w", doing, err)
}

// buffers are for answers being read. One that had to grow for an unusual answer is not kept.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

const largestBuffer = 1 << 20

// An answer to a search with several values of one facet chosen may take megabytes. So many bytes of such answers are
// read at a time, whoever asks; the others wait, since a server with little memory must outlive a busy day.
const (
	largeAnswer = 128 << 10
	readAtOnce  = 8 << 20
)

// room waits until an answer of so many bytes may be read, and gives back what makes room for the next.
func (e *Engine) room(ctx context.Context, size int64) (done func(), err error) {
	if size >= 0 && size < largeAnswer {
		return func() {}, nil
	}
	if size < 0 || size > readAtOnce {
		size = readAtOnce
	}
	if err := e.reading.Acquire(ctx, size); err != nil {
		return nil, err
	}
	return func() { e.reading.Release(size) }, nil
}

// multiSearch posts the body of a multi-search and gives the answer's text to read, which is there as long as that takes.
// The library cannot: it leaves out a limit of nought, makes a map of every hit, and its errors repeat what people typed.
func (e *Engine) multiSearch(ctx context.Context, body []byte, read func(text []byte) error) error {
	const doing = "search"
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.url+"/multi-search", bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("meilisearch: %s: %w", doing, err)
	}
	req.Header.Set("Content-Type", "application/json")
	if e.key != "" {
		req.Header.Set("Authorization", "Bearer "+e.key)
	}
	resp, err := e.http.Do(req)
	if err != nil {
		return fmt.Errorf("meilisearch: %s: %w", doing, err)
	}
	defer resp.Body.Close() //nolint:errcheck // read to its end, or of no use
	if resp.StatusCode != http.StatusOK {
		var refused struct{ Code string }
		_ = json.NewDecoder(io.LimitReader(resp.Body, 1<<16)).Decode(&refused) // the status tells enough
		return &Error{Doing: doing, Status: resp.StatusCode, Code: refused.Code}
	}
	done, err := e.room(ctx, resp.ContentLength)
	if err != nil {
		return fmt.Errorf("meilisearch: %s: %w", doing, err)
	}
	defer done()
	buffer := buffers.Get().(*bytes.Buffer)
	defer func() {
		if buffer.Cap() <= largestBuffer {
			buffer.Reset()
			buffers.Put(buffer)
		}
	}()
	buffer.Grow(int(max(0, min(resp.ContentLength, readAtOnce))) + bytes.MinRead)
	if _, err := buffer.ReadFrom(resp.Body); err != nil {
		return fmt.Errorf("meilisearch: %s: %w", doing, err)
	}
	if err := read(buffer.Bytes()); err != nil {
		return fmt.Errorf("meilisearch: %s: an answer that is none: %w", doing, err)
	}
	return nil
}
