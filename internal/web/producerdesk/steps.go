package producerdesk

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/producerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// stepForm is what any of the steps sends; each step reads its own part.
type stepForm struct {
	OfferForm
	PriceForm
	IncludedForm
	form      url.Values
	Admission string   `form:"admission"`
	Service   string   `form:"service"`
	Points    []string `form:"points"`
}

// choice is an admission in words.
type choice struct {
	id, text, hint, organiser string
	organiserID               uuid.UUID
	services                  []string
}

// step draws a step of a draft. A step that cannot be reached yet leads to the one that comes next.
func (d *desk) step(c *gin.Context) error {
	a, draft, err := d.draft(c)
	if err != nil {
		return err
	}
	step := offering.Step(c.Param("step"))
	if draft.Done || !draft.Answers.Reached(step) {
		d.onward(c, draft)
		return nil
	}
	return d.showStep(c, a, draft, step, nil, refused{status: http.StatusOK})
}

// saveStep takes a step's answer and goes on to the first step that has none.
func (d *desk) saveStep(c *gin.Context) error {
	a, draft, err := d.draft(c)
	if err != nil {
		return err
	}
	step := offering.Step(c.Param("step"))
	if draft.Done || !draft.Answers.Reached(step) {
		d.onward(c, draft)
		return nil
	}
	var form stepForm
	if err = d.kit.Bind(c, &form); err == nil {
		form.form = c.Request.PostForm
		err = d.answer(c.Request.Context(), a, draft, step, form)
	}
	if err != nil {
		r, ok := d.again(c, err)
		if !ok {
			return err
		}
		return d.showStep(c, a, draft, step, &form, r)
	}
	d.kit.SeeOther(c, draftPath(d.kit.Lang(c), draft.ID))
	return nil
}

// answer gives a step's answer to its use case.
func (d *desk) answer(ctx context.Context, a actor.Actor, draft offering.Draft, step offering.Step, form stepForm) error {
	switch step {
	case offering.StepAdmission:
		id, err := uuid.Parse(form.Admission)
		if err != nil {
			id = uuid.Nil
		}
		return d.Offerings.AnswerAdmission(ctx, a, draft.ID, id)
	case offering.StepService:
		return d.Offerings.AnswerService(ctx, a, draft.ID, form.Service)
	case offering.StepPoints:
		points := make([]uuid.UUID, 0, len(form.Points))
		for _, text := range form.Points {
			id, err := uuid.Parse(text)
			if err != nil {
				return identity.ErrNotFound.Because(err)
			}
			points = append(points, id)
		}
		return d.Offerings.AnswerPoints(ctx, a, draft.ID, points)
	case offering.StepArea:
		if form.AtHome != "yes" && form.AtHome != "no" {
			return fault.Invalid().On("at_home", "fault.offering.at_home_missing")
		}
		area, err := form.AreaForm.read()
		if err != nil {
			return err
		}
		return d.Offerings.AnswerArea(ctx, a, draft.ID, area)
	case offering.StepDetails:
		return d.Offerings.AnswerDetails(ctx, a, draft.ID, offering.Details{Spoken: form.Spoken, Text: form.text()})
	case offering.StepPrice:
		_, required := offering.PriceAsked(draft.Answers.ClientPays)
		price, err := form.read(required)
		if err != nil {
			return err
		}
		return d.Offerings.AnswerPrice(ctx, a, draft.ID, price)
	case offering.StepIncluded:
		return d.Offerings.AnswerIncluded(ctx, a, draft.ID, form.told(form.form))
	}
	_, err := d.Offerings.Publish(ctx, a, draft.ID)
	return err
}

// showStep draws a step, with what was typed when the answer was refused.
func (d *desk) showStep(c *gin.Context, a actor.Actor, draft offering.Draft, step offering.Step, typed *stepForm, r refused) error {
	ctx, w := c.Request.Context(), words{d.kit.Printer(c)}
	f := views.Form{Crumbs: w.offeringCrumbs(), Title: w.T("producerdesk.step." + string(step) + "_title"), Errors: r.errors,
		Submit: w.T("producerdesk.go_on"), Cancel: paths.Desk(w.Lang(), "offerings")}
	if draft.Answers.Service != "" && step != offering.StepAdmission && step != offering.StepService {
		f.Lead = w.service(draft.Answers.Service)
	}
	switch step {
	case offering.StepAdmission, offering.StepService, offering.StepPoints:
		return d.showChoice(c, a, draft, step, f, typed, r)
	case offering.StepArea:
		under, err := d.under(ctx, a, w, draft)
		if err != nil {
			return err
		}
		v, err := d.areaView(ctx, w, f, under.organiserID, under.organiser, w.areaAnswer(draft, under.organiser, typed))
		if err != nil {
			return err
		}
		d.page(c, r.status, f.Title, views.AreaPage(v))
	case offering.StepDetails:
		details := offering.Details{}
		if draft.Answers.Details != nil {
			details = *draft.Answers.Details
		}
		if typed != nil {
			details = offering.Details{Spoken: typed.Spoken, Text: typed.text()}
		}
		d.page(c, r.status, f.Title, views.DetailsPage(w.detailsView(f, details.Spoken, details.Text)))
	case offering.StepPrice:
		return d.showPriceStep(c, a, draft, f, typed, r)
	case offering.StepIncluded:
		told := offering.Included{}
		if draft.Answers.Included != nil {
			told = *draft.Answers.Included
		}
		if typed != nil {
			told = typed.told(typed.form)
		}
		f.Lead += ". " + w.T("included.desk.lead")
		d.page(c, r.status, f.Title, views.ToldPage(w.includedView(f, draft.Answers.Service, told)))
	default:
		return d.showCheck(c, a, draft, f, r)
	}
	return nil
}

