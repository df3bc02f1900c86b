package identity

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
)

// What an authenticator app makes codes by (RFC 6238), as all of them do unless told otherwise.
const (
	codeStep   = 30 * time.Second
	codeDigits = 6
	secretSize = 20 // bytes
)

// RecoveryCodes is how many recovery codes one gets at a time.
const RecoveryCodes = 10

// A recovery code is 16 of 32 characters, of which none looks like another: 80 random bits.
const (
	recoveryLetters = "0123456789abcdefghjkmnpqrstvwxyz"
	recoveryLength  = 16
	recoveryGroup   = 4
)

// serviceName is what authenticator apps call the service.
const serviceName = "Tuottajatori"

// newSecret makes the secret of an authenticator app, with the address that its camera reads.
func newSecret(account string) (secret, address string, err error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: serviceName, AccountName: account, SecretSize: secretSize})
	if err != nil {
		return "", "", fmt.Errorf("authenticator secret: %w", err)
	}
	return key.Secret(), key.URL(), nil
}

// stepOf finds the step that the code is of, of now's and one to each side for clocks that differ. A code of the step last,
// or of one before it, has been used and opens nothing.
func stepOf(secret, code string, now time.Time, last int64) (step int64, ok bool) {
	if !isCode(code) {
		return 0, false
	}
	at := now.Unix() / int64(codeStep.Seconds())
	for _, s := range []int64{at - 1, at, at + 1} {
		want, err := hotp.GenerateCodeCustom(secret, uint64(s), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}) //nolint:gosec // after 1970
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && s > last {
			step, ok = s, true
		}
	}
	return step, ok
}

// isCode tells an app's code from a recovery code.
func isCode(code string) bool {
	return len(code) == codeDigits && strings.Trim(code, "0123456789") == ""
}

// typed is a code as it is compared: without the spaces and hyphens of its groups, in lower case, and with the letters that
// are no part of recovery codes read as the digits that they look like.
func typed(code string) string {
	return strings.NewReplacer(" ", "", "\u00a0", "", "-", "", "\u2011", "", "\u2013", "", "o", "0", "i", "1", "l", "1").Replace(strings.ToLower(strings.TrimSpace(code)))
}

// newRecoveryCodes makes codes in groups of four, as they are shown.
func newRecoveryCodes() []string {
	codes := make([]string, RecoveryCodes)
	for i := range codes {
		raw := make([]byte, recoveryLength)
		_, _ = rand.Read(raw) // never fails
		var b strings.Builder
		for j, r := range raw {
			if j > 0 && j%recoveryGroup == 0 {
				b.WriteByte('-')
			}
			b.WriteByte(recoveryLetters[r%32])
		}
		codes[i] = b.String()
	}
	return codes
}

// recoveryHash is what is kept of a person's recovery code.
func recoveryHash(person uuid.UUID, code string) []byte {
	sum := sha256.Sum256(append(person[:], typed(code)...))
	return sum[:]
}
