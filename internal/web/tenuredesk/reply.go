package tenuredesk

import (
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/tenure"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

func (d *desk) askReply(c *gin.Context) error  { return d.ask(c, replying) }
func (d *desk) reply(c *gin.Context) error     { return d.take(c, replying) }
func (d *desk) askRecord(c *gin.Context) error { return d.ask(c, recording) }
func (d *desk) record(c *gin.Context) error    { return d.take(c, recording) }

// reply is what the form says in answer to a hearing.
func (in form) reply(f acted, hearing uuid.UUID) tenure.Reply {
	return tenure.Reply{AdmissionID: f.ID, HearingID: hearing, Cleaning: in.Cleaning == "yes",
		Answer: tenure.Answer{Text: in.Text, Compensated: in.Compensated, Cooperated: in.Cooperated, Measures: in.Measures}}
}

// cleaning asks about self-cleaning, in the words of the producer's form or of the official's who has its letter.
func cleaning(in form, v *views.Form, words func(key string) string) {
	v.Choice = &components.ChoiceArgs{Name: "cleaning", Legend: words("cleaning"), Hint: words("cleaning_hint"), Items: []components.Choice{
		{Value: "no", Text: words("cleaning_no"), Checked: in.Cleaning != "yes"}, {Value: "yes", Text: words("cleaning_yes"), Checked: in.Cleaning == "yes"}}}
	for _, part := range [][2]string{{"compensated", in.Compensated}, {"cooperated", in.Cooperated}, {"measures", in.Measures}} {
		v.Areas = append(v.Areas, components.TextareaArgs{Name: part[0], Label: words(part[0]), Value: part[1], Error: v.Errors[part[0]], Rows: 3})
	}
}

var replying = asks{step: tenure.StepAnswer,
	view: func(d *desk, c *gin.Context, f acted, in form, v *views.Form) {
		p, h := d.Kit.Printer(c), f.Open()
		if h == nil { // settled meanwhile
			return
		}
		v.Kicker = f.Scheme.Name(string(p.Lang()))
		v.Title, v.Text, v.Button = p.T("tenure.reply.title"), h.Question, p.T("tenure.reply.button")
		v.Doubts, v.Hidden = doubts(p, f.OpenDoubts(), false), append(v.Hidden, [2]string{"hearing", h.ID.String()})
		v.Areas = []components.TextareaArgs{{Name: "text", Label: p.T("tenure.reply.text"), Hint: p.T("tenure.reply.text_hint", "Date", h.AnswerBy), Value: in.Text, Error: v.Errors["text"]}}
		if f.MayClean(h) {
			cleaning(in, v, func(key string) string { return p.T("tenure.reply." + key) })
		}
	},
	do: func(d *desk, c *gin.Context, f acted, in form) (string, error) {
		id, err := webkit.FormID(in.Hearing)
		if err != nil {
			return "", err
		}
		return "reply", d.tenure.Reply(c.Request.Context(), d.Kit.Actor(c), in.reply(f, id))
	}}

// recording is how an official writes down an answer that came by letter.
var recording = asks{step: tenure.StepAnswer, all: true,
	view: func(d *desk, c *gin.Context, f acted, in form, v *views.Form) {
		p, h := d.Kit.Printer(c), f.Open()
		if h == nil { // settled meanwhile
			return
		}
		v.Title, v.Text, v.Button = p.T("tenure.letter.title"), p.T("tenure.letter.text"), p.T("tenure.letter.button")
		v.Inset = h.Question
		v.Hidden = append(v.Hidden, [2]string{"hearing", h.ID.String()})
		v.Inputs = []components.InputArgs{{Name: "by_name", Label: p.T("tenure.letter.by"), Hint: p.T("tenure.letter.by_hint"), Value: in.ByName, Error: v.Errors["by_name"]}}
		v.Dates = []components.DateArgs{{Name: "on", Legend: p.T("tenure.letter.on"), Hint: p.T("tenure.letter.on_hint", "Date", h.AnswerBy), Day: in.OnDay, Month: in.OnMonth, Year: in.OnYear, Error: v.Errors["on"]}}
		v.Areas = []components.TextareaArgs{{Name: "text", Label: p.T("tenure.letter.words"), Hint: p.T("tenure.letter.words_hint"), Value: in.Text, Error: v.Errors["text"]}}
		v.File = &components.FileArgs{Name: "file", Label: p.T("tenure.letter.file"), Hint: p.T("tenure.letter.file_hint"), Error: v.Errors["file"]}
		if f.MayClean(h) {
			cleaning(in, v, func(key string) string { return p.T("tenure.letter." + key) })
		}
	},
	do: func(d *desk, c *gin.Context, f acted, in form) (string, error) {
		hearing, err := webkit.FormID(in.Hearing)
		if err != nil {
			return "", err
		}
		cmd := in.reply(f, hearing)
		cmd.Answer.Letter = &tenure.Letter{By: in.ByName}
		if cmd.Answer.Letter.Received, err = day("on", in.OnDay, in.OnMonth, in.OnYear); err != nil {
			return "", err
		}
		if err := d.receive(c, f, cmd); err != nil {
			return "", err
		}
		return "letter", d.tenure.Record(c.Request.Context(), d.Kit.Actor(c), cmd)
	}}

// receive keeps the copy of a letter that was sent with the form, when there is one and nothing else is wrong.
func (d *desk) receive(c *gin.Context, f acted, cmd tenure.Reply) error {
	head, err := d.Kit.File(c, "file")
	if err != nil || head == nil {
		return err
	}
	h := f.Open()
	if _, ok := tenure.Next(f.Stage, tenure.StepAnswer); !ok || h == nil {
		return tenure.FaultMoved
	}
	cmd.Answer.Letter.File = uuid.Max // there is one; the room reads only that
	if err := tenure.CheckLetter(cmd, calendar.Today(h.At), f.Day); err != nil {
		return err
	}
	content, err := head.Open()
	if err != nil {
		return fault.New(fault.CodeMalformed, "fault.form.malformed").Because(err)
	}
	defer content.Close()
	kept, err := d.letters.Receive(c.Request.Context(), d.Kit.Actor(c), f.ProducerID, f.Object(), head.Filename, content)
	cmd.Answer.Letter.File = kept.ID
	return err
}

// letter answers with the copy of a letter, to the producer and to those who review.
func (d *desk) letter(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	hearing, err := webkit.PathID(c, "hearing")
	if err != nil {
		return err
	}
	a := d.Kit.Actor(c)
	file, of, err := d.tenure.LetterOf(c.Request.Context(), a, id, hearing)
	if err != nil {
		return err
	}
	if of.Organiser != a.Organisation && of.Operator != a.Organisation {
		of = identity.Object{}
	}
	kept, content, err := d.letters.OpenShared(c.Request.Context(), a, file, of)
	return casework.Send(c, scheme.Evidence{ID: kept.ID, Name: kept.Name, MediaType: kept.MediaType, AddedAt: kept.CreatedAt}, content, err)
}
