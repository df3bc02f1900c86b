package app

import (
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/issuer"
	"github.com/tuottajatori/tuottajatori/internal/web/account"
)

// citizenReturnPath is where a broker will send citizens back to. It is told to the broker, and no page is there yet.
const citizenReturnPath = "/citizen/return"

func (a *App) at(path string) string { return a.Config.PublicURL.JoinPath(path).String() }

// wireStaff makes the client of the issuer that is configured, and asks it nothing.
func (a *App) wireStaff(people *identity.Options) {
	if s := a.Config.Staff; s != nil {
		a.Staff = issuer.New(issuer.Options{
			Settings: s.Settings, Redirect: a.at(account.ReturnPath), LoggedOut: a.at(account.LeftPath), Ring: a.Keys, Log: a.Log,
		})
		people.Issuer, people.IssuerOnly = s.Issuer, s.Only
	}
}

// wireCitizens does the same for the broker of citizens.
func (a *App) wireCitizens() {
	if s := a.Config.Citizens; s != nil {
		a.Citizens = a.Identity.Broker(issuer.New(issuer.Options{
			Settings: s.Settings, Redirect: a.at(citizenReturnPath), LoggedOut: a.at("/"), Ring: a.Keys, Log: a.Log,
		}), issuer.Substantial)
	}
}
