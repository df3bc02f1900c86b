package asks

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/asks"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/ask"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

type replied struct {
	ID      string `form:"id"`
	Request string `form:"request"`
	Text    string `form:"text"`
}

func (p *pages) status(c *gin.Context) error {
	return p.showStatus(c, http.StatusOK, replied{}, nil)
}

// showStatus draws the page behind the link, with a reply that was typed in vain.
func (p *pages) showStatus(c *gin.Context, status int, f replied, wrong map[string]string) error {
	token := c.Param("token")
	whole, err := p.asks.Follow(c.Request.Context(), token)
	if err != nil {
		return err
	}
	w := say(p.kit.Printer(c))
	v := views.Status{
		Title: w.T("ask.status.title"), Address: p.kit.Base() + paths.Asked(w.Lang(), token), Keep: w.T("ask.status.keep"),
		Lang: whole.Lang, Kept: w.T("ask.status.kept", "Count", whole.Keep),
	}
	content, there := whole.Content()
	if !there {
		v.Kept = w.T("ask.status.all_erased")
	} else {
		v.Rows, v.Data = w.rows(content), paths.Asked(w.Lang(), token, "data.json")
	}
	if key := "ask.done." + c.Query("done"); w.Has(key) {
		v.Done = w.T(key)
	}
	if c.Query("done") == "sent" && there {
		v.Next = []string{w.T("ask.next.answer", "Date", whole.Cases[0].AnswerBy), w.T("ask.next.look")}
		if content.Email != "" {
			v.Next[1] = w.T("ask.next.mail")
		}
		v.Next = append(v.Next, w.T("ask.next.free"))
	}
	for _, one := range whole.Cases {
		part := w.part(one, token, whole.Keep)
		if f.Request == one.ID.String() && part.Reply != "" {
			part.Typed, part.Error, part.ID = f.Text, wrong["text"], f.ID
			v.Errors = components.ErrorList(wrong, "text=text-"+part.Request)
		}
		v.Parts = append(v.Parts, part)
	}
	p.kit.Page(c, status, layout.Page{Title: v.Title, NoIndex: true, Error: len(wrong) > 0}, views.StatusPage(v))
	return nil
}

// part is what one producer was asked, in words.
func (w words) part(one ask.Case, token string, keep int) views.Part {
	v := views.Part{Title: one.ProducerName, State: w.state(one.Request), Request: one.ID.String(), ID: webkit.NewID(),
		Text: w.T("ask.stands."+string(one.Standing), "Date", one.AnswerBy)}
	gone := one.Open()
	for _, a := range one.Asked {
		v.Services = append(v.Services, w.asked(a))
		gone = gone && !a.Shown
	}
	if gone {
		v.Gone = w.T("ask.status.gone")
	}
	for _, e := range one.Events {
		if e.Kind != ask.Erased {
			v.Events = append(v.Events, views.Event{When: w.DateTime(e.At), What: w.event(e), Text: e.Text})
		}
	}
	if one.Erased {
		v.Text += " " + w.T("ask.status.erased")
		return v
	}
	if !one.Open() {
		v.Text += " " + w.T("ask.status.erase_on", "Date", ask.EraseOn(one.At, keep))
	}
	v.Withdraw = paths.Asked(w.Lang(), token, "withdraw") + "?request=" + url.QueryEscape(v.Request)
	if one.Open() && !one.Standing.Waits() {
		v.Reply, v.Label = paths.Asked(w.Lang(), token, "reply"), w.T("ask.status.more")
		if one.Standing == ask.Question {
			v.Label = w.T("ask.status.answer")
		}
	}
	return v
}

// asked is an offering that was asked for.
func (w words) asked(a ask.Asked) views.Who {
	who := views.Who{Name: a.Unit, Phone: a.Phone, Tel: components.Tel(a.Phone), Href: paths.Offering(w.Lang(), a.Offering.String())}
	if svc, ok := service.ByKey(a.Service); ok {
		who.Service = svc.Name(w.lang())
	}
	return who
}

// state is where a request stands, as a word.
func (w words) state(r ask.Request) components.TagArgs {
	kinds := map[ask.Kind]string{ask.Made: "wait", ask.Replied: "wait", ask.Question: "wait", ask.Contact: "good", ask.Room: "good", ask.NoRoom: "stop", ask.Unanswered: "stop", ask.Gone: "stop"}
	return components.TagArgs{Text: w.T("ask.state." + string(r.Standing)), Kind: kinds[r.Standing]}
}

