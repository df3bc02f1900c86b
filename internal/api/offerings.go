package api

import (
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

func (h *handlers) offerings(c *gin.Context) error {
	criteria, err := catalogue.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	page, err := h.catalogue.Search(c.Request.Context(), criteria)
	if err != nil {
		return err
	}
	return answer(c, pageOf(page, criteria))
}

func (h *handlers) offering(c *gin.Context) error {
	criteria, err := catalogue.ParseQuery(c.Request.URL.RawQuery, "lang", "place", "minutes", "times")
	if err != nil {
		return err
	}
	id, err := uuid.Parse(c.Param("id"))
	if err != nil {
		return catalogue.ErrNotFound.Because(err)
	}
	item, err := h.catalogue.Item(c.Request.Context(), id, criteria.Place)
	if err != nil {
		return h.catalogue.OrGone(c.Request.Context(), catalogue.KindOffering, id, err)
	}
	item.By(criteria.Usage)
	return answer(c, detailOf(item, criteria.Lang))
}

func (h *handlers) services(c *gin.Context) error {
	criteria, err := catalogue.ParseQuery(c.Request.URL.RawQuery, "lang")
	if err != nil {
		return err
	}
	groups := map[string]string{}
	for _, g := range service.Groups() {
		groups[g.Key] = g.Name(criteria.Lang)
	}
	list := listJSON[serviceDetailJSON]{Items: []serviceDetailJSON{}}
	for _, s := range service.All() {
		list.Items = append(list.Items, serviceDetailJSON{
			namedJSON:   namedJSON{Key: s.Key, Name: s.Name(criteria.Lang)},
			Description: s.Description(criteria.Lang),
			Group:       namedJSON{Key: s.Group, Name: groups[s.Group]},
			Units:       s.Units, Basis: s.Basis, AtHome: s.AtHome,
		})
	}
	return answer(c, list)
}

func (h *handlers) organisers(c *gin.Context) error {
	criteria, err := catalogue.ParseQuery(c.Request.URL.RawQuery, "lang")
	if err != nil {
		return err
	}
	all, err := h.catalogue.Organisers(c.Request.Context())
	if err != nil {
		return err
	}
	list := listJSON[organiserDetailJSON]{Items: []organiserDetailJSON{}}
	for _, o := range all {
		list.Items = append(list.Items, organiserDetailJSON{
			codedJSON: codedJSON{Code: o.Code, Name: o.Name.In(criteria.Lang)},
			Slug:      o.Slug, Phone: orNil(o.Phone), PhoneHours: orNil(o.PhoneHours.In(criteria.Lang)),
			URL: orNil(o.URL.In(criteria.Lang)),
		})
	}
	return answer(c, list)
}
