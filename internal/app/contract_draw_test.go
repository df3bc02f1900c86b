package app_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
)

// drawn is one request to an operation, drawn from its schemas. The same number draws the same request.
type drawn struct {
	*rand.Rand
	pool    map[string][]string // values that there are, by the name of what they are for
	own     []string            // ids that belong into the path, if any
	hostile float64             // how often a value is none that the document allows
	unknown bool                // a parameter that no operation has
	loose   bool                // something was drawn of which the document leaves open whether it is refused
}

func (d *drawn) often(p float64) bool { return d.Float64() < p }

func pick[T any](d *drawn, list []T) T { return list[d.IntN(len(list))] }

// oddTexts are values of parameters and fields that nobody should send.
var oddTexts = []string{
	"\x00", "a\x00b", "\xff\xfe", "\u202eabc", "💥", strings.Repeat("ä", 3000), strings.Repeat("9", 400), "-1", "0", "1e400", "9223372036854775808", "-9223372036854775809",
	"NaN", "null", "true", "[]", "{}", "' OR 1=1 --", "%", "_", "\\", "../../etc/passwd", "<script>", "2026-02-30", "0001-01-01", "99999-12-31", "00000000-0000-0000-0000-000000000000",
	"a,b,,c", ",", " ", "\t\n", "\ufeff", "ﷺ", "İ", "e\u0301", "1.5", "+1", "0x10", "١", "TRUE", "fi,sv",
}

// oddJSON are values of fields that are of no type that any has.
var oddJSON = []string{
	"null", "true", "-1", "0", "1.5", "1e400", "-1e-400", "99999999999999999999999", `""`, `"\u0000"`, `"\ud800"`, "[]", "{}", "[[[[]]]]", `{"a":{"a":{}}}`, `[null]`, `"x"`,
	`[1,"a",null,{}]`, `"` + strings.Repeat("ä", 3000) + `"`, `"` + "\x80" + `"`, `"2026-02-30"`,
}

// oddBodies are bodies that are no object at all.
var oddBodies = []string{
	"", " ", "{", "}", `{"lat":`, "null", "[]", `"a"`, "1", "{}", "{}{}", `{"a":1} x`, "\xef\xbb\xbf{}", "<xml/>", "a=b", strings.Repeat("[", 20_000), strings.Repeat(`{"a":`, 20_000),
	`{"a":"` + strings.Repeat("a", 40_000) + `"}`, "\x1f\x8b\x08\x00",
}

// oddHeaders are headers with values that a caller may set and should not.
var oddHeaders = [][2]string{
	{"Accept", "text/html"}, {"Accept", "application/xml;q=1, */*;q=0"}, {"Accept", "\xff"}, {"Accept-Language", "xx, *;q=0.5, sv;q=9"}, {"Accept-Language", strings.Repeat("fi,", 900)},
	{"Accept-Encoding", "br, zstd, gzip;q=0"}, {"Accept-Encoding", "gzip"}, {"If-None-Match", "*"}, {"If-None-Match", `W/"`}, {"If-Match", `"x"`}, {"If-Match", "*"}, {"If-Modified-Since", "never"},
	{"If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"}, {"Range", "bytes=0-1"}, {"Range", "bytes=-99999999999999999999"}, {"X-HTTP-Method-Override", "DELETE"}, {"X-Forwarded-For", "a, b, ::1, 999.1.1.1"},
	{"X-Forwarded-Host", "evil.example"}, {"X-Forwarded-Proto", "gopher"}, {"X-Request-Id", "a\tb"}, {"Cookie", "session=\"; lang=\xff"}, {"Content-Encoding", "gzip"}, {"Expect", "100-continue"},
	{"Prefer", "return=minimal"}, {"Idempotency-Key", strings.Repeat("k", 5000)}, {"Origin", "null"}, {"Sec-Fetch-Site", "cross-site"}, {"Referer", "http://%zz/"}, {"Content-Type", "application/json; charset=utf-16"},
}

// text draws a value for a parameter of a schema, as it stands in an address.
func (d *drawn) text(name string, s *openapi3.Schema) string {
	if d.often(d.hostile) {
		return pick(d, oddTexts)
	}
	if known := d.pool[name]; len(known) > 0 {
		return pick(d, known)
	}
	switch {
	case len(s.Enum) > 0:
		return fmt.Sprint(pick(d, s.Enum))
	case s.Type.Is("array"):
		var list []string
		for range 1 + d.IntN(3) {
			list = append(list, d.text(name+"[]", s.Items.Value))
		}
		return strings.Join(list, ",")
	case s.Type.Is("integer"), s.Type.Is("number"):
		return fmt.Sprint(d.number(s))
	case s.Type.Is("boolean"):
		return pick(d, []string{"true", "false"})
	case s.Format == "uuid":
		return uuid.NewString()
	}
	return pick(d, []string{"kotihoito", "hoiva", "åldring", "a", "care home 2"})
}

// number draws a whole number within a schema's bounds.
func (d *drawn) number(s *openapi3.Schema) int {
	least, most := 0, 1000
	if s.Min != nil {
		least = int(*s.Min)
	}
	if s.Max != nil {
		most = int(*s.Max)
	}
	return pick(d, []int{least, most, least + d.IntN(most-least+1)})
}

