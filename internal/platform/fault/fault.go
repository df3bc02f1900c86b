// Package fault holds the one error type that use cases answer with.
//
// A fault says what kind of failure it is (a Code), which text to show (a message key with arguments, looked up
// in frontend/locales), and, for input, which fields were wrong. What caused it is kept for the log and never shown.
// Nothing here knows HTTP or languages: the renderers in internal/web and internal/api translate at the edge.
//
// A room declares its faults where its rules are:
//
//	return fault.New(fault.CodeConflict, "fault.admission.stale", "Version", v)
//
// and gathers field errors, so that a person sees all of them at once:
//
//	bad := fault.Invalid()
//	if name == "" {
//		bad = bad.On("name", "fault.producer.name_missing")
//	}
//	return bad.OrNil()
package fault

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Code is the kind of a failure. Its text is the machine-readable code of an API answer.
type Code string

// The kinds of failure, with the HTTP status that the renderers give them.
const (
	CodeInvalid          Code = "invalid"            // 422: understood, but breaks a rule
	CodeMalformed        Code = "malformed"          // 400: could not be read at all
	CodeUnauthenticated  Code = "unauthenticated"    // 401: sign in first
	CodeForbidden        Code = "forbidden"          // 403: signed in, but not allowed
	CodeNotFound         Code = "not_found"          // 404: is not there, or may not be known to be
	CodeNotAllowed       Code = "method_not_allowed" // 405: is there, but cannot be asked like this
	CodeConflict         Code = "conflict"           // 409: the state has moved on
	CodeGone             Code = "gone"               // 410: was there, is over
	CodeTooLarge         Code = "too_large"          // 413: more than we take
	CodeUnsupportedMedia Code = "unsupported_media"  // 415: a kind of content that we do not take
	CodeTooMany          Code = "too_many"           // 429: slow down
	CodeUnavailable      Code = "unavailable"        // 503: something that we depend on does not answer
	CodeInternal         Code = "internal"           // 500: our mistake
)

// Codes lists every code, for the tests that hold each to a status and a text.
func Codes() []Code {
	return []Code{
		CodeInvalid, CodeMalformed, CodeUnauthenticated, CodeForbidden, CodeNotFound, CodeNotAllowed, CodeConflict,
		CodeGone, CodeTooLarge, CodeUnsupportedMedia, CodeTooMany, CodeUnavailable, CodeInternal,
	}
}

// The message keys of the faults that belong to no room.
const (
	KeyInternal    = "fault.internal"    // shown for every error that nobody foresaw
	KeyInvalid     = "fault.invalid"     // the heading above field errors
	KeyUnavailable = "fault.unavailable" // the database, or another thing we need, does not answer
)

// Field is one wrong field of the input: its name in the form or JSON, and the key of what is wrong with it.
type Field struct {
	Name string
	Key  string
	Args map[string]any
}

// Error is a failure that may be shown. It is a value to copy, never to change: On and Because return copies, so a
// package-level *Error can be shared.
type Error struct {
	Code   Code
	Key    string         // of the text to show
	Args   map[string]any // for the text's variables
	Fields []Field        // in the order they were found

	cause error
}

// New makes a fault. The args are the text's variables as pairs: "Name", value, "Count", 3.
func New(code Code, key string, args ...any) *Error {
	return &Error{Code: code, Key: key, Args: pairs(args)}
}

// Invalid is the fault to hang field errors on. End with OrNil.
func Invalid() *Error { return New(CodeInvalid, KeyInvalid) }

// On returns a copy with one more field error.
func (e *Error) On(field, key string, args ...any) *Error {
	c := *e
	c.Fields = append(slices.Clip(e.Fields), Field{Name: field, Key: key, Args: pairs(args)})
	return &c
}

// Because returns a copy with what caused it, for the log and for errors.Is and errors.As.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// OrNil is the fault if a field was found wrong, and otherwise nil.
func (e *Error) OrNil() error {
	if e == nil || len(e.Fields) == 0 {
		return nil
	}
	return e
}

// HasField tells whether the field has been found wrong already.
func (e *Error) HasField(name string) bool {
	return slices.ContainsFunc(e.Fields, func(f Field) bool { return f.Name == name })
}

// Error is the text for the log: code, key, names of the wrong fields and the cause. Arguments are left out, since
// they may be what a person typed.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s)", e.Code, e.Key)
	for i, f := range e.Fields {
		separator := ", "
		if i == 0 {
			separator = ": "
		}
		fmt.Fprintf(&b, "%s%s %s", separator, f.Name, f.Key)
	}
	if e.cause != nil {
		fmt.Fprintf(&b, ": %v", e.cause)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.cause }

// Is makes errors.Is(err, someFault) compare by code and key, so that a copy with a cause still is the fault.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t != nil && t.Code == e.Code && t.Key == e.Key
}

// From finds the fault in a chain of errors. An error that has none is an internal fault caused by it. From(nil) is nil.
func From(err error) *Error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return New(CodeInternal, KeyInternal).Because(err)
}

// Is tells whether the error's fault is of the kind. An error that is no fault counts as CodeInternal.
func Is(err error, code Code) bool {
	return err != nil && From(err).Code == code
}

// pairs makes "Name", value, … a map. A mistake in the pairs shows in the text instead of hiding the fault.
func pairs(args []any) map[string]any {
	if len(args) == 0 {
		return nil
	}
	m := make(map[string]any, len(args)/2)
	for i := 0; i < len(args); i += 2 {
		name, ok := args[i].(string)
		if !ok || i+1 == len(args) {
			m["BadArgument"] = args[i]
			continue
		}
		m[name] = args[i+1]
	}
	return m
}
