package account

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/account"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

func (p *pages) signUpForm(c *gin.Context) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	return p.showSignUp(c, http.StatusOK, views.SignUp{ID: id.String()})
}

func (p *pages) showSignUp(c *gin.Context, status int, v views.SignUp) error {
	v.PasswordMin = identity.PasswordMin
	for _, kind := range producer.SignUpKinds() {
		v.Kinds = append(v.Kinds, string(kind))
	}
	page := p.page(c, "signup.title")
	page.Error = len(v.Errors) > 0
	p.kit.Page(c, status, page, views.SignUpPage(v))
	return nil
}

func (p *pages) signUp(c *gin.Context) error {
	start := time.Now()
	var form struct {
		ID           string `form:"id"`
		Name         string `form:"name"`
		Email        string `form:"email"`
		Password     string `form:"password" raw:"true"`
		BusinessID   string `form:"business_id"`
		ProducerName string `form:"producer_name"`
		Kind         string `form:"kind"`
	}
	if err := p.kit.Bind(c, &form); err != nil {
		return err
	}
	id, err := formID(form.ID)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	if err = p.people.AllowVisitor(ctx, c.ClientIP()); err == nil {
		err = p.signUps.SignUp(ctx, producer.SignUp{
			ID: id, Name: form.Name, Email: form.Email, Password: form.Password, BusinessID: form.BusinessID,
			ProducerName: form.ProducerName, Kind: producer.Kind(form.Kind), Lang: string(p.kit.Lang(c)),
		})
	}
	if err != nil {
		errors, status, ok := p.mend(c, err)
		if !ok {
			return err
		}
		return p.showSignUp(c, status, views.SignUp{
			ID: id.String(), Name: form.Name, Email: form.Email, BusinessID: form.BusinessID, ProducerName: form.ProducerName,
			Kind: form.Kind, Errors: errors,
		})
	}
	even(ctx, start)
	p.kit.SeeOther(c, signUpSent(p.kit.Lang(c)))
	return nil
}

// formID is the id that a form was given when it was drawn. A form that has lost it gets another: it is then only
// not known as the same form when it is sent twice.
func formID(text string) (uuid.UUID, error) {
	if id, err := uuid.Parse(text); err == nil && id != uuid.Nil {
		return id, nil
	}
	return uuid.NewV7()
}

func (p *pages) signUpSent(c *gin.Context) error {
	p.kit.Page(c, http.StatusOK, p.page(c, "signup.sent.title"), views.SignUpSentPage())
	return nil
}
