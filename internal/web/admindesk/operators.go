package admindesk

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/admindesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// operatorForm is an operator's name, and the id of one to make.
type operatorForm struct {
	ID   string `form:"id"`
	Name string `form:"name"`
}

func (d *desk) operators(c *gin.Context) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	return d.showOperators(c, http.StatusOK, operatorForm{ID: id.String()}, nil)
}

func (d *desk) showOperators(c *gin.Context, status int, f operatorForm, errors map[string]string) error {
	l := d.kit.Lang(c)
	list, err := d.people.Operators(c.Request.Context(), d.kit.Actor(c))
	if err != nil {
		return err
	}
	v := views.Operators{ID: f.ID, Name: f.Name, Errors: errors, Saved: c.Query("done") == "saved"}
	for _, o := range list {
		v.Rows = append(v.Rows, views.OperatorRow{Name: o.Name, BusinessID: o.BusinessID, Href: paths.Admin(l, operators, o.ID.String())})
	}
	page := d.section(c, operators)
	page.Error = len(errors) > 0
	d.kit.Page(c, status, page, views.OperatorsPage(v))
	return nil
}

func (d *desk) makeOperator(c *gin.Context) error {
	var f operatorForm
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	id, err := uuid.Parse(f.ID)
	if err != nil || id == uuid.Nil {
		return fault.New(fault.CodeMalformed, "fault.form.malformed")
	}
	err = d.people.MakeOperator(c.Request.Context(), d.kit.Actor(c), identity.Operator{ID: id, Name: f.Name})
	if err == nil {
		d.back(c, "saved", operators)
		return nil
	}
	if errors := d.kit.FieldErrors(c, err); errors != nil {
		return d.showOperators(c, http.StatusUnprocessableEntity, f, errors)
	}
	return err
}

func (d *desk) operator(c *gin.Context) error {
	which, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	o, err := d.people.Operator(c.Request.Context(), d.kit.Actor(c), which)
	if err != nil {
		return err
	}
	d.showOperator(c, http.StatusOK, o.Name, operatorForm{Name: o.Name}, nil)
	return nil
}

func (d *desk) showOperator(c *gin.Context, status int, title string, f operatorForm, errors map[string]string) {
	page := d.page(c, title, operators)
	page.Error = len(errors) > 0
	d.kit.Page(c, status, page, views.OperatorPage(views.Operator{Title: title, Name: f.Name, Errors: errors}))
}

func (d *desk) renameOperator(c *gin.Context) error {
	which, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	var f operatorForm
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	o, err := d.people.Operator(c.Request.Context(), d.kit.Actor(c), which)
	if err != nil {
		return err
	}
	err = d.people.RenameOperator(c.Request.Context(), d.kit.Actor(c), identity.Operator{ID: which, Name: f.Name})
	if err == nil {
		d.back(c, "saved", operators)
		return nil
	}
	if errors := d.kit.FieldErrors(c, err); errors != nil {
		d.showOperator(c, http.StatusUnprocessableEntity, o.Name, f, errors)
		return nil
	}
	return err
}
