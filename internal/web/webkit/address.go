package webkit

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// MayBeKept lets the browser go back to the page without asking again, and nobody else keep it.
func MayBeKept(c *gin.Context) { c.Header("Cache-Control", "private, no-cache") }

// Only answers a fault when the address has a parameter that the page does not know: a mistyped name must not be
// answered as if it had been heard.
func Only(values url.Values, names ...string) error {
	for name := range values {
		if !slices.Contains(names, name) {
			return fault.New(fault.CodeMalformed, "fault.public.unknown_parameter", "Parameter", Short(name))
		}
	}
	return nil
}

// Query is the address's parameters, or a fault when they cannot be read.
func Query(c *gin.Context) (url.Values, error) {
	values, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return nil, fault.New(fault.CodeMalformed, "fault.catalogue.bad_query").Because(err)
	}
	return values, nil
}

// Short makes a text from an address fit to be shown back.
func Short(s string) string {
	const most = 40
	clean := []rune{}
	for _, r := range s {
		if r < ' ' || r == '\uFFFD' {
			r = '?'
		}
		clean = append(clean, r)
		if len(clean) == most {
			break
		}
	}
	return string(clean)
}

// Base is the public address of the service, without a slash at the end.
func (k *Kit) Base() string {
	if k.PublicURL == nil {
		return ""
	}
	return strings.TrimSuffix(k.PublicURL.String(), "/")
}

// Address is the page's whole address with its choice, which paper keeps.
func (k *Kit) Address(c *gin.Context) string {
	u := k.PublicURL.JoinPath(c.Request.URL.Path)
	u.RawQuery = c.Request.URL.RawQuery
	return u.String()
}
