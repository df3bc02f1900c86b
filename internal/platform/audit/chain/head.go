package chain

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Head says that a chain had so many links at a moment, the last with this hash, signed with Ed25519.
type Head struct {
	Chain      uuid.UUID `db:"chain" json:"chain"`
	Seq        int64     `db:"seq" json:"seq"`
	Hash       []byte    `db:"hash" json:"hash"`
	SignedAt   time.Time `db:"signed_at" json:"signedAt"`
	KeyVersion int       `db:"key_version" json:"keyVersion"`
	Signature  []byte    `db:"signature" json:"signature"`
}

// Signer signs with the newest version of a key that is not in the database.
type Signer interface {
	// Sign answers the signature, and by which version of the key.
	Sign(message []byte) (signature []byte, version int)
}

// PublicKeys are the keys that heads are checked with, by version.
type PublicKeys map[int]ed25519.PublicKey

// message is what is signed of a head.
func (h Head) message() []byte {
	return []byte(strings.Join([]string{"tuottajatori audit head 1", h.Chain.String(), strconv.FormatInt(h.Seq, 10), fmt.Sprintf("%x", h.Hash),
		strconv.FormatInt(h.SignedAt.UnixMicro(), 10)}, "\n"))
}

func sign(s Signer, l Link, at time.Time) Head {
	h := Head{Chain: l.Chain, Seq: l.Seq, Hash: l.Hash, SignedAt: at.UTC().Truncate(time.Microsecond)}
	h.Signature, h.KeyVersion = s.Sign(h.message())
	return h
}

// signed tells whether one of the keys signed a message as it is.
func (k PublicKeys) signed(message, signature []byte, version int) bool {
	key, ok := k[version]
	return ok && len(key) == ed25519.PublicKeySize && ed25519.Verify(key, message, signature)
}

// Checkpoint stands for what was dropped: all links of a chain up to one, and all rows from before a moment.
type Checkpoint struct {
	Chain         uuid.UUID `db:"chain"`
	Seq           int64     `db:"seq"` // 0: only rows were dropped so far, whose links are among younger ones
	Hash          []byte    `db:"hash"`
	DroppedBefore time.Time `db:"dropped_before"`
	SignedAt      time.Time `db:"signed_at"`
	KeyVersion    int       `db:"key_version"`
	Signature     []byte    `db:"signature"`
}

func (c Checkpoint) message() []byte {
	return []byte(strings.Join([]string{"tuottajatori audit checkpoint 1", c.Chain.String(), strconv.FormatInt(c.Seq, 10), fmt.Sprintf("%x", c.Hash),
		strconv.FormatInt(c.DroppedBefore.UnixMicro(), 10), strconv.FormatInt(c.SignedAt.UnixMicro(), 10)}, "\n"))
}

// WriteHeads writes heads as lines of JSON, as they are exported.
func WriteHeads(w io.Writer, heads []Head) error {
	enc := json.NewEncoder(w)
	for _, h := range heads {
		if err := enc.Encode(h); err != nil {
			return fmt.Errorf("write heads: %w", err)
		}
	}
	return nil
}

// ReadHeads reads what WriteHeads wrote.
func ReadHeads(r io.Reader) ([]Head, error) {
	var out []Head
	for dec := json.NewDecoder(r); ; {
		var h Head
		err := dec.Decode(&h)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("exported heads, line %d: %w", len(out)+1, err)
		}
		out = append(out, h)
	}
}
