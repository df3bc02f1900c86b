package producerdesk

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/producerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

func (d *desk) tokens(c *gin.Context) error {
	v := views.Tokens{ID: webkit.NewID()}
	if c.Query("saved") == "revoked" {
		v.Saved = d.kit.Printer(c).T("tokens.revoked")
	}
	return d.showTokens(c, http.StatusOK, v)
}

func (d *desk) showTokens(c *gin.Context, status int, v views.Tokens) error {
	a, err := d.own(c)
	if err != nil {
		return err
	}
	list, err := d.Identity.Tokens(c.Request.Context(), a, a.Organisation)
	if err != nil {
		return err
	}
	w := words{d.kit.Printer(c)}
	v.Crumbs = w.offeringCrumbs()
	for _, t := range list {
		row := views.TokenRow{Name: t.Name, Made: w.T("tokens.made", "Name", t.MadeBy, "Date", w.Date(calendar.Today(t.MadeAt))), Used: w.T("tokens.unused"), Tag: tokenTag(w, t)}
		if t.UsedAt != nil {
			row.Used = w.T("tokens.used", "Date", w.Date(calendar.Today(*t.UsedAt)))
		}
		if t.RevokedAt == nil {
			row.Revoke = paths.Desk(w.Lang(), "tokens", t.ID.String(), "revoke")
		}
		v.Rows = append(v.Rows, row)
	}
	c.Header("Cache-Control", "no-store") // the secret is on the page once
	d.page(c, status, w.T("tokens.title"), views.TokensPage(v))
	return nil
}

func tokenTag(w words, t identity.Token) components.TagArgs {
	switch {
	case t.RevokedAt != nil:
		return components.TagArgs{Text: w.T("tokens.state_revoked"), Kind: "stop"}
	case !t.Works:
		return components.TagArgs{Text: w.T("tokens.state_orphan"), Kind: "stop"}
	}
	return components.TagArgs{Text: w.T("tokens.state_works"), Kind: "good"}
}

// makeToken answers with the page itself: the secret is in no address and is shown once.
func (d *desk) makeToken(c *gin.Context) error {
	a, err := d.own(c)
	if err != nil {
		return err
	}
	var form struct {
		ID   string `form:"id"`
		Name string `form:"name"`
	}
	if err := d.kit.Bind(c, &form); err != nil {
		return err
	}
	id, err := webkit.FormID(form.ID)
	if err != nil {
		return err
	}
	secret, err := d.Identity.MakeToken(c.Request.Context(), a, a.Organisation, id, form.Name)
	if err != nil {
		errors := d.kit.FieldErrors(c, err)
		if errors == nil {
			return err
		}
		return d.showTokens(c, http.StatusUnprocessableEntity, views.Tokens{ID: form.ID, Name: form.Name, Errors: errors})
	}
	v := views.Tokens{ID: webkit.NewID(), Secret: secret}
	if secret == "" {
		v.Saved = d.kit.Printer(c).T("tokens.twice")
	}
	return d.showTokens(c, http.StatusOK, v)
}

func (d *desk) revokeToken(c *gin.Context) error {
	a, id, err := d.ownID(c)
	if err != nil {
		return err
	}
	if err := d.Identity.RevokeToken(c.Request.Context(), a, id); err != nil {
		return err
	}
	d.kit.SeeOther(c, paths.Desk(d.kit.Lang(c), "tokens")+"?saved=revoked")
	return nil
}
