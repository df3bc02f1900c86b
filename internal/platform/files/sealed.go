package files

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"
)

// Keys gives each file its key.
type Keys interface {
	// Make makes the key of a file, or gives that which it has.
	Make(ctx context.Context, file uuid.UUID) ([]byte, error)
	// Key gives the key of a file. One that was destroyed is ErrErased.
	Key(ctx context.Context, file uuid.UUID) ([]byte, error)
	// Destroy makes the file unreadable wherever copies of it are.
	Destroy(ctx context.Context, file uuid.UUID) error
}

// ErrErased is the answer to a file whose key was destroyed.
var ErrErased = errors.New("files: the file's key was destroyed")

// ErrDamaged is a file that is not as it was written.
var ErrDamaged = errors.New("files: a file is damaged")

// Sealed is a Store, and a Place, that encrypts each file with a key of its own (AES-256-GCM in chunks, each bound to its
// place and the last one marked as such, so that nothing can be changed, exchanged or cut off). Files that lie there
// unencrypted, since an older program kept them, are held to their checksums instead.
type Sealed struct {
	place Place
	keys  Keys
	sums  Sums
}

// Sums tells the SHA-256 that a file had when it was sent; none of a file that nobody knows.
type Sums func(ctx context.Context, file uuid.UUID) ([]byte, error)

// NewSealed makes a store over a place. Without sums an unencrypted file is taken for a damaged one.
func NewSealed(place Place, keys Keys, sums Sums) *Sealed {
	return &Sealed{place: place, keys: keys, sums: sums}
}

// A sealed file is the mark, a random salt, and the chunks. The salt and the file's key make the key of this writing.
const (
	mark      = "TTSEAL1\n"
	saltSize  = 32
	headSize  = int64(len(mark) + saltSize)
	chunkSize = int64(64 << 10)
	tagSize   = int64(16)
)

// Put implements Store.
func (s *Sealed) Put(ctx context.Context, r io.Reader, limit int64) (id uuid.UUID, size int64, sum []byte, err error) {
	id, size, sum, err = put(ctx, s, r, limit)
	if err != nil && id != uuid.Nil {
		err = errors.Join(err, s.keys.Destroy(context.WithoutCancel(ctx), id))
	}
	return id, size, sum, err
}

// Keep implements Place.
func (s *Sealed) Keep(ctx context.Context, id uuid.UUID, r io.Reader) error {
	key, err := s.keys.Make(ctx, id)
	if err != nil {
		return err
	}
	head := []byte(mark)
	salt := make([]byte, saltSize)
	rand.Read(salt) // never fails: the program stops when the system has no randomness
	box, err := boxOf(key, salt, id)
	if err != nil {
		return err
	}
	return s.place.Keep(ctx, id, io.MultiReader(bytes.NewReader(append(head, salt...)), &sealing{from: r, box: box}))
}

// Open implements Store and Place.
func (s *Sealed) Open(ctx context.Context, id uuid.UUID) (_ io.ReadSeekCloser, err error) {
	f, err := s.place.Open(ctx, id)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close())
		}
	}()
	head, sealed, err := headOf(f)
	if err != nil {
		return nil, storeFault(err)
	}
	if !sealed {
		text, err := s.plain(ctx, id, io.MultiReader(bytes.NewReader(head), f))
		return whole{bytes.NewReader(text), f}, err
	}
	key, err := s.keys.Key(ctx, id)
	if errors.Is(err, ErrErased) {
		return nil, notFound(err)
	}
	if err != nil {
		return nil, err
	}
	box, err := boxOf(key, head[len(mark):], id)
	if err != nil {
		return nil, err
	}
	return opened(f, box)
}

// plainMost is how much of an unencrypted file is read: more than could ever be sent.
const plainMost = 64 << 20

