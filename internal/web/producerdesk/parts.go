package producerdesk

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/producerdesk"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// AreaForm is what the form of the area served sends.
type AreaForm struct {
	AtHome string   `form:"at_home"`
	Areas  []string `form:"areas"` // municipalities by their codes
	Parts  string   `form:"parts"` // postal codes and neighbourhoods as typed, one a line
	Drawn  []string `form:"drawn"` // the organiser's areas by their ids
}

// read makes the answer that was typed, or the fault of its field.
func (f AreaForm) read() (offering.AreaAnswer, error) {
	answer := offering.AreaAnswer{AtHome: f.AtHome == "yes", Areas: slices.Clone(f.Areas)}
	if !answer.AtHome {
		return answer, nil
	}
	codes, err := wording.ReadParts(f.Parts)
	if err != nil {
		return answer, err
	}
	answer.Areas = append(answer.Areas, codes...)
	for _, text := range f.Drawn {
		if id, err := uuid.Parse(text); err == nil {
			answer.Drawn = append(answer.Drawn, id)
		}
	}
	return answer, nil
}

// areaForm is the form of what was answered before.
func (w words) areaForm(atHome bool, codes []string, drawn []uuid.UUID) AreaForm {
	f := AreaForm{AtHome: yesNo(atHome)}
	var parts []string
	for _, code := range codes {
		if part, ok := place.PartByCode(code); ok && part.Kind != place.KindMunicipality {
			parts = append(parts, part.Label(w.lang()))
			continue
		}
		f.Areas = append(f.Areas, code)
	}
	f.Parts = strings.Join(parts, "\n")
	for _, id := range drawn {
		f.Drawn = append(f.Drawn, id.String())
	}
	return f
}

// areaLines is where a service is given: the organiser's areas by name, then the rest.
func (w words) areaLines(codes []string, drawn []offering.Text) []string {
	var lines []string
	for _, name := range drawn {
		lines = append(lines, name.In(w.lang()))
	}
	if len(codes) > 0 {
		lines = append(lines, w.municipalities(codes))
	}
	return lines
}

// areaView asks where the service is given: in the organiser's municipalities and those chosen before, in areas that the
// organiser has drawn, and in smaller parts that are typed.
func (d *desk) areaView(ctx context.Context, w words, f views.Form, organiser uuid.UUID, code string, form AreaForm) (views.Area, error) {
	drawn, err := d.Offerings.AreasOf(ctx, organiser)
	if err != nil {
		return views.Area{}, err
	}
	v := w.areaView(f, code, form.AtHome, form.Areas)
	v.Parts = components.TextareaArgs{Name: "parts", Label: w.T("prices.area.parts"), Hint: w.T("prices.area.parts_hint"), Error: f.Errors["parts"], Value: form.Parts, Rows: 3}
	if len(drawn) == 0 {
		return v, nil
	}
	v.Drawn = components.ChoiceArgs{Name: "drawn", Legend: w.T("prices.area.drawn"), Hint: w.T("prices.area.drawn_hint"), Small: true}
	for _, area := range drawn {
		v.Drawn.Items = append(v.Drawn.Items, components.Choice{Value: area.ID.String(), Text: area.Name.In(w.lang()), Hint: w.municipalities(area.Parts),
			Checked: slices.Contains(form.Drawn, area.ID.String())})
	}
	return v, nil
}
