package webkit

import (
	"encoding/json"
	"strings"
	"unicode"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// problem is RFC 9457's document. Its type is the fault's key, which stays when texts change. Its members are named in
// lower case, those of details too.
type problem struct {
	Type        string         `json:"type"`
	Title       string         `json:"title"`
	Status      int            `json:"status"`
	Code        fault.Code     `json:"code"`
	Instance    string         `json:"instance,omitempty"`
	Details     map[string]any `json:"details,omitempty"`
	Suggestions []string       `json:"suggestions,omitempty"`
	Errors      []problemField `json:"errors,omitempty"`
}

type problemField struct {
	Field string `json:"field"`
	Title string `json:"title"`
	Type  string `json:"type"`
}

// argSuggestions is the argument of a fault that lists what may have been meant. It has a member of its own.
const argSuggestions = "Suggestions"

func (k *Kit) failJSON(c *gin.Context, status int, f *fault.Error) {
	p := k.Printer(c)
	body := problem{
		Type: "urn:tuottajatori:" + f.Key, Title: p.T(f.Key, pairs(f.Args)...), Status: status, Code: f.Code,
		Instance: requestURN(k.Actor(c)), Details: details(f.Args),
	}
	body.Suggestions, _ = f.Args[argSuggestions].([]string)
	for _, field := range f.Fields {
		body.Errors = append(body.Errors, problemField{Field: field.Name, Title: p.T(field.Key, pairs(field.Args)...), Type: "urn:tuottajatori:" + field.Key})
	}
	c.Writer.Header().Set("Content-Type", "application/problem+json")
	c.Status(status)
	_ = json.NewEncoder(c.Writer).Encode(body) // the caller has gone when this fails
}

// details are a fault's arguments under the names that JSON has for them.
func details(args map[string]any) map[string]any {
	out := make(map[string]any, len(args))
	for name, value := range args {
		if name != argSuggestions {
			out[lowerCase(name)] = value
		}
	}
	return out
}

// lowerCase is the name of a text's variable as JSON writes it: PerPage is per_page.
func lowerCase(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func requestURN(a actor.Actor) string {
	if a.RequestID == "" {
		return ""
	}
	return "urn:tuottajatori:request:" + a.RequestID
}
