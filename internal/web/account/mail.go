package account

import (
	"net/url"
	"strings"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
)

// MailAddress answers where the links in mails lead, for identity.NewMailWorker: an address of this service, as the
// world reaches it.
func MailAddress(public *url.URL) func(identity.MailTarget) string {
	base := strings.TrimSuffix(public.String(), "/")
	return func(target identity.MailTarget) string { return base + mailPath(target) }
}

func mailPath(target identity.MailTarget) string {
	l := target.Lang
	id := func(name string) string { return target.Args[name].String() }
	switch target.Template {
	case identity.MailConfirm:
		return paths.Confirm(l, target.Token)
	case identity.MailReset:
		return paths.Reset(l, target.Token)
	case identity.MailInvite:
		return paths.Invite(l, target.Token)
	case identity.MailExists:
		return paths.SignIn(l)
	case identity.MailMembershipPending:
		return membersPath(l)
	case identity.MailMembershipSettled:
		return paths.Account(l)
	case identity.MailApplicationReceived, identity.MailApplicationDecided, identity.MailApplicationQuestion, identity.MailApplicationLonger:
		return paths.Desk(l, "applications", id("application"))
	case identity.MailEvidenceLapsing, identity.MailEvidenceLapsed:
		return paths.Desk(l, "upkeep")
	case identity.MailUpkeep:
		return paths.Officer(l, "upkeep")
	case identity.MailAdmissionSuspended, identity.MailAdmissionLifted, identity.MailAdmissionRemoved, identity.MailHearing, identity.MailHearingEnded:
		return paths.Desk(l, "admissions", id("admission"))
	case identity.MailCases:
		return paths.Officer(l, "notices")
	case identity.MailSchemeChanged:
		return paths.Desk(l, "applications")
	case identity.MailReportWaiting:
		return paths.Desk(l, "reports", id("report"))
	default:
		return paths.Front(l)
	}
}
