package webkit

import (
	"errors"
	"mime/multipart"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"syscall"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"github.com/gin-gonic/gin/binding"
	"github.com/go-playground/validator/v10"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// maxMemory is how much of a multipart body is held in memory; the rest goes to temporary files.
const maxMemory = 1 << 20

// Bind reads the request's form into the struct that into points at, by its `form:"name"` tags, and checks its
// shape by its `validate` tags. Text is trimmed of white space at its ends, except in fields tagged `raw:"true"`
// (passwords). The answer is nil, a Malformed fault (not a form, not UTF-8, a NUL byte), a TooLarge fault, or an
// Invalid fault with one error for each field. The struct is filled in the last case, for showing the form again.
func (k *Kit) Bind(c *gin.Context, into any) error {
	if err := readForm(c); err != nil {
		return err
	}
	values := c.Request.PostForm
	if c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead {
		values = c.Request.URL.Query()
	}
	for name, list := range values {
		for _, value := range append([]string{name}, list...) {
			if !utf8.ValidString(value) || strings.ContainsRune(value, 0) {
				return fault.New(fault.CodeMalformed, "fault.form.not_text")
			}
		}
	}
	bad := fault.Invalid()
	if err := binding.MapFormWithTag(into, values, "form"); err != nil {
		// The binder names no field; a number that is no number is the one thing it refuses.
		return bad.On("", "fault.form.not_a_number").Because(err)
	}
	trim(reflect.ValueOf(into).Elem())
	return shape(into, bad)
}

// File is the uploaded file in the named field, or nil when none was chosen.
func (k *Kit) File(c *gin.Context, field string) (*multipart.FileHeader, error) {
	if err := readForm(c); err != nil {
		return nil, err
	}
	if c.Request.MultipartForm == nil {
		return nil, nil
	}
	if list := c.Request.MultipartForm.File[field]; len(list) > 0 && (list[0].Filename != "" || list[0].Size > 0) {
		return list[0], nil
	}
	return nil, nil
}

// formKey is where a request keeps how reading its form went.
const formKey = "webkit.form"

// ReadForm reads the whole body of the request. Bind and File then find it, and tell what was wrong with it.
func ReadForm(c *gin.Context) { _ = readForm(c) }

func readForm(c *gin.Context) error {
	if was, read := c.Get(formKey); read {
		err, _ := was.(error)
		return err
	}
	err := parseForm(c.Request)
	c.Set(formKey, err)
	return err
}

func parseForm(r *http.Request) error {
	err := r.ParseForm() // first and by itself: the multipart parser forgets its error
	if err == nil {
		err = r.ParseMultipartForm(maxMemory)
	}
	if err == nil || errors.Is(err, http.ErrNotMultipart) {
		return nil
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) || errors.Is(err, multipart.ErrMessageTooLarge) {
		return fault.New(fault.CodeTooLarge, "fault.form.too_large").Because(err)
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) { // a file waits on the disk until it is handled
		return fault.New(fault.CodeUnavailable, "fault.files.full").Because(err)
	}
	return fault.New(fault.CodeMalformed, "fault.form.malformed").Because(err)
}

func trim(v reflect.Value) {
	if v.Kind() != reflect.Struct {
		return
	}
	for i := range v.NumField() {
		field, tag := v.Field(i), v.Type().Field(i).Tag
		switch {
		case !field.CanSet() || tag.Get("raw") == "true":
		case field.Kind() == reflect.String:
			field.SetString(strings.TrimSpace(strings.ReplaceAll(field.String(), "\r\n", "\n")))
		case field.Kind() == reflect.Struct:
			trim(field)
		}
	}
}

// shapes is the validator with form names instead of Go names. It caches each struct's tags, so there is one.
var shapes = sync.OnceValue(func() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		name, _, _ := strings.Cut(f.Tag.Get("form"), ",")
		return name
	})
	return v
})

// shapeKeys maps a validator tag to the text of its error.
var shapeKeys = map[string]string{
	"required": "fault.form.required", "email": "fault.form.email", "max": "fault.form.too_long", "min": "fault.form.too_short",
	"uuid": "fault.form.choose", "oneof": "fault.form.choose", "numeric": "fault.form.not_a_number", "url": "fault.form.url", "http_url": "fault.form.url",
	"datetime": "fault.form.date", "len": "fault.form.too_long", "gte": "fault.form.too_small", "lte": "fault.form.too_great",
}

func shape(into any, bad *fault.Error) error {
	err := shapes().Struct(into)
	if err == nil {
		return nil
	}
	var list validator.ValidationErrors
	if !errors.As(err, &list) {
		return err
	}
	for _, e := range list {
		key, ok := shapeKeys[e.Tag()]
		if !ok {
			key = "fault.form.wrong"
		}
		name, _, _ := strings.Cut(e.Field(), "[")
		bad = bad.On(name, key, "Limit", e.Param())
	}
	return bad
}