// event is what has happened, in words.
func (w words) event(e ask.Event) string {
	if e.RoomFrom != nil {
		return w.T("ask.event.room_from", "Date", *e.RoomFrom)
	}
	return w.T("ask.event." + string(e.Kind))
}

func (p *pages) reply(c *gin.Context) error {
	var f replied
	if err := p.kit.Bind(c, &f); err != nil {
		return err
	}
	id, err := webkit.FormID(f.ID)
	if err != nil {
		return err
	}
	request, err := uuid.Parse(f.Request)
	if err != nil {
		return ask.ErrNotFound
	}
	err = p.asks.Reply(c.Request.Context(), p.kit.Actor(c), c.Param("token"), ask.Reply{ID: id, Request: request, Text: f.Text})
	if err == nil {
		p.kit.SeeOther(c, paths.Asked(p.kit.Lang(c), c.Param("token"))+"?done=replied")
		return nil
	}
	if errors := p.kit.FieldErrors(c, err); errors != nil && fault.Is(err, fault.CodeInvalid) {
		return p.showStatus(c, http.StatusUnprocessableEntity, f, errors)
	}
	return err
}

// confirmWithdraw asks before anything is erased.
func (p *pages) confirmWithdraw(c *gin.Context) error {
	whole, err := p.asks.Follow(c.Request.Context(), c.Param("token"))
	if err != nil {
		return err
	}
	w := say(p.kit.Printer(c))
	back := paths.Asked(w.Lang(), c.Param("token"))
	for _, one := range whole.Cases {
		if one.ID.String() != c.Query("request") {
			continue
		}
		if one.Erased {
			p.kit.SeeOther(c, back)
			return nil
		}
		v := views.Withdraw{Title: w.T("ask.withdraw.title"), Text: w.T("ask.withdraw.text", "Name", one.ProducerName),
			Action: paths.Asked(w.Lang(), c.Param("token"), "withdraw"), Request: one.ID.String(), Back: back}
		p.kit.Page(c, http.StatusOK, layout.Page{Title: v.Title, NoIndex: true}, views.WithdrawPage(v))
		return nil
	}
	return ask.ErrNotFound
}

func (p *pages) withdraw(c *gin.Context) error {
	var f replied
	if err := p.kit.Bind(c, &f); err != nil {
		return err
	}
	request, err := uuid.Parse(f.Request)
	if err != nil {
		return ask.ErrNotFound
	}
	if err := p.asks.Withdraw(c.Request.Context(), p.kit.Actor(c), c.Param("token"), request); err != nil {
		return err
	}
	p.kit.SeeOther(c, paths.Asked(p.kit.Lang(c), c.Param("token"))+"?done=withdrawn")
	return nil
}

// own is what is kept of an asking, for who made it (EU 2016/679 art. 15 and 20).
type own struct {
	Content  *ask.Content `json:"content"` // null when it is erased
	Requests []ownRequest `json:"requests"`
}

type ownRequest struct {
	Producer string     `json:"producer"`
	Services []string   `json:"services"`
	State    ask.Kind   `json:"state"`
	Erased   bool       `json:"erased"`
	Events   []ownEvent `json:"events"`
}

type ownEvent struct {
	At       string         `json:"at"`
	What     ask.Kind       `json:"what"`
	By       string         `json:"by"`
	RoomFrom *calendar.Date `json:"room_from,omitempty"`
	Text     string         `json:"text,omitempty"`
}

func (p *pages) data(c *gin.Context) error {
	whole, err := p.asks.Follow(c.Request.Context(), c.Param("token"))
	if err != nil {
		return err
	}
	out := own{}
	if content, there := whole.Content(); there {
		out.Content = &content
	}
	for _, one := range whole.Cases {
		r := ownRequest{Producer: one.ProducerName, State: one.Standing, Erased: one.Erased}
		for _, a := range one.Asked {
			r.Services = append(r.Services, a.Service)
		}
		for _, e := range one.Events {
			r.Events = append(r.Events, ownEvent{At: e.At.Format("2006-01-02T15:04:05Z07:00"), What: e.Kind, By: e.As, RoomFrom: e.RoomFrom, Text: e.Text})
		}
		out.Requests = append(out.Requests, r)
	}
	text, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return fmt.Errorf("write an asking: %w", err)
	}
	c.Header("Content-Disposition", `attachment; filename="tuottajatori.json"`)
	c.Data(http.StatusOK, "application/json; charset=utf-8", text)
	return nil
}
