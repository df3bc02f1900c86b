package keys

import "crypto/ed25519"

// Sign signs a message with the newest key of the audit trail (Ed25519), and tells its version.
func (r *Ring) Sign(message []byte) (signature []byte, version int) {
	newest := r.newest(Audit)
	return ed25519.Sign(ed25519.NewKeyFromSeed(newest.Secret), message), newest.Version
}

// AuditKeys are the public keys that what Sign signs is checked with, by version. They are no secret.
func (r *Ring) AuditKeys() map[int]ed25519.PublicKey {
	out := map[int]ed25519.PublicKey{}
	for _, k := range r.held.Load().entries[Audit] {
		out[k.Version] = ed25519.NewKeyFromSeed(k.Secret).Public().(ed25519.PublicKey)
	}
	return out
}
