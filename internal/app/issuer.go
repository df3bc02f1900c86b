package app

import (
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/issuer"
	"github.com/tuottajatori/tuottajatori/internal/web/account"
)

// citizenReturnPath is where a broker will send citizens back to. It is told to the broker, and no page is there yet.
const citizenReturnPath = "/citizen/return"

// wireIssuers makes the clients of the issuers that are configured, and asks neither anything.
func (a *App) wireIssuers(people *identity.Options) {
	address := func(path string) string { return a.Config.PublicURL.JoinPath(path).String() }
	if s := a.Config.Staff; s != nil {
		a.Staff = issuer.New(issuer.Options{
			Settings: s.Settings, Redirect: address(account.ReturnPath), LoggedOut: address(account.LeftPath), Ring: a.Keys, Log: a.Log,
		})
		people.Issuer, people.IssuerOnly = s.Issuer, s.Only
	}
	if s := a.Config.Citizens; s != nil {
		a.Citizens = identity.NewBroker(issuer.New(issuer.Options{
			Settings: s.Settings, Redirect: address(citizenReturnPath), LoggedOut: address("/"), Ring: a.Keys, Log: a.Log,
		}), issuer.Substantial)
	}
}
