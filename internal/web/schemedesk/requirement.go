package schemedesk

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/schemedesk"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

func (d *desk) requirements(c *gin.Context) error {
	e, done, err := d.editing(c)
	if err != nil || done {
		return err
	}
	v := d.lines(c, e, scheme.SectionRequirements)
	v.None = d.words(c).T("schemedesk.requirements.none")
	d.page(c, http.StatusOK, v.Title, views.LinesPage(v))
	return nil
}

// requirementForm is a requirement as typed.
type requirementForm struct {
	Version   int    `form:"version"`
	ID        string `form:"id"`
	Kind      string `form:"kind"`
	Mandatory string `form:"mandatory"`
	TitleFi   string `form:"title_fi"`
	TitleSv   string `form:"title_sv"`
	TitleEn   string `form:"title_en"`
	HelpFi    string `form:"help_fi"`
	HelpSv    string `form:"help_sv"`
	HelpEn    string `form:"help_en"`
	AtLeast   string `form:"at_least"`
	ValidDays string `form:"valid_days"`
	Evidence  string `form:"evidence_kind"`
	Registry  string `form:"registry"`
	Exclusion string `form:"exclusion"`
	Points    string `form:"max_points"`
	Do        string `form:"do"`
}

func (d *desk) requirement(c *gin.Context) error {
	e, done, err := d.editing(c)
	if err != nil || done {
		return err
	}
	f := requirementForm{ID: webkit.NewID(), Mandatory: "yes"}
	if c.Param("requirement") != added {
		id, err := webkit.PathID(c, "requirement")
		if err != nil {
			return err
		}
		r, there := e.Form.Requirement(id)
		if !there {
			return scheme.FaultNotFound
		}
		f = d.words(c).requirementForm(r)
	}
	d.showRequirement(c, answer{status: http.StatusOK, now: e}, f)
	return nil
}

func (w words) requirementForm(r scheme.Requirement) requirementForm {
	f := requirementForm{ID: r.ID.String(), Kind: string(r.Kind), Mandatory: yes(r.Mandatory), TitleFi: r.TitleFi, TitleSv: r.TitleSv, TitleEn: r.TitleEn,
		HelpFi: r.HelpFi, HelpSv: r.HelpSv, HelpEn: r.HelpEn, ValidDays: optional(r.ValidDays), Evidence: string(r.EvidenceKind), Registry: r.Registry,
		Exclusion: r.Exclusion, Points: optional(r.MaxPoints)}
	if r.AtLeast != nil {
		f.AtLeast = r.AtLeast.Format(w.lang())
	}
	return f
}

func (f requirementForm) read() (scheme.Requirement, error) {
	bad := fault.Invalid()
	id, err := webkit.FormID(f.ID)
	if err != nil {
		return scheme.Requirement{}, err
	}
	r := scheme.Requirement{ID: id, Kind: scheme.Kind(f.Kind), Mandatory: f.Mandatory == "yes", TitleFi: f.TitleFi, TitleSv: f.TitleSv, TitleEn: f.TitleEn,
		HelpFi: f.HelpFi, HelpSv: f.HelpSv, HelpEn: f.HelpEn, EvidenceKind: scheme.EvidenceKind(f.Evidence), Registry: f.Registry, Exclusion: f.Exclusion}
	if r.Kind == scheme.KindNumber && f.AtLeast != "" {
		n, err := scheme.ParseNumber(f.AtLeast)
		if err != nil {
			bad = bad.On("at_least", "fault.admission.number").Because(err)
		}
		r.AtLeast = &n
	}
	if r.Kind == scheme.KindDate {
		r.ValidDays, bad = whole(bad, "valid_days", f.ValidDays)
	}
	if r.Kind == scheme.KindScored {
		r.MaxPoints, bad = whole(bad, "max_points", f.Points)
	}
	if len(bad.Fields) > 0 {
		return r, bad
	}
	return r, nil
}

func (d *desk) saveRequirement(c *gin.Context) error {
	e, done, err := d.editing(c)
	if err != nil || done {
		return err
	}
	var f requirementForm
	if err := d.Kit.Bind(c, &f); err != nil {
		return err
	}
	if c.Param("requirement") == added || f.Do == "" {
		r, unread := f.read()
		err = d.keep(c, e, f.Version, scheme.PutRequirement{Requirement: r}, unread)
	} else {
		id, unknown := webkit.PathID(c, "requirement")
		if unknown != nil {
			return unknown
		}
		var part scheme.Part = scheme.DropRequirement{ID: id}
		if f.Do == "raise" {
			part = scheme.RaiseOne{ID: id}
		}
		err = d.keep(c, e, f.Version, part, nil)
	}
	return d.saved(c, e, err, scheme.SectionRequirements, func(out answer) { d.showRequirement(c, out, f) })
}

