package applydesk

import (
	"mime/multipart"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/applydesk"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// asked is a requirement as a page asks it: one draft's, or that of several drafts together.
type asked struct {
	scheme.Requirement
	stored     scheme.Answer
	finding    scheme.Finding
	today      calendar.Date
	current    uuid.UUID // the item of the library that answers it today; zero when none does
	businessID string
	fileHref   string   // of the stored file
	by         []string // the schemes that ask it, when there are several
	differs    bool     // they have been answered differently
	before     string   // the answer to the question whose place it took; "" when there is nothing to be answered anew
}

// fromLibrary tells whether an item of the library answers it.
func (a asked) fromLibrary() bool { return a.Kind == scheme.KindAttachment && a.EvidenceKind.Shared() }

// answerForm is one requirement's answer as typed.
type answerForm struct {
	Version int    `form:"version"`
	Answer  string `form:"answer"`
	Day     string `form:"answer-day"`
	Month   string `form:"answer-month"`
	Year    string `form:"answer-year"`
	Mended  string `form:"mended"` // what was done to mend a ground of exclusion
	Choice  string `form:"choice"` // of evidence: an item of the library, a new one, or none
	EvidenceForm
}

// The choices of evidence that are no item.
const (
	choiceNew  = "new"
	choiceNone = "none"
)

// typed writes a stored answer into the form's fields.
func typed(p *locale.Printer, k asked) answerForm {
	f := answerForm{}
	f.Item = webkit.NewID()
	a := k.stored
	if k.fromLibrary() {
		f.Choice = choiceNew
		if k.current != uuid.Nil {
			f.Choice = k.current.String()
		}
		if a.File != nil && k.finding == scheme.FindingMet {
			f.Choice = a.File.Item.String()
		}
	}
	if !a.Given(k.Kind) {
		return f
	}
	switch k.Kind {
	case scheme.KindDeclaration, scheme.KindRegistry, scheme.KindExclusion:
		f.Answer = "no"
		if *a.Declared {
			f.Answer = "yes"
		}
		f.Mended = a.Text
	case scheme.KindNumber:
		f.Answer = a.Number.Format(string(p.Lang()))
	case scheme.KindDate:
		f.Day, f.Month, f.Year = webkit.DateParts(a.Date)
	case scheme.KindText, scheme.KindSystem, scheme.KindScored:
		f.Answer = a.Text
	}
	return f
}

// read makes an answer of what was typed. An empty field clears the answer.
func (f answerForm) read(r scheme.Requirement) (scheme.Answer, error) {
	var a scheme.Answer
	switch r.Kind {
	case scheme.KindDeclaration, scheme.KindRegistry, scheme.KindExclusion:
		yes := f.Answer == "yes"
		if !yes && f.Answer != "no" {
			return a, fault.Invalid().On("answer", "fault.admission.choose_answer")
		}
		a.Declared = &yes
		if r.Kind == scheme.KindExclusion && !yes {
			a.Text = f.Mended
		}
	case scheme.KindNumber:
		if f.Answer == "" {
			return a, nil
		}
		n, err := scheme.ParseNumber(f.Answer)
		if err != nil {
			return a, fault.Invalid().On("answer", "fault.admission.number").Because(err)
		}
		a.Number = &n
	case scheme.KindDate:
		day, ok := webkit.ParseDate(f.Day, f.Month, f.Year)
		if !ok {
			return a, fault.Invalid().On("answer-date", "fault.admission.date")
		}
		a.Date = day
	case scheme.KindText, scheme.KindSystem, scheme.KindScored:
		a.Text = f.Answer
	}
	return a, nil
}

// readAnswer makes an answer of what was typed and uploaded.
func (d *desk) readAnswer(c *gin.Context, f *answerForm, k asked) (a scheme.Answer, err error) {
	switch {
	case k.fromLibrary():
		return d.chosen(c, f, k)
	case k.Kind == scheme.KindAttachment:
		f.Kept, a, err = d.attach(c, f.Kept, k.stored)
		return a, err
	default:
		return f.read(k.Requirement)
	}
}

// chosen is the item of the library that was chosen, or that was just added.
func (d *desk) chosen(c *gin.Context, f *answerForm, k asked) (scheme.Answer, error) {
	if f.Choice == choiceNone && !k.Mandatory {
		return scheme.Answer{}, nil
	}
	if id, err := uuid.Parse(f.Choice); err == nil {
		return scheme.Answer{File: &scheme.Evidence{Item: id}}, nil
	}
	if f.Choice != choiceNew {
		return scheme.Answer{}, fault.Invalid().On("choice", "fault.admission.choose_evidence")
	}
	item, err := d.addEvidence(c, &f.EvidenceForm, k.EvidenceKind)
	if err != nil {
		return scheme.Answer{}, err
	}
	f.Choice = item.ID.String() // a form that comes again has it in the library already
	return scheme.Answer{File: &scheme.Evidence{Item: item.ID}}, nil
}

// spread lets evidence that was just added answer the producer's other drafts too.
func (d *desk) spread(c *gin.Context, f answerForm, r scheme.Requirement) error {
	if f.Choice != f.Item || f.Item == "" {
		return nil
	}
	_, err := d.admissions.Reuse(c.Request.Context(), d.kit.Actor(c), r.EvidenceKind)
	return err
}

// showAnswer draws the page of one requirement.
func (d *desk) showAnswer(c *gin.Context, status int, k asked, f answerForm, form views.Form) {
	p := d.kit.Printer(c)
	lang := string(p.Lang())
	v := views.Requirement{Form: form, Kind: string(k.Kind), Title: k.Title(lang), Help: k.Help(lang), Limit: casework.Limit(p, k.Requirement, k.today),
		Must: casework.Must(p, k.Requirement), Yes: f.Answer == "yes", No: f.Answer == "no", Value: f.Answer, Day: f.Day, Month: f.Month, Year: f.Year,
		Mended: f.Mended, By: k.by}
	if v.Lang, v.HelpIn = k.Others(lang); v.Lang+v.HelpIn != "" {
		v.Others = p.T("casefile.others")
	}
	if k.stored.File != nil && k.stored.File.ID != uuid.Nil && !k.fromLibrary() {
		v.File = casework.File(p, *k.stored.File, k.fileHref)
	}
	if kept, ok := d.kept(c, f.Kept); ok {
		v.Kept, v.KeptName = f.Kept, kept.Name
	}
	if k.stored.Given(k.Kind) && k.finding != scheme.FindingMet {
		v.Lacks = p.T("apply.finding." + string(k.finding))
	}
	if k.before != "" {
		v.Lacks = k.before
	}
	if k.differs {
		v.Lacks = p.T("apply.batch.differs")
	}
	if k.fromLibrary() {
		fields := d.evidenceFields(c, f.EvidenceForm, k.EvidenceKind, form.Errors)
		v.Evidence, v.Choices = &fields, d.evidenceChoices(c, k, f, fields)
	}
	d.page(c, status, v.Title, views.RequirementPage(v))
}

// evidenceChoices offers what the library has of the kind and still holds, then a new item; none at all where there is
// nothing to choose between.
func (d *desk) evidenceChoices(c *gin.Context, k asked, f answerForm, fields views.EvidenceFields) []components.Choice {
	items, err := d.evidence.Library(c.Request.Context(), d.kit.Actor(c))
	if err != nil {
		return nil // the form of a new item is there
	}
	p := d.kit.Printer(c)
	var out []components.Choice
	for _, one := range items {
		if one.Kind == k.EvidenceKind && one.On(k.today, k.businessID).Holds() {
			out = append(out, components.Choice{Value: one.ID.String(), Text: itemName(p, one), Hint: itemDays(p, one), Checked: f.Choice == one.ID.String()})
		}
	}
	if len(out) == 0 && k.Mandatory {
		return nil
	}
	out = append(out, components.Choice{Value: choiceNew, Text: p.T("evidence.choice.new"), Checked: f.Choice == choiceNew, Reveal: views.EvidenceFieldsView(fields)})
	if !k.Mandatory {
		out = append(out, components.Choice{Value: choiceNone, Text: p.T("evidence.choice.none"), Checked: f.Choice == choiceNone})
	}
	return out
}

func itemName(p *locale.Printer, i evidence.Item) string {
	if i.File != nil {
		return i.File.Name
	}
	return p.T("evidence.seen", "Name", i.SeenBy)
}

// itemDays tells from when and until when an item holds.
func itemDays(p *locale.Printer, i evidence.Item) string {
	if i.ValidTo == nil {
		return p.T("evidence.days_open", "From", i.IssuedOn)
	}
	return p.T("evidence.days", "From", i.IssuedOn, "To", *i.ValidTo)
}

// kept finds a file of the producer that was uploaded with a form which could not be saved.
func (d *desk) kept(c *gin.Context, text string) (producer.File, bool) {
	id, err := uuid.Parse(text)
	if err != nil {
		return producer.File{}, false
	}
	f, err := d.producers.File(c.Request.Context(), d.kit.Actor(c), id)
	return f, err == nil
}

func storedText(p *locale.Printer, r scheme.Requirement, a scheme.Answer) string {
	if !a.Given(r.Kind) {
		return ""
	}
	return short(p, r, a)
}

// attach stores the uploaded file, or takes the one that an earlier try stored, or the one that the answer has.
func (d *desk) attach(c *gin.Context, kept string, stored scheme.Answer) (string, scheme.Answer, error) {
	head, err := d.kit.File(c, "file")
	if err != nil {
		return kept, scheme.Answer{}, err
	}
	if head != nil {
		f, err := d.upload(c, head)
		if err != nil {
			return kept, scheme.Answer{}, err
		}
		return f.ID.String(), scheme.Answer{File: &scheme.Evidence{ID: f.ID}}, nil
	}
	if f, ok := d.kept(c, kept); ok {
		return kept, scheme.Answer{File: &scheme.Evidence{ID: f.ID}}, nil
	}
	if stored.File != nil {
		return "", stored, nil
	}
	return "", scheme.Answer{}, fault.Invalid().On("file", "fault.admission.choose_file")
}

func (d *desk) upload(c *gin.Context, head *multipart.FileHeader) (producer.File, error) {
	body, err := head.Open()
	if err != nil {
		return producer.File{}, err
	}
	defer body.Close()
	a := d.kit.Actor(c)
	return d.producers.Upload(c.Request.Context(), a, a.Organisation, head.Filename, body)
}
