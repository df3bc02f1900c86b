package officerdesk

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// savedView shows the queue by a view that the reader or a colleague has saved.
func (d *desk) savedView(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	v, err := d.admissions.SavedView(c.Request.Context(), d.kit.Actor(c), id)
	if err != nil {
		return err
	}
	return d.showQueue(c, http.StatusOK, v.Query.Usual(), shown{saved: &v})
}

// saveView saves the filter that the form carries by a name. The name comes back when it cannot be.
func (d *desk) saveView(c *gin.Context) error {
	var f struct {
		queueForm
		ID   string `form:"id"`
		Name string `form:"name"`
	}
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	id, err := webkit.FormID(f.ID)
	if err != nil {
		return err
	}
	q, err := f.query()
	if err != nil {
		return err
	}
	err = d.admissions.SaveView(c.Request.Context(), d.kit.Actor(c), id, f.Name, q)
	if err == nil {
		d.kit.SeeOther(c, paths.Officer(d.kit.Lang(c), "views", id.String())+"?done=saved")
		return nil
	}
	if errs := d.kit.FieldErrors(c, err); errs != nil {
		return d.showQueue(c, http.StatusUnprocessableEntity, q, shown{name: f.Name, errs: errs})
	}
	return err
}

func (d *desk) forgetView(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	if err := d.admissions.ForgetView(c.Request.Context(), d.kit.Actor(c), id); err != nil {
		return err
	}
	d.kit.SeeOther(c, paths.Officer(d.kit.Lang(c))+"?done=forgotten")
	return nil
}
