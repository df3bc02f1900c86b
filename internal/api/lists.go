package api

import (
	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

type approvedListJSON struct {
	Organiser codedJSON `json:"organiser"`
	Scheme    namedJSON `json:"scheme"`
	Regime    string    `json:"regime"`
	Producers int       `json:"producers"`
	Page      string    `json:"page"`
	CSV       string    `json:"csv"`
	XLSX      string    `json:"xlsx"`
}

// approvedLists tells which lists of approved producers there are, and where their files are.
func (h *handlers) approvedLists(c *gin.Context) error {
	criteria, err := catalogue.ParseQuery(c.Request.URL.RawQuery, "lang")
	if err != nil {
		return err
	}
	all, err := h.catalogue.Lists(c.Request.Context())
	if err != nil {
		return err
	}
	l, ok := locale.Parse(criteria.Lang)
	if !ok {
		l = locale.Fi
	}
	list := listJSON[approvedListJSON]{Items: []approvedListJSON{}}
	for _, one := range all {
		page := paths.Approved(l, one.Organiser.Slug, one.Scheme.Key)
		list.Items = append(list.Items, approvedListJSON{
			Organiser: codedJSON{Code: one.Organiser.Code, Name: one.Organiser.Name.In(criteria.Lang)},
			Scheme:    namedJSON{Key: one.Scheme.Key, Name: one.Scheme.Name.In(criteria.Lang)},
			Regime:    one.Scheme.Regime, Producers: one.Producers, Page: page, CSV: page + "/list.csv", XLSX: page + "/list.xlsx",
		})
	}
	return answer(c, list)
}