// plain reads an unencrypted file whole, so that what is given is what was held to its checksum.
func (s *Sealed) plain(ctx context.Context, id uuid.UUID, f io.Reader) ([]byte, error) {
	if s.sums == nil {
		return nil, ErrDamaged
	}
	want, err := s.sums(ctx, id)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(withContext(ctx, f), plainMost))
	if err != nil {
		return nil, storeFault(err)
	}
	if sum := sha256.Sum256(text); !bytes.Equal(sum[:], want) {
		return nil, fmt.Errorf("%w: %s has another checksum than when it was sent", ErrDamaged, id)
	}
	return text, nil
}

// whole is a file that is in memory, over the one that is to be closed.
type whole struct {
	*bytes.Reader
	io.Closer
}

// headOf reads a file's beginning, and tells whether it is sealed.
func headOf(f io.Reader) (head []byte, sealed bool, err error) {
	head = make([]byte, headSize)
	n, err := io.ReadFull(f, head)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return head[:n], n == len(head) && bytes.HasPrefix(head, []byte(mark)), err
}

// Delete implements Store and Place: the key first, so that the file is gone even where a copy of it stays.
func (s *Sealed) Delete(ctx context.Context, id uuid.UUID) error {
	if err := s.keys.Destroy(ctx, id); err != nil {
		return err
	}
	return s.place.Delete(ctx, id)
}

// Each implements Place.
func (s *Sealed) Each(ctx context.Context, fn func(Entry) error) error { return s.place.Each(ctx, fn) }

// SealOld encrypts a file that lies there unencrypted, and tells whether it was one.
func (s *Sealed) SealOld(ctx context.Context, id uuid.UUID) (done bool, err error) {
	f, err := s.place.Open(ctx, id)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	head, sealed, err := headOf(f)
	if err != nil || sealed {
		return false, err
	}
	text, err := s.plain(ctx, id, io.MultiReader(bytes.NewReader(head), f))
	if err != nil {
		return false, err
	}
	err = s.Keep(ctx, id, bytes.NewReader(text))
	return err == nil, err
}

// boxOf makes the box of one writing of a file.
func boxOf(key, salt []byte, id uuid.UUID) (cipher.AEAD, error) {
	derived, err := hkdf.Key(sha256.New, key, salt, "tuottajatori file "+id.String(), 32)
	if err != nil {
		return nil, fmt.Errorf("seal a file: %w", err)
	}
	block, err := aes.NewCipher(derived)
	if err != nil {
		return nil, fmt.Errorf("seal a file: %w", err)
	}
	return cipher.NewGCM(block)
}

// nonceOf is the chunk's number and whether it is the last: a key seals each once, since a writing has a salt of its own.
func nonceOf(chunk int64, last bool) []byte {
	nonce := make([]byte, 12)
	binary.BigEndian.PutUint64(nonce[3:], uint64(chunk)) //nolint:gosec // counted from 0
	if last {
		nonce[11] = 1
	}
	return nonce
}

// sealing gives the chunks of what it reads.
type sealing struct {
	from        io.Reader
	box         cipher.AEAD
	next        []byte // read and not sealed yet: whether it is the last is known when the one after it was asked for
	chunk       int64
	begun, done bool
	out         []byte
}

func (s *sealing) Read(p []byte) (int, error) {
	for len(s.out) == 0 {
		if s.done {
			return 0, io.EOF
		}
		if err := s.seal(); err != nil {
			return 0, err
		}
	}
	n := copy(p, s.out)
	s.out = s.out[n:]
	return n, nil
}

func (s *sealing) seal() error {
	if !s.begun {
		var err error
		if s.next, err = s.read(); err != nil {
			return err
		}
		s.begun = true
	}
	after := []byte(nil)
	if int64(len(s.next)) == chunkSize {
		var err error
		if after, err = s.read(); err != nil {
			return err
		}
	}
	s.done = len(after) == 0
	s.out = s.box.Seal(nil, nonceOf(s.chunk, s.done), s.next, nil)
	s.next, s.chunk = after, s.chunk+1
	return nil
}

// read reads a whole chunk, or what is left.
func (s *sealing) read() ([]byte, error) {
	buffer := make([]byte, chunkSize)
	n, err := io.ReadFull(s.from, buffer)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return buffer[:n], err
}
