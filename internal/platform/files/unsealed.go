package files

import (
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
)

// unsealed reads a sealed file, from any place in it.
type unsealed struct {
	from   io.ReadSeekCloser
	at     int64 // where from stands
	box    cipher.AEAD
	size   int64  // of what was sealed
	chunks int64  // how many
	want   int64  // where the reader stands
	held   int64  // which chunk is in text
	text   []byte // of that chunk
}

// opened opens a file whose head was read. Its last chunk is opened first: what was cut off is found before anything is given.
func opened(f io.ReadSeekCloser, box cipher.AEAD) (*unsealed, error) {
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, storeFault(err)
	}
	body := end - headSize
	u := &unsealed{from: f, at: end, box: box, held: -1, chunks: (body + chunkSize + tagSize - 1) / (chunkSize + tagSize)}
	u.size = body - u.chunks*tagSize
	if u.chunks < 1 || u.size < 0 {
		return nil, ErrDamaged
	}
	return u, u.load(u.chunks - 1)
}

// load reads and opens a chunk.
func (u *unsealed) load(chunk int64) error {
	at := headSize + chunk*(chunkSize+tagSize)
	if u.at != at {
		if _, err := u.from.Seek(at, io.SeekStart); err != nil {
			return storeFault(err)
		}
	}
	length := chunkSize + tagSize
	if chunk == u.chunks-1 {
		length = u.size - chunk*chunkSize + tagSize
	}
	sealed := make([]byte, length)
	n, err := io.ReadFull(u.from, sealed)
	u.at = at + int64(n)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.Join(ErrDamaged, err)
	}
	if err != nil {
		return storeFault(err)
	}
	text, err := u.box.Open(sealed[:0], nonceOf(chunk, chunk == u.chunks-1), sealed, nil)
	if err != nil {
		return fmt.Errorf("%w: chunk %d", ErrDamaged, chunk)
	}
	u.held, u.text = chunk, text
	return nil
}

// Read implements io.Reader.
func (u *unsealed) Read(p []byte) (int, error) {
	if u.want >= u.size {
		return 0, io.EOF
	}
	if chunk := u.want / chunkSize; chunk != u.held {
		if err := u.load(chunk); err != nil {
			return 0, err
		}
	}
	n := copy(p, u.text[u.want%chunkSize:])
	u.want += int64(n)
	return n, nil
}

// Seek implements io.Seeker.
func (u *unsealed) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += u.want
	case io.SeekEnd:
		offset += u.size
	}
	if offset < 0 {
		return u.want, errors.New("files: before the beginning")
	}
	u.want = offset
	return offset, nil
}

// Close closes the file.
func (u *unsealed) Close() error { return u.from.Close() }
