package wording

import (
	"slices"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
)

// clothes are the organiser's name, number and colours for the layout.
func (w Words) Clothes(o catalogue.Organiser) layout.Organiser {
	if o.Code == "" {
		return layout.Organiser{}
	}
	return layout.Organiser{
		Name: o.Name.In(w.lang()), Code: o.Code, Phone: o.Phone, Hours: o.PhoneHours.In(w.lang()),
		Entrance: paths.Area(w.Lang(), o.Slug), Website: o.URL.In(w.lang()),
	}
}

// phone is whom to call about an organiser's services: its number, or its entrance or the list when it has none.
func (w Words) Phone(o catalogue.Organiser) views.Phone {
	switch {
	case o.Phone != "":
		return views.Phone{Name: o.Name.In(w.lang()), Number: o.Phone, Hours: Sentence(o.PhoneHours.In(w.lang())), Href: components.Tel(o.Phone)}
	case o.Slug != "":
		return views.Phone{Name: o.Name.In(w.lang()), Href: paths.Area(w.Lang(), o.Slug)}
	default:
		return views.Phone{Href: paths.Front(w.Lang()) + "#phone"}
	}
}

// DressOf is whose number and colours a page of several offerings bears: that of the one county whose they all are, else
// that of the visitor's own place.
func (w Words) DressOf(byCode map[string]catalogue.Organiser, items []catalogue.Item, at Here) layout.Organiser {
	code, one := OneOrganiser(items)
	switch {
	case one:
		return w.Clothes(byCode[code])
	case at.Place != nil:
		return w.Clothes(byCode[at.Place.Organiser])
	}
	return layout.Organiser{}
}

// OneOrganiser tells whether all offerings are under the same organiser's terms, and whose.
func OneOrganiser(items []catalogue.Item) (string, bool) {
	if len(items) == 0 {
		return "", false
	}
	code := items[0].Scheme.Organiser
	return code, !slices.ContainsFunc(items, func(it catalogue.Item) bool { return it.Scheme.Organiser != code })
}
