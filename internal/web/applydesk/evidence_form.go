package applydesk

import (
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/applydesk"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// EvidenceForm is a new item of the library as typed. It stands in the page of a requirement and in a page of its own.
type EvidenceForm struct {
	Item        string `form:"item"` // the id of what is made
	Kept        string `form:"kept"` // id of a file that was sent with a form that could not be saved
	SeenBy      string `form:"seen_by"`
	IssuedDay   string `form:"issued-day"`
	IssuedMonth string `form:"issued-month"`
	IssuedYear  string `form:"issued-year"`
	EndDay      string `form:"valid_to-day"`
	EndMonth    string `form:"valid_to-month"`
	EndYear     string `form:"valid_to-year"`
}

// addEvidence puts what was typed and uploaded into the library. A file that came along is kept even if the rest must be
// mended, so that nobody uploads it twice.
func (d *desk) addEvidence(c *gin.Context, f *EvidenceForm, kind evidence.Kind) (evidence.Item, error) {
	id, err := webkit.FormID(f.Item)
	if err != nil {
		return evidence.Item{}, err
	}
	bad := fault.Invalid()
	cmd := evidence.Add{ID: id, Kind: kind, SeenBy: f.SeenBy}
	rule, _ := evidence.RuleOf(kind)
	if rule.File {
		kept, answer, err := d.attach(c, f.Kept, noAnswer)
		f.Kept = kept
		switch found := fault.From(err); {
		case err == nil:
			cmd.File = answer.File.ID
		case len(found.Fields) == 0:
			return evidence.Item{}, err
		default:
			bad.Fields = append(bad.Fields, found.Fields...)
		}
	}
	issued, ok := webkit.ParseDate(f.IssuedDay, f.IssuedMonth, f.IssuedYear)
	if !ok {
		bad = bad.On("issued", "fault.admission.date")
	}
	end, ok := webkit.ParseDate(f.EndDay, f.EndMonth, f.EndYear)
	if !ok {
		bad = bad.On("valid_to", "fault.admission.date")
	}
	if err := bad.OrNil(); err != nil {
		return evidence.Item{}, err
	}
	cmd.IssuedOn, cmd.ValidTo = issued, end
	return d.evidence.Add(c.Request.Context(), d.kit.Actor(c), cmd)
}

// evidenceFields draws the fields of a new item of a kind.
func (d *desk) evidenceFields(c *gin.Context, f EvidenceForm, kind evidence.Kind, errs map[string]string) views.EvidenceFields {
	p := d.kit.Printer(c)
	rule, _ := evidence.RuleOf(kind)
	v := views.EvidenceFields{Item: f.Item, File: rule.File, EndsOn: rule.EndsOn, SeenBy: f.SeenBy, Errors: errs,
		IssuedDay: f.IssuedDay, IssuedMonth: f.IssuedMonth, IssuedYear: f.IssuedYear, EndDay: f.EndDay, EndMonth: f.EndMonth, EndYear: f.EndYear}
	if rule.Months > 0 {
		v.Lasts = p.T("evidence.lasts", "Count", rule.Months)
	}
	if kept, ok := d.kept(c, f.Kept); ok {
		v.Kept, v.KeptName = f.Kept, kept.Name
	}
	return v
}

// itemID is an id of the library in the address.
func itemID(c *gin.Context) (uuid.UUID, error) { return webkit.PathID(c, "item") }
