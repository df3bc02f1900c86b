package chain

// HashOf is the hash that a link must have after the hash before it.
func HashOf(before []byte, l Link) []byte { return hashOf(before, l) }
