package webkit

import (
	"net/url"
	"strings"
)

func escapeNext(requestURI string) string { return url.QueryEscape(requestURI) }

// SafeNext is the path to go on to after signing in, or fallback. Only a path of this service is followed:
// never another host, nor anything that a browser could read as one (`//host`, `/\host`).
func SafeNext(next, fallback string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || u.Opaque != "" || !strings.HasPrefix(next, "/") ||
		strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t\x00") {
		return fallback
	}
	return next
}
