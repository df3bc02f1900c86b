package tenuredesk

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/tenure"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/importing"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
)

// enrolForm is what an officer tells of a service that is taken into the catalogue without an application.
type enrolForm struct {
	Scheme     string   `form:"scheme"`
	Producer   string   `form:"producer"`
	BusinessID string   `form:"business_id"`
	Kind       string   `form:"kind"`
	Unit       string   `form:"unit"`
	Phone      string   `form:"phone"`
	Email      string   `form:"email"`
	Website    string   `form:"website"`
	Street     string   `form:"street"`
	Place      string   `form:"place"`
	Service    string   `form:"service"`
	Spoken     []string `form:"spoken"`
	Areas      string   `form:"areas"`
}

// enrolKinds are the kinds of producer that are enrolled.
var enrolKinds = []producer.Kind{producer.County, producer.Municipality, producer.Association, producer.Parish, producer.Foundation, producer.Company, producer.Cooperative}

// enrolOrder is the order of the fields in an error summary.
var enrolOrder = []string{"scheme", "service", "producer", "kind", "business_id", "unit", "phone", "email", "website", "street", "place", "areas", "spoken"}

func (d *desk) askEnrol(c *gin.Context) error {
	return d.showEnrol(c, http.StatusOK, enrolForm{Spoken: []string{"fi"}}, nil)
}

func (d *desk) showEnrol(c *gin.Context, status int, in enrolForm, errs map[string]string) error {
	schemes, err := d.lists.Enrolable(c.Request.Context(), d.Kit.Actor(c))
	if err != nil {
		return err
	}
	p := d.Kit.Printer(c)
	lang := string(p.Lang())
	v := views.Form{Back: paths.Officer(p.Lang(), "admissions"), Title: p.T("tenure.enrol.title"), Text: p.T("tenure.enrol.text"), Button: p.T("tenure.enrol.button"), Errors: errs, Order: enrolOrder}
	if len(schemes) == 0 {
		v.Text, v.Button = p.T("tenure.enrol.no_schemes"), ""
		d.page(c, status, officerframe.Admissions, v.Title, views.FormPage(v))
		return nil
	}
	option := func(chosen string) []components.Option {
		return []components.Option{{Text: p.T("tenure.enrol.choose"), Selected: chosen == ""}}
	}
	sch := components.SelectArgs{Name: "scheme", Label: p.T("officer.queue.scheme"), Options: option(in.Scheme), Error: errs["scheme"]}
	for _, one := range schemes {
		sch.Options = append(sch.Options, components.Option{Value: one.ID.String(), Text: one.Name(lang), Selected: in.Scheme == one.ID.String()})
	}
	services := components.SelectArgs{Name: "service", Label: p.T("tenure.enrol.service"), Options: option(in.Service), Error: errs["service"]}
	for _, one := range service.All() {
		services.Options = append(services.Options, components.Option{Value: one.Key, Text: one.Name(lang), Selected: in.Service == one.Key})
	}
	kind := components.SelectArgs{Name: "kind", Label: p.T("producerdesk.profile.kind"), Error: errs["kind"]}
	for _, one := range enrolKinds {
		kind.Options = append(kind.Options, components.Option{Value: string(one), Text: p.T("producerdesk.kind." + string(one)), Selected: in.Kind == string(one)})
	}
	v.Selects = []components.SelectArgs{sch, services, kind}
	field := func(name, value, hint string) {
		args := components.InputArgs{Name: name, Label: p.T("tenure.enrol." + name), Value: value, Error: errs[name]}
		if hint != "" {
			args.Hint = p.T(hint)
		}
		v.Inputs = append(v.Inputs, args)
	}
	field("producer", in.Producer, "tenure.enrol.producer_hint")
	field("business_id", in.BusinessID, "tenure.enrol.optional")
	field("unit", in.Unit, "tenure.enrol.unit_hint")
	field("street", in.Street, "tenure.enrol.optional")
	field("place", in.Place, "tenure.enrol.place_hint")
	field("areas", in.Areas, "tenure.enrol.areas_hint")
	field("phone", in.Phone, "tenure.enrol.optional")
	field("email", in.Email, "tenure.enrol.optional")
	field("website", in.Website, "tenure.enrol.optional")
	boxes := components.ChoiceArgs{Name: "spoken", Legend: p.T("tenure.enrol.spoken"), Error: errs["spoken"], Small: true}
	for _, code := range []string{"fi", "sv", "en"} {
		boxes.Items = append(boxes.Items, components.Choice{Value: code, Text: p.Language(code), Checked: slices.Contains(in.Spoken, code)})
	}
	v.Boxes = &boxes
	d.page(c, status, officerframe.Admissions, v.Title, views.FormPage(v))
	return nil
}

func (d *desk) enrol(c *gin.Context) error {
	var in enrolForm
	if err := d.Kit.Bind(c, &in); err != nil {
		return err
	}
	id, _ := uuid.Parse(in.Scheme)
	cmd := importing.Enrolment{Scheme: id, Producer: in.Producer, BusinessID: in.BusinessID, Kind: producer.Kind(in.Kind), Unit: in.Unit, Phone: in.Phone,
		Email: in.Email, Website: in.Website, Street: in.Street, Place: in.Place, Service: in.Service, Spoken: in.Spoken}
	for _, name := range strings.Split(in.Areas, ",") {
		if name = strings.TrimSpace(name); name != "" {
			cmd.Municipality = append(cmd.Municipality, name)
		}
	}
	if id == uuid.Nil || !slices.Contains(enrolKinds, cmd.Kind) {
		errs := map[string]string{}
		if id == uuid.Nil {
			errs["scheme"] = d.Kit.Printer(c).T("fault.tenure.enrol_scheme")
		}
		if !slices.Contains(enrolKinds, cmd.Kind) {
			errs["kind"] = d.Kit.Printer(c).T("fault.tenure.enrol_kind")
		}
		return d.showEnrol(c, http.StatusUnprocessableEntity, in, errs)
	}
	made, err := d.lists.Enrol(c.Request.Context(), d.Kit.Actor(c), cmd)
	if err == nil {
		d.Kit.SeeOther(c, d.at(c, made)+"?done=enrol")
		return nil
	}
	if errs := d.Kit.FieldErrors(c, err); errs != nil {
		return d.showEnrol(c, http.StatusUnprocessableEntity, in, errs)
	}
	return err
}
