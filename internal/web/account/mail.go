package account

import (
	"net/url"
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
)

// MailAddress answers where the links in mails lead, for identity.NewMailWorker: an address of this service, as the
// world reaches it.
func MailAddress(public *url.URL) func(identity.MailTarget) string {
	base := strings.TrimSuffix(public.String(), "/")
	return func(target identity.MailTarget) string { return base + casework.MailPath(target) }
}
