package ask

import (
	"encoding/binary"
	"time"

	"github.com/google/uuid"
)

// Aged is a form's token as it would be had the form been shown at another time.
func (s *Service) Aged(token string, by time.Duration) string {
	id, err := s.ring.Open(formPurpose, token)
	if err != nil {
		panic(err)
	}
	return s.ring.Token(formPurpose, movedBy(id, by))
}

func movedBy(id uuid.UUID, by time.Duration) uuid.UUID {
	low := binary.BigEndian.Uint64(id[:8])
	binary.BigEndian.PutUint64(id[:8], uint64(shownAt(id).Add(by).UnixMilli())<<16|low&0xffff) //nolint:gosec // milliseconds
	return id
}
