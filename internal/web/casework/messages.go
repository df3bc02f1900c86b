package casework

import (
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// Messages writes what somebody was told at a desk as a list: each with what it is about, when, and whether it is new.
func Messages(p *locale.Printer, role actor.Role, list []identity.Message, about map[uuid.UUID]admission.Subject) []components.Task {
	out := make([]components.Task, len(list))
	lang := string(p.Lang())
	for i, m := range list {
		note := p.DateTime(m.At)
		if s, ok := about[m.ID]; ok {
			on := s.SchemeName(lang) + ", " + s.Organiser.Name(lang)
			if s.CaseNumber != "" {
				on += ", " + s.CaseNumber
			}
			note = on + ". " + note
		}
		tag := components.TagArgs{Text: p.T("casefile.message_new"), Kind: "info"}
		if m.Read {
			tag = components.TagArgs{Text: p.T("casefile.message_read")}
		}
		out[i] = components.Task{Title: p.T("mail." + m.Template + ".subject"), Note: note, Href: messagePath(p.Lang(), role, m.ID), Tag: tag}
	}
	return out
}

// messagePath is the address at which a message is opened.
func messagePath(l locale.Lang, role actor.Role, id uuid.UUID) string {
	if role == actor.RoleProducer {
		return paths.Desk(l, "messages", id.String())
	}
	return paths.Officer(l, "messages", id.String())
}

// OpenMessage leads to what a message is about, and records that it was read.
func OpenMessage(c *gin.Context, k *webkit.Kit, people *identity.Service) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	m, err := people.ReadMessage(c.Request.Context(), k.Actor(c), id)
	if err != nil {
		return err
	}
	k.SeeOther(c, lead(identity.MailTarget{Template: m.Template, Lang: k.Lang(c), Args: m.Args}))
	return nil
}

// MailPath is the page that a mail leads to: one that is a message too leads there by way of it, so that it is read when
// it is opened from the mail.
func MailPath(target identity.MailTarget) string {
	if target.Message != uuid.Nil {
		return messagePath(target.Lang, target.Role, target.Message)
	}
	return lead(target)
}

// lead is the page that a mail or a message leads to.
func lead(target identity.MailTarget) string {
	l := target.Lang
	id := func(name string) string { return target.Args[name].String() }
	switch target.Template {
	case identity.MailConfirm:
		return paths.Confirm(l, target.Token)
	case identity.MailReset, identity.MailWelcome:
		return paths.Reset(l, target.Token)
	case identity.MailInvite:
		return paths.Invite(l, target.Token)
	case identity.MailExists:
		return paths.SignIn(l)
	case identity.MailMembershipPending:
		return paths.Desk(l, "members")
	case identity.MailMembershipSettled, identity.MailRole:
		return paths.Account(l)
	case identity.MailApplicationReceived, identity.MailApplicationDecided, identity.MailApplicationQuestion, identity.MailApplicationLonger, identity.MailDraftLeaving:
		return paths.Desk(l, "applications", id("application"))
	case identity.MailEvidenceLapsing, identity.MailEvidenceLapsed:
		return paths.Desk(l, "upkeep")
	case identity.MailUpkeep:
		return paths.Officer(l, "upkeep")
	case identity.MailAdmissionSuspended, identity.MailAdmissionLifted, identity.MailAdmissionRemoved, identity.MailHearing, identity.MailHearingEnded:
		return paths.Desk(l, "admissions", id("admission"))
	case identity.MailCases:
		return paths.Officer(l, "notices")
	case identity.MailMergeAsked, identity.MailMergeSettled:
		return paths.Officer(l, "merges", id("merge"))
	case identity.MailMergeAnswered:
		return paths.Desk(l, "claims")
	case identity.MailMerged, identity.MailMergeUndone, identity.MailFactorAdded, identity.MailFactorRemoved, identity.MailFactorCodeUsed, identity.MailIssuerLinked:
		return paths.Account(l)
	case identity.MailSchemeChanged:
		return paths.Desk(l, "applications")
	case identity.MailPricesDecided, identity.MailAreaCut:
		if _, one := target.Args["offering"]; one {
			return paths.Desk(l, "offerings", id("offering"))
		}
		if target.Template == identity.MailPricesDecided {
			return paths.Desk(l, "offerings") + "?answered=all#answered"
		}
		return paths.Desk(l, "offerings")
	case identity.MailAskWaiting:
		return paths.Desk(l, "requests", id("ask"))
	case identity.MailReportWaiting:
		return paths.Desk(l, "reports", id("report"))
	default:
		return paths.Front(l)
	}
}