func (d *desk) showPriceStep(c *gin.Context, a actor.Actor, draft offering.Draft, f views.Form, typed *stepForm, r refused) error {
	pricing, err := d.Offerings.Pricing(c.Request.Context(), a, draft.Answers.Admission, draft.Answers.Service)
	if err != nil {
		return err
	}
	w := words{d.kit.Printer(c)}
	form := w.priceAnswer(draft)
	if typed != nil {
		form = typed.PriceForm
	}
	d.page(c, r.status, f.Title, views.PricePage(w.priceView(f, form, pricing)))
	return nil
}

func (d *desk) showCheck(c *gin.Context, a actor.Actor, draft offering.Draft, f views.Form, r refused) error {
	ctx, w := c.Request.Context(), words{d.kit.Printer(c)}
	under, err := d.under(ctx, a, w, draft)
	if err != nil {
		return err
	}
	units, err := d.Producers.Units(ctx, a, a.Organisation)
	if err != nil {
		return err
	}
	pricing, err := d.Offerings.Pricing(ctx, a, draft.Answers.Admission, draft.Answers.Service)
	if err != nil {
		return err
	}
	f.Lead, f.Submit = w.T("producerdesk.step.check_lead"), w.T("producerdesk.step.publish")
	names, err := d.Offerings.DrawnOf(ctx, draft.Answers.Area.Drawn)
	if err != nil {
		return err
	}
	var drawn []offering.Text
	for _, id := range draft.Answers.Area.Drawn {
		drawn = append(drawn, names[id])
	}
	v := views.Check{Form: f, Rows: w.checkRows(draft, under, units, pricing, drawn), Discard: draftPath(w.Lang(), draft.ID, "discard")}
	d.page(c, r.status, f.Title, views.CheckPage(v))
	return nil
}

// areaAnswer is what the area's form shows: what was typed, else what was answered, else what is usual: the service's
// own way of giving, in all of the organiser's municipalities.
func (w words) areaAnswer(draft offering.Draft, organiser string, typed *stepForm) AreaForm {
	switch {
	case typed != nil:
		return typed.AreaForm
	case draft.Answers.Area != nil:
		return w.areaForm(draft.Answers.Area.AtHome, draft.Answers.Area.Areas, draft.Answers.Area.Drawn)
	}
	s, _ := service.ByKey(draft.Answers.Service)
	return w.areaForm(s.AtHome, municipalitiesOf(organiser), nil)
}

// showChoice draws the steps with one question.
func (d *desk) showChoice(c *gin.Context, a actor.Actor, draft offering.Draft, step offering.Step, f views.Form, typed *stepForm, r refused) error {
	w := words{d.kit.Printer(c)}
	v := views.Choose{Form: f, Multiple: step == offering.StepPoints,
		Choice: components.ChoiceArgs{Name: string(step), Legend: f.Title, Heading: true, Hint: w.T("producerdesk.step." + string(step) + "_hint"), Error: r.errors[string(step)]}}
	choices, err := d.choices(c.Request.Context(), a, w)
	if err != nil {
		return err
	}
	switch step {
	case offering.StepAdmission:
		for _, one := range choices {
			v.Choice.Items = append(v.Choice.Items, components.Choice{Value: one.id, Text: one.text, Hint: one.hint,
				Checked: one.id == draft.Answers.Admission.String() || len(choices) == 1})
		}
		v.Empty = w.missing("admission", paths.Desk(w.Lang(), "applications"))
	case offering.StepService:
		for _, one := range choices {
			if one.id == draft.Answers.Admission.String() {
				v.Choice.Items = w.serviceItems(one.services, draft.Answers.Service)
			}
		}
		v.Empty = w.missing("admission", paths.Desk(w.Lang(), "applications"))
	default:
		units, err := d.Producers.Units(c.Request.Context(), a, a.Organisation)
		if err != nil {
			return err
		}
		for _, u := range units {
			for _, p := range u.Points {
				chosen := slices.ContainsFunc(draft.Answers.At, func(at offering.At) bool { return at.Point == p.ID })
				if typed != nil {
					chosen = slices.Contains(typed.Points, p.ID.String())
				}
				v.Choice.Items = append(v.Choice.Items, components.Choice{Value: p.ID.String(), Text: spot(u.Name, p.Name), Hint: w.address(p), Checked: chosen})
			}
		}
		v.Empty = w.missing("points", paths.Desk(w.Lang(), "units"))
	}
	if len(v.Choice.Items) > 0 {
		v.Empty = views.Next{}
	}
	d.page(c, r.status, f.Title, views.ChoosePage(v))
	return nil
}
