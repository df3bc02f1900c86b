package identity

import (
	"encoding/base32"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/pquerna/otp/totp"
	"pgregory.net/rapid"
)

// The examples of RFC 6238, appendix B, of which apps show the last six digits.
func TestCodesAreThoseOfTheStandard(t *testing.T) {
	secret := base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))
	for at, code := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if step, ok := stepOf(secret, code, time.Unix(at, 0), 0); !ok || step != at/30 {
			t.Errorf("at %d: step %d, %v", at, step, ok)
		}
	}
}

func TestACodeIsGoodForAStepToEachSideAndOnce(t *testing.T) {
	secret, _, err := newSecret("maija@hoiva.example")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		made := time.Unix(rapid.Int64Range(1_700_000_000, 1_900_000_000).Draw(t, "made"), 0)
		shown := made.Add(time.Duration(rapid.IntRange(-120, 120).Draw(t, "later")) * time.Second)
		used := made.Unix()/30 + int64(rapid.IntRange(-3, 3).Draw(t, "used"))
		code, err := totp.GenerateCode(secret, made)
		if err != nil {
			t.Fatal(err)
		}
		apart := shown.Unix()/30 - made.Unix()/30
		step, ok := stepOf(secret, code, shown, used)
		if want := apart >= -1 && apart <= 1 && made.Unix()/30 > used; ok != want {
			t.Fatalf("%d steps apart, used up to %d after: %v", apart, used-made.Unix()/30, ok)
		}
		if ok && step != made.Unix()/30 {
			t.Fatalf("step %d of a code of %d", step, made.Unix()/30)
		}
	})
}

func TestRecoveryCodesAreReadAsTheyAreTyped(t *testing.T) {
	person := uuid.New()
	codes := newRecoveryCodes()
	if len(codes) != RecoveryCodes || len(slices.Compact(slices.Sorted(slices.Values(codes)))) != RecoveryCodes {
		t.Fatalf("%d codes, or two are the same", len(codes))
	}
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.SampledFrom(codes).Draw(t, "code")
		as := rapid.SampledFrom([]func(string) string{
			strings.ToUpper, strings.TrimSpace,
			func(s string) string { return strings.ReplaceAll(s, "-", "") },
			func(s string) string { return " " + strings.ReplaceAll(s, "-", " ") + "\t" },
			func(s string) string { return strings.ReplaceAll(strings.ReplaceAll(s, "0", "O"), "1", "l") },
		}).Draw(t, "as")(code)
		if isCode(typed(as)) {
			t.Fatalf("%q is taken for an app's code", as)
		}
		if string(recoveryHash(person, as)) != string(recoveryHash(person, code)) {
			t.Fatalf("%q is not known as %q", as, code)
		}
		if string(recoveryHash(uuid.New(), code)) == string(recoveryHash(person, code)) {
			t.Fatal("two people's codes have one hash")
		}
	})
}
