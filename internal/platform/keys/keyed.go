package keys

import (
	"crypto/hmac"
	"crypto/sha256"
)

// Keyed is a hash of a text that nobody can make or check without the key: for finding rows by what the database must not
// tell. It is another one after a change of keys.
func (r *Ring) Keyed(purpose, text string) []byte {
	mac := hmac.New(sha256.New, r.newest(Tokens).Secret)
	mac.Write([]byte("keyed\x00" + purpose + "\x00" + text))
	return mac.Sum(nil)
}
