package fault_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

func TestFieldsAreGathered(t *testing.T) {
	bad := fault.Invalid()
	if err := bad.OrNil(); err != nil {
		t.Errorf("without field errors: %v", err)
	}
	one := bad.On("name", "fault.x.missing")
	two := one.On("price", "fault.x.high", "Limit", 5)
	three := one.On("phone", "fault.x.wrong") // from the same copy: neither may see the other's field
	if len(bad.Fields) != 0 || len(one.Fields) != 1 {
		t.Errorf("On changed what it was called on: %v, %v", bad.Fields, one.Fields)
	}
	want := []fault.Field{{Name: "name", Key: "fault.x.missing"}, {Name: "price", Key: "fault.x.high", Args: map[string]any{"Limit": 5}}}
	if diff := cmp.Diff(want, two.Fields); diff != "" {
		t.Error(diff)
	}
	if three.HasField("price") || !three.HasField("phone") {
		t.Errorf("fields %v", three.Fields)
	}
	if err := two.OrNil(); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("with field errors: %v", err)
	}
}

func TestOrNilIsAnUntypedNil(t *testing.T) {
	check := func() error { return fault.Invalid().OrNil() }
	if err := check(); err != nil {
		t.Errorf("a nil fault is a non-nil error: %#v", err)
	}
	var none *fault.Error
	if none.OrNil() != nil {
		t.Error("a nil fault is an error")
	}
}

func TestBecauseKeepsTheFaultAndItsCause(t *testing.T) {
	taken := fault.New(fault.CodeConflict, "fault.x.taken", "Name", "secret input")
	err := fmt.Errorf("sign up: %w", taken.Because(io.EOF))
	if !errors.Is(err, taken) || !errors.Is(err, io.EOF) {
		t.Errorf("%v is not both", err)
	}
	if errors.Is(err, fault.New(fault.CodeConflict, "fault.x.other")) {
		t.Error("faults with other keys are the same")
	}
	if taken.Unwrap() != nil {
		t.Error("Because changed what it was called on")
	}
	text := fault.From(err).Error()
	if strings.Contains(text, "secret") || !strings.Contains(text, "fault.x.taken") || !strings.Contains(text, "EOF") {
		t.Errorf("text for the log: %q", text)
	}
}

func TestFrom(t *testing.T) {
	gone := fault.New(fault.CodeGone, "fault.x.gone")
	for _, test := range []struct {
		name string
		err  error
		code fault.Code
		key  string
	}{
		{"a fault", gone, fault.CodeGone, "fault.x.gone"},
		{"wrapped", fmt.Errorf("a: %w", gone), fault.CodeGone, "fault.x.gone"},
		{"joined", errors.Join(io.EOF, gone), fault.CodeGone, "fault.x.gone"},
		{"any error", io.EOF, fault.CodeInternal, fault.KeyInternal},
	} {
		got := fault.From(test.err)
		if got.Code != test.code || got.Key != test.key || !fault.Is(test.err, test.code) {
			t.Errorf("%s: %v", test.name, got)
		}
	}
	if fault.From(nil) != nil || fault.Is(nil, fault.CodeInternal) {
		t.Error("no error is a fault")
	}
	if !errors.Is(fault.From(io.EOF), io.EOF) {
		t.Error("the cause is lost")
	}
}

func TestArgumentsThatAreNoPairsShow(t *testing.T) {
	for _, args := range [][]any{{"Name"}, {1, "x"}, {"A", 1, "B"}} {
		if _, shown := fault.New(fault.CodeGone, "k", args...).Args["BadArgument"]; !shown {
			t.Errorf("%v is swallowed", args)
		}
	}
}

func TestCodesAreListed(t *testing.T) {
	seen := map[fault.Code]bool{}
	for _, code := range fault.Codes() {
		if seen[code] || code == "" {
			t.Errorf("%q twice or empty", code)
		}
		seen[code] = true
	}
	if len(seen) != 13 {
		t.Errorf("%d codes", len(seen))
	}
}