func (d *desk) showRequirement(c *gin.Context, a answer, f requirementForm) {
	w := d.words(c)
	v := d.form(c, a.now, w.T("schemedesk.requirement.title_new"), "requirements")
	v.Hidden = append(v.Hidden, [2]string{"id", f.ID})
	if c.Param("requirement") != added {
		v.Title = w.T("schemedesk.requirement.title")
		v.Buttons = []components.ButtonArgs{
			{Text: w.T("schemedesk.requirement.raise"), Name: "do", Value: "raise", Kind: "secondary"},
			{Text: w.T("schemedesk.requirement.drop"), Name: "do", Value: "drop", Kind: "secondary"}}
		if a.now.Was != nil {
			v.Lead = w.T("schemedesk.requirement.anew")
		}
	}
	v.Stale = w.staleNote(a, scheme.SectionRequirements)
	v.Errors = components.ErrorList(a.errs, "kind", "title_fi", "title_sv", "title_en", "help_fi", "help_sv", "help_en", "at_least", "valid_days", "evidence_kind", "registry", "exclusion", "max_points")
	v.Fields = w.requirementFields(a, f)
	d.page(c, a.status, v.Title, views.FormPage(v))
}

func (w words) requirementFields(a answer, f requirementForm) []templ.Component {
	kinds := components.ChoiceArgs{Name: "kind", Legend: w.T("schemedesk.requirement.kind"), Error: a.errs["kind"]}
	for _, k := range scheme.Kinds() {
		kinds.Items = append(kinds.Items, components.Choice{Value: string(k), Text: w.T("schemedesk.kind." + string(k)), Hint: w.T("schemedesk.kind_hint." + string(k)),
			Checked: f.Kind == string(k), Reveal: w.kindField(k, a, f)})
	}
	line := func(lang, value string) templ.Component {
		return components.Input(components.InputArgs{Name: "title_" + lang, Label: w.inLang(a, "schemedesk.requirement.title_", lang), Value: value, Error: a.errs["title_"+lang]})
	}
	help := func(name, value string) templ.Component {
		return components.Textarea(components.TextareaArgs{Name: name, Label: w.T("schemedesk.requirement." + name), Value: value, Rows: 3, Error: a.errs[name]})
	}
	return []templ.Component{line("fi", f.TitleFi), line("sv", f.TitleSv), line("en", f.TitleEn),
		help("help_fi", f.HelpFi), help("help_sv", f.HelpSv), help("help_en", f.HelpEn), components.Radios(kinds),
		w.yesNoField("mandatory", w.T("schemedesk.requirement.mandatory"), "", f.Mandatory, "")}
}

// kindField is what a kind of requirement asks for besides its question; nil when nothing.
func (w words) kindField(k scheme.Kind, a answer, f requirementForm) templ.Component {
	number := func(name, value string) templ.Component {
		return components.Input(components.InputArgs{Name: name, Label: w.T("schemedesk.requirement." + name), Value: value, InputMode: "decimal", Width: "10", Error: a.errs[name]})
	}
	list := func(name, none, chosen, texts string, of []string) templ.Component {
		args := components.SelectArgs{Name: name, Label: w.T("schemedesk.requirement." + name), Error: a.errs[name], Options: []components.Option{{Text: w.T(none)}}}
		for _, one := range of {
			args.Options = append(args.Options, components.Option{Value: one, Text: w.T(texts + one), Selected: one == chosen})
		}
		return components.Select(args)
	}
	switch k {
	case scheme.KindNumber:
		return number("at_least", f.AtLeast)
	case scheme.KindDate:
		return number("valid_days", f.ValidDays)
	case scheme.KindScored:
		return number("max_points", f.Points)
	case scheme.KindAttachment:
		var of []string
		for _, one := range scheme.EvidenceKinds() {
			of = append(of, string(one))
		}
		return list("evidence_kind", "schemedesk.requirement.only_here", f.Evidence, "schemedesk.evidence.", of)
	case scheme.KindRegistry:
		return list("registry", "schemedesk.terms.choose", f.Registry, "schemedesk.registry.", scheme.Registers())
	case scheme.KindExclusion:
		return list("exclusion", "schemedesk.terms.choose", f.Exclusion, "schemedesk.exclusion.", []string{scheme.ExclusionMandatory, scheme.ExclusionDiscretionary})
	}
	return nil
}