// json draws a value of a schema, as JSON.
func (d *drawn) json(name string, s *openapi3.Schema) string {
	if d.often(d.hostile) {
		return pick(d, oddJSON)
	}
	quoted := func(text string) string { b, _ := json.Marshal(text); return string(b) }
	switch known := d.pool[name]; {
	case len(known) == 0:
	case s.Type.Is("number"):
		return pick(d, known)
	case !s.Type.Is("array"):
		return quoted(pick(d, known))
	}
	switch {
	case len(s.OneOf) > 0:
		return d.json(name, pick(d, s.OneOf).Value)
	case len(s.Enum) > 0:
		b, _ := json.Marshal(pick(d, s.Enum))
		return string(b)
	case s.Type.Is("object"):
		return d.object(s)
	case s.Type.Is("array"):
		var list []string
		for range 1 + d.IntN(2) {
			list = append(list, d.json(name, s.Items.Value))
		}
		return "[" + strings.Join(list, ",") + "]"
	case s.Type.Is("integer"), s.Type.Is("number"):
		return fmt.Sprint(d.number(s))
	case s.Type.Is("boolean"):
		return pick(d, []string{"true", "true", "true", "false"})
	case s.Type.Is("null"):
		return "null"
	case s.Format == "uuid":
		return quoted(uuid.NewString())
	}
	return quoted(pick(d, []string{"Siivous joka toinen viikko.", "Hemvård", "a"}))
}

func (d *drawn) object(s *openapi3.Schema) string {
	var fields []string
	names := make([]string, 0, len(s.Properties))
	for name := range s.Properties {
		names = append(names, name)
	}
	slices.Sort(names) // else the same number would draw another request
	for _, name := range names {
		leftOut := 0.3
		if slices.Contains(s.Required, name) {
			leftOut = d.hostile / 3
		}
		if !d.often(leftOut) {
			fields = append(fields, fmt.Sprintf("%q:%s", name, d.json(name, s.Properties[name].Value)))
		}
	}
	if d.often(d.hostile / 2) {
		fields = append(fields, pick(d, []string{`"unknown":1`, `"":null`, `"__proto__":{"a":1}`, `"Vacancy":"full","LAT":1`}))
	}
	if len(fields) > 0 && d.often(d.hostile/3) {
		fields, d.loose = append(fields, fields[0]), true // a name twice: JSON leaves open what that means
	}
	return "{" + strings.Join(fields, ",") + "}"
}

// request draws the whole request of an operation.
func (d *drawn) request(o operation) *http.Request {
	path := o.path
	query := url.Values{}
	for _, ref := range o.parameters {
		p := ref.Value
		switch {
		case p.In == openapi3.ParameterInPath:
			value := d.text(p.Name, p.Schema.Value)
			if len(d.own) > 0 && p.Name == "id" && d.often(0.7) {
				value = pick(d, d.own)
			}
			path = strings.Replace(path, "{"+p.Name+"}", url.PathEscape(value), 1)
		case p.Schema.Value.Type.Is("object"): // usage of bundles: names that it makes itself
			if d.often(0.4) {
				query.Add(pick(d, []string{"times_meals", "minutes_home_care", "times_", "minutes_x"}), pick(d, []string{"5", "30", "-1", "x", "99999999999"}))
				d.loose = true
			}
		case p.Required && !d.often(d.hostile/3), !p.Required && d.often(0.3):
			value := d.text(p.Name, p.Schema.Value)
			query.Add(p.Name, value)
			d.loose = d.loose || slices.ContainsFunc(strings.Split(value, ","), func(part string) bool { return strings.TrimSpace(part) == "" }) // as good as none
			if d.often(d.hostile / 2) {
				query.Add(p.Name, d.text(p.Name, p.Schema.Value))
				d.loose = true
			}
		}
	}
	if d.often(d.hostile / 4) {
		query.Add(pick(d, []string{"unknown", "limit", "Q", "page[]", "\x00"}), pick(d, oddTexts))
		d.unknown = true
	}
	target := url.URL{RawQuery: query.Encode()}
	if d.often(d.hostile / 8) {
		d.loose = true
		target.RawQuery += pick(d, []string{"&%zz", "&a;b", "&%ff=%ff", "&&==&", "&q"})
	}
	body, contentType := "", ""
	if o.body != nil {
		body, contentType = d.json("", o.body), "application/json"
		if d.often(d.hostile / 2) {
			body = pick(d, oddBodies)
		} else if d.often(d.hostile / 6) {
			body = body[:d.IntN(len(body)+1)]
		}
		if d.often(d.hostile / 4) {
			contentType, d.loose = pick(d, []string{"", "text/plain", "application/xml", "multipart/form-data", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/json; charset=latin1", "\xff", "json"}), true
		}
	}
	r := httptest.NewRequest(o.method, "/", strings.NewReader(body))
	r.URL, r.RequestURI = &target, ""
	r.URL.RawPath = "/api/v1" + path
	if plain, err := url.PathUnescape(r.URL.RawPath); err == nil {
		r.URL.Path = plain
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for n := 0; n < 3 && d.often(d.hostile/2); n++ {
		h := pick(d, oddHeaders)
		r.Header.Set(h[0], h[1])
		d.loose = true
	}
	return r
}
